#include "nacre/numerics/truncated_normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::numerics {
namespace {

struct Moments {
  Eigen::VectorXd mean;
  Eigen::VectorXd std;
  double least = 0.0;
};

Moments moments(TruncatedNormal& sampler, Eigen::Index size, int samples) {
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(size);
  Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(size);
  double least = 1e300;
  for (int i = 0; i < samples; ++i) {
    const Eigen::ArrayXd x = sampler.next();
    sum += x;
    squares += x.square();
    least = std::min(least, x.minCoeff());
  }
  const Eigen::ArrayXd mean = sum / samples;
  return {mean, (squares / samples - mean.square()).sqrt(), least};
}

TEST(TruncatedNormal, half_a_normal_has_its_known_moments) {
  // Of |N(0, 2^2)|: mean 2 sqrt(2/pi), variance 4 (1 - 2/pi).
  TruncatedNormal sampler(Eigen::MatrixXd::Constant(1, 1, 0.25), Eigen::VectorXd::Zero(1), 0, 1);
  const auto m = moments(sampler, 1, 40000);
  EXPECT_NEAR(m.mean[0], 2.0 * std::sqrt(2.0 / std::numbers::pi), 0.03);
  EXPECT_NEAR(m.std[0], 2.0 * std::sqrt(1.0 - 2.0 / std::numbers::pi), 0.03);
  EXPECT_GE(m.least, 0.0);
}

TEST(TruncatedNormal, far_in_the_tail_it_is_exponential) {
  // N(-8, 1) above zero: 1 / 8 to first order, by the Mills ratio 1 / 0.123132 - 8.
  TruncatedNormal sampler(Eigen::MatrixXd::Constant(1, 1, 1.0), Eigen::VectorXd::Constant(1, -8.0), 0, 2);
  EXPECT_NEAR(moments(sampler, 1, 40000).mean[0], 0.12137, 0.004);
}

TEST(TruncatedNormal, unbounded_unknowns_keep_mean_and_covariance) {
  const Eigen::MatrixXd covariance = (Eigen::Matrix2d() << 2.0, 0.9, 0.9, 0.5).finished();
  TruncatedNormal sampler(covariance.inverse(), Eigen::Vector2d(3.0, -1.0), 2, 3);
  const auto m = moments(sampler, 2, 40000);
  EXPECT_NEAR(m.mean[0], 3.0, 0.03);
  EXPECT_NEAR(m.mean[1], -1.0, 0.015);
  EXPECT_NEAR(m.std[0], std::sqrt(2.0), 0.03);
  EXPECT_NEAR(m.std[1], std::sqrt(0.5), 0.015);
}

TEST(TruncatedNormal, correlated_unknowns_agree_with_rejection) {
  const Eigen::MatrixXd covariance = (Eigen::Matrix2d() << 1.0, -0.8, -0.8, 1.0).finished();
  const Eigen::Vector2d mean(0.2, -0.3);
  TruncatedNormal sampler(covariance.inverse(), mean, 0, 4);
  const auto m = moments(sampler, 2, 60000);
  TruncatedNormal free(covariance.inverse(), mean, 2, 5);
  Eigen::Array2d sum = Eigen::Array2d::Zero();
  int kept = 0;
  for (int i = 0; i < 400000; ++i) {
    const Eigen::Array2d x = free.next();
    if (x.minCoeff() >= 0.0) {
      sum += x;
      ++kept;
    }
  }
  EXPECT_NEAR(m.mean[0], sum[0] / kept, 0.02);
  EXPECT_NEAR(m.mean[1], sum[1] / kept, 0.02);
}

TEST(TruncatedNormal, the_seed_decides_everything) {
  const auto draw = [](std::uint64_t seed) {
    TruncatedNormal sampler(Eigen::MatrixXd::Identity(3, 3), Eigen::VectorXd::Zero(3), 0, seed);
    for (int i = 0; i < 9; ++i) {
      sampler.next();
    }
    return Eigen::VectorXd(sampler.next());
  };
  EXPECT_EQ(draw(7), draw(7));
  EXPECT_NE(draw(7), draw(8));
}

TEST(TruncatedNormal, refuses_a_matrix_that_is_not_positive_definite) {
  const Eigen::MatrixXd p = (Eigen::Matrix2d() << 1, 2, 2, 1).finished();
  EXPECT_THROW(TruncatedNormal(p, Eigen::Vector2d::Zero(), 0, 1), ConvergenceError);
}

}  // namespace
}  // namespace nacre::numerics
