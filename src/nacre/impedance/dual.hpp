// Complex numbers that carry their derivatives by N real parameters (forward differentiation).
#pragma once

#include <array>
#include <cmath>
#include <complex>

namespace nacre::impedance {

using Complex = std::complex<double>;

template <int N>
struct Dual {
  Complex v;
  std::array<Complex, N> d{};

  Dual(Complex value = {}) : v(value) {}
  // Parameter k of N.
  static Dual parameter(double value, int k) {
    Dual x(value);
    x.d[static_cast<std::size_t>(k)] = 1.0;
    return x;
  }
  // f of this one, whose derivative there is `slope`.
  Dual chain(Complex value, Complex slope) const {
    Dual x(value);
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = slope * d[k];
    }
    return x;
  }

  friend Dual operator+(const Dual& a, const Dual& b) {
    Dual x(a.v + b.v);
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = a.d[k] + b.d[k];
    }
    return x;
  }
  friend Dual operator*(const Dual& a, const Dual& b) {
    Dual x(a.v * b.v);
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = a.d[k] * b.v + a.v * b.d[k];
    }
    return x;
  }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const Complex inverse = 1.0 / b.v;
    Dual x(a.v * inverse);
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = (a.d[k] - x.v * b.d[k]) * inverse;
    }
    return x;
  }
};

template <int N>
Dual<N> sqrt(const Dual<N>& x) {
  const Complex root = std::sqrt(x.v);
  return x.chain(root, 0.5 / root);
}

// x^n, n real (its value is; the derivative by it counts).
template <int N>
Dual<N> pow(const Dual<N>& x, const Dual<N>& n) {
  const Complex logarithm = std::log(x.v);
  const Complex value = std::exp(n.v * logarithm);
  Dual<N> result(value);
  for (std::size_t k = 0; k < N; ++k) {
    result.d[k] = value * (n.d[k] * logarithm + n.v * x.d[k] / x.v);
  }
  return result;
}

// tanh, for arguments with a real part >= 0: without overflow.
template <int N>
Dual<N> tanh(const Dual<N>& x) {
  const Complex e = std::exp(-2.0 * x.v);
  const Complex value = std::abs(x.v) < 1e-3 ? std::tanh(x.v) : (1.0 - e) / (1.0 + e);
  return x.chain(value, 4.0 * e / ((1.0 + e) * (1.0 + e)));
}

// 1/sinh, for arguments with a real part >= 0.
template <int N>
Dual<N> csch(const Dual<N>& x) {
  const Complex e = std::exp(-x.v);
  const Complex value = std::abs(x.v) < 1e-3 ? 1.0 / std::sinh(x.v) : 2.0 * e / (1.0 - e * e);
  return x.chain(value, -value * (1.0 + e * e) / (1.0 - e * e));
}

}  // namespace nacre::impedance
