// Dense symmetric matrices of some hundred unknowns, where they are all that a method does: A A', the
// Cholesky factor, what is solved with it.
//
// By columns in groups of four, each from the columns before it, so that sums stay in registers (Golub and
// Van Loan, "Matrix Computations", 4.2.5); compiled also for 256-bit vectors, see clones.hpp. Lower triangles
// are given and taken; what lies above a diagonal means nothing.
#pragma once

#include <Eigen/Dense>
#include <span>

namespace nacre::numerics {

// product = A A', square, as many rows as A.
void multiply_by_transpose(const Eigen::Ref<const Eigen::MatrixXd>& a, Eigen::Ref<Eigen::MatrixXd> product);

// Turns a matrix into its factor L, A = L L'. False where A is not positive definite: then its content means
// nothing.
bool factorise(Eigen::Ref<Eigen::MatrixXd> a);

// L^-1, with zeros above its diagonal.
void invert_factor(const Eigen::Ref<const Eigen::MatrixXd>& l, Eigen::MatrixXd& inverse);

// x = (L L')^-1 x.
void solve_factorised(const Eigen::Ref<const Eigen::MatrixXd>& l, Eigen::Ref<Eigen::VectorXd> x);

// y += sum_k weight_k (column which_k of A).
void add_columns(const Eigen::MatrixXd& a, std::span<const Eigen::Index> which, const Eigen::VectorXd& weight,
                 Eigen::VectorXd& y);

}  // namespace nacre::numerics
