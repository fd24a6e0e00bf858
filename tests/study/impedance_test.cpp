// Impedance spectra through a study: options, quantities, the store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/table_csv.hpp"
#include "nacre/study/run.hpp"
#include "study/cell_study.hpp"
#include "support/impedance_series.hpp"

namespace nacre::study {
namespace {

using ::testing::HasSubstr;

constexpr std::atomic<bool> go_on{false};

// Three spectra of a cell that drifts, in one file.
std::string spectra() {
  const auto series = nacre::testing::simulate_series(3, 0.003, 1, nacre::testing::log_spaced(1e5, 7, 8),
                                                      nacre::testing::drifting_cell);
  return formats::to_csv(nacre::testing::table_of(series.spectra));
}

void add_measurement(const testing::CellStudy& study, const std::string& options) {
  study.write("spectra.csv", spectra());
  study.append(
      "[[measurement]]\nname = \"in situ\"\nsample = \"cell 1\"\ntechnique = \"impedance\"\n"
      "file = \"spectra.csv\"\n[measurement.options]\n" +
      options);
}

TEST(ImpedanceStudy, SpectraAreResolvedComparedAndKept) {
  const testing::CellStudy study(1);
  add_measurement(
      study,
      "along = \"soc\"\nvalues = [0.0, 0.5, 1.0]\nbands = { \"charge transfer\" = [1e-3, 1.0] }\n"
      "[[published]]\nsample = \"cell 1\"\nmeasurement = \"in situ\"\nquantity = \"band_resistance\"\n"
      "at = { spectrum = 1, band = 1 }\nvalue = 5.0\nunit = \"ohm\"\ntolerance = 0.5\nrole = \"predict\"\n"
      "[[published]]\nsample = \"cell 1\"\nmeasurement = \"in situ\"\nquantity = \"ohmic_resistance\"\n"
      "at = { spectrum = 3 }\nvalue = 2000\nunit = \"mohm\"\ntolerance = 100\nrole = \"predict\"\n");
  const auto loaded = load_study(study.folder());
  for (const auto& problem : loaded.problems) {
    ADD_FAILURE() << problem.what();
  }
  Store store(study.store());
  const auto first = run_study(loaded.study, store, Progress::Style::none, go_on);
  ASSERT_EQ(first.outcome.records.size(), 2U);
  const auto& record = first.outcome.records[1];
  EXPECT_EQ(record.error, "");
  EXPECT_EQ(record.summary.at("series").at("along").at("name"), "soc");
  ASSERT_EQ(first.outcome.comparisons.size(), 2U);
  for (const auto& comparison : first.outcome.comparisons) {
    EXPECT_EQ(comparison.verdict, Verdict::agrees) << comparison.published.quantity << " " << comparison.ours;
  }
  const auto second = run_study(loaded.study, store, Progress::Style::none, go_on);
  EXPECT_EQ(second.reused, 2U);
  EXPECT_EQ(to_json(second.outcome).dump(), to_json(first.outcome).dump());
}

TEST(ImpedanceStudy, AWrongOptionIsNamedWithItsLine) {
  const testing::CellStudy study(1);
  add_measurement(study, "circiut = \"R0-p(R1,CPE1)\"\n");
  const auto loaded = load_study(study.folder());
  ASSERT_EQ(loaded.problems.size(), 1U);
  EXPECT_THAT(loaded.problems[0].what(), HasSubstr("circiut"));
  EXPECT_THAT(loaded.problems[0].advice(), HasSubstr("circuit"));
}

TEST(ImpedanceStudy, ValuesThatDoNotFitTheSpectraAreTheRecordsError) {
  const testing::CellStudy study(1);
  add_measurement(study, "along = \"soc\"\nvalues = [0.0, 0.5]\n");
  const auto loaded = load_study(study.folder());
  Store store(study.store());
  const auto ran = run_study(loaded.study, store, Progress::Style::none, go_on);
  EXPECT_THAT(ran.outcome.records[1].error, HasSubstr("2 values of soc for 3 spectra"));
}

}  // namespace
}  // namespace nacre::study
