#include "nacre/impedance/tikhonov.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/impedance/drt_model.hpp"
#include "nacre/impedance/kernel.hpp"
#include "nacre/numerics/interior_point.hpp"
#include "nacre/numerics/nonnegative.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

constexpr std::size_t fewest_frequencies = 5;

Eigen::VectorXd minimum(const TikhonovProblem& problem, double lambda) {
  // Unknowns of like size: w L and R differ by orders of magnitude in the same units.
  const Eigen::VectorXd scale = problem.normal.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd h =
      scale.asDiagonal() * (problem.normal + lambda * problem.penalty) * scale.asDiagonal();
  const Eigen::VectorXd b = scale.cwiseProduct(problem.right);
  numerics::NonnegativeQuadratic solver(b.size(), problem.negative ? b.size() : 0);
  return scale.cwiseProduct(solver.solve(h, b));
}

}  // namespace

Eigen::MatrixXd normal_matrix(const Eigen::MatrixXd& a) {
  Eigen::MatrixXd normal(a.cols(), a.cols());
  numerics::multiply_by_transpose(a.transpose().eval(), normal);
  return normal.selfadjointView<Eigen::Lower>();
}

void TikhonovOptions::validate() const {
  const auto positive = [](double x) { return std::isfinite(x) && x > 0.0; };
  if (order < 0 || order > 2) {
    throw UsageError(fmt::format("the order of the derivative is 0, 1 or 2, not {}", order));
  }
  if (!positive(width_coefficient) || (shape_factor && !positive(*shape_factor))) {
    throw UsageError("the width of the Gaussians must be positive");
  }
  if (!(most_per_decade > 0.0)) {
    throw UsageError("the Gaussians per decade must be positive");
  }
  if (negative && stop_as_pydrttools) {
    throw UsageError("pyDRTtools has no DRT of either sign to stop at");
  }
}

TikhonovProblem::TikhonovProblem(const Spectrum& spectrum, const TikhonovOptions& options)
    : negative(options.negative), stop_as_pydrttools(options.stop_as_pydrttools) {
  options.validate();
  require_impedance(spectrum);
  std::vector<std::complex<double>> impedance;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    if (options.inductance != Inductance::discard || spectrum.impedance_ohm[i].imag() <= 0.0) {
      frequency_Hz.push_back(spectrum.frequency_Hz[i]);
      impedance.push_back(spectrum.impedance_ohm[i]);
    }
  }
  if (frequency_Hz.size() < fewest_frequencies) {
    throw InputError(spectrum.source,
                     fmt::format("a DRT needs at least {} different frequencies, found {}",
                                 fewest_frequencies, frequency_Hz.size()),
                     spectrum.label.empty() ? "" : "spectrum " + spectrum.label,
                     "Measure more frequencies, or fit a circuit instead.");
  }
  has_inductance = options.inductance == Inductance::fit && options.part != Part::real;
  has_resistance = options.part != Part::imaginary;
  has_capacitance = options.series_capacitance && options.part != Part::real;
  const double nearest = std::numbers::ln10 / options.most_per_decade * (1.0 - 1e-9);
  for (const double f : frequency_Hz) {
    if (centre_Hz.empty() || std::log(centre_Hz.back() / f) >= nearest) {
      centre_Hz.push_back(f);
    }
  }
  if (centre_Hz.size() < 2) {
    throw InputError(spectrum.source, "the frequencies of the spectrum lie too near to each other for a DRT",
                     spectrum.label.empty() ? "" : "spectrum " + spectrum.label,
                     "Measure over several decades.");
  }
  epsilon =
      options.shape_factor.value_or(::nacre::impedance::shape_factor(centre_Hz, options.width_coefficient));
  const KernelMatrices kernel = kernel_matrices(frequency_Hz, centre_Hz, epsilon);

  const auto n = static_cast<Index>(frequency_Hz.size());
  const auto gaussians = static_cast<Index>(centre_Hz.size());
  const Index extra = unregularised();
  real_rows = options.part == Part::imaginary ? 0 : n;
  const Index imaginary_rows = options.part == Part::real ? 0 : n;
  a = Eigen::MatrixXd::Zero(real_rows + imaginary_rows, extra + gaussians);
  z.resize(real_rows + imaginary_rows);
  for (Index i = 0; i < real_rows; ++i) {
    z[i] = impedance[static_cast<std::size_t>(i)].real();
    a(i, resistance()) = 1.0;
  }
  for (Index i = 0; i < imaginary_rows; ++i) {
    z[real_rows + i] = impedance[static_cast<std::size_t>(i)].imag();
    const double omega = 2.0 * std::numbers::pi * frequency_Hz[static_cast<std::size_t>(i)];
    if (has_inductance) {
      a(real_rows + i, 0) = omega;
    }
    if (has_capacitance) {
      a(real_rows + i, elastance()) = -1.0 / omega;
    }
  }
  if (real_rows > 0) {
    a.block(0, extra, n, gaussians) = kernel.real;
  }
  if (imaginary_rows > 0) {
    a.block(real_rows, extra, n, gaussians) = kernel.imaginary;
  }
  penalty = Eigen::MatrixXd::Zero(a.cols(), a.cols());
  penalty.bottomRightCorner(gaussians, gaussians) = roughness_matrix(centre_Hz, epsilon, options.order);
  normal = normal_matrix(a);
  right.noalias() = a.transpose() * z;
}

TikhonovResult tikhonov(const TikhonovProblem& problem, double lambda) {
  if (!std::isfinite(lambda) || lambda <= 0.0) {
    throw UsageError(fmt::format("lambda must be positive, not {}", lambda));
  }
  TikhonovResult result;
  result.lambda = lambda;
  result.all_x =
      problem.stop_as_pydrttools
          ? numerics::interior_point(2.0 * (problem.normal + lambda * problem.penalty), -2.0 * problem.right)
          : minimum(problem, lambda);
  const Index extra = problem.unregularised();
  result.x = result.all_x.tail(result.all_x.size() - extra);
  result.inductance_H = problem.has_inductance ? result.all_x[0] : 0.0;
  result.ohmic_ohm = problem.has_resistance ? result.all_x[problem.resistance()] : std::nan("");
  result.elastance_per_F = problem.has_capacitance ? result.all_x[problem.elastance()] : 0.0;
  result.residual = (problem.a * result.all_x - problem.z).squaredNorm();
  return result;
}

Distribution distribution(const TikhonovProblem& problem, const TikhonovResult& result) {
  const std::size_t count = 10 * problem.centre_Hz.size();
  const double low = -std::log10(problem.frequency_Hz.front()) - 0.5;
  const double high = -std::log10(problem.frequency_Hz.back()) + 0.5;
  Distribution d;
  for (std::size_t i = 0; i < count; ++i) {
    d.tau_s.push_back(
        std::pow(10.0, low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1)));
  }
  const Eigen::VectorXd gamma = evaluate_gaussians(problem.centre_Hz, problem.epsilon, result.x, d.tau_s);
  d.gamma_ohm.assign(gamma.begin(), gamma.end());
  return d;
}

}  // namespace nacre::impedance
