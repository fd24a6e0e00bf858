// What the tests of every family of small files ask of each of them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "nacre/formats/reader.hpp"
#include "support/text_files.hpp"

namespace nacre::formats {

// The name of a test about the file.
inline std::string name_of(const ::testing::TestParamInfo<nacre::testing::TextFile>& file) {
  std::string name = file.param.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

// Cut off at about so many places, it gives rows, `most` of them at the most, or an error with its place.
inline void expect_rows_or_a_place(const nacre::testing::TextFile& file, std::size_t most,
                                   std::size_t places) {
  for (std::size_t size = 1; size < file.bytes.size(); size += 1 + file.bytes.size() / places) {
    for (const bool salvage : {false, true}) {
      ReadOptions options;
      options.salvage = salvage;
      try {
        const Table table = read_table(Source::from_memory(file.name, file.bytes.substr(0, size)), options);
        EXPECT_GT(table.rows(), 0U);
        EXPECT_LE(table.rows(), most);
      } catch (const InputError& error) {
        EXPECT_FALSE(error.where().empty()) << error.what();
      }
    }
  }
}

}  // namespace nacre::formats
