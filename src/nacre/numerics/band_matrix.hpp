// Symmetric positive definite matrices with a narrow band, as grids make them: Cholesky's factor L of
// A = L L^T has the same band (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 4.3.5).
//
// For n unknowns and a half band width w it takes n w^2 operations to factor and 4 n w to solve.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nacre::numerics {

class BandMatrix {
 public:
  // All zero. half_width: how far from the diagonal entries may lie.
  BandMatrix(std::size_t size, std::size_t half_width);

  std::size_t size() const noexcept { return size_; }
  void set_zero();
  // Entry (row, column) of the lower triangle: row - half_width <= column <= row.
  double& operator()(std::size_t row, std::size_t column) noexcept {
    return entries_[row * (width_ + 1) + (column + width_ - row)];
  }

  // Replaces the matrix by its factor. False where it is not positive definite: then solve() may not be
  // called.
  bool factor();
  // b becomes the solution of A x = b; after factor().
  void solve(std::span<double> b) const;

 private:
  double entry(std::size_t row, std::size_t column) const noexcept {
    return entries_[row * (width_ + 1) + (column + width_ - row)];
  }

  std::size_t size_;
  std::size_t width_;
  std::vector<double> entries_;  // row after row, the diagonal last
};

}  // namespace nacre::numerics
