// Damaged, truncated, empty and hostile Neware files: an error with the place, or, with salvage, the rows
// before the damage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "nacre/formats/reader.hpp"
#include "nacre/formats/salvage.hpp"
#include "support/neware_files.hpp"
#include "support/packing.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::nda_file;
using nacre::testing::ndax_file;
using nacre::testing::NewareOptions;
using nacre::testing::zip_bytes;
using ::testing::AllOf;
using ::testing::HasSubstr;

Table read(const std::string& name, std::string bytes, bool salvage = false) {
  ReadOptions options;
  options.salvage = salvage;
  return read_table(Source::from_memory(name, std::move(bytes)), options);
}

std::string error_of(const std::string& name, const std::string& bytes, bool salvage = false) {
  try {
    read(name, bytes, salvage);
  } catch (const InputError& error) {
    EXPECT_FALSE(error.advice().empty()) << error.what();
    return std::string(error.what()) + " | " + error.advice();
  }
  return "no error";
}

using Members = std::vector<std::pair<std::string, std::string>>;

std::string& member(Members& members, const std::string& name) {
  return std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == name; })->second;
}

void expect_beginning(const Table& part, const Table& whole) {
  ASSERT_LE(part.rows(), whole.rows());
  for (const auto& column : part.columns()) {
    const auto* other = whole.find(column.name);
    ASSERT_NE(other, nullptr) << column.name;
    // A channel may end before the rows do.
    const bool is_channel = column.name.size() == 2 || column.name == "temperature_C";
    for (std::size_t i = 0; i < part.rows(); ++i) {
      ASSERT_TRUE(column.values[i] == other->values[i] ||
                  (std::isnan(column.values[i]) && (is_channel || std::isnan(other->values[i]))))
          << column.name << ", row " << i;
    }
  }
}

TEST(NewareDamage, names_the_version_that_is_not_known) {
  const auto rows = nacre::testing::neware_rows(10);
  for (const int version : {0, 21, 30, 128, 131, 255}) {
    auto bytes = nda_file(rows, 29);
    bytes[14] = static_cast<char>(version);
    EXPECT_THAT(error_of("a.nda", bytes), AllOf(HasSubstr("version " + std::to_string(version)),
                                                HasSubstr("byte 14"), HasSubstr("22 to 29")));
  }
  for (const int version : {0, 10, 18, 255}) {
    auto members = ndax_members(rows, 14);
    member(members, "data.ndc")[2] = static_cast<char>(version);
    EXPECT_THAT(error_of("a.ndax", zip_bytes(members)),
                AllOf(HasSubstr(".ndc version " + std::to_string(version)), HasSubstr("data.ndc, byte 2")));
  }
}

TEST(NewareDamage, names_the_current_range_that_is_not_known) {
  const auto rows = nacre::testing::neware_rows(10);
  NewareOptions options;
  options.current_range = 123'456'789;
  EXPECT_THAT(error_of("a.nda", nda_file(rows, 29, options)),
              AllOf(HasSubstr("current range 123456789"), HasSubstr("byte 2048")));
  EXPECT_THAT(error_of("a.ndax", ndax_file(rows, 5, options)),
              AllOf(HasSubstr("current range 123456789"), HasSubstr("data.ndc, byte 4228")));
}

TEST(NewareDamage, a_file_without_records_is_an_error) {
  for (const unsigned version : {29U, 22U, 8U, 130U, 90U}) {
    EXPECT_THAT(error_of("a.nda", nda_file({}, version)), HasSubstr("records")) << version;
  }
  for (const unsigned version : {2U, 5U, 6U, 14U, 15U, 16U}) {
    EXPECT_THAT(error_of("a.ndax", ndax_file({}, version)), HasSubstr("holds no records")) << version;
  }
}

TEST(NewareDamage, the_vendors_empty_file_is_an_error) {
  NACRE_REFERENCE_FILE(file, "cycling/g-kimbell__fastnda/empty.ndax");
  EXPECT_THROW(read_table(file), InputError);
}

TEST(NewareDamage, a_truncated_nda_is_an_error_or_what_comes_before) {
  const auto rows = nacre::testing::neware_rows(300);
  for (const unsigned version : {1U, 2U, 4U, 8U, 10U, 11U, 14U, 19U, 25U, 29U, 90U, 130U}) {
    NewareOptions options;
    options.channels = version == 11 || version == 14 || version == 29 ? 1 : 0;
    const auto bytes = nda_file(rows, version, options);
    const auto whole = read("a.nda", bytes);
    for (std::size_t size = 6; size < bytes.size(); size += 101) {
      const auto part = bytes.substr(0, size);
      ASSERT_THAT(error_of("a.nda", part), HasSubstr("byte")) << version << ", " << size;
      try {
        const auto saved = read("a.nda", part, true);
        expect_beginning(saved, whole);
        EXPECT_FALSE(saved.warnings.empty());
      } catch (const InputError&) {
        EXPECT_LT(size, 2048U + 100U) << version;  // not one record is left
      }
    }
  }
}

