#include "nacre/study/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/cell_study.hpp"

namespace nacre::study {
namespace {

using ::testing::HasSubstr;

constexpr std::atomic<bool> go_on{false};

Ran run(const testing::CellStudy& cells, const std::atomic<bool>& stop = go_on) {
  const auto loaded = load_study(cells.folder());
  EXPECT_TRUE(loaded.problems.empty());
  Store store(cells.store());
  return run_study(loaded.study, store, Progress::Style::none, stop);
}

std::string text_of(const Ran& ran) {
  std::string text = to_json(ran.outcome).dump();
  for (const auto& record : ran.outcome.records) {
    text += record.archive.dump();
  }
  return text;
}

TEST(Run, EveryRecordIsAnalysedAndComparedWithWhatWasPublished) {
  const testing::CellStudy cells(3);
  cells.append(
      "[[published]]\nsample = \"cell 2\"\nquantity = \"discharge_capacity\"\nat = { cycle = 2 }\n"
      "value = 0.98\nunit = \"mAh\"\ntolerance = 1e-6\nrole = \"predict\"\n");
  const auto ran = run(cells);
  EXPECT_FALSE(ran.stopped());
  ASSERT_EQ(ran.outcome.records.size(), 3U);
  EXPECT_EQ(ran.outcome.records[1].name, "cell 2 cycling");
  EXPECT_EQ(ran.outcome.records[1].reader, "bdf");
  EXPECT_GT(ran.outcome.records[1].rows, 300U);
  ASSERT_EQ(ran.outcome.comparisons.size(), 1U);
  EXPECT_EQ(ran.outcome.comparisons[0].verdict, Verdict::agrees);
  EXPECT_NEAR(ran.outcome.comparisons[0].ours, 1e3 * testing::cell_capacity_Ah(2), 1e-6);
}

TEST(Run, SecondRunComputesNothingAndEndsInTheSameBytes) {
  const testing::CellStudy cells(3);
  const auto first = run(cells);
  const auto second = run(cells);
  EXPECT_EQ(first.reused, 0U);
  EXPECT_EQ(second.reused, 3U);
  EXPECT_EQ(text_of(first), text_of(second));
}

TEST(Run, OnlyWhatChangedIsComputedAgain) {
  const testing::CellStudy cells(3);
  run(cells);
  std::filesystem::copy_file(cells.folder() / "cell_3.bdf.csv", cells.folder() / "cell_1.bdf.csv",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(run(cells).reused, 2U);  // another file
  cells.append("[measurement.options]\nsmoothing_fwhm_V = 0.02\n");
  EXPECT_EQ(run(cells).reused, 2U);  // other options of the last measurement
}

TEST(Run, DamagedObjectIsComputedAgain) {
  const testing::CellStudy cells(2);
  const auto first = run(cells);
  const auto object = Store(cells.store()).object_path(first.keys.at(0));
  write_file_atomic(object, read_file(object).substr(0, 1000));
  const auto second = run(cells);
  EXPECT_EQ(second.reused, 1U);
  EXPECT_EQ(text_of(first), text_of(second));
}

TEST(Run, LostIndexIsFilledAgainFromTheObjects) {
  const testing::CellStudy cells(2);
  run(cells);
  std::filesystem::remove(cells.store() / "index.sqlite");
  const auto again = run(cells);
  EXPECT_EQ(again.reused, 2U);
  EXPECT_TRUE(Store(cells.store()).index().has(again.keys.at(0)));
}

TEST(Run, AFailedRecordDoesNotStopTheOthers) {
  const testing::CellStudy cells(3);
  const auto whole = read_file(cells.folder() / "cell_2.bdf.csv");
  cells.write("cell_2.bdf.csv", "Test Time / s,Voltage / V,Current / A\n1.0,x,y\n");
  const auto ran = run(cells);
  EXPECT_EQ(ran.outcome.failed(), 1U);
  const auto& bad = ran.outcome.records.at(1);
  EXPECT_THAT(bad.error, HasSubstr("0 rows with time, voltage and current"));
  EXPECT_FALSE(bad.advice.empty());
  EXPECT_EQ(ran.keys.at(1), "");
  EXPECT_THAT(bad.error, ::testing::Not(HasSubstr(cells.folder().string())));  // the same on every machine
  EXPECT_TRUE(ran.outcome.records.at(2).done());
  cells.write("cell_2.bdf.csv", whole);
  EXPECT_EQ(run(cells).outcome.failed(), 0U);
}

TEST(Run, AFileThatVanishedIsAnErrorOfItsRecord) {
  const testing::CellStudy cells(2);
  const auto loaded = load_study(cells.folder());
  std::filesystem::remove(cells.folder() / "cell_1.bdf.csv");
  Store store(cells.store());
  const auto ran = run_study(loaded.study, store, Progress::Style::none, go_on);
  EXPECT_FALSE(ran.outcome.records.at(0).done());
  EXPECT_TRUE(ran.outcome.records.at(1).done());
}

TEST(Run, StoppedRunSaysSoAndTheNextGoesOn) {
  const testing::CellStudy cells(2);
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(run(cells, stop).stopped());
  EXPECT_FALSE(run(cells).stopped());
}

TEST(Run, StudyThatMovesGivesTheSameBytesAndNothingIsComputedAgain) {
  const testing::CellStudy cells(2);
  const auto first = run(cells);
  const testing::CellStudy empty(0);
  std::filesystem::remove_all(empty.folder());
  std::filesystem::copy(cells.folder(), empty.folder(), std::filesystem::copy_options::recursive);
  const auto second = run(empty);
  EXPECT_EQ(second.reused, 2U);
  EXPECT_EQ(text_of(first), text_of(second));
}

TEST(Run, SeveralFilesOfOneMeasurementAreRecordsOfTheirOwn) {
  const testing::CellStudy cells(2);
  cells.write(
      "study.toml",
      "title = \"x\"\n[[sample]]\nname = \"A\"\nactive_mass_g = 0.01\n[[measurement]]\nname = \"life\"\n"
      "sample = \"A\"\ntechnique = \"cycling\"\nfiles = \"cell_*\"\n");
  const auto ran = run(cells);
  ASSERT_EQ(ran.outcome.records.size(), 2U);
  EXPECT_EQ(ran.outcome.records[0].name, "life: cell_1.bdf.csv");
  EXPECT_EQ(ran.outcome.records[0].options.at("active_mass_g"), 0.01);  // from the sample
}

TEST(Render, IsDoneAgainOnlyWhenTheOutcomeOrTheFolderChanged) {
  const testing::CellStudy cells(1);
  auto ran = run(cells);
  Store store(cells.store());
  const auto folder = cells.folder() / "report";
  int times = 0;
  const auto render = [&] {
    return render_if_changed(ran, store, folder, [&] {
      ++times;
      write_file_atomic(folder / "index.html", "report");
      write_file_atomic(folder / "figures" / "a.svg", "figure");
    });
  };
  EXPECT_TRUE(render());
  EXPECT_FALSE(render());
  write_file_atomic(folder / "notes of the user.txt", "mine");
  EXPECT_FALSE(render());
  write_file_atomic(folder / "figures" / "a.svg", "torn");
  EXPECT_TRUE(render());
  std::filesystem::remove_all(folder);
  EXPECT_TRUE(render());
  ran.outcome.study.title = "another";
  EXPECT_TRUE(render());
  EXPECT_EQ(times, 4);
}

TEST(Render, PartsOfAKilledRunAreSwept) {
  const testing::CellStudy cells(1);
  const auto ran = run(cells);
  Store store(cells.store());
  write_file_atomic(cells.folder() / "report.part-1-0" / "index.html", "half");
  render_if_changed(ran, store, cells.folder() / "report",
                    [&] { write_file_atomic(cells.folder() / "report" / "index.html", "report"); });
  EXPECT_FALSE(std::filesystem::exists(cells.folder() / "report.part-1-0"));
}

}  // namespace
}  // namespace nacre::study
