#include "nacre/impedance/noise.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace nacre::impedance {
namespace {

constexpr double margin = 1.0;  // of the logarithm of the likelihood

}  // namespace

NoiseShapes::NoiseShapes(std::span<const std::complex<double>> impedance_ohm) {
  const auto n = static_cast<Eigen::Index>(impedance_ohm.size());
  Eigen::ArrayXd modulus(2 * n);
  Eigen::ArrayXd part(2 * n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto z = impedance_ohm[static_cast<std::size_t>(i)];
    modulus[i] = modulus[n + i] = std::abs(z);
    part[i] = std::abs(z.real());
    part[n + i] = std::abs(z.imag());
  }
  // A point of exactly zero impedance would otherwise have no noise.
  modulus = modulus.max(1e-6 * modulus.maxCoeff());
  const auto add = [&](std::string name, const Eigen::ArrayXd& values) {
    shapes_.push_back({std::move(name), values / std::exp(values.log().mean())});
  };
  for (const double power : {1.0, 0.75, 0.5, 0.25}) {
    add(fmt::format("modulus^{}", power), modulus.pow(power));
  }
  add("uniform", Eigen::ArrayXd::Ones(2 * n));
  const double largest = part.tail(n).maxCoeff();
  for (const double floor : {0.03, 0.1, 0.3}) {
    for (const double power : {0.5, 1.0}) {
      add(fmt::format("part^{} above {}", power, floor), (part + floor * largest).pow(power));
    }
  }
}

bool NoiseShapes::choose(const Eigen::ArrayXd& residuals) {
  const double count = 0.5 * static_cast<double>(residuals.size());
  std::size_t best = chosen_;
  double best_likelihood = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < shapes_.size(); ++k) {
    const double likelihood =
        -count * std::log((residuals / shapes_[k].values).square().sum()) + (k == chosen_ ? margin : 0.0);
    if (likelihood > best_likelihood) {
      best_likelihood = likelihood;
      best = k;
    }
  }
  const bool changed = best != chosen_;
  chosen_ = best;
  return changed;
}

}  // namespace nacre::impedance
