#include "nacre/cell/radial.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::cell {

Radial::Radial(std::size_t nodes) : size(nodes) {
  if (nodes < 2 || nodes > 64) {
    throw UsageError("a particle needs 2 to 64 radial nodes, not " + std::to_string(nodes));
  }
  // Gauss-Jacobi on [-1, 1] with weight (1-x)(1+x)^(1/2); divided by 1-x its points are the inner Radau
  // points.
  const double alpha = 1.0;
  const double beta = 0.5;
  const auto inner = static_cast<Eigen::Index>(nodes - 1);
  Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(inner, inner);
  for (Eigen::Index n = 0; n < inner; ++n) {
    const double k = static_cast<double>(n);
    const double c = 2.0 * k + alpha + beta;
    jacobi(n, n) = (beta * beta - alpha * alpha) / (c * (c + 2.0));
    if (n > 0) {
      jacobi(n, n - 1) = jacobi(n - 1, n) = std::sqrt(4.0 * k * (k + alpha) * (k + beta) *
                                                      (k + alpha + beta) / (c * c * (c + 1.0) * (c - 1.0)));
    }
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(jacobi);
  const double total = std::pow(2.0, alpha + beta + 1.0) * std::tgamma(alpha + 1.0) *
                       std::tgamma(beta + 1.0) / std::tgamma(alpha + beta + 2.0);
  const double to_volume = 1.0 / (4.0 * std::sqrt(2.0));  // (1+x)^(1/2) dx = 4 sqrt(2) (sqrt(s)/2) ds
  std::vector<double> s(nodes);
  weight.resize(nodes);
  double rest = 1.0 / 3.0;
  for (Eigen::Index n = 0; n < inner; ++n) {
    const double x = eigen.eigenvalues()[n];
    const double v = eigen.eigenvectors()(0, n);
    const auto i = static_cast<std::size_t>(n);
    s[i] = 0.5 * (1.0 + x);
    weight[i] = to_volume * total * v * v / (1.0 - x);
    rest -= weight[i];
  }
  s.back() = 1.0;
  weight.back() = rest;

  std::vector<double> barycentric(nodes, 1.0);
  for (std::size_t i = 0; i < nodes; ++i) {
    for (std::size_t j = 0; j < nodes; ++j) {
      if (j != i) {
        barycentric[i] /= 2.0 * (s[i] - s[j]);  // factor 2: keeps the products near one
      }
    }
  }
  derivative.assign(nodes * nodes, 0.0);
  for (std::size_t i = 0; i < nodes; ++i) {
    for (std::size_t j = 0; j < nodes; ++j) {
      if (j != i) {
        const double d = barycentric[j] / barycentric[i] / (s[i] - s[j]);
        derivative[i * nodes + j] = d;
        derivative[i * nodes + i] -= d;  // rows sum to nothing: a constant has no slope
      }
    }
  }
  rho.resize(nodes);
  metric.resize(nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    rho[i] = std::sqrt(s[i]);
    metric[i] = 4.0 * s[i] * weight[i];
  }
  stiffness.assign(nodes * nodes, 0.0);
  for (std::size_t q = 0; q < nodes; ++q) {
    for (std::size_t m = 0; m < nodes; ++m) {
      for (std::size_t n = 0; n < nodes; ++n) {
        stiffness[m * nodes + n] += metric[q] * derivative[q * nodes + m] * derivative[q * nodes + n];
      }
    }
  }
}

}  // namespace nacre::cell
