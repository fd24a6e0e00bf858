#include "nacre/cell/identifiability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nacre::cell {
namespace {

constexpr double counts = 0.1;            // components below this fraction of the largest are not named
constexpr double smallest_eigen = 1e-14;  // relative: rounding

// du/d(value) or du/d(log value), inverted: how far the value or its logarithm goes for u from 0 to 1.
double span_of(const FittedParameter& p) {
  return p.logarithmic ? std::log(p.upper / p.lower) : p.upper - p.lower;
}

std::string describe(const Eigen::VectorXd& direction, const std::vector<FittedParameter>& parameters) {
  std::vector<std::size_t> named(parameters.size());
  std::iota(named.begin(), named.end(), std::size_t{0});
  const auto size = [&](std::size_t i) { return std::abs(direction[static_cast<Eigen::Index>(i)]); };
  std::ranges::stable_sort(named, [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  const double largest = size(named.front());
  std::erase_if(named, [&](std::size_t i) { return size(i) < counts * largest; });
  std::ranges::sort(named);
  const auto step = [&](std::size_t i) {
    return direction[static_cast<Eigen::Index>(i)] * span_of(parameters[i]);
  };
  if (named.size() == 1) {
    return fmt::format("{} is not determined", parameters[named[0]].path);
  }
  if (named.size() == 2) {
    const auto& a = parameters[named[0]];
    const auto& b = parameters[named[1]];
    // What stays the same along the direction.
    const double ratio = -step(named[0]) / step(named[1]);
    if (a.logarithmic && b.logarithmic) {
      return fmt::format("only {} x {}^{:.2g} is determined", a.path, b.path, ratio);
    }
    if (!a.logarithmic && !b.logarithmic) {
      return fmt::format("only {} {} {:.3g} x {} is determined", a.path, ratio < 0.0 ? "-" : "+",
                         std::abs(ratio), b.path);
    }
  }
  std::string text = "not told apart: together";
  const double tenth = 0.1 / largest;
  for (const std::size_t i : named) {
    const auto& p = parameters[i];
    text += p.logarithmic
                ? fmt::format("{} {} x {:.3g}", i == named[0] ? "" : ",", p.path, std::exp(tenth * step(i)))
                : fmt::format("{} {} {:+.3g} {}", i == named[0] ? "" : ",", p.path, tenth * step(i), p.unit);
  }
  return text;
}

}  // namespace

std::vector<Combination> combinations(const Eigen::MatrixXd& fisher,
                                      const std::vector<FittedParameter>& parameters) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(fisher);  // rising eigenvalues
  std::vector<Combination> result;
  for (Eigen::Index k = 0; k < fisher.cols(); ++k) {
    Eigen::VectorXd direction = eigen.eigenvectors().col(k);
    Eigen::Index main = 0;
    direction.cwiseAbs().maxCoeff(&main);
    direction *= direction[main] < 0.0 ? -1.0 : 1.0;
    Combination combination;
    combination.std = 1.0 / std::sqrt(std::max(eigen.eigenvalues()[k], 0.0));
    combination.components.assign(direction.begin(), direction.end());
    combination.determined = combination.std <= std_of_bounds;
    if (!combination.determined) {
      combination.text = describe(direction, parameters);
    }
    result.push_back(std::move(combination));
  }
  return result;
}

Eigen::MatrixXd covariance_of(const Eigen::MatrixXd& fisher) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(fisher);
  const double least = smallest_eigen * std::max(eigen.eigenvalues().maxCoeff(), 1e-300);
  const Eigen::VectorXd inverse = eigen.eigenvalues().cwiseMax(least).cwiseInverse();
  return eigen.eigenvectors() * inverse.asDiagonal() * eigen.eigenvectors().transpose();
}

}  // namespace nacre::cell
