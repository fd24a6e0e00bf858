// The model of a figure, its shortening, and both of its renderings.
#include "nacre/report/figure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/csv.hpp"
#include "nacre/report/gnuplot.hpp"
#include "nacre/report/plotly.hpp"
#include "nacre/report/simplify.hpp"
#include "nacre/report/ticks.hpp"
#include "report/synthetic.hpp"

namespace nacre::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

Figure one_series(std::vector<double> x, std::vector<double> y) {
  Series series;
  series.name = "curve";
  series.x = std::move(x);
  series.y = std::move(y);
  return {"figure", "Figure", "", {Panel{"", {"x"}, {"y"}, {}, {series}}}};
}

TEST(Figure, AGapBreaksTheLineAndIsNoZero) {
  const Figure figure = one_series({1, 2, 3, 4}, {5, gap, gap, 6});
  const Json trace = to_plotly(figure)["panels"][0]["data"][0];
  EXPECT_EQ(trace["y"], Json::parse("[5.0, null, null, 6.0]"));
  EXPECT_EQ(trace["connectgaps"], false);
  EXPECT_THAT(gnuplot_script(figure), HasSubstr("1 5\n\n4 6\nEOD"));
  EXPECT_EQ(to_csv(figure), "panel,series,x,y,y_std\n1,curve [x; y],1,5,\n1,curve [x; y],4,6,\n");
}

TEST(Figure, WhatALogarithmicAxisCannotShowIsLeftOut) {
  Figure figure = one_series({1, 10, 100}, {1, -1, 0});
  figure.panels[0].y.scale = Scale::logarithmic;
  EXPECT_EQ(to_plotly(figure)["panels"][0]["data"][0]["y"], Json::parse("[1.0, null, null]"));
  EXPECT_EQ(y_range(figure.panels[0], false).lower, 1);
}

TEST(Figure, MistakesInItAreBugs) {
  Figure lengths = one_series({1, 2}, {1});
  EXPECT_THROW(lengths.check(), std::logic_error);
  Figure axis = one_series({1}, {1});
  axis.panels[0].series[0].secondary = true;
  EXPECT_THROW(axis.check(), std::logic_error);
  Figure id = one_series({1}, {1});
  id.id = "../x";
  EXPECT_THROW(id.check(), std::logic_error);
}

TEST(Figure, HostileNamesCannotLeaveTheirStrings) {
  Figure figure = one_series({1, 2}, {1, 2});
  figure.panels[0].series[0].name = "x'\n!touch hurt\n'";
  const std::string script = gnuplot_script(figure);
  EXPECT_THAT(script, Not(HasSubstr("\n!")));
  EXPECT_THAT(script, HasSubstr("x'' !touch hurt ''"));
}

double distance_to_segment(double px, double py, double ax, double ay, double bx, double by) {
  const double length = std::hypot(bx - ax, by - ay);
  const double along =
      length > 0 ? std::clamp(((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / (length * length), 0.0, 1.0)
                 : 0.0;
  return std::hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay));
}

// Every point left out lies within the stated bound of the line drawn, in fractions of the ranges.
TEST(Simplify, KeepsItsBound) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 20000; ++i) {
    const double t = i / 20000.0;
    x.push_back(std::cos(40 * t) * t);  // a spiral with noise: turns back in x and in y
    y.push_back(std::sin(40 * t) * t + 0.002 * std::sin(1e4 * t * t));
  }
  Figure figure = one_series(x, y);
  const Range xs = x_range(figure.panels[0]);
  const Range ys = y_range(figure.panels[0], false);
  const auto done = simplify(figure, 3000);
  const auto& kept = figure.panels[0].series[0];
  EXPECT_EQ(done.points, 20000U);
  EXPECT_EQ(done.kept, kept.x.size());
  EXPECT_LE(done.kept, 3000U);
  EXPECT_GT(done.bound, 0);
  std::size_t segment = 0;  // kept points are points of the curve, in order
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    while (segment + 2 < kept.x.size() && x[i] == kept.x[segment + 1] && y[i] == kept.y[segment + 1]) {
      ++segment;
    }
    worst = std::max(worst,
                     distance_to_segment(x[i] / xs.width(), y[i] / ys.width(), kept.x[segment] / xs.width(),
                                         kept.y[segment] / ys.width(), kept.x[segment + 1] / xs.width(),
                                         kept.y[segment + 1] / ys.width()));
  }
  EXPECT_LE(worst, done.bound);
  EXPECT_GT(worst, done.bound / 50) << "the test would not notice a violation";
}

TEST(Simplify, KeepsGapsAndShortCurvesAndSymbols) {
  Figure shorter = one_series({1, 2, 3}, {1, 1, 1});
  EXPECT_FALSE(simplify(shorter).any());
  std::vector<double> x(1000);
  std::vector<double> y(1000, 1.0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
  }
  y[500] = y[501] = gap;
  Figure gapped = one_series(x, y);
  EXPECT_EQ(simplify(gapped, 300).kept, 5U) << "two straight stretches and what is between them";
  EXPECT_TRUE(std::isnan(gapped.panels[0].series[0].y[2]));
  Figure symbols = one_series(x, y);
  symbols.panels[0].series[0].symbol = Symbol::circle;
  EXPECT_FALSE(simplify(symbols, 300).any());
}

TEST(Ticks, AreRoundNumbersWithinTheRange) {
  const Ticks volts = ticks(Axis{"Voltage", "V"}, {2.0, 4.0}, 5);
  EXPECT_DOUBLE_EQ(volts.step, 0.5);
  EXPECT_EQ(volts.decimals, 1);
  EXPECT_DOUBLE_EQ(volts.lower, 1.9);
  Axis count{"Cycle"};
  count.whole = true;
  EXPECT_DOUBLE_EQ(ticks(count, {1, 3}, 5).step, 1);
  EXPECT_DOUBLE_EQ(ticks(count, {1, 3}, 5).lower, 0.5);
  const Ticks constant = ticks(Axis{"Voltage", "V"}, {3.0, 3.0}, 5);
  EXPECT_LT(constant.lower, 3.0);
  EXPECT_GT(constant.upper, 3.0);
}

}  // namespace
}  // namespace nacre::report
