#include "nacre/cycling/peaks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "nacre/numerics/least_squares.hpp"
#include "nacre/numerics/peaks.hpp"
#include "nacre/numerics/regression.hpp"
#include "nacre/numerics/smoothing.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr double noise_factor = 6.0;
constexpr double range_widths = 2.5;  // half-widths at half maximum on either side of a peak
constexpr double tail_share = 0.2;    // of the height of a peak
constexpr double least_weight = 0.1;  // of the highest dQ/dV
constexpr std::size_t most_points = 600;
constexpr double top_share = 0.7;  // of the half-widths: what counts as the top of a peak
constexpr double least_bins = 5.0;
constexpr double half_width_over_sigma = 0.5 * numerics::fwhm_over_sigma;

constexpr std::size_t background = 3;  // c, and the straight line at the start and at the end of the range
constexpr std::size_t per_peak = 3;    // area, width below, width above

double gauss(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi); }
double gauss_integral(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// A peak of unit area with widths s below and t above: density, integral, and their derivatives by position
// and widths (of the integral).
struct Shape {
  double density;
  double integral;
  double by_s;
  double by_t;
};
Shape shape(double x, double s, double t) {
  const double sum = s + t;
  constexpr double far = 7.0;  // widths: no charge beyond
  if (x < -far * s) {
    return {0.0, 0.0, 0.0, 0.0};
  }
  if (x > far * t) {
    return {0.0, 1.0, 0.0, 0.0};
  }
  if (x < 0.0) {
    const double z = x / s;
    const double integral = 2.0 * s / sum * gauss_integral(z);
    const double density = 2.0 / sum * gauss(z);
    return {density, integral, 2.0 * t / (sum * sum) * gauss_integral(z) - z * density, -integral / sum};
  }
  const double z = x / t;
  const double above = 2.0 * gauss_integral(z);
  const double integral = (s - t + t * above) / sum;
  const double density = 2.0 / sum * gauss(z);
  return {density, integral, (1.0 - integral) / sum, (above - 1.0 - integral) / sum - z * density};
}

// The charge passed up to some voltages, with the weight of each.
struct Charge {
  std::vector<double> voltage_V;
  std::vector<double> charge_Ah;
  std::vector<double> weight;  // V / Ah
  double start_V = 0.0;
};

// Peaks that are fitted together: their bins, and the range of bins [first, end).
struct Group {
  std::vector<numerics::FoundPeak> peaks;
  std::size_t first = 0;
  std::size_t end = 0;
};

std::vector<Group> group(const std::vector<numerics::FoundPeak>& found, std::size_t bins) {
  std::vector<Group> groups;
  for (const auto& peak : found) {
    const auto at = static_cast<double>(peak.index);
    const auto first = static_cast<std::size_t>(std::max(0.0, at - range_widths * (at - peak.left)));
    const auto end = std::min(bins, static_cast<std::size_t>(at + range_widths * (peak.right - at)) + 2);
    if (groups.empty() || first >= groups.back().end) {
      groups.push_back({{}, first, end});
    }
    groups.back().peaks.push_back(peak);
    groups.back().first = std::min(groups.back().first, first);
    groups.back().end = std::max(groups.back().end, end);
  }
  return groups;
}

Charge accumulate(const Density& density, const Group& group) {
  Charge charge;
  const auto begin = density.smooth_Ah_per_V.begin();
  const double highest = *std::max_element(begin + static_cast<std::ptrdiff_t>(group.first),
                                           begin + static_cast<std::ptrdiff_t>(group.end));
  const std::size_t stride = 1 + (group.end - group.first) / most_points;
  double sum = 0.0;
  for (std::size_t i = group.first; i < group.end; ++i) {
    if ((i - group.first) % stride == 0) {
      charge.voltage_V.push_back(density.centre_V(i) - 0.5 * density.step_V);
      charge.charge_Ah.push_back(sum);
      charge.weight.push_back(1.0 / std::max(density.smooth_Ah_per_V[i], least_weight * highest));
    }
    sum += density.charge_Ah[i];
  }
  charge.start_V = charge.voltage_V.front();
  return charge;
}

// The maximum of dQ/dV: Q(V) is fitted with a cubic, i.e. dQ/dV with a parabola, over `share` of the
// half-widths of the peak. Returns false where that has no maximum there.
bool find_position(const Density& density, const numerics::FoundPeak& found, double share, Peak& peak) {
  const auto at = static_cast<double>(found.index);
  const auto reach = [share](double half_width) { return std::max(share * half_width, least_bins); };
  const auto first = static_cast<std::size_t>(std::max(0.0, std::floor(at - reach(at - found.left))));
  const auto end =
      std::min(density.charge_Ah.size(), static_cast<std::size_t>(at + reach(found.right - at)) + 2);
  const auto rows = static_cast<Eigen::Index>(end - first) + 1;
  Eigen::MatrixXd columns(rows, 4);
  Eigen::VectorXd charge(rows);
  double sum = 0.0;
  for (Eigen::Index i = 0; i < rows; ++i) {
    const std::size_t bin = first + static_cast<std::size_t>(i);
    const double x =
        static_cast<double>(bin) - 0.5 - at;  // the lower edge of the bin, from the middle of the peak's
    const double height = density.smooth_Ah_per_V[std::min(bin, end - 1)];
    const double w = 1.0 / std::max(height, least_weight * peak.height_Ah_per_V);
    columns.row(i) << w, w * x, w * x * x / 2.0, w * x * x * x / 6.0;
    charge[i] = w * sum;
    sum += bin < end ? density.charge_Ah[bin] : 0.0;
  }
  const auto fit = numerics::fit_linear(columns, charge);
  const double slope = fit.parameters[2];
  const double curvature = fit.parameters[3];
  const double offset = -slope / curvature;
  if (!(curvature < 0.0) || std::abs(offset) > 0.5 * static_cast<double>(rows)) {
    return false;
  }
  const Eigen::Vector2d by(-1.0 / curvature, slope / (curvature * curvature));
  const double variance = by.dot(fit.covariance.bottomRightCorner<2, 2>() * by);
  peak.position_V += offset * density.step_V;
  peak.position_std_V =
      density.step_V * std::sqrt(variance) *
      numerics::correlation_inflation({fit.residuals.data(), static_cast<std::size_t>(rows)});
  return true;
}

// The model of the charge; parameters as laid out above.
bool evaluate(const Charge& charge, std::span<const Peak> peaks, const double* p, double* residuals,
              double* jacobian) {
  const std::size_t parameters = background + per_peak * peaks.size();
  const double range = charge.voltage_V.back() - charge.start_V;
  for (std::size_t i = 0; i < charge.voltage_V.size(); ++i) {
    const double w = charge.weight[i];
    const double u = charge.voltage_V[i] - charge.start_V;
    const double half_square = 0.5 * u * u / range;
    double model = p[0] + p[1] * (u - half_square) + p[2] * half_square;
    double* row = jacobian == nullptr ? nullptr : jacobian + i * parameters;
    if (row != nullptr) {
      row[0] = w;
      row[1] = w * (u - half_square);
      row[2] = w * half_square;
    }
    for (std::size_t k = 0; k < peaks.size(); ++k) {
      const double* peak = p + background + per_peak * k;
      const Shape at = shape(charge.voltage_V[i] - peaks[k].position_V, peak[1], peak[2]);
      model += peak[0] * at.integral;
      if (row != nullptr) {
        double* column = row + background + per_peak * k;
        column[0] = w * at.integral;
        column[1] = w * peak[0] * at.by_s;
        column[2] = w * peak[0] * at.by_t;
      }
    }
    residuals[i] = w * (model - charge.charge_Ah[i]);
  }
  return true;
}

std::vector<numerics::FoundPeak> candidates(const Density& density, const Options& options) {
  const auto& curve = density.smooth_Ah_per_V;
  const double highest = *std::max_element(curve.begin(), curve.end());
  auto found = numerics::find_peaks(curve, options.peak_prominence * highest);
  std::erase_if(found, [&density](const numerics::FoundPeak& peak) {
    return peak.prominence < noise_factor * density.noise_Ah_per_V(peak.index);
  });
  const auto most = static_cast<std::size_t>(options.peaks_max);
  if (found.size() > most) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.prominence > b.prominence; });
    found.resize(most);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  }
  return found;
}

