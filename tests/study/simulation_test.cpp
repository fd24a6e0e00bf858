#include "nacre/study/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/cell/bpx.hpp"
#include "nacre/study/run.hpp"
#include "study/cell_study.hpp"

namespace nacre::study {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr std::atomic<bool> go_on{false};

constexpr const char* simulated = R"([[sample]]
name = "half cell"
active_mass_g = 0.002945
[[simulation]]
name = "life"
sample = "half cell"
technique = "cycling"
parameters = "nfm333-half"
model = "spm"
initial_soc = 0.0
period = "1 minute"
protocol = "(Charge at 1C until 4 V, Discharge at 1C until 2 V) * 3"
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

Ran run(const testing::CellStudy& study) {
  const auto loaded = load_study(study.folder());
  EXPECT_TRUE(loaded.problems.empty()) << loaded.problems.front().what();
  Store store(study.store());
  return run_study(loaded.study, store, Progress::Style::none, go_on);
}

// A study of one simulation, with `what` of it replaced.
std::size_t reused(const testing::CellStudy& study, const std::string& what, const std::string& with) {
  study.write("study.toml", "title = \"x\"\n" + replaced(simulated, what, with));
  return run(study).reused;
}

TEST(Simulation, IsARecordBesideMeasuredOnes) {
  const testing::CellStudy study(1);
  study.append(simulated);
  study.append(
      "[[published]]\nsample = \"half cell\"\nquantity = \"discharge_capacity\"\nat = { cycle = 2 }\n"
      "value = 150\nunit = \"mAh/g\"\ntolerance = 15\nrole = \"predict\"\n");
  const auto ran = run(study);
  ASSERT_EQ(ran.outcome.records.size(), 2U);
  EXPECT_FALSE(ran.outcome.records[0].simulated());
  const auto& record = ran.outcome.records[1];
  ASSERT_TRUE(record.done()) << record.error;
  EXPECT_TRUE(record.simulated());
  EXPECT_TRUE(record.uncalibrated());
  EXPECT_EQ(record.reader, "nacre-cell");
  EXPECT_EQ(record.file, "nfm333-half.toml");
  EXPECT_EQ(record.summary.at("cycles").size(), 3U);
  EXPECT_EQ(record.simulation.at("cycles").size(), 3U);
  EXPECT_EQ(record.simulation.at("stopped_by"), "end of protocol");
  EXPECT_THAT(record.warnings, ::testing::Contains(HasSubstr("simulated and uncalibrated: ")));
  ASSERT_EQ(ran.outcome.comparisons.size(), 1U);
  EXPECT_EQ(ran.outcome.comparisons[0].record, "life");
  EXPECT_EQ(ran.outcome.comparisons[0].verdict, Verdict::agrees);
  const double model = record.simulation.at("cycles")[1].at("discharge_capacity_Ah").get<double>();
  EXPECT_NEAR(ran.outcome.comparisons[0].ours, 1e3 * model / 0.002945, 1e-6);
}

TEST(Simulation, IsComputedOnceAndTheSecondRunEndsInTheSameBytes) {
  const testing::CellStudy study(0);
  study.append(simulated);
  const auto first = run(study);
  const auto second = run(study);
  EXPECT_EQ(first.reused, 0U);
  EXPECT_EQ(second.reused, 1U);
  EXPECT_EQ(to_json(first.outcome).dump(), to_json(second.outcome).dump());
}

TEST(Simulation, IsComputedAgainWhenSomethingThatDecidesItChanged) {
  const testing::CellStudy study(0);
  EXPECT_EQ(reused(study, "* 3", "* 3"), 0U);
  EXPECT_EQ(reused(study, "* 3", "* 3"), 1U);
  EXPECT_EQ(reused(study, "* 3", "* 2"), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spme\""), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spm\"\nmesh = \"8,4,8,6\""), 0U);
  EXPECT_EQ(reused(study, "1 minute", "2 minutes"), 0U);
  EXPECT_EQ(reused(study, "initial_soc = 0.0", "initial_soc = 0.1"), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spm\"\ntemperature_C = 10"), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spm\"\nset = { positive.particle_radius = \"2 um\" }"), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spm\"\nset = { positive.particle_radius = 2.5e-6 }"), 0U);
  EXPECT_EQ(reused(study, "\"spm\"", "\"spm\"\nset = { \"positive.particle_radius\" = 2.5e-6 }"), 1U);
}

