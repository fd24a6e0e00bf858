#include "nacre/cycling/peaks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "nacre/numerics/least_squares.hpp"
#include "nacre/numerics/peaks.hpp"
#include "nacre/numerics/smoothing.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr double noise_factor = 5.0;
constexpr double range_widths = 1.5;  // beyond the outermost peaks
constexpr double least_weight = 0.1;  // of the highest dQ/dV
constexpr std::size_t most_points = 600;

constexpr std::size_t background = 3;  // c, b1, b2; then area, position, width of each peak

double gauss(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi); }
double gauss_integral(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// The charge passed up to some voltages, with their weights.
struct Charge {
  std::vector<double> voltage_V;
  std::vector<double> charge_Ah;
  std::vector<double> weight;  // V / Ah
  double start_V = 0.0;
};

Charge accumulate(const Density& density, double low_V, double high_V) {
  Charge charge;
  const double highest = *std::max_element(density.smooth_Ah_per_V.begin(), density.smooth_Ah_per_V.end());
  const auto points = static_cast<std::size_t>((high_V - low_V) / density.step_V) + 1;
  const std::size_t stride = 1 + points / most_points;
  double sum = 0.0;
  for (std::size_t i = 0; i < density.charge_Ah.size(); ++i) {
    sum += density.charge_Ah[i];
    const double edge = density.centre_V(i) + 0.5 * density.step_V;
    if (i % stride == 0 && edge >= low_V && edge <= high_V) {
      charge.voltage_V.push_back(edge);
      charge.charge_Ah.push_back(sum);
      charge.weight.push_back(1.0 / std::max(density.smooth_Ah_per_V[i], least_weight * highest));
    }
  }
  charge.start_V = charge.voltage_V.empty() ? low_V : charge.voltage_V.front();
  return charge;
}

// The model of the charge; parameters as laid out above.
bool evaluate(const Charge& charge, std::size_t peaks, const double* p, double* residuals, double* jacobian) {
  const std::size_t parameters = background + 3 * peaks;
  for (std::size_t i = 0; i < charge.voltage_V.size(); ++i) {
    const double w = charge.weight[i];
    const double u = charge.voltage_V[i] - charge.start_V;
    double model = p[0] + p[1] * u + 0.5 * p[2] * u * u;
    double* row = jacobian == nullptr ? nullptr : jacobian + i * parameters;
    if (row != nullptr) {
      row[0] = w;
      row[1] = w * u;
      row[2] = 0.5 * w * u * u;
    }
    for (std::size_t k = 0; k < peaks; ++k) {
      const double* peak = p + background + 3 * k;
      const double z = (charge.voltage_V[i] - peak[1]) / peak[2];
      const double integral = gauss_integral(z);
      model += peak[0] * integral;
      if (row != nullptr) {
        const double slope = -w * peak[0] * gauss(z) / peak[2];
        row[background + 3 * k] = w * integral;
        row[background + 3 * k + 1] = slope;
        row[background + 3 * k + 2] = slope * z;
      }
    }
    residuals[i] = w * (model - charge.charge_Ah[i]);
  }
  return true;
}

std::vector<numerics::FoundPeak> candidates(const Density& density, const Options& options) {
  const auto& curve = density.smooth_Ah_per_V;
  const double highest = *std::max_element(curve.begin(), curve.end());
  auto found = numerics::find_peaks(
      curve, std::max(options.peak_prominence * highest, noise_factor * density.noise_Ah_per_V));
  const auto most = static_cast<std::size_t>(options.peaks_max);
  if (found.size() > most) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.prominence > b.prominence; });
    found.resize(most);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  }
  return found;
}

