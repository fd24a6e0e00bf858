#include "nacre/impedance/drt_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

constexpr std::size_t fewest_frequencies = 5;
constexpr double least_ohm = 1e-30;
constexpr double largest_ohm = 1e30;
constexpr double significant = 3.0;            // of standard uncertainties
constexpr double loss_score = 3.0;             // standard deviations that the residuals must ask for
constexpr double loss_likelihood = 6.0;        // gain of the logarithm that the loss must bring
constexpr double resistance_likelihood = 2.0;  // what it may cost to have a resistance instead of fast gamma
constexpr double beyond_chance = 3.0;  // standard deviations of the correlation of independent residuals
// For what the Laplace approximation leaves out (the uncertainty of lambda, of the local scales and of the
// noise): with it the bands cover 95 % of simulated distributions.
constexpr double laplace_widening = 1.4;
constexpr double sharpest_cubic = 1.5;  // change of ln gamma, or of that change, from point to point
constexpr double quantile_95 = 1.959963984540054 * laplace_widening;

// The cubic through the four nearest points of an even grid: their indices and weights at x.
struct Stencil {
  Index first = 0;
  Eigen::Vector4d weight;
};
Stencil stencil(const Eigen::VectorXd& grid, double x) {
  const double step = grid[1] - grid[0];
  const double position = std::clamp((x - grid[0]) / step, 0.0, static_cast<double>(grid.size() - 1));
  Stencil s;
  s.first = std::clamp<Index>(static_cast<Index>(position) - 1, 0, grid.size() - 4);
  const double u = position - static_cast<double>(s.first);
  s.weight << -(u - 1) * (u - 2) * (u - 3) / 6, u * (u - 2) * (u - 3) / 2, -u * (u - 1) * (u - 3) / 2,
      u * (u - 1) * (u - 2) / 6;
  return s;
}

// gamma between the points of the grid: by the cubic through ln gamma, beyond the grid falling as at its end.
// Where ln gamma bends too sharply for that, a line of the distribution, straight from point to point: so the
// area stays that of the sum that the impedance was computed with.
double printed_gamma(const LogDrt& model, const Stencil& s, double x) {
  const auto& grid = model.log_tau();
  const Eigen::Vector4d h = model.log_gamma().segment<4>(s.first);
  const double sharpest = std::max(
      {std::abs(h[0] - 2.0 * h[1] + h[2]), std::abs(h[1] - 2.0 * h[2] + h[3]), std::abs(h[2] - h[1])});
  const double place = (x - grid[s.first + 1]) / (grid[1] - grid[0]);
  if (sharpest > sharpest_cubic && place >= 0.0 && place <= 1.0) {
    return (1.0 - place) * std::exp(h[1]) + place * std::exp(h[2]);
  }
  const double beyond = std::max(0.0, x - grid[grid.size() - 1]);
  return std::exp(s.weight.dot(h) - LogDrt::end_slope * beyond);
}

// Takes out what does not stand out from its uncertainty, and tries the loss where the residuals ask for it.
bool settle(LogDrt& model, int steps) {
  bool converged = model.converge(steps);
  bool dropped = false;
  for (const auto extra : {LogDrt::inductance, LogDrt::elastance}) {
    if (model.uses(extra) && model.significance(extra) < significant) {
      model.use(extra, false);
      dropped = true;
    }
  }
  if (dropped) {
    converged = model.converge(steps);
  }
  if (model.value(LogDrt::resistance) == 0.0) {
    LogDrt with_resistance = model;
    with_resistance.move_fast_gamma_into_resistance();
    const bool with_resistance_converged = with_resistance.converge(steps);
    if (with_resistance.value(LogDrt::resistance) > 0.0 &&
        with_resistance.log_likelihood() > model.log_likelihood() - resistance_likelihood) {
      model = std::move(with_resistance);
      converged = with_resistance_converged;
    }
  }
  if (model.uses(LogDrt::inductance) && model.asks_for_loss() > loss_score) {
    LogDrt with_loss = model;
    with_loss.use(LogDrt::loss, true);
    const bool with_loss_converged = with_loss.converge(steps);
    // A loss in whose place the resistance vanishes is that resistance, seen from the side.
    const bool takes_resistance =
        with_loss.value(LogDrt::resistance) == 0.0 && model.value(LogDrt::resistance) > 0.0;
    if (!takes_resistance && with_loss.log_likelihood() > model.log_likelihood() + loss_likelihood) {
      model = std::move(with_loss);
      converged = with_loss_converged;
    }
  }
  return converged;
}

}  // namespace

