#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"
#include "support/powder.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;

std::string pattern_text(const diffraction::Pattern& pattern, double factor = 1.0) {
  std::string text = "two_theta_deg,intensity\n";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text += fmt::format("{:.3f},{}\n", pattern.two_theta_deg[i], factor * pattern.intensity[i]);
  }
  return text;
}

std::string without_atoms(const std::string& cif) { return cif.substr(0, cif.find("loop_")); }

class XrdRefine : public ::testing::Test {
 protected:
  XrdRefine() {
    const auto pattern =
        powder_pattern({{structure_of(nickel_oxide_cif()), 8000.0}, {structure_of(fluorite_cif()), 4000.0}});
    write("mixture.csv", pattern_text(pattern));
    write("nothing.csv", pattern_text(pattern, 0.0));
    write("NiO.cif", nickel_oxide_cif());
    write("fluorite.cif", fluorite_cif());
    write("cell.cif", without_atoms(nickel_oxide_cif()));
    write("cut.cif", nickel_oxide_cif().substr(0, 330));
    write("empty.csv", "");
  }
  void write(const std::string& name, const std::string& text) const {
    write_file_atomic(folder_.path() / name, text);
  }
  Outcome refine(const std::string& arguments) const {
    return run_nacre("xrd refine " + arguments, folder_.path().string());
  }
  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "xrd_refine"};
};

TEST_F(XrdRefine, GivesTheKeysThatOthersCall) {
  const auto run = refine("mixture.csv --phase NiO.cif --phase fluorite.cif --wavelength CuKa --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json document = Json::parse(run.out);
  EXPECT_EQ(document.at("command"), "xrd refine");
  EXPECT_EQ(document.at("inputs").size(), 3U);
  const Json& result = document.at("result");
  EXPECT_LT(result.at("Rwp_percent").get<double>(), 1.1 * result.at("Rexp_percent").get<double>());
  EXPECT_NEAR(result.at("gof").get<double>(),
              result.at("Rwp_percent").get<double>() / result.at("Rexp_percent").get<double>(), 1e-6);
  EXPECT_TRUE(result.at("converged").get<bool>());
  EXPECT_GT(result.at("seconds").get<double>(), 0.0);
  ASSERT_EQ(result.at("phases").size(), 2U);
  const Json& first = result.at("phases").at(0);
  EXPECT_EQ(first.at("name"), "NiO");
  EXPECT_GT(first.at("weight_fraction_std").get<double>(), 0.0);
  EXPECT_NEAR(first.at("weight_fraction").get<double>() +
                  result.at("phases").at(1).at("weight_fraction").get<double>(),
              1.0, 1e-9);
  for (const char* key : {"a", "b", "c", "alpha", "beta", "gamma"}) {
    EXPECT_TRUE(first.at("cell").at(key).is_number()) << key;
    EXPECT_TRUE(first.at("cell_std").at(key).is_number()) << key;
  }
  const double std = first.at("cell_std").at("a").get<double>();
  EXPECT_GT(std, 0.0);
  EXPECT_NEAR(first.at("cell").at("a").get<double>(), 4.178, 5.0 * std);
  EXPECT_EQ(first.at("cell").at("alpha"), 90.0);
}

TEST_F(XrdRefine, KeepsConstraintsRestraintsAndWhatIsFixed) {
  write("ties.txt", "U(NiO.Ni1) = U(NiO.O1)\nU(Ca1) = 0.006 +- 0.001  # as others found it\n");
  const auto run = refine(
      "mixture.csv --phase NiO.cif --phase fluorite.cif --wavelength CuKa --ties ties.txt --fix cell "
      "--restraint 'distance(NiO.Ni1, NiO.O1) = 2.09 +- 0.01' --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json result = Json::parse(run.out).at("result");
  ASSERT_EQ(result.at("restraints").size(), 2U);
  EXPECT_EQ(result.at("restraints").at(0).at("what"), "distance(NiO.Ni1, NiO.O1)");
  EXPECT_NEAR(result.at("restraints").at(0).at("value").get<double>(), 2.089, 1e-3);
  EXPECT_EQ(result.at("phases").at(0).at("cell_std").at("a").get<double>(), 0.0);
  EXPECT_GE(result.at("phases").at(0).at("weight_fraction_std_corrected").get<double>(),
            result.at("phases").at(0).at("weight_fraction_std").get<double>());
  std::vector<double> displacements;
  for (const Json& variable : result.at("variables")) {
    if (variable.at("name").get<std::string>().starts_with("NiO: U of")) {
      displacements.push_back(variable.at("value").get<double>());
    }
  }
  ASSERT_EQ(displacements.size(), 2U);
  EXPECT_DOUBLE_EQ(displacements[0], displacements[1]);
  const auto wrong =
      refine("mixture.csv --phase NiO.cif --wavelength CuKa --restraint 'distance(Ni1, Xx) = 2 +- 1'");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("PHASE.SITE"));
}

TEST_F(XrdRefine, WritesAReport) {
  const auto run =
      refine("mixture.csv --phase NiO.cif --phase fluorite.cif --wavelength CuKa --range 30:80 --out report");
  ASSERT_EQ(run.code, 0) << run.err;
  const auto folder = folder_.path() / "report";
  for (const char* file : {"index.html", "figures/pattern.svg", "figures/pattern-enlarged.pdf",
                           "tables/phases.csv", "tables/curves.csv", "result.json"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / file)) << file;
  }
  EXPECT_THAT(read_file(folder / "tables/cells.csv"), HasSubstr("a_angstrom,a_angstrom_std"));
}

