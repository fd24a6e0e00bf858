#include "nacre/formats/source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"

namespace nacre::formats {
namespace {

TEST(Source, LoadsLittleEndianAndSaysWhereTheFileEnds) {
  const auto source = Source::from_memory("x.bin", std::string("\x01\x02\x03\x04", 4));
  EXPECT_EQ(source.load<std::uint32_t>(0), 0x04030201U);
  try {
    source.load<std::uint32_t>(1);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "byte 1");
  }
  EXPECT_THROW(source.load<std::uint8_t>(static_cast<std::size_t>(-1)), InputError);
}

TEST(Source, EmptyAndMissingFilesAndFoldersAreInputErrors) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "source_test");
  write_file_atomic(folder.path() / "empty", "");
  EXPECT_THROW(Source::open(folder.path() / "empty"), InputError);
  EXPECT_THROW(Source::open(folder.path() / "absent"), InputError);
  EXPECT_THROW(Source::open(folder.path()), InputError);
}

}  // namespace
}  // namespace nacre::formats