TEST(Simulation, TakesFilesFromTheFolderOfTheStudyAndSeesThatTheyChanged) {
  const testing::CellStudy study(0);
  study.write("drive.csv", "time / s,current / A\n0,0.0001\n600,0.0002\n");
  study.write("once.txt", "Profile drive.csv\nDischarge at 1C until 2 V\n");
  const auto set = cell::find_parameter_set("nfm333-half");
  study.write("own.toml", read_file(set.file));
  std::string text =
      replaced(simulated, "protocol = \"(Charge at 1C until 4 V, Discharge at 1C until 2 V) * 3\"",
               "protocol_file = \"once.txt\"");
  text = "title = \"x\"\n" + replaced(text, "\"nfm333-half\"", "\"own.toml\"");
  study.write("study.toml", text);
  const auto first = run(study);
  ASSERT_TRUE(first.outcome.records[0].done()) << first.outcome.records[0].error;
  EXPECT_EQ(run(study).reused, 1U);
  study.write("drive.csv", "time / s,current / A\n0,0.0001\n600,0.0003\n");
  EXPECT_EQ(run(study).reused, 0U);
  study.write("own.toml",
              replaced(read_file(set.file), "value = 3, unit = \"um\"", "value = 4, unit = \"um\""));
  EXPECT_EQ(run(study).reused, 0U);
}

TEST(Simulation, PassesOnWhatItsParameterFileLeftOut) {
  const testing::CellStudy study(0);
  auto bpx = cell::BpxJson::parse(cell::to_bpx(cell::find_parameter_set("nfm333-half")).text);
  bpx["State"]["Initial conditions"]["Initial state-of-charge"] = 0.25;
  study.write("own.json", bpx.dump());
  study.write("study.toml", "title = \"x\"\n" + replaced(simulated, "\"nfm333-half\"", "\"own.json\""));
  const auto ran = run(study);
  const auto& record = ran.outcome.records.at(0);
  ASSERT_TRUE(record.done()) << record.error;
  EXPECT_THAT(record.warnings, ::testing::Contains(HasSubstr("the initial state of charge, 0.25")));
}

TEST(Simulation, ThatStopsBeforeItsEndIsARecordWithAWarning) {
  const testing::CellStudy study(0);
  study.write("study.toml",
              "title = \"x\"\n" + replaced(simulated, "Charge at 1C until 4 V", "Charge at 1C for 3 h"));
  const auto ran = run(study);
  const auto& record = ran.outcome.records.at(0);
  ASSERT_TRUE(record.done()) << record.error;
  EXPECT_EQ(record.simulation.at("complete"), false);
  EXPECT_THAT(record.warnings,
              ::testing::Contains(HasSubstr("stopped before the end of its protocol: upper")));
}

TEST(Simulation, MistakesNameTheKeyAndTheLine) {
  const auto problem = [](const std::string& what, const std::string& with) -> std::string {
    const auto loaded = parse_study("title = \"x\"\n" + replaced(simulated, what, with), "study.toml");
    return loaded.problems.size() == 1 ? loaded.problems.front().what()
                                       : std::to_string(loaded.problems.size()) + " problems";
  };
  EXPECT_THAT(problem("\"spm\"", "\"spn\""),
              HasSubstr("model: there is no model 'spn', in [[simulation]] (line 10"));
  EXPECT_THAT(problem("nfm333-half", "nfm333"),
              HasSubstr("parameters: there is no parameter set 'nfm333', in"));
  EXPECT_THAT(problem("1 minute", "sometimes"), HasSubstr("period: "));
  EXPECT_THAT(problem("Charge at 1C until", "Charge at 1 banana until"),
              HasSubstr("found 'banana' (line 1, column 14 of the protocol), in [[simulation]] (line 13"));
  EXPECT_THAT(problem("\"spm\"", "\"spm\"\nset = { positive.radius = 1 }"),
              HasSubstr("set: there is no parameter 'positive.radius', in [[simulation]] (line 11"));
  EXPECT_THAT(problem("\"spm\"", "\"spm\"\nset = { positive.particle_radius = true }"),
              HasSubstr("'positive.particle_radius' must be a number"));
  EXPECT_THAT(problem("\"spm\"", "\"spm\"\nmesh = \"1,2\""),
              HasSubstr("mesh: the mesh '1,2' is not four counts"));
  EXPECT_THAT(problem("\"spm\"", "\"spm\"\nfile = \"a.csv\""), HasSubstr("'file'"));
  EXPECT_THAT(problem("\"spm\"", "\"spm\"\nprotocol_file = \"a.txt\""),
              HasSubstr("one of 'protocol' and 'protocol_file' must be given"));
}

}  // namespace
}  // namespace nacre::study
