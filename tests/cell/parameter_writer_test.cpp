// Sets written as TOML read back to themselves.
#include "nacre/cell/parameter_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nacre::cell {
namespace {

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

void expect_same(const ParameterSet& a, const ParameterSet& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.description, b.description);
  ASSERT_EQ(a.sources.size(), b.sources.size());
  for (std::size_t i = 0; i < a.sources.size(); ++i) {
    EXPECT_EQ(a.sources[i].key, b.sources[i].key);
    EXPECT_EQ(a.sources[i].text, b.sources[i].text);
  }
  ASSERT_EQ(a.parameters.size(), b.parameters.size());
  for (std::size_t i = 0; i < a.parameters.size(); ++i) {
    const auto& p = a.parameters[i];
    const auto& q = b.parameters[i];
    EXPECT_EQ(p.path, q.path);
    EXPECT_EQ(p.form, q.form) << p.path;
    EXPECT_EQ(p.value, q.value) << p.path;
    EXPECT_EQ(p.unit, q.unit) << p.path;
    EXPECT_EQ(p.expression, q.expression) << p.path;
    EXPECT_EQ(p.x, q.x) << p.path;
    EXPECT_EQ(p.y, q.y) << p.path;
    EXPECT_EQ(p.scale, q.scale) << p.path;
    EXPECT_EQ(p.activation_energy, q.activation_energy) << p.path;
    EXPECT_EQ(p.status, q.status) << p.path;
    EXPECT_EQ(p.source, q.source) << p.path;
    EXPECT_EQ(p.calibrated_on, q.calibrated_on) << p.path;
    EXPECT_EQ(p.note, q.note) << p.path;
    EXPECT_TRUE(same(p.uncertainty, q.uncertainty)) << p.path;
    EXPECT_TRUE(same(p.lower, q.lower) && same(p.upper, q.upper)) << p.path;
  }
}

TEST(ParameterWriter, EverySetReadsBackToItself) {
  for (const std::string name : {"marquis2019", "chayambuka2022", "nfm333-half", "nfm333-hc"}) {
    SCOPED_TRACE(name);
    const auto set = find_parameter_set(NACRE_CHECKOUT "/parameters/" + name + ".toml");
    expect_same(set, parse_parameter_set(to_toml(set), "written.toml"));
  }
}

TEST(ParameterWriter, WordsOfAnyKind) {
  auto set = find_parameter_set(NACRE_CHECKOUT "/parameters/marquis2019.toml");
  set.title = "a \"title\" with \\ and\ttab";
  set.description = "two\nlines \x01";
  set.parameters.front().note = "ends with \\";
  expect_same(set, parse_parameter_set(to_toml(set), "written.toml"));
}

TEST(ParameterWriter, AReplacedNumberLosesItsSource) {
  auto set = find_parameter_set(NACRE_CHECKOUT "/parameters/marquis2019.toml");
  ASSERT_EQ(set.find("positive.porosity")->status, Status::cited);
  set.set("positive.porosity", 0.25);
  set.set("cell.contact_resistance", 1e-4);  // not in the file
  const auto read = parse_parameter_set(to_toml(set), "written.toml");
  EXPECT_EQ(read.number("positive.porosity"), 0.25);
  EXPECT_EQ(read.find("positive.porosity")->status, Status::assumed);
  EXPECT_TRUE(read.find("positive.porosity")->source.empty());
  EXPECT_EQ(read.number("cell.contact_resistance"), 1e-4);
}

}  // namespace
}  // namespace nacre::cell
