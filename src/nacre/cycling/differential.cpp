#include "nacre/cycling/differential.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/numerics/smoothing.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr double bins_per_width = 5.0;
constexpr double most_bins = 20000.0;  // wild voltages must not make the grid endless
constexpr std::size_t rows_needed = 8;

// Spreads the charge of the path over the bins.
std::vector<double> collect(const Path& path, const Density& grid, std::size_t bins) {
  std::vector<double> charge(bins, 0.0);
  const auto bin_of = [&](double position) {
    return static_cast<std::size_t>(std::clamp(position, 0.0, static_cast<double>(bins) - 1.0));
  };
  for (std::size_t i = 1; i < path.hold; ++i) {
    const double passed = path.capacity_Ah[i] - path.capacity_Ah[i - 1];
    double from = (path.voltage_V[i - 1] - grid.low_V) / grid.step_V;
    double to = (path.voltage_V[i] - grid.low_V) / grid.step_V;
    if (from > to) {
      std::swap(from, to);
    }
    const std::size_t a = bin_of(from);
    const std::size_t b = bin_of(to);
    if (a == b) {
      charge[a] += passed;
      continue;
    }
    const double density = passed / (to - from);
    charge[a] += density * (static_cast<double>(a + 1) - from);
    for (std::size_t bin = a + 1; bin < b; ++bin) {
      charge[bin] += density;
    }
    charge[b] += density * (to - static_cast<double>(b));
  }
  return charge;
}

std::vector<double> smooth(const std::vector<double>& charge, double step_V, const Options& options) {
  std::vector<double> density(charge.size());
  std::transform(charge.begin(), charge.end(), density.begin(), [step_V](double q) { return q / step_V; });
  switch (options.smoothing) {
    case Smoothing::gaussian:
      return numerics::smooth_gaussian(density,
                                       options.smoothing_fwhm_V / numerics::fwhm_over_sigma / step_V);
    case Smoothing::savitzky_golay:
      return numerics::smooth_savitzky_golay(density, options.savitzky_golay_points, 3);
    case Smoothing::none:
      break;
  }
  return density;
}

double find_noise(const std::vector<double>& curve) {
  constexpr auto apart = static_cast<std::size_t>(bins_per_width);
  std::vector<double> differences;
  for (std::size_t i = 0; i + 3 * apart < curve.size(); ++i) {
    const double middle = 0.5 * (curve[i + apart] + curve[i + 2 * apart]);
    if (middle > 0.0) {
      differences.push_back(
          (curve[i + 3 * apart] - curve[i] + 3.0 * (curve[i + apart] - curve[i + 2 * apart])) /
          std::sqrt(20.0 * middle));
    }
  }
  return differences.empty() ? 0.0 : numerics::robust_std(differences);
}

}  // namespace

Density find_density(const Path& path, const Options& options) {
  Density density;
  if (path.hold < rows_needed) {
    return density;
  }
  const auto end = path.voltage_V.begin() + static_cast<std::ptrdiff_t>(path.hold);
  const auto [low, high] = std::minmax_element(path.voltage_V.begin(), end);
  if (!(*high - *low >= 2.0 * options.smoothing_fwhm_V) || !std::isfinite(*high - *low)) {
    return density;
  }
  density.step_V = std::max(options.smoothing_fwhm_V / bins_per_width, (*high - *low) / most_bins);
  density.low_V = *low;
  const auto bins = static_cast<std::size_t>(std::ceil((*high - *low) / density.step_V));
  density.charge_Ah = collect(path, density, bins);
  density.smooth_Ah_per_V = smooth(density.charge_Ah, density.step_V, options);

  density.noise = find_noise(density.smooth_Ah_per_V);

  const double sigma =
      options.smoothing == Smoothing::gaussian ? options.smoothing_fwhm_V / numerics::fwhm_over_sigma : 0.0;
  density.smoothing_V = std::sqrt(sigma * sigma + density.step_V * density.step_V / 12.0);
  return density;
}

Slope find_slope(const Path& path, const Options& options) {
  Slope slope;
  if (path.hold < rows_needed || !(path.capacity_Ah[path.hold - 1] > 0.0)) {
    return slope;
  }
  constexpr double steps_per_width = 5.0;
  const double capacity = path.capacity_Ah[path.hold - 1];
  const auto count = static_cast<std::size_t>(
      std::clamp(std::ceil(steps_per_width / options.smoothing_capacity), 20.0, 20000.0));
  const double step = capacity / static_cast<double>(count);
  // The voltage at the middle of each step, by straight lines between rows: averaged where rows are denser.
  std::vector<double> voltage(count);
  std::size_t row = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const double end = (static_cast<double>(k) + 1.0) * step;
    const double middle = end - 0.5 * step;
    double sum = 0.0;
    int rows = 0;
    while (row + 1 < path.hold && path.capacity_Ah[row] < end) {
      sum += path.voltage_V[row];
      ++rows;
      ++row;
    }
    if (rows >= 3) {
      voltage[k] = sum / rows;
      continue;
    }
    const auto right =
        std::lower_bound(path.capacity_Ah.begin() + 1,
                         path.capacity_Ah.begin() + static_cast<std::ptrdiff_t>(path.hold) - 1, middle) -
        path.capacity_Ah.begin();
    const auto i = static_cast<std::size_t>(right);
    const double width = path.capacity_Ah[i] - path.capacity_Ah[i - 1];
    const double share = width > 0.0 ? (middle - path.capacity_Ah[i - 1]) / width : 0.5;
    voltage[k] = path.voltage_V[i - 1] + share * (path.voltage_V[i] - path.voltage_V[i - 1]);
  }
  const double sigma = options.smoothing_capacity / numerics::fwhm_over_sigma * static_cast<double>(count);
  voltage = numerics::smooth_gaussian(voltage, sigma);
  const double sign = voltage.back() >= voltage.front() ? 1.0 : -1.0;
  for (std::size_t k = 1; k + 1 < count; ++k) {
    slope.capacity_Ah.push_back((static_cast<double>(k) + 0.5) * step);
    slope.V_per_Ah.push_back(sign * (voltage[k + 1] - voltage[k - 1]) / (2.0 * step));
  }
  return slope;
}

}  // namespace nacre::cycling
