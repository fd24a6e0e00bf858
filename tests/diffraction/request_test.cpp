// What is asked in words: phases of files, settings, instruments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/diffraction/request.hpp"

namespace nacre::diffraction {
namespace {

using ::testing::ElementsAre;

std::string cif(const std::string& block, double a) {
  return "data_" + block + "\n_cell_length_a " + std::to_string(a) + "\n_cell_length_b " + std::to_string(a) +
         "\n_cell_length_c " + std::to_string(a) +
         "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n"
         "_space_group_name_H-M_alt 'F m -3 m'\n";
}

std::vector<std::string> names_of(const Phases& phases) {
  std::vector<std::string> names;
  for (const auto& structure : phases.structures) {
    names.push_back(structure.name);
  }
  return names;
}

TEST(Request, BlocksOfOneNameAreCalledAsTheirFiles) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "request_names";
  std::filesystem::create_directories(folder);
  write_file_atomic(folder / "one.cif", cif("global", 4.0));
  write_file_atomic(folder / "other.cif", cif("global", 5.0) + cif("own", 6.0));
  write_file_atomic(folder / "twice.cif", cif("same", 4.0) + cif("same", 5.0));
  const auto phases = read_phases(
      {(folder / "one.cif").string(), (folder / "other.cif").string(), (folder / "twice.cif").string()},
      false);
  EXPECT_THAT(names_of(phases), ElementsAre("one", "other", "own", "same", "same (2)"));
  EXPECT_EQ(phases.files.size(), 3U);
  std::filesystem::remove_all(folder);
}

TEST(Request, TextsThatAreNoneAreNamed) {
  Request request;
  request.method = "guess";
  EXPECT_THROW(analysis_options(request), UsageError);
  request.method = "lebail";
  EXPECT_EQ(analysis_options(request).method, Intensities::le_bail);
  request.fixed = {"everything"};
  EXPECT_THROW(analysis_options(request), UsageError);
  EXPECT_THROW(parse_range("45:20"), UsageError);
  EXPECT_EQ(parse_range("20:").low_deg, 20.0);
  EXPECT_EQ(parse_setting("NiO=5").second, 5.0);
  EXPECT_THROW(parse_setting("=5"), UsageError);
}

}  // namespace
}  // namespace nacre::diffraction
