#include "nacre/numerics/band_matrix.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::numerics {

BandMatrix::BandMatrix(std::size_t size, std::size_t half_width)
    : size_(size), width_(half_width), entries_(size * (half_width + 1), 0.0) {}

void BandMatrix::set_zero() { std::ranges::fill(entries_, 0.0); }

bool BandMatrix::factor() {
  for (std::size_t row = 0; row < size_; ++row) {
    const std::size_t first = row > width_ ? row - width_ : 0;
    for (std::size_t column = first; column <= row; ++column) {
      const std::size_t begin = std::max(first, column > width_ ? column - width_ : 0);
      double sum = entry(row, column);
      for (std::size_t k = begin; k < column; ++k) {
        sum -= entry(row, k) * entry(column, k);
      }
      if (column < row) {
        (*this)(row, column) = sum / entry(column, column);
      } else if (sum > 0.0) {
        (*this)(row, row) = std::sqrt(sum);
      } else {
        return false;
      }
    }
  }
  return true;
}

void BandMatrix::solve(std::span<double> b) const {
  for (std::size_t row = 0; row < size_; ++row) {
    double sum = b[row];
    for (std::size_t k = row > width_ ? row - width_ : 0; k < row; ++k) {
      sum -= entry(row, k) * b[k];
    }
    b[row] = sum / entry(row, row);
  }
  for (std::size_t row = size_; row-- > 0;) {
    b[row] /= entry(row, row);
    for (std::size_t k = row > width_ ? row - width_ : 0; k < row; ++k) {
      b[k] -= entry(row, k) * b[row];
    }
  }
}

}  // namespace nacre::numerics