TEST(NewareDamage, a_truncated_ndax_is_an_error_or_what_comes_before) {
  const auto rows = nacre::testing::neware_rows(3000);
  for (const unsigned version : {2U, 5U, 7U, 8U, 11U, 14U, 15U, 16U}) {
    NewareOptions options;
    options.run_info_every = 3;
    options.channels = version == 15 ? 0 : 1;
    const auto bytes = ndax_file(rows, version, options);
    const auto whole = read("a.ndax", bytes);
    std::size_t most = 0;
    for (std::size_t size = 6; size < bytes.size(); size += 397) {
      const auto part = bytes.substr(0, size);
      ASSERT_THAT(error_of("a.ndax", part), HasSubstr("byte")) << version << ", " << size;
      try {
        const auto saved = read("a.ndax", part, true);
        expect_beginning(saved, whole);
        if (saved.rows() < whole.rows()) {
          EXPECT_FALSE(saved.warnings.empty()) << version << ", " << size;
        }
        EXPECT_GE(saved.rows(), saved.has("time_s") ? most : 0) << "more bytes, fewer rows";
        most = saved.has("time_s") ? saved.rows() : most;
      } catch (const InputError&) {
        EXPECT_LT(size, bytes.size() / 2) << version;
      }
    }
    EXPECT_EQ(most, rows.size()) << version;  // without the directory at the end, all of it
  }
}

TEST(NewareDamage, a_damaged_member_gives_its_rows_before_the_damage) {
  const auto rows = nacre::testing::neware_rows(20000);
  const auto bytes = ndax_file(rows, 14);
  const auto whole = read("a.ndax", bytes);
  const auto at = bytes.find("data_runInfo.ndc");
  auto damaged = bytes;
  damaged[at + 16 + 40000] = static_cast<char>(damaged[at + 16 + 40000] ^ 0x10);
  EXPECT_THAT(error_of("a.ndax", damaged), HasSubstr("data_runInfo.ndc"));
  const auto saved = read("a.ndax", damaged, true);
  EXPECT_GT(saved.rows(), 1000U);
  EXPECT_LT(saved.rows(), rows.size());
  EXPECT_THAT(saved.warnings, ::testing::Contains(HasSubstr("data_runInfo.ndc is damaged")));
  expect_beginning(saved, whole);
}

TEST(NewareDamage, without_run_info_voltage_and_current_are_left) {
  const auto rows = nacre::testing::neware_rows(100);
  auto members = ndax_members(rows, 14);
  std::erase_if(members, [](const auto& m) { return m.first == "data_runInfo.ndc"; });
  EXPECT_THAT(error_of("a.ndax", zip_bytes(members)), HasSubstr("lacks the member data_runInfo.ndc"));
  const auto saved = read("a.ndax", zip_bytes(members), true);
  EXPECT_EQ(saved.rows(), 100U);
  EXPECT_TRUE(saved.has("voltage_V"));
  EXPECT_FALSE(saved.has("time_s"));
  EXPECT_THAT(saved.warnings, ::testing::Contains(HasSubstr("times, steps and capacities are lost")));
}

TEST(NewareDamage, a_truncated_archive_around_an_nda_can_be_salvaged) {
  const auto rows = nacre::testing::neware_rows(5000);
  const auto packed = zip_bytes({{"a.nda", nda_file(rows, 29)}});
  const auto whole = read("a.zip", packed);
  EXPECT_EQ(whole.rows(), rows.size());
  const auto part = packed.substr(0, packed.size() / 2);
  EXPECT_THAT(error_of("a.zip", part), HasSubstr("damaged zip"));
  const auto saved = read("a.zip", part, true);
  EXPECT_GT(saved.rows(), 100U);
  EXPECT_THAT(saved.warnings[0], HasSubstr("the archive is damaged"));
  expect_beginning(saved, whole);
}

TEST(NewareDamage, an_ndc_of_a_wrong_length_or_kind_is_an_error) {
  const auto rows = nacre::testing::neware_rows(100);
  auto members = ndax_members(rows, 14);
  member(members, "data.ndc").resize(4096 + 100);
  EXPECT_THAT(error_of("a.ndax", zip_bytes(members)), HasSubstr("data.ndc, byte 4196"));
  members = ndax_members(rows, 14);
  member(members, "data_step.ndc")[0] = 5;
  EXPECT_THAT(error_of("a.ndax", zip_bytes(members)), HasSubstr("file type 5 where 7 is expected"));
  members = ndax_members(rows, 7);
  member(members, "data.ndc")[13] = 99;
  EXPECT_THAT(error_of("a.ndax", zip_bytes(members)), HasSubstr("unknown code 99"));
  members = ndax_members(rows, 15);
  member(members, "data.ndc")[525] = 120;
  EXPECT_THAT(error_of("a.ndax", zip_bytes(members)), HasSubstr("outside of its records"));
}

