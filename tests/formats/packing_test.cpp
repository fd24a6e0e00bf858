// The outer packings: gzip files, zip archives, and what hostile ones get.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/formats/archive.hpp"
#include "nacre/formats/inflate.hpp"
#include "nacre/formats/reader.hpp"
#include "support/packing.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::gzip_bytes;
using nacre::testing::zip_bytes;

std::string long_text() {
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += "row " + std::to_string(i) + "\n";
  }
  return text;
}

TEST(Gzip, RoundTripOfOneAndOfSeveralMembers) {
  const std::string text = long_text();
  EXPECT_EQ(gunzip(gzip_bytes(text), unpacked_limit), text);
  EXPECT_EQ(gunzip(gzip_bytes(text) + gzip_bytes("tail of the file, long enough"), unpacked_limit),
            text + "tail of the file, long enough");
}

TEST(Gzip, EveryTruncationIsDamageAndNeverACrash) {
  const std::string packed = gzip_bytes(long_text());
  for (std::size_t size = 18; size < packed.size(); size += 997) {
    EXPECT_FALSE(gunzip(std::string_view(packed).substr(0, size), unpacked_limit).has_value()) << size;
  }
}

TEST(Gzip, ABombStopsAtTheLimit) {
  const std::string bomb = gzip_bytes(std::string(std::size_t{64} << 20U, '\0'));
  EXPECT_LT(bomb.size(), 100000U);
  EXPECT_FALSE(gunzip(bomb, std::size_t{1} << 20U).has_value());
}

TEST(Gzip, SourceTakesItOff) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "packing_test");
  const auto path = folder.path() / "Data.CSV.gz";
  write_file_atomic(path, gzip_bytes(long_text()));
  const auto source = Source::open(path);
  EXPECT_EQ(source.bytes(), long_text());
  EXPECT_EQ(source.name(), "data.csv");
}

TEST(Gzip, WhatComesBeforeDamageCanBeSalvaged) {
  std::string text = "Test Time / s,Voltage / V,Current / A\n";
  for (int i = 0; i < 2000; ++i) {
    text += std::to_string(i) + ",3." + std::to_string(1000 + (i * i) % 997) + ",1.5\n";
  }
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "packing_test");
  const auto path = folder.path() / "cut.csv.gz";
  const std::string packed = gzip_bytes(text);
  const Table whole = read_table(Source::from_memory("whole.csv", text));
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(~flipped[packed.size() / 2]);
  for (const auto& damaged :
       {packed.substr(0, packed.size() / 2), packed.substr(0, packed.size() - 3), flipped}) {
    write_file_atomic(path, damaged);
    try {
      read_table(path);
      ADD_FAILURE() << "damage was not seen";
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("(byte "));
      EXPECT_THAT(error.advice(), ::testing::HasSubstr("--salvage"));
    }
    ReadOptions options;
    options.salvage = true;
    const Table rest = read_table(path, options);
    EXPECT_THAT(rest.warnings, ::testing::Contains(::testing::HasSubstr("damaged (byte ")));
    ASSERT_GT(rest.rows(), 100U);
    ASSERT_LE(rest.rows(), whole.rows());
    // No number may be one whose last digits were lost. Behind a flipped byte deflate itself may go astray.
    if (damaged != flipped) {
      for (std::size_t i = 0; i < rest.rows(); ++i) {
        EXPECT_EQ(rest.find("voltage_V")->values[i], whole.find("voltage_V")->values[i]) << i;
      }
    }
  }
}

TEST(Zip, MembersComeBackAsTheyWere) {
  const auto source = Source::from_memory("a.zip", zip_bytes({{"one.txt", "1"}, {"two.txt", long_text()}}));
  const ZipArchive archive(source);
  ASSERT_EQ(archive.members().size(), 2U);
  const auto bytes = archive.extract(archive.find("two.txt"));
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()), long_text());
  EXPECT_EQ(archive.find("three.txt"), -1);
}

TEST(Zip, AChangedByteIsFoundByTheChecksum) {
  std::string bytes = zip_bytes({{"two.txt", long_text()}});
  bytes[bytes.size() / 3] = static_cast<char>(bytes[bytes.size() / 3] ^ 1);
  const ZipArchive archive(Source::from_memory("a.zip", bytes));
  try {
    archive.extract(0);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("two.txt"));
  }
}

TEST(Zip, ATruncatedArchiveIsAnInputError) {
  const std::string bytes = zip_bytes({{"two.txt", long_text()}});
  for (std::size_t size = 4; size < bytes.size(); size += 211) {
    EXPECT_THROW(ZipArchive(Source::from_memory("a.zip", bytes.substr(0, size))), InputError) << size;
  }
}

// A directory that claims 3 GiB for a few packed bytes: refused before anything is allocated.
TEST(Zip, AnImpossibleSizeIsRefused) {
  std::string bytes = zip_bytes({{"x", "hello hello hello"}});
  const auto directory = bytes.find("PK\x01\x02");
  for (const auto field : {std::size_t{22}, directory + 24}) {
    bytes.replace(field, 4, std::string("\x00\x00\x00\xc0", 4));
  }
  const ZipArchive archive(Source::from_memory("a.zip", bytes));
  EXPECT_THROW(archive.extract(0), InputError);
}

}  // namespace
}  // namespace nacre::formats
