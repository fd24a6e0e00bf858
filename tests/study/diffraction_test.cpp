// Powder patterns through a study: structures beside the study, series, the store.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/study/run.hpp"
#include "support/powder.hpp"

namespace nacre::study {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::atomic<bool> go_on{false};

std::string columns(const diffraction::Pattern& pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text += fmt::format("{:.4f} {:.3f}\n", pattern.two_theta_deg[i], pattern.intensity[i]);
  }
  return text;
}

// Patterns of nickel oxide whose cell grows, with fluorite, and the structures of both.
class PowderStudy {
 public:
  explicit PowderStudy(int patterns) : folder_(std::filesystem::path(::testing::TempDir()) / "nacre_powder") {
    for (int k = 0; k < patterns; ++k) {
      write(fmt::format("scan_{}.xy", k + 1),
            columns(nacre::testing::powder_pattern(
                {{nacre::testing::structure_of(nacre::testing::nickel_oxide_cif(4.178 + 0.004 * k)), 8000.0},
                 {nacre::testing::structure_of(nacre::testing::fluorite_cif()), 4000.0}},
                static_cast<std::uint64_t>(k + 1))));
    }
    write("NiO.cif", nacre::testing::nickel_oxide_cif());
    write("fluorite.cif", nacre::testing::fluorite_cif());
  }

  void measure(const std::string& files, const std::string& options, const std::string& more = "") const {
    write("study.toml",
          "title = \"Powders\"\n[[sample]]\nname = \"mixture\"\n[[measurement]]\nsample = \"mixture\"\n"
          "technique = \"diffraction\"\n" +
              files + "[measurement.options]\nwavelength = \"CuKa\"\n" + options + more);
  }
  void write(const std::string& name, const std::string& text) const {
    write_file_atomic(folder_.path() / name, text);
  }
  Ran run() const {
    const auto loaded = load_study(folder_.path());
    for (const auto& problem : loaded.problems) {
      ADD_FAILURE() << problem.what();
    }
    Store store(folder_.path() / ".nacre");
    return run_study(loaded.study, store, Progress::Style::none, go_on);
  }
  Loaded load() const { return load_study(folder_.path()); }

 private:
  TemporaryFolder folder_;
};

TEST(DiffractionStudy, AStructureThatChangedIsRefinedAgain) {
  const PowderStudy study(1);
  study.measure(
      "file = \"scan_1.xy\"\n", "phases = [\"NiO.cif\", \"fluorite.cif\"]\nrange = [30, 90]\n",
      "[[published]]\nsample = \"mixture\"\nquantity = \"cell_a\"\nat = { phase = 2 }\nvalue = 5.463\n"
      "unit = \"angstrom\"\ntolerance = 0.001\nrole = \"predict\"\n");
  const auto first = study.run();
  ASSERT_EQ(first.outcome.records.size(), 1U);
  const auto& record = first.outcome.records[0];
  EXPECT_EQ(record.error, "");
  ASSERT_EQ(record.others.size(), 2U);
  EXPECT_EQ(record.others[0].file, "NiO.cif");
  EXPECT_EQ(record.summary.at("phases").at(0).at("name"), "NiO");
  EXPECT_FALSE(record.summary.contains("seconds"));
  ASSERT_EQ(first.outcome.comparisons.size(), 1U);
  EXPECT_EQ(first.outcome.comparisons[0].verdict, Verdict::agrees) << first.outcome.comparisons[0].ours;

  const auto second = study.run();
  EXPECT_EQ(second.reused, 1U);
  EXPECT_EQ(to_json(second.outcome).dump(), to_json(first.outcome).dump());

  study.write("NiO.cif", "# measured again\n" + nacre::testing::nickel_oxide_cif(4.180));
  const auto third = study.run();
  EXPECT_EQ(third.reused, 0U);
  EXPECT_NE(third.outcome.records[0].others[0].sha256, record.others[0].sha256);
}

