#include "nacre/impedance/bands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/impedance/kernel.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"
#include "nacre/numerics/truncated_normal.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

// The value below which a share p of the samples lies. Reorders them.
double share_below(std::vector<double>& samples, double p) {
  const auto k = static_cast<std::ptrdiff_t>(std::lround(p * static_cast<double>(samples.size() - 1)));
  std::nth_element(samples.begin(), samples.begin() + k, samples.end());
  return samples[static_cast<std::size_t>(k)];
}

}  // namespace

void BandOptions::validate() const {
  if (samples < 10) {
    throw UsageError(fmt::format("bands need at least 10 samples, not {}", samples));
  }
  if (!(level > 0.0 && level < 1.0)) {
    throw UsageError(fmt::format("the level of a band is between 0 and 1, not {}", level));
  }
}

Bands laplace_bands(const TikhonovProblem& problem, const TikhonovResult& result) {
  constexpr double quantile = 1.959963984540054;
  // Unknowns of like size; see tikhonov().
  const Eigen::VectorXd scale = problem.normal.diagonal().cwiseSqrt().cwiseInverse();
  Eigen::MatrixXd factor =
      scale.asDiagonal() * (problem.normal + result.lambda * problem.penalty) * scale.asDiagonal();
  if (!numerics::factorise(factor)) {
    throw ConvergenceError("bands: the matrix is not positive definite", "Increase the regularisation.");
  }
  Eigen::MatrixXd inverse;
  numerics::invert_factor(factor, inverse);
  // tr(A (A'A + lambda M)^-1 A') are the degrees of freedom that the unknowns take.
  const double taken = (inverse * (scale.asDiagonal() * problem.a.transpose())).squaredNorm();
  const auto rows = static_cast<double>(problem.z.size());
  const double variance =
      std::max(result.residual, 1e-24 * problem.z.squaredNorm()) / std::max(rows - taken, 0.1 * rows);

  Bands bands;
  auto printed = distribution(problem, result);
  const Eigen::MatrixXd gaussians = gaussian_matrix(problem.centre_Hz, problem.epsilon, printed.tau_s);
  const Index count = gaussians.cols();
  const Eigen::VectorXd deviation =
      (inverse.rightCols(count) * scale.tail(count).asDiagonal() * gaussians.transpose()).colwise().norm() *
      std::sqrt(variance);
  for (Index i = 0; i < deviation.size(); ++i) {
    const double gamma = printed.gamma_ohm[static_cast<std::size_t>(i)];
    const double lower = gamma - quantile * deviation[i];
    bands.lower_ohm.push_back(problem.negative ? lower : std::max(lower, 0.0));
    bands.upper_ohm.push_back(gamma + quantile * deviation[i]);
  }
  bands.tau_s = std::move(printed.tau_s);
  bands.mean_ohm = std::move(printed.gamma_ohm);
  bands.ohmic_ohm = result.ohmic_ohm;
  if (problem.has_resistance) {
    const Index r = problem.resistance();
    bands.ohmic_std_ohm = scale[r] * inverse.col(r).norm() * std::sqrt(variance);
  }
  return bands;
}

Bands sample_bands(const TikhonovProblem& problem, const TikhonovResult& result, const BandOptions& options) {
  options.validate();
  // Unknowns of like size; see tikhonov().
  const Eigen::VectorXd scale = problem.normal.diagonal().cwiseSqrt().cwiseInverse();
  const double variance =
      std::max(result.residual, 1e-24 * problem.z.squaredNorm()) / static_cast<double>(problem.z.size());
  const Eigen::MatrixXd precision =
      scale.asDiagonal() * (problem.normal + result.lambda * problem.penalty) * scale.asDiagonal() / variance;
  const Eigen::VectorXd mean = precision.llt().solve(scale.cwiseProduct(problem.right) / variance);
  numerics::TruncatedNormal sampler(precision, mean, problem.negative ? mean.size() : 0, options.seed);
  sampler.start(result.all_x.cwiseQuotient(scale));
  for (int i = 0; i < options.samples / 10; ++i) {
    sampler.next();
  }
  Eigen::MatrixXd samples(mean.size(), options.samples);
  for (int i = 0; i < options.samples; ++i) {
    samples.col(i) = scale.cwiseProduct(sampler.next());
  }

  Bands bands;
  bands.tau_s = distribution(problem, result).tau_s;
  const Index extra = problem.unregularised();
  const Index count = mean.size() - extra;
  // A column holds one time of all samples.
  const Eigen::MatrixXd gaussians = gaussian_matrix(problem.centre_Hz, problem.epsilon, bands.tau_s);
  const Eigen::MatrixXd gamma = samples.bottomRows(count).transpose() * gaussians.transpose();
  std::vector<double> values(static_cast<std::size_t>(options.samples));
  for (Index i = 0; i < gamma.cols(); ++i) {
    bands.mean_ohm.push_back(gamma.col(i).mean());
    Eigen::VectorXd::Map(values.data(), options.samples) = gamma.col(i);
    bands.lower_ohm.push_back(share_below(values, 0.5 - 0.5 * options.level));
    bands.upper_ohm.push_back(share_below(values, 0.5 + 0.5 * options.level));
  }
  if (problem.has_resistance) {
    const Eigen::ArrayXd r = samples.row(problem.resistance());
    bands.ohmic_ohm = r.mean();
    bands.ohmic_std_ohm = std::sqrt((r - r.mean()).square().mean());
  }
  return bands;
}

}  // namespace nacre::impedance
