#include "nacre/diffraction/unexplained.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/numerics/statistics.hpp"

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
constexpr double least_significance = 6.0;
constexpr std::size_t most = 20;

struct Matched {
  std::vector<double> height, std;
};

// At every point, the height of a Gaussian of that width which fits the difference best.
Matched match(const Pattern& pattern, const std::vector<double>& difference,
              const std::vector<double>& width) {
  const std::size_t n = pattern.size();
  Matched matched{std::vector<double>(n), std::vector<double>(n)};
  std::size_t first = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = pattern.two_theta_deg[i], w = width[i];
    while (pattern.two_theta_deg[first] < x - 1.2 * w) {
      ++first;
    }
    double product = 0.0, square = 0.0;
    for (std::size_t k = first; k < n && pattern.two_theta_deg[k] <= x + 1.2 * w; ++k) {
      const double u = (pattern.two_theta_deg[k] - x) / w;
      const double g = std::exp(-4.0 * std::numbers::ln2 * u * u),
                   weight = 1.0 / (pattern.std[k] * pattern.std[k]);
      product += weight * g * difference[k];
      square += weight * g * g;
    }
    matched.height[i] = product / square;
    matched.std[i] = 1.0 / std::sqrt(square);
  }
  return matched;
}

// The mean of the difference between three and ten widths away on both sides, of the higher side.
std::vector<double> mean_beside(const Pattern& pattern, const std::vector<double>& difference,
                                const std::vector<double>& width) {
  const std::size_t n = difference.size();
  std::vector<double> sum(n + 1, 0.0), mean(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    sum[i + 1] = sum[i] + difference[i];
  }
  const auto& x = pattern.two_theta_deg;
  const auto place = [&](double angle) {
    return static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), angle) - x.begin());
  };
  for (std::size_t i = 0; i < n; ++i) {
    const auto between = [&](double from, double to) {
      const auto a = place(x[i] + from * width[i]), b = place(x[i] + to * width[i]);
      return b > a ? (sum[b] - sum[a]) / static_cast<double>(b - a) : 0.0;
    };
    mean[i] = std::max({between(-10.0, -3.0), between(3.0, 10.0), 0.0});
  }
  return mean;
}

}  // namespace

std::vector<Unexplained> unexplained_peaks(const Pattern& pattern, const Calculated& calculated,
                                           const std::vector<Peak>& peaks, const Instrument& instrument) {
  const std::size_t n = pattern.size();
  std::vector<double> difference(n), width(n);
  double strongest = 0.0;
  const double step = pattern.mean_step_deg();
  for (std::size_t i = 0; i < n; ++i) {
    difference[i] = pattern.intensity[i] - calculated.intensity[i];
    strongest = std::max(strongest, pattern.intensity[i] - calculated.background[i]);
    const double theta = std::max(0.5 * pattern.two_theta_deg[i], 0.1) * degree;
    const PeakWidths widths{std::max(gaussian_variance(instrument, theta).value, 1e-8),
                            std::max(lorentzian_width(instrument, theta).value, 0.0)};
    width[i] = std::max(pseudo_voigt(widths).fwhm, 2.0 * step);
  }
  // Broad misfits belong to the background: what a peak stands on is the mean of its surroundings.
  const auto surroundings = mean_beside(pattern, difference, width);
  for (std::size_t i = 0; i < n; ++i) {
    difference[i] -= surroundings[i];
  }
  const auto matched = match(pattern, difference, width);
  // How badly the whole is described, in units of counting: misfits of shape are not peaks.
  std::vector<double> scores(n);
  for (std::size_t i = 0; i < n; ++i) {
    scores[i] = matched.height[i] / matched.std[i];
  }
  const double misfit = std::max(numerics::robust_std(scores), 1.0);
  std::vector<Unexplained> found;
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double score = scores[i] / misfit;
    if (score < least_significance || scores[i] < scores[i - 1] || scores[i] < scores[i + 1]) {
      continue;
    }
    const double x = pattern.two_theta_deg[i], height = matched.height[i];
    const bool beside = std::any_of(peaks.begin(), peaks.end(), [&](const Peak& peak) {
      return std::abs(peak.position_deg - x) < 1.5 * std::max(width[i], peak.fwhm_deg) &&
             peak.area / peak.fwhm_deg > 0.7 * height;
    });
    if (beside) {
      continue;
    }
    const double d = instrument.radiation.wavelength() / (2.0 * std::sin(0.5 * x * degree));
    found.push_back({x, d, score, height / std::max(strongest, 1e-300)});
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.significance > b.significance; });
  // One peak has one maximum: weaker ones within two widths of a stronger are its shoulders.
  std::vector<Unexplained> kept;
  for (const auto& peak : found) {
    const bool shoulder = std::any_of(kept.begin(), kept.end(), [&](const Unexplained& other) {
      return std::abs(other.two_theta_deg - peak.two_theta_deg) < 2.0 * width[n / 2];
    });
    if (!shoulder && kept.size() < most) {
      kept.push_back(peak);
    }
  }
  return kept;
}

}  // namespace nacre::diffraction