void require_resolvable(const Spectrum& spectrum) {
  const std::string where = spectrum.label.empty() ? "" : "spectrum " + spectrum.label;
  if (spectrum.size() < fewest_frequencies) {
    throw InputError(spectrum.source,
                     fmt::format("a DRT needs at least {} different frequencies, found {}",
                                 fewest_frequencies, spectrum.size()),
                     where, "Measure more frequencies, or fit a circuit instead.");
  }
  const auto [least, most] =
      std::minmax_element(spectrum.impedance_ohm.begin(), spectrum.impedance_ohm.end(),
                          [](std::complex<double> a, std::complex<double> b) { return a.real() < b.real(); });
  if (!(most->real() > least->real())) {
    throw InputError(spectrum.source, "the real part of the impedance is the same at all frequencies", where,
                     "There is no relaxation to resolve: check the columns of the file.");
  }
  require_impedance(spectrum);
}

void require_impedance(const Spectrum& spectrum) {
  double largest = 0.0;
  for (const auto z : spectrum.impedance_ohm) {
    largest = std::isfinite(std::abs(z)) ? std::max(largest, std::abs(z)) : HUGE_VAL;
  }
  if (!(largest > least_ohm && largest < largest_ohm)) {
    throw InputError(spectrum.source, fmt::format("an impedance of {:.3g} ohm is none", largest),
                     spectrum.label.empty() ? "" : "spectrum " + spectrum.label,
                     "Check the columns of the file and their units.");
  }
}

Settled settled_model(const Spectrum& spectrum, const DrtOptions& options, const Eigen::VectorXd& grid) {
  bool converged = false;
  const auto with_least_noise = [&](double least_noise) {
    LogDrt model(spectrum, grid, least_noise);
    model.use(LogDrt::inductance, options.inductance);
    model.use(LogDrt::elastance, options.series_capacitance);
    converged = settle(model, options.iterations);
    return model;
  };
  // Rounding at first. Computed spectra of sharp relaxations have so little noise that peak and prior can
  // chase each other without end: then what the best instruments have, and what good ones have.
  LogDrt model = with_least_noise(1e-12);
  for (const double least_noise : {1e-4, 1e-3, 3e-3, 1e-2}) {
    if (!converged) {
      model = with_least_noise(least_noise);
    }
  }
  if (model.steps() == 0) {
    throw ConvergenceError("the DRT of this spectrum cannot be begun", "Look at the impedance itself first.");
  }
  return {std::move(model), converged};
}

PrintedTimes printed_times(double highest_frequency_Hz, double lowest_frequency_Hz, std::size_t count) {
  return {-std::log(highest_frequency_Hz) - 0.5 * std::numbers::ln10,
          -std::log(lowest_frequency_Hz) + 0.5 * std::numbers::ln10, count};
}

