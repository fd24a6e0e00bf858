#include "nacre/base/files.hpp"

#include <gtest/gtest.h>

#include "nacre/base/error.hpp"

namespace nacre {
namespace {

TEST(Files, AtomicWriteReplacesAndLeavesNothingBeside) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "files_test");
  const auto path = folder.path() / "deep" / "value.txt";
  write_file_atomic(path, "one");
  write_file_atomic(path, "two");
  EXPECT_EQ(read_file(path), "two");
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
    ++count;
  }
  EXPECT_EQ(count, 1);
}

TEST(Files, UnwritablePlaceIsAnErrorThatNamesIt) {
  try {
    write_file_atomic("/proc/nacre/value.txt", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("/proc/nacre/value.txt"), std::string::npos);
  }
}

TEST(Files, TemporaryFolderIsRemoved) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "files_test");
    path = folder.path();
    write_file_atomic(path / "a", "b");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace nacre
