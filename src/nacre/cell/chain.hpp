// Block-tridiagonal systems with blocks of 3 x 3: one block per cell along x (block Thomas algorithm).
//
// No rows are exchanged between blocks: each diagonal block holds the conductances of its own cell, and the
// potential is fixed at the left end, so that the reduced blocks stay regular.
#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

namespace nacre::cell {

template <class S>
class Chain {
 public:
  using Block = Eigen::Matrix<S, 3, 3>;
  using Vector = Eigen::Matrix<S, 3, 1>;

  void resize(std::size_t blocks) {
    lower.resize(blocks);
    diagonal.resize(blocks);
    upper.resize(blocks);
    inverse_.resize(blocks);
    carry_.resize(blocks);
    back_.resize(blocks);
  }

  // Row i: lower[i] u[i-1] + diagonal[i] u[i] + upper[i] u[i+1].
  std::vector<Block> lower, diagonal, upper;

  void factor() {
    for (std::size_t i = 0; i < diagonal.size(); ++i) {
      Block reduced = diagonal[i];
      if (i > 0) {
        carry_[i] = lower[i] * inverse_[i - 1];
        reduced.noalias() -= carry_[i] * upper[i - 1];
      }
      inverse_[i] = reduced.inverse();
      back_[i].noalias() = inverse_[i] * upper[i];
    }
  }

  // b: 3 numbers a block, becomes the solution.
  void solve(S* b) const {
    const std::size_t n = diagonal.size();
    for (std::size_t i = 1; i < n; ++i) {
      Eigen::Map<Vector>(b + 3 * i).noalias() -= carry_[i] * Eigen::Map<const Vector>(b + 3 * (i - 1));
    }
    // Each block waits for the one before it: as little as can be lies between the two.
    for (std::size_t i = 0; i < n; ++i) {
      const Vector rhs = Eigen::Map<const Vector>(b + 3 * i);
      Eigen::Map<Vector>(b + 3 * i).noalias() = inverse_[i] * rhs;
    }
    for (std::size_t i = n - 1; i-- > 0;) {
      Eigen::Map<Vector>(b + 3 * i).noalias() -= back_[i] * Eigen::Map<const Vector>(b + 3 * (i + 1));
    }
  }

 private:
  std::vector<Block> inverse_;
  std::vector<Block> carry_;  // lower[i] inverse_[i - 1]
  std::vector<Block> back_;   // inverse_[i] upper[i]
};

}  // namespace nacre::cell
