// The linear algebra of electrode.hpp: the unknowns of each particle are eliminated by hand.
//
// For one particle, with A = cj W + K(D)/R^2 + dK, b the surface flux per scaled current, the rows are
//   A dx + e_N b dj = r_x,    dphi - P dx_N - E dc - H dj - U_h dh = r_j,    (cj + k|j|) dh - k_j dj = r_h
// so that dx = A^-1 r_x - z dj with z = A^-1 e_N b, and dj = (dphi - E dc - P (A^-1 r_x)_N - U_h r_h' - r_j)
// / H', H' = H - P z_N + U_h k_j / (cj + k|j|).
#include <algorithm>
#include <complex>

#include "nacre/cell/electrode.hpp"
#include "nacre/numerics/small_matrix.hpp"

namespace nacre::cell {

using numerics::invert;
using numerics::multiply_each;

template <class S>
void ElectrodePoints::factor(Factors<S>& factors, S cj) const {
  const std::size_t n = radial_.size;
  const std::size_t points = nodes_ * classes();
  const bool shared = diffusivity_.constant();
  factors.cj = cj;
  factors.inverse.resize((shared ? classes() : points) * n * n);
  factors.response.resize(points * n);
  factors.conductance.resize(points);
  if (shared) {
    const double d = diffusivity_.at(0.5).value;
    for (std::size_t k = 0; k < classes(); ++k) {
      S* matrix = &factors.inverse[k * n * n];
      const double scale = d / (classes_[k].radius * classes_[k].radius);
      for (std::size_t i = 0; i < n * n; ++i) {
        matrix[i] = scale * radial_.stiffness[i];
      }
      for (std::size_t i = 0; i < n; ++i) {
        matrix[i * n + i] += cj * radial_.weight[i];
      }
      invert(matrix, n);
    }
  }
  for (std::size_t p = 0; p < points; ++p) {
    const std::size_t k = p % classes();
    S* matrix = &factors.inverse[(shared ? k : p) * n * n];
    if (!shared) {
      const double scale = 1.0 / (classes_[k].radius * classes_[k].radius);
      std::fill_n(matrix, n * n, S(0.0));
      for (std::size_t q = 0; q < n; ++q) {
        const double* row = &radial_.derivative[q * n];
        const double d = scale * diffusion_[p * n + q];
        const double slope = scale * diffusion_slope_[p * n + q];
        for (std::size_t m = 0; m < n; ++m) {
          for (std::size_t j = 0; j < n; ++j) {
            matrix[m * n + j] += row[m] * d * row[j];
          }
          matrix[q * n + m] += row[m] * slope;
        }
      }
      for (std::size_t i = 0; i < n; ++i) {
        matrix[i * n + i] += cj * radial_.weight[i];
      }
      invert(matrix, n);
    }
    S* response = &factors.response[p * n];
    for (std::size_t i = 0; i < n; ++i) {
      response[i] = matrix[(n - 1) * n + i] * classes_[k].flux;
    }
    const auto& c = coefficients_[p];
    S resistance = c.by_current - c.by_surface * response[n - 1];
    if (slow_.hysteresis > 0) {
      resistance += c.by_hysteresis * c.hysteresis_current / (cj + c.hysteresis_decay);
    }
    factors.conductance[p] = S(1.0) / resistance;
  }
}

template <class S>
ElectrodePoints::Conductance<S> ElectrodePoints::conductance(const Factors<S>& factors,
                                                             std::size_t node) const {
  Conductance<S> sum;
  for (std::size_t k = 0; k < classes(); ++k) {
    const std::size_t p = point(node, k);
    const S conductance = area(node, k) * current_scale_ * factors.conductance[p];
    sum.transfer += conductance;
    sum.double_layer += area(node, k) * electrode_.double_layer * factors.cj;
    sum.by_concentration += conductance * coefficients_[p].by_concentration;
  }
  return sum;
}

template <class S>
void ElectrodePoints::solve_diffusion(const Factors<S>& factors, S* b) const {
  const std::size_t n = radial_.size;
  const bool shared = diffusivity_.constant();
  for (std::size_t k = 0; k < classes(); ++k) {
    if (shared) {
      S* first = b + at(0, k);
      multiply_each(&factors.inverse[k * n * n], n, first, first, nodes_, per_node());
      continue;
    }
    for (std::size_t node = 0; node < nodes_; ++node) {
      S* rhs = b + at(node, k);
      multiply_each(&factors.inverse[point(node, k) * n * n], n, rhs, rhs, 1, n);
    }
  }
}

template <class S>
S ElectrodePoints::reduce(const Factors<S>& factors, std::size_t node, S* b) const {
  const std::size_t n = radial_.size;
  S current{};
  for (std::size_t k = 0; k < classes(); ++k) {
    const std::size_t p = point(node, k);
    S* rhs = b + at(node, k);
    const auto& c = coefficients_[p];
    S known = -rhs[n] - c.by_surface * rhs[n - 1];
    for (const std::size_t slow : {slow_.interphase, slow_.rock_salt, slow_.damage}) {
      if (slow > 0) {
        rhs[slow] /= factors.cj;
      }
    }
    if (slow_.hysteresis > 0) {
      rhs[slow_.hysteresis] /= factors.cj + c.hysteresis_decay;
      known -= c.by_hysteresis * rhs[slow_.hysteresis];
    }
    rhs[n] = known * factors.conductance[p];
    current += area(node, k) * current_scale_ * rhs[n];
  }
  return current;
}

template <class S>
void ElectrodePoints::expand(const Factors<S>& factors, std::size_t node, S phi, S concentration,
                             S* b) const {
  const std::size_t n = radial_.size;
  for (std::size_t k = 0; k < classes(); ++k) {
    const std::size_t p = point(node, k);
    S* solution = b + at(node, k);
    const auto& c = coefficients_[p];
    solution[n] += factors.conductance[p] * (phi - c.by_concentration * concentration);
    const S* response = &factors.response[p * n];
    for (std::size_t i = 0; i < n; ++i) {
      solution[i] -= response[i] * solution[n];
    }
    if (slow_.hysteresis > 0) {
      solution[slow_.hysteresis] += c.hysteresis_current / (factors.cj + c.hysteresis_decay) * solution[n];
    }
  }
}

using Complex = std::complex<double>;
template void ElectrodePoints::factor(Factors<double>&, double) const;
template void ElectrodePoints::factor(Factors<Complex>&, Complex) const;
template ElectrodePoints::Conductance<double> ElectrodePoints::conductance(const Factors<double>&,
                                                                           std::size_t) const;
template ElectrodePoints::Conductance<Complex> ElectrodePoints::conductance(const Factors<Complex>&,
                                                                            std::size_t) const;
template void ElectrodePoints::solve_diffusion(const Factors<double>&, double*) const;
template void ElectrodePoints::solve_diffusion(const Factors<Complex>&, Complex*) const;
template double ElectrodePoints::reduce(const Factors<double>&, std::size_t, double*) const;
template Complex ElectrodePoints::reduce(const Factors<Complex>&, std::size_t, Complex*) const;
template void ElectrodePoints::expand(const Factors<double>&, std::size_t, double, double, double*) const;
template void ElectrodePoints::expand(const Factors<Complex>&, std::size_t, Complex, Complex, Complex*) const;

}  // namespace nacre::cell
