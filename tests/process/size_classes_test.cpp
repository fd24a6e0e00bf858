// Classes against speeds whose way is known exactly.
#include "nacre/process/size_classes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace nacre::process {
namespace {

// d(r^2)/dt = a (r^2 - b): r^2 goes as b + (r_0^2 - b) exp(a t). Straight in r^2, so that edges are exact.
struct Straight {
  double a = 0.0;
  double b = 0.0;
  std::vector<double> at(const SizeClasses& classes) const {
    std::vector<double> speed;
    for (const double r : classes.edges()) {
      speed.push_back(a * (r * r - b));
    }
    return speed;
  }
};

TEST(SizeClasses, LoseOnlyWhatShrinksAway) {
  SizeClasses classes(1e-9, 1e-6, 150);
  for (const double r : {5e-9, 20e-9, 60e-9, 300e-9}) {
    classes.add(r, 1e10);
  }
  const Straight speed{1.0, 900e-18};  // 30 nm stay
  classes.move(speed.at(classes), 0.03);
  EXPECT_NEAR(classes.number(), 3e10, 1e10 * 1e-12);  // 5 nm: gone after ln(900/875)
  classes.move(speed.at(classes), 0.8);
  EXPECT_NEAR(classes.number(), 2e10, 1e10 * 1e-6);  // 20 nm: after ln(900/500)
  classes.move(speed.at(classes), 1e3);              // all that grow end in the last class
  EXPECT_NEAR(classes.number(), 2e10, 1e10 * 1e-6);
  EXPECT_NEAR(classes.numbers().back(), 2e10, 1e10 * 1e-6);
  const Straight shrink{1.0, 2e-12};
  classes.move(shrink.at(classes), 1e3);
  EXPECT_EQ(classes.number(), 0.0);
}

// A smooth distribution after many steps, whichever they are.
double error_of(std::size_t count, int steps) {
  SizeClasses classes(1e-9, 1e-6, count);
  const auto density = [](double logarithm) { return std::exp(-50.0 * logarithm * logarithm); };
  const double width = std::log(1e3) / static_cast<double>(count);
  for (const double r : classes.radii()) {
    classes.add(r, density(std::log(r / 30e-9)) * width);
  }
  const Straight speed{1.0, 4e-16};
  for (int i = 0; i < steps; ++i) {
    classes.move(speed.at(classes), 2.0 / steps);
  }
  double error = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double r = classes.radii()[i];
    const double before = std::sqrt(speed.b + (r * r - speed.b) * std::exp(-2.0));
    // d(ln r_0)/d(ln r)
    const double squeeze = r * r * std::exp(-2.0) / (before * before);
    error += std::abs(classes.numbers()[i] - density(std::log(before / 30e-9)) * squeeze * width);
  }
  return error;
}

TEST(SizeClasses, ConvergeWithTheirWidthWhateverTheSteps) {
  for (const int steps : {1, 40, 400}) {
    EXPECT_LT(error_of(400, steps), 2e-3) << steps;
    EXPECT_GT(std::log2(error_of(200, steps) / error_of(400, steps)), 1.4) << steps;
  }
}

TEST(SizeClasses, KeepEveryNumberPositive) {
  SizeClasses classes(1e-9, 1e-6, 60);
  classes.add(10e-9, 1.0);
  classes.add(200e-9, 1e20);
  const Straight speed{1.0, 1e-16};
  for (int i = 0; i < 50; ++i) {
    classes.move(speed.at(classes), 0.05);
    EXPECT_GE(*std::ranges::min_element(classes.numbers()), 0.0);
  }
  EXPECT_NEAR(classes.number(), 1e20, 1e8);
}

}  // namespace
}  // namespace nacre::process
