#include "nacre/study/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <limits>
#include <thread>

#include "nacre/base/files.hpp"

namespace nacre::study {
namespace {

using ::testing::HasSubstr;

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() : folder_(std::filesystem::path(::testing::TempDir()) / "nacre_store_test") {}
  std::filesystem::path path() const { return folder_.path() / "store"; }

  TemporaryFolder folder_;
  const StepInput input_{"analysis", {"aa", "bb"}, {{"x", 1}, {"y", "text"}}};
  const Json result_{{"numbers", {1.0, 0.1, -2.5e-300, std::numeric_limits<double>::quiet_NaN()}},
                     {"texts", {"caf\xc3\xa9", ""}},
                     {"count", 7},
                     {"none", nullptr}};
};

std::size_t rows(const std::filesystem::path& store, const std::string& table) {
  Database database(store / "index.sqlite", Database::Mode::read);
  auto statement = database.prepare("SELECT count(*) FROM " + table);
  statement.step();
  return statement.value(0).get<std::size_t>();
}

TEST_F(StoreTest, KeyDependsOnEverythingThatDecidesTheResultAndOnNothingElse) {
  const auto key = Store::key(input_);
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(key, Store::key({"analysis", {"aa", "bb"}, {{"y", "text"}, {"x", 1}}}));  // order of keys
  EXPECT_NE(key, Store::key({"report", {"aa", "bb"}, input_.options}));
  EXPECT_NE(key, Store::key({"analysis", {"bb", "aa"}, input_.options}));
  EXPECT_NE(key, Store::key({"analysis", {"aabb"}, input_.options}));
  EXPECT_NE(key, Store::key({"analysis", {"aa", "bb"}, {{"x", 1.5}, {"y", "text"}}}));
}

TEST_F(StoreTest, FindsWhatWasPutToTheLastBit) {
  const auto key = Store::key(input_);
  {
    Store store(path());
    EXPECT_FALSE(store.find(key));
    const auto put = store.put(key, result_);
    EXPECT_EQ(put.result.dump(), result_.dump());
  }
  const Store again(path());
  const auto found = again.find(key);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->result.dump(), result_.dump());
}

TEST_F(StoreTest, TornAndTamperedObjectsCountAsAbsent) {
  Store store(path());
  const auto key = Store::key(input_);
  store.put(key, result_);
  const auto file = store.object_path(key);
  const auto whole = read_file(file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_file_atomic(file, whole.substr(0, size));
    EXPECT_FALSE(store.find(key)) << "torn at " << size;
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    write_file_atomic(file, changed);
    EXPECT_FALSE(store.find(key)) << "changed at " << i;
  }
  write_file_atomic(file, whole);
  EXPECT_TRUE(store.find(key));
  // An object under another's name is not that other's.
  const std::string other(64, '0');
  write_file_atomic(store.object_path(other), whole);
  EXPECT_FALSE(store.find(other));
}

TEST_F(StoreTest, TwoStoresInOneFolderWriteAtOnce) {
  const auto work = [&] {
    Store store(path());
    for (int i = 0; i < 50; ++i) {
      const StepInput input{"analysis", {std::to_string(i)}, Json::object()};
      const auto key = Store::key(input);
      store.put(key, {{"i", i}});
      const std::vector<Quantity> values{{"value", static_cast<double>(i), 0.1, "V", {}}};
      store.index().enter({key, "step", "d", 1, 0.0, 0.0}, input, values);
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(work);
  }
  threads.clear();
  EXPECT_EQ(rows(path(), "step"), 50U);
  EXPECT_EQ(rows(path(), "value"), 50U);  // replaced with their step, not doubled
}

TEST_F(StoreTest, DamagedIndexIsPutAsideAndMadeAnew) {
  const auto key = Store::key(input_);
  { Store(path()).put(key, result_); }
  write_file_atomic(path() / "index.sqlite", std::string(5000, 'x'));
  Store store(path());
  EXPECT_TRUE(store.find(key));
  EXPECT_FALSE(store.index().has(key));
  EXPECT_TRUE(std::filesystem::exists(path() / "index.sqlite.damaged"));
}

TEST_F(StoreTest, IndexOfALaterSchemaIsPutAside) {
  { const Store store(path()); }
  Database(path() / "index.sqlite", Database::Mode::write).execute("PRAGMA user_version = 99");
  { const Store store(path()); }
  EXPECT_EQ(rows(path(), "step"), 0U);
}

TEST_F(StoreTest, OldPartsOfKilledRunsAreSweptYoungOnesAreNot) {
  { const Store store(path()); }
  const auto part = path() / "objects" / "ab" / "cd.part-1-1";
  const auto young = path() / "objects" / "ab" / "cd.part-1-2";
  write_file_atomic(part, "half");
  write_file_atomic(young, "half");
  std::filesystem::last_write_time(part,
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  { const Store store(path()); }
  EXPECT_FALSE(std::filesystem::exists(part));
  EXPECT_TRUE(std::filesystem::exists(young));
}

TEST_F(StoreTest, PlaceThatCannotBeWrittenIsAnErrorThatNamesIt) {
  write_file_atomic(folder_.path() / "file", "no folder");
  try {
    const Store store(folder_.path() / "file" / "store");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("file/store"));
    EXPECT_THAT(error.advice(), HasSubstr("--store DIR"));
  }
}

// What a full disk does, done by a limit on the size of files in a process of its own.
TEST_F(StoreTest, FullDiskIsAnErrorAndLeavesNothingHalf) {
  { const Store store(path()); }
  const auto key = Store::key(input_);
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{60'000, 60'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      Store(path()).put(key, {{"text", std::string(100'000, 'x')}});
    } catch (const Error&) {
      ::_exit(3);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 3);
  const Store store(path());
  EXPECT_FALSE(store.find(key));
  EXPECT_TRUE(std::filesystem::is_empty(store.object_path(key).parent_path()));
}

}  // namespace
}  // namespace nacre::study
