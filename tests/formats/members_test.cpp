// Archives and folders that hold several tables.
#include "nacre/formats/members.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/formats/reader.hpp"
#include "support/packing.hpp"
#include "support/pattern_files.hpp"
#include "support/reference.hpp"
#include "support/text_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::zip_bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string structure = "data_x\nloop_\n_atom_site_label\n_x\n_y\nNa 0.1 0.2\nO 0.3 0.4\nO 0.5 0.6\n";

std::string series() {
  const auto text = nacre::testing::gsas_fxye_text();
  return zip_bytes({{"scan10.fxye", text},
                    {"NaFeO2.cif", structure},
                    {"scan9.fxye", text},
                    {"Scan1.fxye", text},
                    {"__MACOSX/scan9.fxye", text},
                    {"folder/", ""}});
}

std::vector<std::string> files(const std::vector<Table>& tables) {
  std::vector<std::string> names;
  for (const auto& table : tables) {
    names.push_back(table.file);
  }
  return names;
}

TEST(NaturalOrder, CountsAsPeopleDo) {
  EXPECT_TRUE(natural_less("scan9", "scan10"));
  EXPECT_FALSE(natural_less("scan10", "scan9"));
  EXPECT_TRUE(natural_less("Scan2", "scan10"));
  EXPECT_TRUE(natural_less("a1b2", "a1b10"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_TRUE(natural_less("OH_04", "OH_9"));
  EXPECT_FALSE(natural_less("x", "x"));
  // Names that are the same number still have an order.
  EXPECT_NE(natural_less("a01", "a1"), natural_less("a1", "a01"));
  EXPECT_TRUE(natural_less("99999999999999999999998", "99999999999999999999999"));
}

TEST(ArchiveOfTables, GivesEachInTheOrderOfTheirNumbers) {
  const auto tables = read_tables(Source::from_memory("s.zip", series()));
  EXPECT_THAT(files(tables), ElementsAre("s.zip:Scan1.fxye", "s.zip:scan9.fxye", "s.zip:scan10.fxye"));
  for (const auto& table : tables) {
    EXPECT_EQ(table.reader, "gsas");
    EXPECT_EQ(table.rows(), nacre::testing::pattern_points().size());
  }
}

TEST(ArchiveOfTables, IsNoSingleTable) {
  try {
    read_table(Source::from_memory("s.zip", series()));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("3 tables"));
    EXPECT_THAT(error.advice(), HasSubstr("s.zip:Scan1.fxye"));
  }
}

TEST(ArchiveOfTables, WithOneTableAmongOtherFilesIsThatTable) {
  const auto bytes = zip_bytes({{"a.cif", structure}, {"a.fxye", nacre::testing::gsas_fxye_text()}});
  EXPECT_EQ(read_table(Source::from_memory("s.zip", bytes)).reader, "gsas");
}

TEST(ArchiveOfTables, MembersAreNamedByPath) {
  const auto folder = std::filesystem::temp_directory_path() / "nacre_members_test";
  std::filesystem::create_directories(folder);
  write_file_atomic(folder / "s.zip", series());
  const auto path = (folder / "s.zip").string() + ":scan9.fxye";
  const Table table = read_table(path);
  EXPECT_EQ(table.file, path);
  EXPECT_EQ(table.reader, "gsas");
  EXPECT_THROW(read_table((folder / "s.zip").string() + ":scan8.fxye"), InputError);
  EXPECT_THROW(read_table((folder / "t.zip").string() + ":scan9.fxye"), InputError);
  std::filesystem::remove_all(folder);
}

TEST(ArchiveOfTables, ThatIsCutOffGivesWhatItHoldsWhenSalvaged) {
  const std::string whole = series();
  const auto cut = Source::from_memory("s.zip", whole.substr(0, whole.find("Scan1.fxye") + 100));
  EXPECT_THROW(read_tables(cut), InputError);
  ReadOptions options;
  options.salvage = true;
  EXPECT_GE(read_tables(cut, options).size(), 2U);
}

TEST(FolderOfTables, GivesEachInTheOrderOfTheirNumbers) {
  const auto folder = std::filesystem::temp_directory_path() / "nacre_folder_test";
  std::filesystem::create_directories(folder);
  for (const auto* name : {"10.xy", "9.xy"}) {
    write_file_atomic(folder / name, nacre::testing::xy_text(" ", true));
  }
  write_file_atomic(folder / "x.cif", structure);
  EXPECT_THAT(files(read_tables(folder)),
              ElementsAre((folder / "9.xy").string(), (folder / "10.xy").string()));
  std::filesystem::remove_all(folder);
}

TEST(FolderOfTables, WithADamagedFileIsRefusedUnlessSalvaged) {
  const auto folder = std::filesystem::temp_directory_path() / "nacre_damaged_folder_test";
  std::filesystem::create_directories(folder);
  write_file_atomic(folder / "1.xy", nacre::testing::xy_text(" ", true));
  const std::string packed = nacre::testing::gzip_bytes(nacre::testing::xy_text(" ", true));
  write_file_atomic(folder / "2.xy.gz", packed.substr(0, packed.size() - 200));
  EXPECT_THROW(read_tables(folder), InputError);
  ReadOptions options;
  options.salvage = true;
  const auto tables = read_tables(folder, options);
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_LT(tables[1].rows(), tables[0].rows());
  EXPECT_THAT(tables[1].warnings, ::testing::Contains(HasSubstr("gzip file is damaged")));
  std::filesystem::remove_all(folder);
}

// Archives in an archive are often stored as they are, with their members' names in the open.
TEST(ArchiveOfTables, MayHoldArchives) {
  const std::string inner = nacre::testing::brml_bytes();
  const auto outer = Source::from_memory(
      "s.zip",
      zip_bytes({{"Data0/Profile0.txt.brml", inner}, {"RawData0.xml.DataContainer.xml.brml", inner}}));
  EXPECT_EQ(read_tables(outer).size(), 2U);
}

TEST(SingleFile, IsAlsoAListOfTables) {
  EXPECT_EQ(read_tables(Source::from_memory("x.csv", nacre::testing::landt_text())).size(), 1U);
}

TEST(RealArchive, HoldsSeventeenPatterns) {
  NACRE_REFERENCE_FILE(path, "diffraction/AdvancedPhotonSource__GSAS-II-tutorials/SeqTut.zip");
  const auto tables = read_tables(path);
  ASSERT_EQ(tables.size(), 17U);
  EXPECT_THAT(tables.front().file, HasSubstr("OH_00.fxye"));
  EXPECT_THAT(tables.back().file, HasSubstr("OH_53.fxye"));
  for (const auto& table : tables) {
    EXPECT_EQ(table.reader, "gsas");
    EXPECT_GT(table.rows(), 12'790U);
  }
}

}  // namespace
}  // namespace nacre::formats