numerics::LeastSquaresProblem problem_of(const Charge& charge, const Density& density,
                                         const std::vector<numerics::FoundPeak>& found) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double range = charge.voltage_V.back() - charge.start_V;
  numerics::LeastSquaresProblem problem;
  problem.residuals = charge.voltage_V.size();
  problem.start = {charge.charge_Ah.front(), 0.0, 0.0};
  problem.lower = {-infinity, -infinity, -infinity};
  problem.upper = {infinity, infinity, infinity};
  double lowest = infinity;
  for (const auto& peak : found) {
    const double position = density.centre_V(peak.index);
    const double width = std::max(peak.half_width * density.step_V, 2.0 * density.step_V);
    const double sigma = width / numerics::fwhm_over_sigma;
    problem.start.insert(problem.start.end(),
                         {peak.prominence * sigma * std::sqrt(2.0 * std::numbers::pi), position, sigma});
    problem.lower.insert(problem.lower.end(), {0.0, position - width, 0.25 * density.step_V});
    problem.upper.insert(problem.upper.end(), {infinity, position + width, range});
    lowest = std::min(lowest, density.smooth_Ah_per_V[peak.index] - peak.prominence);
  }
  problem.start[1] = std::max(lowest, 0.0);
  problem.evaluate = [&charge, peaks = found.size()](const double* p, double* r, double* j) {
    return evaluate(charge, peaks, p, r, j);
  };
  return problem;
}

// The fitted curve, broadened like the smoothed one.
std::vector<double> draw(const Density& density, const Charge& charge, const std::vector<double>& p) {
  std::vector<double> curve(density.charge_Ah.size(), unknown);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double voltage = density.centre_V(i);
    if (voltage < charge.start_V || voltage > charge.voltage_V.back()) {
      continue;
    }
    curve[i] = p[1] + p[2] * (voltage - charge.start_V);
    for (std::size_t k = background; k < p.size(); k += 3) {
      const double sigma = std::hypot(p[k + 2], density.smoothing_V);
      curve[i] += p[k] / sigma * gauss((voltage - p[k + 1]) / sigma);
    }
  }
  return curve;
}

}  // namespace

PeakFit find_peaks(const Density& density, const Options& options) {
  PeakFit result;
  if (density.step_V <= 0.0 || options.peaks_max == 0) {
    return result;
  }
  const auto found = candidates(density, options);
  if (found.empty()) {
    return result;
  }
  for (const auto& peak : found) {
    Peak entry;
    entry.position_V = density.centre_V(peak.index);
    entry.height_Ah_per_V = density.smooth_Ah_per_V[peak.index];
    result.peaks.push_back(entry);
  }
  const auto width = [&](const numerics::FoundPeak& peak) { return peak.half_width * density.step_V; };
  const Charge charge =
      accumulate(density, result.peaks.front().position_V - range_widths * width(found.front()),
                 result.peaks.back().position_V + range_widths * width(found.back()));
  const auto give_up = [&result](const std::string& reason) {
    for (auto& peak : result.peaks) {
      peak.reason = reason;
    }
    return result;
  };
  if (charge.voltage_V.size() <= background + 3 * found.size()) {
    return give_up("too few points for a fit");
  }
  const auto fit = numerics::least_squares(problem_of(charge, density, found));
  if (!fit.converged) {
    return give_up(fit.reason);
  }
  const double inflation = numerics::correlation_inflation(fit.residuals);
  for (std::size_t k = 0; k < found.size(); ++k) {
    const std::size_t at = background + 3 * k;
    Peak& peak = result.peaks[k];
    peak.area_Ah = fit.parameters[at];
    peak.area_std_Ah = inflation * fit.std[at];
    peak.position_V = fit.parameters[at + 1];
    peak.position_std_V = inflation * fit.std[at + 1];
    peak.width_V = numerics::fwhm_over_sigma * fit.parameters[at + 2];
    peak.width_std_V = numerics::fwhm_over_sigma * inflation * fit.std[at + 2];
    if (!std::isfinite(peak.area_std_Ah) || !std::isfinite(peak.position_std_V) ||
        !std::isfinite(peak.width_std_V)) {
      peak.reason = fit.reason.empty() ? "the fit ended at a bound" : fit.reason;
    }
  }
  result.fit_Ah_per_V = draw(density, charge, fit.parameters);
  return result;
}

}  // namespace nacre::cycling
