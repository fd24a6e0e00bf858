// The canonical wording of a step reads back as the step.
#include "nacre/cell/grammar.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace nacre::cell {
namespace {

using Quantity = Termination::Quantity;
using Side = Termination::Side;

// Random steps: any numbers, any clauses.
class RandomStep {
 public:
  explicit RandomStep(unsigned seed) : generator_(seed) {}

  Step operator()() {
    Step step;
    step.control = static_cast<Control>(pick(8));
    step.charging = pick(2) == 1;
    switch (step.control) {
      case Control::current:
      case Control::c_rate:
      case Control::power:
        step.value = step.charging ? positive() : -positive();
        break;
      case Control::resistance:
        step.value = positive();
        break;
      case Control::voltage:
        step.value = any();
        step.charging = false;
        break;
      default:
        step.charging = false;
    }
    if (step.control == Control::sweep) {
      step.current_voltage = pick(2) == 1;
      step.value = step.current_voltage ? 0.0 : any();
      step.sweep_end_V = any();
      step.sweep_V_per_s = positive();
    }
    if (step.control == Control::profile) {
      static const std::vector<std::string> names = {"a.csv", "b c.csv", "it's.csv", "#1.csv", "ö/2.csv"};
      step.profile_file = names[static_cast<std::size_t>(pick(5))];
    }
    const int limits = pick(4);
    for (int i = 0; i < limits; ++i) {
      const auto quantity = static_cast<Quantity>(pick(4));
      step.until.push_back(
          {quantity, static_cast<Side>(pick(3)), quantity == Quantity::voltage ? any() : positive()});
    }
    if (limits == 0 || pick(2) == 1) {
      step.duration_s = pick(2) == 1 ? positive() : 60.0 * (1 + pick(1000));
    }
    step.period_s = pick(2) == 1 ? positive() : 0.0;
    step.temperature_K = pick(2) == 1 ? positive() : 0.0;
    return step;
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(generator_); }
  double positive() {
    return std::pow(10.0, std::uniform_real_distribution<double>(-12.0, 12.0)(generator_));
  }
  double any() { return pick(2) == 1 ? positive() : -positive(); }

  std::mt19937 generator_;
};

TEST(StepText, ReadsBackAsTheStep) {
  RandomStep random(20260);
  for (int i = 0; i < 20'000; ++i) {
    Step step = random();
    step.text = to_text(step);
    ASSERT_EQ(parse_step(step.text), step) << step.text;
    ASSERT_EQ(to_text(parse_step(step.text)), step.text);
  }
}

}  // namespace
}  // namespace nacre::cell
