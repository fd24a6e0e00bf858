#include "nacre/cell/size_distribution.hpp"

#include <fmt/core.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::cell {
namespace {

constexpr double z90 = 1.2815515655446004;  // 90 % of a standard normal lie below

void check(const SizeDistribution& d) {
  if (!(d.d10 > 0.0 && d.d10 < d.d50 && d.d50 < d.d90)) {
    throw UsageError(
        fmt::format("D10, D50 and D90 are {:g}, {:g} and {:g} um", 1e6 * d.d10, 1e6 * d.d50, 1e6 * d.d90),
        "they must rise: diameters below which 10, 50 and 90 % of the volume lie");
  }
  if (!(d.classes >= 1.0) || d.classes != std::floor(d.classes)) {
    throw UsageError(fmt::format("there cannot be {:g} classes", d.classes), "give a whole number");
  }
}

struct Sample {
  double y;       // ln(D / D50)
  double volume;  // that goes with it
};

std::vector<Sample> sampled(double spread_below, double spread_above) {
  constexpr double step = 0.05;
  constexpr double last = 2.8;  // z = 15: nothing lies beyond
  std::vector<Sample> samples;
  for (double t = -4.0; t <= last; t += step) {
    const double z = std::exp(t - std::exp(-t));
    const double volume =
        step * z * (1.0 + std::exp(-t)) * std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
    samples.push_back({-spread_below * z, volume});
    samples.push_back({spread_above * z, volume});
  }
  return samples;
}

}  // namespace

std::vector<SizeClass> size_classes(const SizeDistribution& distribution) {
  check(distribution);
  const double spread_below = std::log(distribution.d50 / distribution.d10) / z90;
  const double spread_above = std::log(distribution.d90 / distribution.d50) / z90;
  const auto samples = sampled(spread_below, spread_above);
  const auto size = static_cast<Eigen::Index>(distribution.classes);
  // Orthonormal polynomials on the samples: y p_k = b_k p_k-1 + a_k p_k + b_k+1 p_k+1.
  std::vector<double> before(samples.size(), 0.0);
  std::vector<double> now(samples.size(), 1.0);
  Eigen::VectorXd a(size);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(size);
  for (Eigen::Index k = 0; k < size; ++k) {
    a[k] = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      a[k] += samples[i].volume * samples[i].y * now[i] * now[i];
    }
    double norm = 0.0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double next = (samples[i].y - a[k]) * now[i] - b[k] * before[i];
      before[i] = now[i];
      now[i] = next;
      norm += samples[i].volume * next * next;
    }
    norm = std::sqrt(norm);
    for (auto& value : now) {
      value /= norm;
    }
    if (k + 1 < size) {
      b[k + 1] = norm;
    }
  }
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(a, b.tail(size - 1));
  std::vector<SizeClass> classes;
  for (Eigen::Index k = 0; k < size; ++k) {
    const double first = solver.eigenvectors()(0, k);
    classes.push_back({0.5 * distribution.d50 * std::exp(solver.eigenvalues()[k]), first * first});
  }
  return classes;
}

}  // namespace nacre::cell
