#include "nacre/study/compare.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nacre::study {
namespace {

Study study_of(std::vector<Published> published) {
  Study study;
  Sample sample;
  sample.name = "A";
  sample.active_mass_g = 0.01;
  sample.area_cm2 = 2.0;
  study.samples = {sample};
  study.published = std::move(published);
  return study;
}

Published published(std::string quantity, std::map<std::string, double> at, double value, std::string unit) {
  Published result;
  result.sample = "A";
  result.quantity = std::move(quantity);
  result.at = std::move(at);
  result.value = value;
  result.unit = std::move(unit);
  return result;
}

Record record_of(std::vector<Quantity> quantities, std::string name = "r") {
  Record record;
  record.name = std::move(name);
  record.measurement = record.name;
  record.sample = "A";
  record.quantities = std::move(quantities);
  return record;
}

Comparison only(const Published& value, const std::vector<Quantity>& quantities) {
  return compare(study_of({value}), {record_of(quantities)}).at(0);
}

TEST(Compare, TakesTheQuantityAtThePublishedPlace) {
  const std::vector<Quantity> ours{{"discharge_capacity", 1.0, NAN, "Ah", {{"cycle", 1}, {"c_rate", 0.1}}},
                                   {"discharge_capacity", 2.0, NAN, "Ah", {{"cycle", 2}, {"c_rate", 0.1}}},
                                   {"charge_capacity", 3.0, NAN, "Ah", {{"cycle", 2}}}};
  EXPECT_EQ(only(published("discharge_capacity", {{"cycle", 2}}, 2.0, "Ah"), ours).ours, 2.0);
  EXPECT_EQ(only(published("discharge_capacity", {{"cycle", 3}}, 2.0, "Ah"), ours).verdict, Verdict::missing);
  EXPECT_EQ(only(published("discharge_capacity", {}, 2.0, "Ah"), ours).verdict, Verdict::missing);
}

TEST(Compare, RatesMayDifferByFivePercentAndTheNearestIsTaken) {
  const std::vector<Quantity> ours{{"rate_capacity", 140.0, NAN, "mAh/g", {{"c_rate", 0.104}}},
                                   {"rate_capacity", 141.0, NAN, "mAh/g", {{"c_rate", 0.099}}},
                                   {"rate_capacity", 120.0, NAN, "mAh/g", {{"c_rate", 0.2}}}};
  EXPECT_EQ(only(published("rate_capacity", {{"c_rate", 0.1}}, 141.0, "mAh/g"), ours).ours, 141.0);
  EXPECT_EQ(only(published("rate_capacity", {{"c_rate", 0.11}}, 141.0, "mAh/g"), ours).verdict,
            Verdict::missing);
}

TEST(Compare, ConvertsUnitsWithMassAndArea) {
  const auto study = study_of({});
  const Sample& sample = study.samples.front();
  EXPECT_NEAR(*convert(0.95, "1", "percent", sample), 95.0, 1e-12);
  EXPECT_NEAR(*convert(1.4e-3, "Ah", "mAh/g", sample), 140.0, 1e-9);
  EXPECT_NEAR(*convert(140.0, "mAh/g", "mAh", sample), 1.4, 1e-12);
  EXPECT_NEAR(*convert(1.4e-3, "Ah", "mAh/cm2", sample), 0.7, 1e-12);
  EXPECT_NEAR(*convert(140.0, "mAh/g", "mAh/cm2", sample), 0.7, 1e-12);
  EXPECT_NEAR(*convert(5e-3, "Wh", "Wh/kg", sample), 500.0, 1e-9);
  EXPECT_FALSE(convert(1.0, "V", "A", sample));
  EXPECT_FALSE(convert(1.0, "Ah", "mAh/g", Sample{}));  // no mass
}

TEST(Compare, ToleranceIsTheStatedOneOrFollowsFromTheUncertainties) {
  const std::vector<Quantity> ours{{"fade", 0.103, 0.004, "percent/cycle", {}}};
  auto value = published("fade", {}, 0.100, "percent/cycle");
  EXPECT_EQ(only(value, ours).verdict, Verdict::agrees);  // 2 std
  EXPECT_NEAR(only(value, ours).tolerance, 0.008, 1e-15);
  value.tolerance = 0.002;
  EXPECT_EQ(only(value, ours).verdict, Verdict::differs);
  EXPECT_NEAR(only(value, ours).deviation, 0.003, 1e-15);
  value.tolerance = {};
  value.uncertainty = 0.003;
  EXPECT_NEAR(only(value, ours).tolerance, 0.01, 1e-12);
  const std::vector<Quantity> bare{{"fade", 0.103, NAN, "percent/cycle", {}}};
  value.uncertainty = {};
  EXPECT_EQ(only(value, bare).verdict, Verdict::differs);  // 1 percent
  value.approx = true;
  EXPECT_EQ(only(value, bare).verdict, Verdict::agrees);  // 5 percent
}

TEST(Compare, OnlyPredictionsAreJudged) {
  const std::vector<Quantity> ours{{"fade", 0.1, NAN, "percent/cycle", {}}};
  auto value = published("fade", {}, 0.1, "percent/cycle");
  for (const Role role : {Role::input, Role::calibrate, Role::qualitative}) {
    value.role = role;
    const auto comparison = only(value, ours);
    EXPECT_EQ(comparison.verdict, Verdict::not_judged);
    EXPECT_EQ(comparison.ours, 0.1);  // shown
  }
}

TEST(Compare, MissesComeFirst) {
  auto used = published("a", {}, 1.0, "V");
  used.role = Role::calibrate;
  const auto study = study_of(
      {used, published("a", {}, 1.0, "V"), published("none", {}, 1.0, "V"), published("b", {}, 1.0, "V")});
  const auto comparisons = compare(study, {record_of({{"a", 1.0, NAN, "V", {}}, {"b", 2.0, NAN, "V", {}}})});
  ASSERT_EQ(comparisons.size(), 4U);
  EXPECT_EQ(comparisons[0].verdict, Verdict::differs);
  EXPECT_EQ(comparisons[1].verdict, Verdict::missing);
  EXPECT_EQ(comparisons[2].verdict, Verdict::agrees);
  EXPECT_EQ(comparisons[3].verdict, Verdict::not_judged);
}

TEST(Compare, EveryRecordThatGivesTheQuantityIsCompared) {
  const std::vector<Record> records{record_of({{"a", 1.0, NAN, "V", {}}}, "first"), record_of({}, "second"),
                                    record_of({{"a", 2.0, NAN, "V", {}}}, "third")};
  auto value = published("a", {}, 1.0, "V");
  EXPECT_EQ(compare(study_of({value}), records).size(), 2U);
  value.measurement = "third";
  const auto named = compare(study_of({value}), records);
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].record, "third");
}

}  // namespace
}  // namespace nacre::study