TEST(NewareDamage, changed_bytes_never_crash) {
  const auto rows = nacre::testing::neware_rows(60, 7);
  std::mt19937 random(1);
  NewareOptions options;
  options.channels = 1;
  const auto attempt = [](const std::string& name, const std::string& bytes) {
    for (const bool salvage : {false, true}) {
      try {
        EXPECT_GT(read(name, bytes, salvage).rows(), 0U);
      } catch (const InputError&) {
      }
    }
  };
  for (const unsigned version : {1U, 2U, 8U, 11U, 19U, 22U, 29U, 90U, 130U}) {
    const auto bytes = nda_file(rows, version, options);
    for (int i = 0; i < 300; ++i) {
      auto changed = bytes;
      // Half of the changes in the header, where they do most.
      const std::size_t reach = i % 2 == 0 ? 120 : changed.size();
      changed[random() % reach] = static_cast<char>(random());
      attempt("a.nda", changed);
    }
  }
  for (const unsigned version : {1U, 2U, 5U, 6U, 7U, 8U, 11U, 14U, 15U, 16U}) {
    const auto members = ndax_members(
        rows, version, options.channels > 0 && (version == 1 || version == 15) ? NewareOptions{} : options);
    for (int i = 0; i < 300; ++i) {
      auto changed = members;
      auto& content = changed[random() % changed.size()].second;
      const std::size_t reach = i % 2 == 0 ? std::min<std::size_t>(content.size(), 160) : content.size();
      content[random() % reach] = static_cast<char>(random());
      attempt("a.ndax", zip_bytes(changed));
    }
    const auto packed = zip_bytes(members);
    for (int i = 0; i < 100; ++i) {
      auto changed = packed;
      changed[random() % changed.size()] = static_cast<char>(random());
      attempt("a.ndax", changed);
    }
  }
}

TEST(NewareDamage, a_small_file_cannot_claim_a_large_table) {
  const auto rows = nacre::testing::neware_rows(10);
  auto members = ndax_members(rows, 14);
  // Pages of records of zeros, all in use: 41 MB that pack into 60 KB and would fill 700 MB of columns.
  std::string page(4096, '\0');
  page[2] = static_cast<char>(0xef);
  page[3] = 1;
  std::fill(page.begin() + 4, page.begin() + 66, static_cast<char>(0xff));
  auto& data = member(members, "data.ndc");
  data.resize(4096);
  for (int i = 0; i < 10000; ++i) {
    data += page;
  }
  auto packed = zip_bytes(members);
  EXPECT_LT(packed.size(), 200000U);
  EXPECT_THAT(error_of("a.ndax", packed), HasSubstr("more than a file of its size can hold"));
  EXPECT_THAT(error_of("a.ndax", packed, true), HasSubstr("more than a file of its size can hold"));
  // The directory says 900 MB.
  const auto entry = packed.find("PK\x01\x02", packed.find("PK\x01\x02") + 4);
  packed[entry + 27] = 0x36;
  EXPECT_THAT(error_of("a.ndax", packed), HasSubstr("claims to unpack to"));
}

TEST(NewareDamage, an_archive_that_holds_an_archive_is_not_followed_without_end) {
  std::string packed = "NEWARE";
  for (int i = 0; i < 50; ++i) {
    packed = zip_bytes({{"inner", packed}});
  }
  EXPECT_THAT(error_of("a.zip", packed), HasSubstr("no format"));
  EXPECT_THAT(error_of("a.zip", packed, true), HasSubstr("no format"));
}

TEST(Salvage, members_come_back_without_the_directory) {
  const std::string text(100000, 'x');
  const auto packed = zip_bytes({{"one", "1"}, {"two", text}, {"three", "3"}});
  const auto directory = packed.find("PK\x01\x02");
  const auto members = salvage_members(Source::from_memory("a.zip", packed.substr(0, directory)));
  ASSERT_EQ(members.size(), 3U);
  EXPECT_EQ(members[1].name, "two");
  EXPECT_TRUE(members[1].complete);
  EXPECT_EQ(std::string(members[1].bytes.begin(), members[1].bytes.end()), text);
  const auto limited = salvage_members(Source::from_memory("a.zip", packed), 1000);
  std::size_t all = 0;
  for (const auto& one : limited) {
    all += one.bytes.size();
  }
  EXPECT_LE(all, 1000U);
}

}  // namespace
}  // namespace nacre::formats
