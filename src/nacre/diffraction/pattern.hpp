// A measured powder pattern.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/diffraction/radiation.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::diffraction {

struct Pattern {
  std::vector<double> two_theta_deg;  // rising
  std::vector<double> intensity;
  std::vector<double> std;             // of each intensity, positive; from counting where the file has none
  std::optional<Radiation> radiation;  // where the file states it
  std::vector<std::string> warnings;

  std::size_t size() const { return two_theta_deg.size(); }
  double mean_step_deg() const;
};

// From a reader's table with two_theta_deg and intensity. The standard uncertainty is the file's, else that
// of counting, sqrt(max(I, 1)); for rates with a stated counting time t, sqrt(max(I t, 1))/t. Points without
// a number, with negative uncertainty or out of order are left out, with a warning. Several scans: the one
// asked for, or their sum where they cover the same angles. Throws InputError: no such columns, fewer than 20
// points, no intensity above zero, angles outside 0 ... 180.
Pattern pattern_of(const formats::Table& table, std::optional<int> scan = std::nullopt);

// The intensity below which a tail of a peak may be left out: a tenth of a low uncertainty.
double negligible_level(const Pattern& pattern);

struct Range {
  double low_deg = 0.0, high_deg = 180.0;
};

// Keeps what lies within the range and outside the excluded ones. Throws UsageError where fewer than 20
// points are left.
Pattern cut(const Pattern& pattern, const Range& range, const std::vector<Range>& excluded = {});

}  // namespace nacre::diffraction