numerics::LeastSquaresProblem problem_of(const Charge& charge, const Density& density, const Group& group,
                                         std::span<const Peak> peaks) {
  const double infinity = std::numeric_limits<double>::infinity();
  const double range = charge.voltage_V.back() - charge.start_V;
  const double left = density.smooth_Ah_per_V[group.first];
  const double right = density.smooth_Ah_per_V[group.end - 1];
  numerics::LeastSquaresProblem problem;
  problem.residuals = charge.voltage_V.size();
  problem.start = {0.0, left, right};
  // The line may lie below the curve at its ends by what the tails of the peaks reach there; where the range
  // is cut off by the end of the curve, by all of it.
  double tallest = 0.0;
  for (const auto& peak : group.peaks) {
    tallest = std::max(tallest, peak.prominence);
  }
  const auto below = [&](double end, bool cut) {
    return cut ? 0.0 : std::max(0.0, end - tail_share * tallest);
  };
  const auto above = [&](double end, std::size_t bin) {
    return end + std::max(0.05 * tallest, 3.0 * density.noise_Ah_per_V(bin));
  };
  problem.lower = {-infinity, below(left, group.first == 0),
                   below(right, group.end == density.charge_Ah.size())};
  problem.upper = {infinity, above(left, group.first), above(right, group.end - 1)};
  for (const auto& peak : group.peaks) {
    const double position = density.centre_V(peak.index);
    const auto at = static_cast<double>(peak.index);
    const double s = std::max(at - peak.left, 1.0) * density.step_V / half_width_over_sigma;
    const double t = std::max(peak.right - at, 1.0) * density.step_V / half_width_over_sigma;
    const double height =
        density.smooth_Ah_per_V[peak.index] - left - (right - left) * (position - charge.start_V) / range;
    problem.start.insert(
        problem.start.end(),
        {std::max(height, 0.5 * peak.prominence) * std::sqrt(0.5 * std::numbers::pi) * (s + t), s, t});
    problem.lower.insert(problem.lower.end(), {0.0, 0.25 * density.step_V, 0.25 * density.step_V});
    problem.upper.insert(problem.upper.end(), {infinity, 3.0 * s, 3.0 * t});
  }
  problem.free_at_bounds = true;
  problem.tolerance = 1e-8;  // a ten-thousandth of an uncertainty
  problem.evaluate = [&charge, peaks](const double* p, double* r, double* j) {
    return evaluate(charge, peaks, p, r, j);
  };
  return problem;
}

