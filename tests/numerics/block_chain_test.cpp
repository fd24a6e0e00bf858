#include "nacre/numerics/block_chain.hpp"

#include <gtest/gtest.h>

#include <random>

namespace nacre::numerics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Chain {
  std::vector<MatrixXd> blocks;
  std::vector<VectorXd> couplings;
  MatrixXd whole;
};

Chain make_chain(Index size, std::size_t count) {
  std::mt19937 random(static_cast<unsigned>(17 * count) + static_cast<unsigned>(size));
  std::uniform_real_distribution<double> draw(-1.0, 1.0);
  const auto n = static_cast<Index>(count);
  Chain c;
  c.whole = MatrixXd::Zero(size * n, size * n);
  for (Index k = 0; k < n; ++k) {
    const MatrixXd root = MatrixXd::NullaryExpr(size, size, [&] { return draw(random); });
    c.blocks.emplace_back(root * root.transpose() + 3.0 * MatrixXd::Identity(size, size));
    c.whole.block(k * size, k * size, size, size) = c.blocks.back();
    c.blocks.back().triangularView<Eigen::StrictlyUpper>().setConstant(1e300);  // must not be read
    if (k > 0) {
      c.couplings.emplace_back(VectorXd::NullaryExpr(size, [&] { return 1.0 + draw(random); }));
      c.whole.block(k * size, (k - 1) * size, size, size) = -MatrixXd(c.couplings.back().asDiagonal());
      c.whole.block((k - 1) * size, k * size, size, size) = -MatrixXd(c.couplings.back().asDiagonal());
    }
  }
  return c;
}

TEST(BlockChain, equals_the_dense_system) {
  for (const std::size_t count : {1U, 2U, 3U, 4U, 7U}) {
    for (const Index size : {1, 5, 37}) {
      const auto chain = make_chain(size, count);
      const auto rows = size * static_cast<Index>(count);
      const MatrixXd inverse = chain.whole.inverse();
      BlockChain solver;
      ASSERT_TRUE(solver.factor(chain.blocks, chain.couplings));
      const VectorXd right = VectorXd::LinSpaced(rows, -1.0, 2.0);
      std::vector<VectorXd> b;
      for (std::size_t k = 0; k < count; ++k) {
        b.emplace_back(right.segment(static_cast<Index>(k) * size, size));
      }
      solver.solve(b);
      const VectorXd exact = inverse * right;
      const auto covariance = solver.covariance();
      for (std::size_t k = 0; k < count; ++k) {
        const Index at = static_cast<Index>(k) * size;
        EXPECT_LT((b[k] - exact.segment(at, size)).norm(), 1e-10 * exact.norm());
        const MatrixXd found = covariance.blocks[k].selfadjointView<Eigen::Lower>();
        EXPECT_LT((found - inverse.block(at, at, size, size)).norm(), 1e-10 * inverse.norm());
        if (k + 1 < count) {
          const VectorXd beside = inverse.block(at, at + size, size, size).diagonal();
          EXPECT_LT((covariance.neighbours[k] - beside).norm(), 1e-10 * inverse.norm());
        }
      }
    }
  }
}

TEST(BlockChain, says_where_it_is_not_positive_definite) {
  for (const std::size_t bad : {0U, 1U, 2U}) {
    auto chain = make_chain(4, 3);
    chain.blocks[bad](2, 2) = -1.0;
    EXPECT_FALSE(BlockChain().factor(chain.blocks, chain.couplings));
  }
}

}  // namespace
}  // namespace nacre::numerics
