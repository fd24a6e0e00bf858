#include "nacre/impedance/circuit_ordering.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "nacre/base/error.hpp"

namespace nacre::impedance {
namespace {

using testing::HasSubstr;

// R0, R1, CPE1_0, CPE1_1, R2, CPE2_0, CPE2_1
Circuit two_arcs() { return Circuit::parse("R0-p(R1,CPE1)-p(R2,CPE2)"); }
const std::vector<double> values = {1.0, 2.0, 3e-3, 0.8, 5.0, 7e-2, 0.9};

std::string error_of(std::string_view text) {
  try {
    Ordering::parse(text, two_arcs());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

TEST(Ordering, is_the_logarithm_of_right_over_left) {
  const struct {
    std::string text;
    double margin;
  } cases[] = {
      {"R1 < R2", std::log(5.0 / 2.0)},
      {"R2 >= R1", std::log(5.0 / 2.0)},
      {"R1*CPE1_0 < 0.1 * R2*CPE2_0", std::log(0.1 * 5.0 * 7e-2 / (2.0 * 3e-3))},
      {"R1^2/R0 < 1e3", std::log(1e3 / 4.0)},
      {"(R1*CPE1_0)^(1/CPE1_1) < (R2*CPE2_0)^(1/CPE2_1)", std::log(0.35) / 0.9 - std::log(6e-3) / 0.8},
      {"CPE1_1<CPE2_1", std::log(0.9 / 0.8)},
  };
  for (const auto& c : cases) {
    const auto order = Ordering::parse(c.text, two_arcs());
    ASSERT_EQ(order.size(), 1u) << c.text;
    std::vector<double> slopes;
    EXPECT_NEAR(order[0].margin(values, slopes), c.margin, 1e-12) << c.text;
    for (std::size_t k = 0; k < values.size(); ++k) {
      std::vector<double> ignored;
      auto above = values;
      auto below = values;
      above[k] *= std::exp(1e-6);
      below[k] *= std::exp(-1e-6);
      const double slope = (order[0].margin(above, ignored) - order[0].margin(below, ignored)) / 2e-6;
      EXPECT_NEAR(slopes[k], slope, 1e-7) << c.text << " " << k;
    }
  }
}

TEST(Ordering, chains_are_pairs) {
  const auto orders = Ordering::parse("R0 < R1 < R2", two_arcs());
  ASSERT_EQ(orders.size(), 2u);
  std::vector<double> slopes;
  EXPECT_NEAR(orders[0].margin(values, slopes), std::log(2.0), 1e-12);
  EXPECT_NEAR(orders[1].margin(values, slopes), std::log(2.5), 1e-12);
}

TEST(Ordering, points_at_what_it_does_not_understand) {
  EXPECT_THAT(error_of("R1 < R7"), HasSubstr("there is no parameter 'R7', found 'R7' (character 6)"));
  EXPECT_THAT(error_of("R1"), HasSubstr("expected '<' or '>', found the end"));
  EXPECT_THAT(error_of("R1 < "), HasSubstr("expected a parameter or a positive number"));
  EXPECT_THAT(error_of("R1 + R2 < R0"), HasSubstr("found '+ R2 < R0'"));
  EXPECT_THAT(error_of("(R1 < R2"), HasSubstr("expected ')'"));
  EXPECT_THAT(error_of("R1 < -2"), HasSubstr("positive number"));
  EXPECT_THAT(error_of(""), HasSubstr("expected a parameter"));
  EXPECT_THAT(error_of(std::string(50, '(') + "R1"), HasSubstr("nested too deeply"));
}

// Whatever is written is read, or refused with an error for the user.
TEST(Ordering, and_circuits_and_settings_survive_any_text) {
  const std::vector<std::string> circuits = {"R0-p(R1,C1)-p(R2-Wo1,CPE1)-TLMQ1-T2",
                                             "R{R=5.3f/1/10:sol}(R{R=2}Q{n=0.9f})", "R([RW]Q)HaTlmboLs"};
  const std::vector<std::string> others = {"(R1*CPE1_0)^(1/CPE1_1) < 2.5e-3*R2 < R0", "R1=5f/1e-3/10",
                                           "R1=//1"};
  constexpr std::string_view letters = "RCLQWoasGHTZarcpK0123456789(){}[]-,:=/^*<>.ef_ ";
  std::mt19937_64 random(1);
  const auto spoilt = [&](std::string text) {
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto at = random() % (text.size() + 1);
      const char letter = letters[random() % letters.size()];
      switch (random() % 3) {
        case 0:
          text.insert(at, 1, letter);
          break;
        case 1:
          text.erase(at, 1 + random() % 3);
          break;
        default:
          text.replace(at, 1, 1, letter);
      }
    }
    return text;
  };
  int read = 0;
  for (int round = 0; round < 6000; ++round) {
    try {
      auto circuit = Circuit::parse(spoilt(circuits[random() % circuits.size()]));
      const std::vector<double> ones(circuit.parameters().size(), 0.5);
      ASSERT_EQ(circuit.impedances(std::vector<double>{1.0, 10.0}, ones).size(), 2u);
      ++read;
    } catch (const UsageError&) {
    }
    try {
      auto circuit = two_arcs();
      const auto text = spoilt(others[random() % others.size()]);
      if (text.find('<') == std::string::npos && text.find('>') == std::string::npos) {
        circuit.set(text);
      } else {
        std::vector<double> slopes;
        for (const auto& order : Ordering::parse(text, circuit)) {
          order.margin(values, slopes);
          ASSERT_EQ(slopes.size(), values.size());
        }
      }
      ++read;
    } catch (const UsageError&) {
    }
  }
  EXPECT_GT(read, 500);  // some of it is still sense
}

}  // namespace
}  // namespace nacre::impedance
