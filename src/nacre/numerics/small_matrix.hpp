// Small matrices, one times many vectors and inverted: the inner loops of models that repeat the same few
// unknowns at every point.
#pragma once

#include <complex>
#include <cstddef>

namespace nacre::numerics {

constexpr std::size_t small_matrix_rows = 64;

// y_k = A x_k for k < count. columns: A, n x n, one column after the other, n <= small_matrix_rows; the
// vectors lie `stride` apart, x and y may be the same.
void multiply_each(const double* columns, std::size_t n, const double* x, double* y, std::size_t count,
                   std::size_t stride) noexcept;
void multiply_each(const std::complex<double>* columns, std::size_t n, const std::complex<double>* x,
                   std::complex<double>* y, std::size_t count, std::size_t stride) noexcept;

// matrix, n x n, becomes its inverse, by rows or by columns alike; n <= small_matrix_rows. No pivots are
// sought: for matrices that are diagonally strong, as mass plus stiffness.
void invert(double* matrix, std::size_t n) noexcept;
void invert(std::complex<double>* matrix, std::size_t n) noexcept;

}  // namespace nacre::numerics
