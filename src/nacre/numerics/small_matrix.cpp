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
  double product[small_matrix_rows];
  for (std::size_t k = 0; k < count; ++k, x += stride, y += stride) {
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
    std::copy_n(product, n, y);
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

}  // namespace nacre::numerics
