#include "nacre/report/study_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/report/html.hpp"
#include "report/synthetic.hpp"

namespace nacre::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

study::Outcome outcome() {
  study::Outcome out;
  out.study.title = "Study";
  out.study.licence = "https://creativecommons.org/licenses/by/4.0/";
  out.nacre = "0.1.0";
  out.source = "abc";
  study::Record failed;
  failed.name = "B cycling";
  failed.file = "b.ndax";
  failed.error = "b.ndax: damaged (byte 12)";
  failed.advice = "try --salvage";
  out.records = {failed};
  out.warnings = {"a warning of the study"};
  study::Comparison miss;
  miss.published.sample = "A";
  miss.published.quantity = "discharge_capacity";
  miss.published.at = {{"cycle", 2}};
  miss.published.value = 100;
  miss.published.unit = "mAh/g";
  miss.published.uncertainty = 3;
  miss.ours = 110;
  miss.std = 4;
  miss.deviation = 10;
  miss.verdict = study::Verdict::differs;
  study::Comparison hit = miss;
  hit.ours = 101;
  hit.std = std::numeric_limits<double>::quiet_NaN();
  hit.deviation = 1;
  hit.published.uncertainty.reset();
  hit.verdict = study::Verdict::agrees;
  out.comparisons = {miss, hit};  // run_study sorts them so
  return out;
}

TEST(StudyReport, FailuresComeBeforeWarnings) {
  const Document document = make_document(outcome());
  ASSERT_EQ(document.warnings.size(), 2U);
  EXPECT_THAT(document.warnings[0], HasSubstr("B cycling could not be analysed: b.ndax: damaged (byte 12)"));
  EXPECT_THAT(document.warnings[0], HasSubstr("--salvage"));
  EXPECT_EQ(document.warnings[1], "a warning of the study");
  const std::string page = index_page(document);
  EXPECT_LT(page.find("could not be analysed"), page.find("Published values"));
}

TEST(StudyReport, MissesAreMarkedWithTheirDeviation) {
  const Document document = make_document(outcome());
  const DataTable& table = document.sections.at(0).tables.at(0);
  EXPECT_NO_THROW(table.check());
  EXPECT_THAT(table.marked_rows, ElementsAre(0));
  const auto column = [&](const std::string& name) -> const TableColumn& {
    return *std::find_if(table.columns.begin(), table.columns.end(),
                         [&](const auto& c) { return c.name == name; });
  };
  EXPECT_THAT(column("verdict").texts, ElementsAre("differs", "agrees"));
  EXPECT_DOUBLE_EQ(column("deviation_percent").values[0], 10);
  EXPECT_DOUBLE_EQ(column("deviation_in_standard_uncertainties").values[0], 2) << "10 over sqrt(3^2 + 4^2)";
  EXPECT_TRUE(std::isnan(column("deviation_in_standard_uncertainties").values[1]))
      << "no uncertainty is known";
  EXPECT_EQ(column("at").texts[0], "cycle 2");
  EXPECT_EQ(document.provenance.licence, "https://creativecommons.org/licenses/by/4.0/");
}

TEST(StudyReport, ASimulationHasNoUncertaintyToCountIn) {
  auto simulated = outcome();
  simulated.comparisons[0].record = "B cycling";
  simulated.records[0].simulation = {{"assumed", Json::array()}};
  const Document document = make_document(simulated);
  const DataTable& table = document.sections.at(0).tables.at(0);
  const auto found =
      std::ranges::find(table.columns, "deviation_in_standard_uncertainties", &TableColumn::name);
  EXPECT_TRUE(std::isnan(found->values[0]));
  EXPECT_THAT(table.caption, HasSubstr("a dash where none is known, and where ours is simulated"));
}

TEST(StudyReport, HostileTextsStayText) {
  auto hostile = outcome();
  hostile.study.title = hostile.study.description = testing::hostile;
  hostile.study.authors = {testing::hostile};
  hostile.records[0].error = testing::hostile;
  hostile.comparisons[0].published.source = testing::hostile;
  EXPECT_THAT(index_page(make_document(hostile)), Not(HasSubstr("<img src=x")));
}

}  // namespace
}  // namespace nacre::report
