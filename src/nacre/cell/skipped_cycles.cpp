#include "nacre/cell/skipped_cycles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace nacre::cell {
namespace {

constexpr std::size_t number_count = 25;

// Every number of a record that is interpolated; the discharge capacity is the first.
std::array<double*, number_count> numbers(CycleRecord& record) {
  auto& [sodium, n, p] = record.inventory;
  return {&record.discharge_Ah,
          &record.charge_Ah,
          &record.end_s,
          &sodium.negative,
          &sodium.positive,
          &sodium.metal,
          &sodium.electrolyte,
          &sodium.interphase_negative,
          &sodium.interphase_positive,
          &sodium.lost_negative,
          &sodium.lost_positive,
          &n.stoichiometry,
          &n.cracked,
          &n.turned,
          &n.dry,
          &n.interphase_m,
          &n.rock_salt_m,
          &n.solvent_consumed,
          &p.stoichiometry,
          &p.cracked,
          &p.turned,
          &p.dry,
          &p.interphase_m,
          &p.rock_salt_m,
          &p.solvent_consumed};
}

// A number at three cycles, and the parabola through them.
struct Parabola {
  std::array<double, 3> x;
  std::array<double, 3> y;

  double value(double at) const {
    return sum([at](double a, double b) { return (at - a) * (at - b); });
  }
  double slope(double at) const {
    return sum([at](double a, double b) { return 2.0 * at - a - b; });
  }

 private:
  template <class F>
  double sum(const F& numerator) const {
    double result = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
      const double a = x[(k + 1) % 3];
      const double b = x[(k + 2) % 3];
      result += y[k] * numerator(a, b) / ((x[k] - a) * (x[k] - b));
    }
    return result;
  }
};

// One gap, from one solved cycle to the next, with what is solved on either side of it.
class Gap {
 public:
  Gap(std::vector<CycleRecord>& cycles, std::optional<std::size_t> before, std::size_t left,
      std::size_t right, std::optional<std::size_t> after)
      : cycles_(cycles), before_(before), left_(left), right_(right), after_(after) {}

  void fill(std::vector<double>& errors, std::size_t first) {
    for (std::size_t number = 0; number < number_count; ++number) {
      const auto at_left = parabola(number, before_);
      const auto at_right = parabola(number, after_);
      const double low = value(left_, number);
      const double high = value(right_, number);
      const double width = static_cast<double>(right_ - left_);
      const auto slope = [&](const auto& own, const auto& other, std::size_t at) {
        return own     ? own->slope(static_cast<double>(at))
               : other ? other->slope(static_cast<double>(at))
                       : (high - low) / width;
      };
      const double slope_low = slope(at_left, at_right, left_) * width;
      const double slope_high = slope(at_right, at_left, right_) * width;
      for (std::size_t n = left_ + 1; n < right_; ++n) {
        const double u = static_cast<double>(n - left_) / width;
        const double v = 1.0 - u;
        const double cubic = v * v * ((1.0 + 2.0 * u) * low + u * slope_low) +
                             u * u * ((1.0 + 2.0 * v) * high - v * slope_high);
        *numbers(cycles_[n])[number] = cubic;
        if (number == 0) {
          for (const auto& other : {at_left, at_right}) {
            auto& error = errors[n - first];
            error = std::max(error, other ? std::abs(cubic - other->value(static_cast<double>(n))) : 0.0);
          }
        }
      }
    }
  }

 private:
  double value(std::size_t cycle, std::size_t number) const { return *numbers(cycles_[cycle])[number]; }

  std::optional<Parabola> parabola(std::size_t number, std::optional<std::size_t> beside) const {
    if (!beside) {
      return {};
    }
    Parabola result;
    const std::array<std::size_t, 3> places{*beside, left_, right_};
    for (std::size_t k = 0; k < 3; ++k) {
      result.x[k] = static_cast<double>(places[k]);
      result.y[k] = value(places[k], number);
    }
    return result;
  }

  std::vector<CycleRecord>& cycles_;
  std::optional<std::size_t> before_;
  std::size_t left_, right_;
  std::optional<std::size_t> after_;
};

}  // namespace

std::vector<double> interpolate_skipped(std::vector<CycleRecord>& cycles, std::size_t first) {
  std::vector<double> errors(cycles.size() - first, 0.0);
  std::vector<std::size_t> solved;
  for (std::size_t n = first; n < cycles.size(); ++n) {
    if (cycles[n].solved) {
      solved.push_back(n);
    }
  }
  for (std::size_t k = 0; k + 1 < solved.size(); ++k) {
    if (solved[k + 1] == solved[k] + 1) {
      continue;
    }
    const auto before = k > 0 ? std::optional(solved[k - 1]) : std::nullopt;
    const auto after = k + 2 < solved.size() ? std::optional(solved[k + 2]) : std::nullopt;
    Gap(cycles, before, solved[k], solved[k + 1], after).fill(errors, first);
  }
  return errors;
}

}  // namespace nacre::cell