TEST_F(XrdRefine, TakesTheInstrumentOfTheSameNameBesideThePattern) {
  const auto phases = std::string("mixture.csv --phase NiO.cif --phase fluorite.cif ");
  const auto wavelength = [&](const std::string& options) {
    const auto run = refine(phases + options + " --json -");
    const Json document = Json::parse(run.out, nullptr, false);
    return document.is_discarded() ? run.err
                                   : fmt::format("{} files, {}", document.at("inputs").size(), run.err);
  };
  write("mixture.instprm",
        "#GSAS-II instrument parameter file\nType:PXC\nLam1:1.54056\nLam2:1.54439\nI(L2)/I(L1):0.5\n"
        "Zero:0.0\nPolariz.:0.5\nU:2.0\nV:-2.0\nW:5.0\nX:0.0\nY:0.0\nSH/L:0.002\n");
  EXPECT_THAT(wavelength(""), HasSubstr("4 files"));
  EXPECT_THAT(wavelength("--wavelength CuKa"), HasSubstr("mixture.instprm beside the pattern"));
  EXPECT_THAT(wavelength("--wavelength CuKa --instrument none"), HasSubstr("3 files"));
  EXPECT_THAT(wavelength("--wavelength MoKa --range 20:60"), HasSubstr("of another wavelength"));
  write("mixture.instprm", "not one\n");
  EXPECT_THAT(wavelength("--wavelength CuKa"), HasSubstr("left alone"));
}

TEST_F(XrdRefine, FitsACellWithoutAtomsByLeBail) {
  const auto run = refine(
      "mixture.csv --phase fluorite.cif --phase cell.cif --wavelength CuKa --free-intensities NiO --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json phases = Json::parse(run.out).at("result").at("phases");
  EXPECT_EQ(phases.at(0).at("intensities"), "structure");
  EXPECT_EQ(phases.at(1).at("intensities"), "Le Bail");
  EXPECT_TRUE(phases.at(1).at("weight_fraction").is_null());
}

TEST_F(XrdRefine, SaysWhenAPhaseIsMissing) {
  const auto run = refine("mixture.csv --phase fluorite.cif --wavelength CuKa --json -");
  const Json document = Json::parse(run.out);
  EXPECT_FALSE(document.at("result").at("trusted").get<bool>());
  EXPECT_THAT(document.at("warnings").dump(), HasSubstr("one is missing"));
}

TEST_F(XrdRefine, FollowsASeriesAndDrawsIt) {
  for (int k = 0; k < 3; ++k) {
    const auto grown = structure_of(nickel_oxide_cif(4.178 + 0.004 * k));
    write(fmt::format("scan{}.csv", k + 1), pattern_text(powder_pattern({{grown, 8000.0}})));
  }
  const auto run = run_nacre(
      "xrd series scan1.csv scan2.csv scan3.csv --phase NiO.cif --wavelength CuKa --out series --json -",
      folder_.path().string());
  ASSERT_EQ(run.code, 0) << run.err;
  const Json patterns = Json::parse(run.out).at("result").at("patterns");
  ASSERT_EQ(patterns.size(), 3U);
  for (int k = 0; k < 3; ++k) {
    const Json& phase = patterns.at(static_cast<std::size_t>(k)).at("phases").at(0);
    EXPECT_NEAR(phase.at("cell").at("a").get<double>(), 4.178 + 0.004 * k,
                5.0 * phase.at("cell_std").at("a").get<double>());
  }
  for (const char* file : {"figures/xrd-map.svg", "figures/cells-along.pdf", "tables/phase-nio.csv"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "series" / file)) << file;
  }
}

// A .xrdml of one scan behind the other, a scan every ten minutes.
std::string scans_in_one_file(const std::vector<diffraction::Pattern>& patterns) {
  std::string text =
      "<xrdMeasurements><xrdMeasurement><usedWavelength><kAlpha1>1.5405929</kAlpha1><kAlpha2>1.5444274"
      "</kAlpha2><ratioKAlpha2KAlpha1>0.5</ratioKAlpha2KAlpha1></usedWavelength>";
  for (std::size_t k = 0; k < patterns.size(); ++k) {
    std::string counts;
    for (const double intensity : patterns[k].intensity) {
      counts += fmt::format("{} ", intensity);
    }
    text += fmt::format(
        "<scan "
        "scanAxis=\"Gonio\"><header><startTimeStamp>2024-11-14T16:{}5:00+01:00</startTimeStamp></header>"
        "<dataPoints><positions "
        "axis=\"2Theta\"><startPosition>{}</startPosition><endPosition>{}</endPosition>"
        "</positions><counts>{}</counts></dataPoints></scan>",
        k, patterns[k].two_theta_deg.front(), patterns[k].two_theta_deg.back(), counts);
  }
  return text + "</xrdMeasurement></xrdMeasurements>";
}

