#include "nacre/impedance/drt_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/impedance/drt_chain.hpp"
#include "nacre/impedance/drt_model.hpp"

namespace nacre::impedance {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// What most spectra have on their own, all have; what most have not, none has.
void agree_on(std::vector<LogDrt>& models, LogDrt::Extra extra) {
  const auto with = static_cast<std::size_t>(
      std::count_if(models.begin(), models.end(), [&](const LogDrt& m) { return m.uses(extra); }));
  for (auto& model : models) {
    if (model.uses(extra) != (2 * with > models.size())) {
      model.use(extra, !model.uses(extra));
    }
  }
}

// Of a covariance, its diagonals as describe() takes them.
MatrixXd near(const MatrixXd& covariance) {
  const auto n = covariance.rows();
  MatrixXd band = MatrixXd::Zero(n, describe_distance + 1);
  for (Eigen::Index d = 0; d <= describe_distance; ++d) {
    band.col(d).head(n - d) = covariance.diagonal(-d);
  }
  return band;
}

}  // namespace

void DrtSeriesOptions::validate() const {
  drt.validate();
  if (!(points_per_decade >= 2.0 && points_per_decade <= 1000.0)) {
    throw UsageError(fmt::format("printed points per decade are 2 to 1000, not {}", points_per_decade));
  }
  if (iterations < 1) {
    throw UsageError("at least one iteration");
  }
  for (const auto& band : bands) {
    if (!(band.from_s > 0.0 && band.to_s > band.from_s)) {
      throw UsageError(
          fmt::format("the band {} must run from a positive time to a longer one, not from {} to {} s",
                      band.name, band.from_s, band.to_s));
    }
  }
}

DrtSeries drt_series(std::span<const Spectrum> spectra, const DrtSeriesOptions& options) {
  options.validate();
  if (spectra.empty()) {
    throw UsageError("a series needs at least one spectrum");
  }
  double highest = 0.0;
  double lowest = std::numeric_limits<double>::infinity();
  for (const auto& spectrum : spectra) {
    require_resolvable(spectrum);
    highest = std::max(highest, spectrum.frequency_Hz.front());
    lowest = std::min(lowest, spectrum.frequency_Hz.back());
  }
  const VectorXd grid = LogDrt::grid(highest, lowest, options.drt.points_per_decade);
  std::vector<std::optional<Settled>> alone(spectra.size());
  parallel_for(spectra.size(),
               [&](std::size_t k) { alone[k].emplace(settled_model(spectra[k], options.drt, grid)); });

  DrtSeries result;
  std::vector<LogDrt> models;
  std::vector<bool> settled;
  for (auto& one : alone) {
    models.push_back(std::move(one->model));
    settled.push_back(one->converged);
  }
  const bool joint = options.joint && spectra.size() > 1;
  std::vector<MatrixXd> covariance(spectra.size());
  std::vector<double> ohmic_std(spectra.size());
  if (joint) {
    for (const auto extra : {LogDrt::inductance, LogDrt::loss, LogDrt::elastance}) {
      agree_on(models, extra);
    }
    DrtChain chain(std::move(models));
    double damping = 1e-6;
    double rows = 0.0;
    for (const auto& spectrum : spectra) {
      rows += 2.0 * static_cast<double>(spectrum.size());
    }
    while (result.steps < options.iterations && !result.converged) {
      const double fell = chain.factor(damping) ? chain.step() : -1.0;
      ++result.steps;
      if (fell < 0.0) {
        damping = std::max(10.0 * damping, 1e-4);
        continue;
      }
      damping = std::max(0.1 * damping, 1e-8);
      if (result.steps % 2 == 0) {
        result.converged = chain.update_scales() < 0.03 && fell < 5e-4 * rows;
      }
    }
    if (!chain.factor(damping)) {
      throw ConvergenceError("the series of spectra could not be resolved together", "try each on its own");
    }
    covariance = std::move(chain.covariance().blocks);
    result.lambda = chain.lambda();
    result.change = 1.0 / std::sqrt(chain.mu());
    models = std::move(chain.models());
    for (std::size_t k = 0; k < models.size(); ++k) {
      ohmic_std[k] = models[k].standard_uncertainty(LogDrt::resistance, covariance[k]);
    }
    if (!result.converged) {
      result.warnings.push_back(fmt::format("the series did not settle within {} steps", result.steps));
    }
  } else {
    result.converged = true;
    for (std::size_t k = 0; k < models.size(); ++k) {
      covariance[k] = models[k].covariance();
      ohmic_std[k] = models[k].standard_uncertainty(LogDrt::resistance);
      result.converged = result.converged && settled[k];
    }
    result.lambda = models.front().lambda();
    result.change = std::numeric_limits<double>::quiet_NaN();
  }

  const double decades = std::log10(highest / lowest) + 1.0;
  const auto times = printed_times(
      highest, lowest, static_cast<std::size_t>(std::ceil(decades * options.points_per_decade)) + 1);
  result.spectra.resize(spectra.size());
  result.bands.assign(options.bands.size(), std::vector<BandResistance>(spectra.size()));
  parallel_for(spectra.size(), [&](std::size_t k) {
    auto& one = result.spectra[k];
    one = describe(spectra[k], models[k], near(covariance[k]), times);
    one.ohmic_std_ohm = error_correlation(models[k]) * ohmic_std[k];
    one.converged = joint ? result.converged : settled[k];
    for (std::size_t b = 0; b < options.bands.size(); ++b) {
      const auto& band = options.bands[b];
      const VectorXd shares = resistance_shares(models[k], std::log(band.from_s), std::log(band.to_s));
      result.bands[b][k] = {shares.sum(), resistance_std(models[k], shares, covariance[k])};
    }
  });
  return result;
}

}  // namespace nacre::impedance