TEST(DiffractionStudy, TheFilesOfASeriesAreOneRecord) {
  const PowderStudy study(3);
  study.measure(
      "files = \"scan_*.xy\"\n",
      "phases = [\"NiO.cif\", \"fluorite.cif\"]\nrange = [30, 75]\nseries = true\n",
      "[[published]]\nsample = \"mixture\"\nquantity = \"cell_a\"\nat = { phase = 1, pattern = 3 }\n"
      "value = 4.186\nunit = \"angstrom\"\ntolerance = 0.001\nrole = \"predict\"\n");
  const auto first = study.run();
  ASSERT_EQ(first.outcome.records.size(), 1U);
  const auto& record = first.outcome.records[0];
  EXPECT_EQ(record.error, "");
  EXPECT_EQ(record.name, "mixture diffraction");
  EXPECT_EQ(record.others.size(), 4U);
  EXPECT_EQ(record.summary.at("patterns").at(2).at("name"), "scan_3");
  EXPECT_EQ(first.outcome.comparisons[0].verdict, Verdict::agrees) << first.outcome.comparisons[0].ours;
  EXPECT_EQ(study.run().reused, 1U);
  study.write("scan_2.xy", columns(nacre::testing::powder_pattern(
                               {{nacre::testing::structure_of(nacre::testing::nickel_oxide_cif()), 8000.0},
                                {nacre::testing::structure_of(nacre::testing::fluorite_cif()), 4000.0}},
                               9)));
  EXPECT_EQ(study.run().reused, 0U);
}

std::string published_at(const std::string& place) {
  return "[[published]]\nsample = \"mixture\"\nquantity = \"cell_a\"\nat = { " + place +
         " }\nvalue = 5.463\nunit = \"angstrom\"\nrole = \"predict\"\n";
}

TEST(DiffractionStudy, APublishedValueNamesItsPhase) {
  const PowderStudy study(1);
  const std::string files = "file = \"scan_1.xy\"\n", phases = "phases = [\"NiO.cif\", \"fluorite.cif\"]\n";
  study.measure(files, phases, published_at("phase = \"fluorite\""));
  const auto loaded = study.load();
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems[0].what();
  EXPECT_EQ(loaded.study.published[0].at, (std::map<std::string, double>{{"phase", 2.0}}));
  const auto problem_at = [&](const std::string& place, const std::string& more = "") {
    study.measure(files, phases, more + published_at(place));
    const auto problems = study.load().problems;
    return problems.size() == 1 ? problems[0].what() + (" / " + problems[0].advice())
                                : fmt::format("{} problems", problems.size());
  };
  EXPECT_THAT(problem_at("phase = \"zincite\""),
              AllOf(HasSubstr("no phase is called 'zincite'"), HasSubstr("the phases are NiO, fluorite")));
  EXPECT_THAT(problem_at("phase = 1, pattern = \"first\""),
              HasSubstr("'pattern' is a number and not a name"));
  EXPECT_THAT(problem_at("phase = 1, pattern = true"), HasSubstr("'pattern' must be a number"));
  study.measure(files, "phases = [\"NiO.cif\", \"flourite.cif\"]\n", published_at("phase = \"fluorite\""));
  EXPECT_EQ(study.load().problems.size(), 1U);  // of the file alone
  // The same sample once more, its phases the other way round.
  const std::string again =
      "[[measurement]]\nname = \"again\"\nsample = \"mixture\"\ntechnique = \"diffraction\"\n" + files +
      "[measurement.options]\nphases = [\"fluorite.cif\", \"NiO.cif\"]\n";
  EXPECT_THAT(problem_at("phase = \"fluorite\"", again), HasSubstr("in different places"));
  study.measure(files, phases, again + published_at("phase = \"fluorite\"") + "measurement = \"again\"\n");
  EXPECT_EQ(study.load().study.published[0].at.at("phase"), 1.0);
}

TEST(DiffractionStudy, AStructureThatIsNotThereIsNamedWithItsLine) {
  const PowderStudy study(1);
  study.measure("file = \"scan_1.xy\"\n", "phases = [\"NiO.cif\", \"flourite.cif\"]\n");
  const auto loaded = study.load();
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_THAT(loaded.problems[0].what(), HasSubstr("flourite.cif"));
  EXPECT_THAT(loaded.problems[0].where(), HasSubstr("line 10"));
  study.measure("file = \"scan_1.xy\"\n", "phases = [\"NoSuchOxide\"]\n");
  ASSERT_EQ(study.load().problems.size(), 1U);
  EXPECT_THAT(study.load().problems[0].what(), HasSubstr("NoSuchOxide"));
}

}  // namespace
}  // namespace nacre::study
