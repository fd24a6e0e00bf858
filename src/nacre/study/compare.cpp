#include "nacre/study/compare.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/unit.hpp"

namespace nacre::study {
namespace {

constexpr double rate_tolerance = 0.05;
constexpr double default_tolerance = 0.01;
constexpr double approximate_tolerance = 0.05;

// How far a quantity's place is from the published one (0: the same); nothing where it is another place.
std::optional<double> distance(const Published& published, const Quantity& quantity) {
  if (published.at.empty() && !quantity.at.empty()) {
    return {};
  }
  double sum = 0.0;
  for (const auto& [key, wanted] : published.at) {
    const auto found = quantity.at.find(key);
    if (found == quantity.at.end()) {
      return {};
    }
    const double off = std::abs(found->second - wanted);
    const double allowed = key == "c_rate" ? rate_tolerance * std::abs(wanted) : 0.0;
    if (!(off <= allowed)) {
      return {};
    }
    sum += off;
  }
  return sum;
}

const Quantity* nearest(const Published& published, const Record& record) {
  const Quantity* best = nullptr;
  double best_distance = 0.0;
  for (const auto& quantity : record.quantities) {
    if (quantity.name != published.quantity || !std::isfinite(quantity.value)) {
      continue;
    }
    const auto off = distance(published, quantity);
    if (off && (best == nullptr || *off < best_distance)) {
      best = &quantity;
      best_distance = *off;
    }
  }
  return best;
}

double tolerance(const Published& published, double std) {
  if (published.tolerance) {
    return *published.tolerance;
  }
  const double ours = std::isfinite(std) ? std : 0.0;
  if (published.uncertainty) {
    return 2.0 * std::hypot(*published.uncertainty, ours);
  }
  const double share = published.approx ? approximate_tolerance : default_tolerance;
  return std::max(share * std::abs(published.value), 2.0 * ours);
}

Comparison compare_with(const Published& published, const Sample& sample, const Record& record) {
  Comparison comparison{published, record.name};
  if (const auto* quantity = nearest(published, record)) {
    const auto value = convert(quantity->value, quantity->unit, published.unit, sample);
    const auto std = convert(quantity->std, quantity->unit, published.unit, sample);
    comparison.ours = value.value_or(comparison.ours);
    comparison.std = std.value_or(comparison.std);
  }
  comparison.deviation = comparison.ours - published.value;
  comparison.tolerance = tolerance(published, comparison.std);
  if (published.role != Role::predict) {
    comparison.verdict = Verdict::not_judged;
  } else if (std::isfinite(comparison.deviation)) {
    const bool agrees = std::abs(comparison.deviation) <= comparison.tolerance;
    comparison.verdict = agrees ? Verdict::agrees : Verdict::differs;
  }
  return comparison;
}

int order(Verdict verdict) {
  switch (verdict) {
    case Verdict::differs:
      return 0;
    case Verdict::missing:
      return 1;
    case Verdict::agrees:
      return 2;
    case Verdict::not_judged:
      return 3;
  }
  return 4;
}

}  // namespace

std::optional<double> convert(double value, const std::string& unit, const std::string& wanted,
                              const Sample& sample) {
  auto from = parse_unit(unit);
  const auto to = parse_unit(wanted);
  if (!from || !to) {
    return {};
  }
  // From per gram to absolute and back: by the mass to the power that is missing. Area alike.
  const auto join = [&](std::size_t dimension, int step, const std::optional<double>& amount) {
    const int missing = (to->dimension[dimension] - from->dimension[dimension]) / step;
    if (missing != 0 && amount) {
      from->dimension[dimension] += missing * step;
      from->factor *= std::pow(*amount, missing);
    }
  };
  const auto mass_g = sample.mass_g();
  join(mass_dimension, 1, mass_g ? std::optional(*mass_g * 1e-3) : std::nullopt);
  join(length_dimension, 2, sample.area_cm2 ? std::optional(*sample.area_cm2 * 1e-4) : std::nullopt);
  if (from->dimension != to->dimension) {
    return {};
  }
  return value * (from->factor / to->factor);
}

std::vector<Comparison> compare(const Study& study, const std::vector<Record>& records) {
  std::vector<Comparison> comparisons;
  for (const auto& published : study.published) {
    const Sample& sample = *study.find_sample(published.sample);
    const std::size_t before = comparisons.size();
    for (const auto& record : records) {
      const bool meant = published.measurement.empty() ? record.sample == published.sample
                                                       : record.measurement == published.measurement;
      if (meant && nearest(published, record) != nullptr) {
        comparisons.push_back(compare_with(published, sample, record));
      }
    }
    if (comparisons.size() == before) {
      comparisons.push_back(compare_with(published, sample, Record{}));  // says that it is missing
    }
  }
  std::ranges::stable_sort(comparisons, {}, [](const Comparison& c) { return order(c.verdict); });
  return comparisons;
}

}  // namespace nacre::study
