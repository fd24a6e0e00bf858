#include "nacre/impedance/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace nacre::impedance {
namespace {

using Eigen::Index;

constexpr double pi = std::numbers::pi;

// Fills a matrix from value(frequency, tau): all of it, or as a Toeplitz matrix from its first row and
// column.
template <typename Matrix, typename Value>
void fill(Matrix& matrix, std::span<const double> frequency, std::span<const double> centre,
          const Value& value) {
  const bool even = std::ranges::equal(frequency, centre) && evenly_spaced(frequency);
  matrix.resize(static_cast<Index>(frequency.size()), static_cast<Index>(centre.size()));
  for (Index q = 0; q < matrix.cols(); ++q) {
    for (Index p = 0; p < matrix.rows(); ++p) {
      if (!even || p == 0 || q == 0) {
        matrix(p, q) = value(frequency[static_cast<std::size_t>(p)], centre[static_cast<std::size_t>(q)]);
      } else {
        matrix(p, q) = matrix(p - 1, q - 1);
      }
    }
  }
}

// The trapezoidal rule for integrals over exp(-epsilon^2 x^2) f(x), f analytic for |Im x| < pi/2.
struct Quadrature {
  explicit Quadrature(double epsilon) {
    const double step = std::min(0.25, 0.5 / epsilon);
    const auto half = static_cast<int>(std::ceil(6.1 / (epsilon * step)));
    for (int k = -half; k <= half; ++k) {
      const double x = k * step;
      factor.push_back(std::exp(x));
      weight.push_back(step * std::exp(-epsilon * epsilon * x * x));
    }
  }
  std::vector<double> factor;  // e^x
  std::vector<double> weight;
};

}  // namespace

double shape_factor(std::span<const double> frequency_Hz, double coefficient) {
  const double spacing =
      std::log(frequency_Hz.front() / frequency_Hz.back()) / static_cast<double>(frequency_Hz.size() - 1);
  return coefficient * 2.0 * std::sqrt(std::numbers::ln2) / spacing;
}

bool evenly_spaced(std::span<const double> frequency_Hz) {
  const auto steps = static_cast<double>(frequency_Hz.size() - 1);
  const double mean = std::log(frequency_Hz.front() / frequency_Hz.back()) / steps;
  double squares = 0.0;
  for (std::size_t i = 1; i < frequency_Hz.size(); ++i) {
    const double difference = std::log(frequency_Hz[i - 1] / frequency_Hz[i]) - mean;
    squares += difference * difference;
  }
  return std::sqrt(squares / steps) < 0.01 * mean;
}

KernelMatrices kernel_matrices(std::span<const double> frequency_Hz, std::span<const double> centre_Hz,
                               double epsilon) {
  const Quadrature rule(epsilon);
  KernelMatrices result;
  fill(result.real, frequency_Hz, centre_Hz, [&](double f, double centre) {
    const double alpha = 2.0 * pi * f / centre;
    double sum = 0.0;
    for (std::size_t k = 0; k < rule.factor.size(); ++k) {
      const double omega_tau = alpha * rule.factor[k];
      sum += rule.weight[k] / (1.0 + omega_tau * omega_tau);
    }
    return sum;
  });
  fill(result.imaginary, frequency_Hz, centre_Hz, [&](double f, double centre) {
    const double alpha = 2.0 * pi * f / centre;
    double sum = 0.0;
    for (std::size_t k = 0; k < rule.factor.size(); ++k) {
      const double omega_tau = alpha * rule.factor[k];
      sum -= rule.weight[k] * omega_tau / (1.0 + omega_tau * omega_tau);
    }
    return sum;
  });
  return result;
}

Eigen::MatrixXd roughness_matrix(std::span<const double> centre_Hz, double epsilon, int order) {
  Eigen::MatrixXd result;
  fill(result, centre_Hz, centre_Hz, [&](double f, double g) {
    const double a = epsilon * std::log(f / g);
    const double base = std::sqrt(pi / 2.0) * std::exp(-0.5 * a * a);
    switch (order) {
      case 0:
        return base / epsilon;
      case 1:
        return base * epsilon * (1.0 - a * a);
      default:
        return base * epsilon * epsilon * epsilon * (3.0 - 6.0 * a * a + a * a * a * a);
    }
  });
  return result;
}

Eigen::MatrixXd gaussian_matrix(std::span<const double> centre_Hz, double epsilon,
                                std::span<const double> tau_s) {
  const Eigen::ArrayXd at = Eigen::ArrayXd::Map(tau_s.data(), static_cast<Index>(tau_s.size())).log();
  Eigen::MatrixXd result(at.size(), static_cast<Index>(centre_Hz.size()));
  for (Index m = 0; m < result.cols(); ++m) {
    const double centre = -std::log(centre_Hz[static_cast<std::size_t>(m)]);
    result.col(m) = (-(epsilon * (at - centre)).square()).exp();
  }
  return result;
}

Eigen::VectorXd evaluate_gaussians(std::span<const double> centre_Hz, double epsilon,
                                   const Eigen::VectorXd& x, std::span<const double> tau_s) {
  constexpr double farthest = 27.3;  // exp(-u^2) is zero beyond
  const Eigen::ArrayXd centre =
      -Eigen::ArrayXd::Map(centre_Hz.data(), static_cast<Index>(centre_Hz.size())).log();
  Eigen::VectorXd result(static_cast<Index>(tau_s.size()));
  for (Index i = 0; i < result.size(); ++i) {
    const double at = std::log(tau_s[static_cast<std::size_t>(i)]);
    double sum = 0.0;
    for (Index m = 0; m < x.size(); ++m) {
      const double u = epsilon * (at - centre[m]);
      if (x[m] != 0.0 && std::abs(u) < farthest) {
        sum += x[m] * std::exp(-u * u);
      }
    }
    result[i] = sum;
  }
  return result;
}

}  // namespace nacre::impedance
