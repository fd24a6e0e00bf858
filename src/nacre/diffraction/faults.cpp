#include "nacre/diffraction/faults.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
// Cells weaker than this part of the strongest are left out, and tails end at this part of it.
constexpr double negligible = 1e-7;

PeakWidths widths_at(const Instrument& instrument, const FaultOptions& options, double wavelength,
                     double theta) {
  PeakWidths widths{gaussian_variance(instrument, theta).value, lorentzian_width(instrument, theta).value};
  if (options.size_um > 0.0) {
    constexpr double micrometre = 1e-4;  // of an angstrom
    widths.lorentzian += wavelength * micrometre / (options.size_um * std::cos(theta)) / degree;
  }
  return widths;
}

// The narrowest profile of the range.
double narrowest(const Instrument& instrument, const FaultOptions& options, double low, double high) {
  double fwhm = INFINITY;
  for (int i = 0; i <= 16; ++i) {
    const double theta = 0.5 * degree * (low + (high - low) * i / 16.0);
    fwhm = std::min(
        fwhm, pseudo_voigt(widths_at(instrument, options, instrument.radiation.wavelength(), theta)).fwhm);
  }
  return fwhm;
}

}  // namespace

FaultedPattern faulted_pattern(const crystal::LayerStack& stack, const Instrument& instrument, double scale,
                               const std::vector<double>& two_theta_deg, const FaultOptions& options) {
  if (two_theta_deg.empty() || !(two_theta_deg.front() > 0.0) || !(two_theta_deg.back() < 180.0) ||
      std::ranges::adjacent_find(two_theta_deg, std::greater_equal<>()) != two_theta_deg.end()) {
    throw UsageError("the angles of a pattern must lie between 0 and 180 degrees and rise");
  }
  if (!(options.cell_deg > 0.0 && options.size_um >= 0.0 && options.tolerance > 0.0)) {
    throw UsageError("the options of a faulted pattern must be above 0");
  }
  const Radiation& radiation = instrument.radiation;
  radiation.validate();

  // Cells in the angle of the first line, a little beyond the pattern, and as far as other lines look.
  const double margin = 2.0, wavelength = radiation.wavelength();
  const double low = std::max(0.3, two_theta_deg.front() - margin),
               high = std::min(179.5, two_theta_deg.back() + margin);
  double sine_low = std::sin(0.5 * low * degree), sine_high = std::sin(0.5 * high * degree);
  for (const Line& line : radiation.lines) {
    sine_low = std::min(sine_low, std::sin(0.5 * low * degree) * wavelength / line.wavelength);
    sine_high =
        std::max(sine_high, std::min(1.0, std::sin(0.5 * high * degree) * wavelength / line.wavelength));
  }
  const double first = 2.0 * std::asin(sine_low) / degree, last = 2.0 * std::asin(sine_high) / degree;
  const double wanted = std::min(options.cell_deg, narrowest(instrument, options, low, high) / 3.0);
  const auto cells = static_cast<Eigen::Index>(std::ceil((last - first) / wanted));
  std::vector<double> edges;
  for (Eigen::Index i = 0; i <= cells; ++i) {
    const double angle = first + (last - first) * static_cast<double>(i) / static_cast<double>(cells);
    edges.push_back(2.0 * std::sin(0.5 * degree * angle) / wavelength);
  }
  const crystal::PowderStrengths strengths =
      crystal::powder_strengths(stack, radiation.probe, wavelength, edges, options.tolerance);

  FaultedPattern result;
  result.intensity.assign(two_theta_deg.size(), 0.0);
  const Eigen::Index columns = strengths.content.cols() - 1;
  result.derivatives = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(two_theta_deg.size()), columns);
  const auto middle = [&](Eigen::Index cell) {
    const auto i = static_cast<std::size_t>(cell);
    return 0.5 * (edges[i] + edges[i + 1]);
  };
  double strongest = 0.0;
  for (Eigen::Index cell = 0; cell < cells; ++cell) {
    const double theta = std::asin(0.5 * wavelength * middle(cell));
    strongest = std::max(strongest, strengths.content(cell, 0) * intensity_factor(instrument, theta).value);
  }

  PeakValues values;
  for (Eigen::Index cell = 0; cell < cells; ++cell) {
    const double total = strengths.content(cell, 0);
    if (!(total > 0.0)) {
      continue;
    }
    // In s, from the middle of the cell.
    const double centre = strengths.first_moment(cell, 0) / total;
    const double variance = std::max(0.0, strengths.second_moment(cell, 0) / total - centre * centre);
    const double s = middle(cell) + centre;
    for (const Line& line : radiation.lines) {
      if (!(0.5 * s * line.wavelength < 1.0)) {
        continue;
      }
      const double theta = std::asin(0.5 * s * line.wavelength);
      const Slope position = peak_position(instrument, theta);
      const double stretch = line.wavelength / std::cos(theta) / degree;  // d 2theta/ds
      PeakWidths widths = widths_at(instrument, options, line.wavelength, theta);
      widths.variance += stretch * stretch * variance;
      // Of the line itself.
      widths.lorentzian += 2.0 * std::tan(theta) * line.width / line.wavelength / degree;
      const double area = scale * line.weight * intensity_factor(instrument, theta).value;
      const double fwhm = pseudo_voigt(widths).fwhm;
      if (total * area < negligible * scale * strongest) {
        continue;
      }
      const double reach = peak_reach(widths, total * area, negligible * scale * strongest / fwhm);
      const auto begin = std::ranges::lower_bound(two_theta_deg, position.value - reach);
      const auto end = std::ranges::upper_bound(two_theta_deg, position.value + reach);
      if (begin >= end) {
        continue;
      }
      const auto row = begin - two_theta_deg.begin();
      const auto count = end - begin;
      peak_values({&*begin, static_cast<std::size_t>(count)}, position.value, widths, instrument.axial,
                  columns > 0, values);
      const Eigen::Map<const Eigen::VectorXd> profile(values.value.data(), count);
      Eigen::Map<Eigen::VectorXd>(result.intensity.data() + row, count) += total * area * profile;
      for (Eigen::Index c = 0; c < columns; ++c) {
        const double change = strengths.content(cell, c + 1);
        const double by_position = strengths.first_moment(cell, c + 1) - centre * change;
        const double by_variance = strengths.second_moment(cell, c + 1) -
                                   2.0 * centre * strengths.first_moment(cell, c + 1) +
                                   (centre * centre - variance) * change;
        const Eigen::Map<const Eigen::VectorXd> moved(values.by_position.data(), count),
            widened(values.by_variance.data(), count);
        result.derivatives.col(c).segment(row, count) +=
            area *
            (change * profile + stretch * by_position * moved + stretch * stretch * by_variance * widened);
      }
    }
  }
  return result;
}

}  // namespace nacre::diffraction
