#include "nacre/numerics/band_matrix.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

namespace nacre::numerics {
namespace {

TEST(BandMatrix, SolvesAsADenseFactorDoes) {
  constexpr std::size_t n = 23;
  constexpr std::size_t width = 4;
  BandMatrix band(n, width);
  Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i > width ? i - width : 0; j <= i; ++j) {
      const double entry = i == j ? 6.0 + std::sin(1.0 + double(i)) : std::cos(double(3 * i + 7 * j));
      band(i, j) = entry;
      dense(Eigen::Index(i), Eigen::Index(j)) = dense(Eigen::Index(j), Eigen::Index(i)) = entry;
    }
  }
  const Eigen::VectorXd b = Eigen::VectorXd::LinSpaced(n, -2.0, 5.0);
  const Eigen::VectorXd expected = dense.llt().solve(b);
  ASSERT_TRUE(band.factor());
  std::vector<double> x(b.data(), b.data() + n);
  band.solve(x);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(x[i], expected[Eigen::Index(i)], 1e-13);
  }
}

TEST(BandMatrix, SaysWhenItIsNotPositiveDefinite) {
  BandMatrix band(2, 1);
  band(0, 0) = 1.0;
  band(1, 0) = 2.0;
  band(1, 1) = 3.0;
  EXPECT_FALSE(band.factor());
}

}  // namespace
}  // namespace nacre::numerics