TEST_F(XrdRefine, TakesTheScansOfOneFileForASeries) {
  std::vector<diffraction::Pattern> patterns;
  for (int k = 0; k < 3; ++k) {
    patterns.push_back(powder_pattern({{structure_of(nickel_oxide_cif(4.178 + 0.004 * k)), 8000.0}}));
  }
  write("in-situ.xrdml", scans_in_one_file(patterns));
  write("cell.csv", "time_s,voltage_V,current_A\n0,2.0,0.1\n2000,4.0,0.1\n");
  const auto run = run_nacre("xrd series in-situ.xrdml --phase NiO.cif --cycler cell.csv --json -",
                             folder_.path().string());
  ASSERT_EQ(run.code, 0) << run.err;
  const Json points = Json::parse(run.out).at("result").at("patterns");
  ASSERT_EQ(points.size(), 3U);
  for (int k = 0; k < 3; ++k) {
    const Json& point = points.at(static_cast<std::size_t>(k));
    EXPECT_EQ(point.at("name"), fmt::format("in-situ-{}", k + 1));
    EXPECT_EQ(point.at("coordinate"), 600.0 * k);
    EXPECT_NEAR(point.at("voltage_V").get<double>(), 2.0 + 0.6 * k, 1e-12);
    const Json& phase = point.at("phases").at(0);
    EXPECT_NEAR(phase.at("cell").at("a").get<double>(), 4.178 + 0.004 * k,
                5.0 * phase.at("cell_std").at("a").get<double>());
  }
}

TEST_F(XrdRefine, FindsThePhasesOfAFolder) {
  std::filesystem::create_directory(folder_.path() / "cifs");
  write("cifs/NiO.cif", nickel_oxide_cif());
  write("cifs/fluorite.cif", fluorite_cif());
  const auto run = run_nacre("xrd search mixture.csv --folder cifs --wavelength CuKa --out found --json -",
                             folder_.path().string());
  ASSERT_EQ(run.code, 0) << run.err;
  const Json candidates = Json::parse(run.out).at("result").at("candidates");
  ASSERT_EQ(candidates.size(), 2U);
  EXPECT_TRUE(candidates.at(0).at("taken").get<bool>());
  EXPECT_TRUE(candidates.at(1).at("taken").get<bool>());
  EXPECT_THAT(read_file(folder_.path() / "found/tables/candidates.csv"), HasSubstr("fluorite"));
}

TEST_F(XrdRefine, BadInputsEndWithTheirCause) {
  struct Case {
    const char* arguments;
    int code;
    const char* message;
  };
  for (const auto& bad : {
           Case{"none.csv --phase NiO.cif --wavelength CuKa", 3, "none.csv: cannot be read"},
           Case{"mixture.csv --phase none.cif --wavelength CuKa", 3, "none.cif: cannot be read"},
           Case{"mixture.csv --phase cell.cif --wavelength CuKa", 3, "no atoms"},
           Case{"mixture.csv --phase cut.cif --wavelength CuKa", 3, "cut.cif"},
           Case{"mixture.csv --phase empty.csv --wavelength CuKa", 3, "empty.csv"},
           Case{"empty.csv --phase NiO.cif --wavelength CuKa", 3, "is empty"},
           Case{"nothing.csv --phase NiO.cif --wavelength CuKa", 3, "no intensity above zero"},
           Case{"mixture.csv --phase NiO.cif", 2, "does not state the wavelength"},
           Case{"mixture.csv --phase NiO.cif --wavelength blue", 2, "\"blue\" is no wavelength"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --range 1:5", 2,
                "0 points lie between 1 and 5"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --range 50:40", 2, "ends before it begins"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --range 5", 2, "is no range"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --method best", 2, "there is no method"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --free-intensities MgO", 2,
                "the phases are NiO"},
           Case{"mixture.csv --phase NiO.cif --wavelength CuKa --standard MgO=0.2", 2, "no phase is called"},
           Case{"mixture.csv --wavelength CuKa", 2, "--phase is required"},
       }) {
    const auto run = refine(bad.arguments);
    EXPECT_EQ(run.code, bad.code) << bad.arguments << "\n" << run.err;
    EXPECT_THAT(run.err, HasSubstr(bad.message)) << bad.arguments;
    EXPECT_EQ(run.out, "") << bad.arguments;
  }
}

// A file of GSAS cut off on its way.
TEST_F(XrdRefine, AnnouncedPointsThatAreMissingAreAnError) {
  std::string text = "cut\nBANK 1 900 90 CONST 2000.0 3.0 0.0 0.0 STD\n";
  for (int i = 0; i < 20; ++i) {
    text += "      40      41      43      40      39      44      38      40      41      42\n";
  }
  write("cut.gsas", text);
  const auto run = refine("cut.gsas --phase NiO.cif --wavelength CuKa");
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("announces 900 points, and has 200"));
}

}  // namespace
}  // namespace nacre::testing
