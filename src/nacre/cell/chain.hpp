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
    }
  }

  // b: 3 numbers a block, becomes the solution.
  void solve(S* b) const {
    const std::size_t n = diagonal.size();
    for (std::size_t i = 1; i < n; ++i) {
      Eigen::Map<Vector>(b + 3 * i).noalias() -= carry_[i] * Eigen::Map<const Vector>(b + 3 * (i - 1));
    }
    for (std::size_t i = n; i-- > 0;) {
      Vector rhs = Eigen::Map<const Vector>(b + 3 * i);
      if (i + 1 < n) {
        rhs.noalias() -= upper[i] * Eigen::Map<const Vector>(b + 3 * (i + 1));
      }
      Eigen::Map<Vector>(b + 3 * i).noalias() = inverse_[i] * rhs;
    }
  }

 private:
  std::vector<Block> inverse_;
  std::vector<Block> carry_;
};

}  // namespace nacre::cell
