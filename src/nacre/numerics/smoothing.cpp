#include "nacre/numerics/smoothing.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace nacre::numerics {
namespace {

std::vector<double> differences(std::span<const double> values) {
  std::vector<double> result(values.size(), 0.0);
  for (std::size_t i = 0; i < values.size() && values.size() > 1; ++i) {
    const std::size_t low = i == 0 ? 0 : i - 1;
    const std::size_t high = std::min(i + 1, values.size() - 1);
    result[i] = (values[high] - values[low]) / static_cast<double>(high - low);
  }
  return result;
}

}  // namespace

std::vector<double> smooth_gaussian(std::span<const double> values, double sigma) {
  std::vector<double> result(values.begin(), values.end());
  if (!(sigma > 0.0) || values.size() < 2) {
    return result;
  }
  const auto reach = static_cast<std::ptrdiff_t>(std::min(std::ceil(4.0 * sigma), 1e6));
  std::vector<double> kernel(static_cast<std::size_t>(reach) + 1);
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const double x = static_cast<double>(i) / sigma;
    kernel[i] = std::exp(-0.5 * x * x);
  }
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    double sum = 0.0;
    double weight = 0.0;
    const auto last = std::min(count - 1, i + reach);
    for (auto j = std::max<std::ptrdiff_t>(0, i - reach); j <= last; ++j) {
      const double w = kernel[static_cast<std::size_t>(std::abs(j - i))];
      sum += w * values[static_cast<std::size_t>(j)];
      weight += w;
    }
    result[static_cast<std::size_t>(i)] = sum / weight;
  }
  return result;
}

std::vector<double> smooth_savitzky_golay(std::span<const double> values, int points, int order,
                                          int derivative) {
  const auto count = static_cast<int>(values.size());
  const int window = std::min(points, count % 2 == 1 ? count : count - 1);
  if (window <= order) {
    return derivative == 0 ? std::vector<double>(values.begin(), values.end()) : differences(values);
  }
  const int half = window / 2;
  Eigen::MatrixXd powers(window, order + 1);
  for (int i = 0; i < window; ++i) {
    for (int j = 0; j <= order; ++j) {
      powers(i, j) = std::pow(i - half, j);
    }
  }
  // Row j gives the coefficient of x^j from the values of the window.
  const Eigen::MatrixXd coefficients =
      powers.colPivHouseholderQr().solve(Eigen::MatrixXd::Identity(window, window));
  const Eigen::Map<const Eigen::VectorXd> data(values.data(), count);
  std::vector<double> result(values.size());
  for (int i = 0; i < count; ++i) {
    const int centre = std::clamp(i, half, count - 1 - half);
    const double x = i - centre;
    Eigen::RowVectorXd weights = Eigen::RowVectorXd::Zero(window);
    for (int j = derivative; j <= order; ++j) {
      weights += (derivative == 0 ? std::pow(x, j) : j * std::pow(x, j - 1)) * coefficients.row(j);
    }
    result[static_cast<std::size_t>(i)] = weights * data.segment(centre - half, window);
  }
  return result;
}

}  // namespace nacre::numerics
