#include "nacre/numerics/small_matrix.hpp"

#include <algorithm>

#include "nacre/numerics/clones.hpp"

namespace nacre::numerics {
namespace {

// Four numbers in one register, where the processor has such.
using Four __attribute__((vector_size(32), aligned(8), may_alias)) = double;

// Groups of four rows at once, their sums in registers. Written with vectors by hand: left alone, the
// compiler gathers along the sum instead.
template <std::size_t Groups>
inline __attribute__((always_inline)) void rows(const double* columns, std::size_t n, const double* x,
                                                double* out) {
  Four sum[Groups] = {};
  for (std::size_t q = 0; q < n; ++q) {
    for (std::size_t k = 0; k < Groups; ++k) {
      sum[k] += *reinterpret_cast<const Four*>(columns + q * n + 4 * k) * x[q];
    }
  }
  for (std::size_t k = 0; k < Groups; ++k) {
    *reinterpret_cast<Four*>(out + 4 * k) = sum[k];
  }
}

}  // namespace

NACRE_VECTOR_CLONES void multiply_each(const double* columns, std::size_t n, const double* x, double* y,
                                       std::size_t count, std::size_t stride) noexcept {
  double buffer[small_matrix_rows];
  const bool in_place = x == y;
  for (std::size_t k = 0; k < count; ++k, x += stride, y += stride) {
    double* product = in_place ? buffer : y;
    std::size_t m = 0;
    for (; m + 12 <= n; m += 12) {
      rows<3>(columns + m, n, x, product + m);
    }
    for (; m + 8 <= n; m += 8) {
      rows<2>(columns + m, n, x, product + m);
    }
    for (; m + 4 <= n; m += 4) {
      rows<1>(columns + m, n, x, product + m);
    }
    for (; m < n; ++m) {
      double sum = 0.0;
      for (std::size_t q = 0; q < n; ++q) {
        sum += columns[q * n + m] * x[q];
      }
      product[m] = sum;
    }
    if (in_place) {
      std::copy_n(buffer, n, y);
    }
  }
}

void multiply_each(const std::complex<double>* columns, std::size_t n, const std::complex<double>* x,
                   std::complex<double>* y, std::size_t count, std::size_t stride) noexcept {
  std::complex<double> product[small_matrix_rows];
  for (std::size_t k = 0; k < count; ++k, x += stride, y += stride) {
    std::fill_n(product, n, 0.0);
    for (std::size_t q = 0; q < n; ++q) {
      for (std::size_t m = 0; m < n; ++m) {
        product[m] += columns[q * n + m] * x[q];
      }
    }
    std::copy_n(product, n, y);
  }
}

// Gauss-Jordan. Rows are padded with zeros to whole groups of four, so that no step has a remainder; the
// column of the pivot is cleared by a mask, since a number written alone would have to wait in its group.
NACRE_VECTOR_CLONES void invert(double* matrix, std::size_t n) noexcept {
  Four padded[small_matrix_rows * small_matrix_rows / 4];
  double column[small_matrix_rows];
  const std::size_t groups = (n + 3) / 4;
  const auto number = [&](std::size_t i, std::size_t j) { return padded[i * groups + j / 4][j % 4]; };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < groups; ++j) {
      for (std::size_t k = 0; k < 4; ++k) {
        padded[i * groups + j][k] = 4 * j + k < n ? matrix[i * n + 4 * j + k] : 0.0;
      }
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      column[i] = number(i, k);
    }
    const double pivot = 1.0 / column[k];
    Four unit{};
    unit[k % 4] = 1.0;
    const Four mask = 1.0 - unit;
    Four* row = padded + k * groups;
    row[k / 4] = row[k / 4] * mask + unit;
    for (std::size_t j = 0; j < groups; ++j) {
      row[j] *= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) {
        continue;
      }
      Four* other = padded + i * groups;
      other[k / 4] *= mask;
      for (std::size_t j = 0; j < groups; ++j) {
        other[j] -= column[i] * row[j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      matrix[i * n + j] = number(i, j);
    }
  }
}

void invert(std::complex<double>* matrix, std::size_t n) noexcept {
  for (std::size_t k = 0; k < n; ++k) {
    const auto pivot = 1.0 / matrix[k * n + k];
    matrix[k * n + k] = 1.0;
    for (std::size_t j = 0; j < n; ++j) {
      matrix[k * n + j] *= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) {
        continue;
      }
      const auto factor = matrix[i * n + k];
      matrix[i * n + k] = 0.0;
      for (std::size_t j = 0; j < n; ++j) {
        matrix[i * n + j] -= factor * matrix[k * n + j];
      }
    }
  }
}

}  // namespace nacre::numerics