// The fitted curve of a group, broadened like the smoothed one.
void draw(const Density& density, const Group& group, std::span<const Peak> peaks, double start_V,
          const std::vector<double>& p, std::vector<double>& curve) {
  for (std::size_t i = group.first; i < group.end; ++i) {
    const double voltage = density.centre_V(i);
    const double share =
        (voltage - start_V) / (static_cast<double>(group.end - group.first) * density.step_V);
    curve[i] = p[1] + (p[2] - p[1]) * share;
    for (std::size_t k = 0; k < peaks.size(); ++k) {
      const double* peak = p.data() + background + per_peak * k;
      curve[i] += peak[0] * shape(voltage - peaks[k].position_V, std::hypot(peak[1], density.smoothing_V),
                                  std::hypot(peak[2], density.smoothing_V))
                                .density;
    }
  }
}

void fit(const Density& density, const Group& group, std::span<Peak> peaks, std::vector<double>& curve) {
  const auto give_up = [&peaks](const std::string& reason) {
    for (auto& peak : peaks) {
      peak.reason += (peak.reason.empty() ? "" : "; ") + reason;
    }
  };
  for (std::size_t k = 0; k < peaks.size(); ++k) {
    if (!find_position(density, group.peaks[k], top_share, peaks[k]) &&
        !find_position(density, group.peaks[k], 2.0 * top_share, peaks[k])) {
      peaks[k].reason = "the top of the peak is lost in noise";
    }
  }
  const Charge charge = accumulate(density, group);
  if (charge.voltage_V.size() <= background + per_peak * peaks.size()) {
    return give_up("too few points for an area");
  }
  const auto result = numerics::least_squares(problem_of(charge, density, group, peaks));
  if (!result.converged) {
    return give_up("area: " + result.reason);
  }
  const double inflation = numerics::correlation_inflation(result.residuals);
  const auto& covariance = result.covariance;
  for (std::size_t k = 0; k < peaks.size(); ++k) {
    const auto at = static_cast<Eigen::Index>(background + per_peak * k);
    const double* p = result.parameters.data() + at;
    Peak& peak = peaks[k];
    peak.area_Ah = p[0];
    peak.area_std_Ah = inflation * std::sqrt(covariance(at, at));
    peak.width_V = half_width_over_sigma * (p[1] + p[2]);
    peak.width_std_V =
        half_width_over_sigma * inflation *
        std::sqrt(covariance(at + 1, at + 1) + covariance(at + 2, at + 2) + 2.0 * covariance(at + 1, at + 2));
  }
  if (!result.reason.empty()) {
    give_up("area: " + result.reason);
  }
  draw(density, group, peaks, charge.start_V, result.parameters, curve);
}

}  // namespace

PeakFit find_peaks(const Density& density, const Options& options) {
  PeakFit result;
  if (density.step_V <= 0.0 || options.peaks_max == 0) {
    return result;
  }
  const auto found = candidates(density, options);
  for (const auto& peak : found) {
    Peak entry;
    entry.position_V = density.centre_V(peak.index);
    entry.height_Ah_per_V = density.smooth_Ah_per_V[peak.index];
    result.peaks.push_back(entry);
  }
  if (found.empty()) {
    return result;
  }
  result.fit_Ah_per_V.assign(density.charge_Ah.size(), unknown);
  std::span<Peak> left = result.peaks;
  for (const auto& members : group(found, density.charge_Ah.size())) {
    fit(density, members, left.first(members.peaks.size()), result.fit_Ah_per_V);
    left = left.subspan(members.peaks.size());
  }
  return result;
}

}  // namespace nacre::cycling
