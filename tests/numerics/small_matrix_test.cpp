#include "nacre/numerics/small_matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <vector>

namespace nacre::numerics {
namespace {

template <class S>
S entry(std::size_t k);
template <>
double entry<double>(std::size_t k) {
  return std::sin(0.7 * static_cast<double>(k + 1));
}
template <>
std::complex<double> entry<std::complex<double>>(std::size_t k) {
  return {std::sin(0.7 * static_cast<double>(k + 1)), std::cos(0.3 * static_cast<double>(k))};
}

template <class S>
class SmallMatrix : public ::testing::Test {};
using Scalars = ::testing::Types<double, std::complex<double>>;
TYPED_TEST_SUITE(SmallMatrix, Scalars);

// Every size, since each takes another way through the groups of rows; in place, with a gap between the
// vectors that must stay as it is.
TYPED_TEST(SmallMatrix, MultipliesEveryVectorInPlace) {
  using S = TypeParam;
  constexpr std::size_t count = 3;
  for (std::size_t n = 1; n <= small_matrix_rows; ++n) {
    const std::size_t stride = n + 2;
    std::vector<S> columns(n * n);
    for (std::size_t k = 0; k < columns.size(); ++k) {
      columns[k] = entry<S>(k);
    }
    std::vector<S> x(count * stride);
    for (std::size_t k = 0; k < x.size(); ++k) {
      x[k] = entry<S>(k + 11);
    }
    auto y = x;
    multiply_each(columns.data(), n, y.data(), y.data(), count, stride);
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t m = 0; m < n; ++m) {
        S sum{};
        for (std::size_t q = 0; q < n; ++q) {
          sum += columns[q * n + m] * x[k * stride + q];
        }
        EXPECT_LT(std::abs(y[k * stride + m] - sum), 1e-13 * static_cast<double>(n))
            << n << ' ' << k << ' ' << m;
      }
      EXPECT_EQ(y[k * stride + n], x[k * stride + n]);
      EXPECT_EQ(y[k * stride + n + 1], x[k * stride + n + 1]);
    }
  }
}

TYPED_TEST(SmallMatrix, InverseTimesMatrixIsOne) {
  using S = TypeParam;
  for (std::size_t n = 1; n <= small_matrix_rows; ++n) {
    std::vector<S> matrix(n * n);
    for (std::size_t k = 0; k < matrix.size(); ++k) {
      matrix[k] = entry<S>(k) + (k % (n + 1) == 0 ? 2.0 * static_cast<double>(n) : 0.0);
    }
    auto inverse = matrix;
    invert(inverse.data(), n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        S sum = i == j ? -1.0 : 0.0;
        for (std::size_t q = 0; q < n; ++q) {
          sum += inverse[i * n + q] * matrix[q * n + j];
        }
        EXPECT_LT(std::abs(sum), 1e-13) << n;
      }
    }
  }
}

}  // namespace
}  // namespace nacre::numerics