Drt describe(const Spectrum& spectrum, const LogDrt& model, const Eigen::MatrixXd& near,
             const PrintedTimes& times) {
  Drt result;
  result.steps = model.steps();
  result.lambda = model.lambda();
  result.ohmic_ohm = model.value(LogDrt::resistance);
  result.inductance_H = model.value(LogDrt::inductance) / model.highest_omega();
  if (model.uses(LogDrt::loss)) {
    result.inductance_loss_s = std::exp(model.value(LogDrt::loss)) / model.highest_omega();
  }
  if (model.value(LogDrt::elastance) > 0.0) {
    result.series_capacitance_F = 1.0 / (model.value(LogDrt::elastance) * model.lowest_omega());
  }

  const double quantile = quantile_95 * error_correlation(model);
  const auto& grid = model.log_tau();
  const double step = (times.high - times.low) / static_cast<double>(times.count - 1);
  for (std::size_t i = 0; i < times.count; ++i) {
    const double x = times.low + step * static_cast<double>(i);
    const Stencil s = stencil(grid, x);
    const double gamma = printed_gamma(model, s, x);
    double variance = 0.0;
    for (Index a = 0; a < 4; ++a) {
      for (Index b = 0; b <= a; ++b) {
        variance += (a == b ? 1.0 : 2.0) * s.weight[a] * s.weight[b] * near(s.first + b, a - b);
      }
    }
    const double spread = std::exp(quantile * std::sqrt(std::max(variance, 0.0)));
    result.tau_s.push_back(std::exp(x));
    result.gamma_ohm.push_back(gamma);
    result.gamma_lower_ohm.push_back(gamma / spread);
    result.gamma_upper_ohm.push_back(gamma * spread);
  }
  result.polarization_ohm = resistance_shares(model, times.low, times.high).sum();

  const Eigen::VectorXd z = model.impedance();
  const auto n = static_cast<Index>(spectrum.size());
  for (Index i = 0; i < n; ++i) {
    result.fitted_ohm.emplace_back(z[i], z[n + i]);
  }
  describe_noise(spectrum, model.noise_shapes(), std::sqrt(model.noise_variance()), result);
  return result;
}

void describe_noise(const Spectrum& spectrum, const NoiseShapes& noise, double deviation, Drt& drt) {
  const auto& shape = noise.shape();
  const auto n = static_cast<Index>(spectrum.size());
  double relative = 0.0;
  for (Index i = 0; i < n; ++i) {
    drt.noise_ohm.emplace_back(deviation * shape[i], deviation * shape[n + i]);
    relative += std::norm(drt.noise_ohm.back()) /
                std::max(std::norm(spectrum.impedance_ohm[static_cast<std::size_t>(i)]), 1e-300);
  }
  drt.noise = std::sqrt(relative / static_cast<double>(2 * n));
  drt.noise_shape = noise.name();
}

double error_correlation(const LogDrt& model) {
  const Eigen::ArrayXd r = model.residuals();
  const Index half = r.size() / 2;
  double products = 0.0;
  for (const Index first : {Index{0}, half}) {
    products += (r.segment(first, half - 1) * r.segment(first + 1, half - 1)).sum();
  }
  const double correlation = products / std::max(r.square().sum(), 1e-300);
  if (correlation < beyond_chance / std::sqrt(static_cast<double>(r.size()))) {
    return 1.0;
  }
  return numerics::correlation_inflation(std::min(correlation, 0.99));
}

Eigen::VectorXd resistance_shares(const LogDrt& model, double low, double high) {
  // On the grid that the impedance is computed on: a peak may be sharper than the printed times. Each point
  // stands for the interval about it, of which the part between low and high counts.
  const auto& grid = model.log_tau();
  const double half = 0.5 * (grid[1] - grid[0]);
  Eigen::VectorXd shares(grid.size());
  for (Index k = 0; k < grid.size(); ++k) {
    const double part = std::min(high, grid[k] + half) - std::max(low, grid[k] - half);
    shares[k] = std::max(part, 0.0) * std::exp(model.log_gamma()[k]);
  }
  return shares;
}

double resistance_std(const LogDrt& model, const Eigen::VectorXd& shares, const Eigen::MatrixXd& covariance) {
  const double variance = shares.dot(covariance.selfadjointView<Eigen::Lower>() * shares);
  return laplace_widening * error_correlation(model) * std::sqrt(std::max(variance, 0.0));
}

}  // namespace nacre::impedance
