#include "nacre/numerics/symmetric_matrix.hpp"

#include <gtest/gtest.h>

#include <random>

namespace nacre::numerics {
namespace {

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(random); });
}

// Every remainder of rows and columns in groups of four and twelve.
TEST(SymmetricMatrix, product_factor_inverse_and_solution_of_every_size) {
  for (Eigen::Index n = 1; n <= 40; ++n) {
    const Eigen::MatrixXd a = random_matrix(n, n + 7, static_cast<unsigned>(n));
    const Eigen::MatrixXd expected = a * a.transpose();
    // Part of a larger matrix: nothing beside it is touched.
    Eigen::MatrixXd whole = Eigen::MatrixXd::Constant(n + 2, n + 2, 3.0);
    auto part = whole.block(1, 1, n, n);
    multiply_by_transpose(a, part);
    const Eigen::MatrixXd product = part.selfadjointView<Eigen::Lower>();
    EXPECT_LT((product - expected).norm(), 1e-13 * expected.norm()) << n;

    part.triangularView<Eigen::StrictlyUpper>().setConstant(std::nan(""));
    ASSERT_TRUE(factorise(part)) << n;
    const Eigen::MatrixXd l = part.triangularView<Eigen::Lower>();
    EXPECT_LT((l * l.transpose() - expected).norm(), 1e-13 * expected.norm()) << n;

    Eigen::MatrixXd inverse;
    invert_factor(part, inverse);
    EXPECT_LT((inverse * l - Eigen::MatrixXd::Identity(n, n)).norm(), 1e-10) << n;
    EXPECT_TRUE(inverse.isLowerTriangular(0.0)) << n;

    const Eigen::VectorXd x = random_matrix(n, 1, 99);
    Eigen::VectorXd solved = expected * x;
    solve_factorised(part, solved);
    EXPECT_LT((solved - x).norm(), 1e-8 * x.norm()) << n;
    EXPECT_EQ(whole.row(0).sum() + whole.row(n + 1).sum(), 6.0 * static_cast<double>(n + 2)) << n;
    EXPECT_EQ(whole.col(0).sum() + whole.col(n + 1).sum(), 6.0 * static_cast<double>(n + 2)) << n;
  }
}

TEST(SymmetricMatrix, an_indefinite_one_has_no_factor) {
  for (Eigen::Index n : {1, 4, 5, 13, 30}) {
    Eigen::MatrixXd a = Eigen::MatrixXd::Identity(n, n);
    a(n - 1, n - 1) = -1e-3;
    EXPECT_FALSE(factorise(a)) << n;
    a = Eigen::MatrixXd::Constant(n, n, std::nan(""));
    EXPECT_FALSE(factorise(a)) << n;
  }
}

TEST(SymmetricMatrix, columns_are_added_with_their_weights) {
  const Eigen::MatrixXd a = random_matrix(11, 20, 5);
  for (std::size_t count : {0, 1, 4, 6, 9}) {
    std::vector<Eigen::Index> which;
    for (std::size_t k = 0; k < count; ++k) {
      which.push_back(static_cast<Eigen::Index>((7 * k) % 20));
    }
    const Eigen::VectorXd weight = random_matrix(static_cast<Eigen::Index>(count), 1, 6);
    Eigen::VectorXd y = Eigen::VectorXd::Ones(11);
    add_columns(a, which, weight, y);
    EXPECT_LT((y - Eigen::VectorXd::Ones(11) - a(Eigen::all, which) * weight).norm(), 1e-13);
  }
}

}  // namespace
}  // namespace nacre::numerics
