// Complex numbers that carry their derivatives by N real parameters (forward differentiation); N = 0: none.
//
// Products and quotients are written out: those of std::complex look for infinities first, which takes longer
// than the arithmetic. What overflows comes out as infinite or NaN, and is refused by who asked.
#pragma once

#include <array>
#include <cmath>
#include <complex>

namespace nacre::impedance {

using Complex = std::complex<double>;

inline Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

inline Complex inverse(Complex a) {
  const double scale = 1.0 / (a.real() * a.real() + a.imag() * a.imag());
  return {a.real() * scale, -a.imag() * scale};
}

template <int N>
struct Dual {
  Complex v;
  std::array<Complex, N> d{};

  Dual(Complex value = {}) : v(value) {}
  Dual(double value) : v(value) {}
  // Parameter k of N.
  static Dual parameter(double value, int k) {
    Dual x(value);
    if constexpr (N > 0) {
      x.d[static_cast<std::size_t>(k)] = 1.0;
    }
    return x;
  }
  // f of this one, whose derivative there is `slope`.
  Dual chain(Complex value, Complex slope) const {
    Dual x(value);
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = times(slope, d[k]);
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
    Dual x(times(a.v, b.v));
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = times(a.d[k], b.v) + times(a.v, b.d[k]);
    }
    return x;
  }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const Complex inverted = inverse(b.v);
    Dual x(times(a.v, inverted));
    for (std::size_t k = 0; k < N; ++k) {
      x.d[k] = times(a.d[k] - times(x.v, b.d[k]), inverted);
    }
    return x;
  }
};

// The root with a real part >= 0, for arguments of an imaginary part >= 0 (what s and its powers have).
inline Complex root_of(Complex x) {
  const double modulus = std::sqrt(x.real() * x.real() + x.imag() * x.imag());
  const double larger = std::sqrt(0.5 * (modulus + std::abs(x.real())));
  const double smaller = larger > 0.0 ? 0.5 * x.imag() / larger : 0.0;
  return x.real() >= 0.0 ? Complex(larger, smaller)
                         : Complex(std::abs(smaller), std::copysign(larger, x.imag()));
}

template <int N>
Dual<N> sqrt(const Dual<N>& x) {
  const Complex root = root_of(x.v);
  return x.chain(root, 0.5 * inverse(root));
}

// x^n, n real (its value is; the derivative by it counts).
template <int N>
Dual<N> pow(const Dual<N>& x, const Dual<N>& n) {
  const Complex logarithm(0.5 * std::log(x.v.real() * x.v.real() + x.v.imag() * x.v.imag()),
                          std::atan2(x.v.imag(), x.v.real()));
  const double modulus = std::exp(n.v.real() * logarithm.real());
  const double angle = n.v.real() * logarithm.imag();
  const Complex value(modulus * std::cos(angle), modulus * std::sin(angle));
  Dual<N> result(value);
  if constexpr (N > 0) {
    const Complex slope = n.v.real() * inverse(x.v);
    for (std::size_t k = 0; k < N; ++k) {
      result.d[k] = times(value, times(n.d[k], logarithm) + times(slope, x.d[k]));
    }
  }
  return result;
}

// tanh, for arguments with a real part >= 0: without overflow.
template <int N>
Dual<N> tanh(const Dual<N>& x) {
  const double decay = std::exp(-2.0 * x.v.real());
  const Complex e(decay * std::cos(2.0 * x.v.imag()), -decay * std::sin(2.0 * x.v.imag()));
  const Complex below = inverse(1.0 + e);
  const bool small = std::norm(x.v) < 1e-6;
  const Complex value = small ? std::tanh(x.v) : times(1.0 - e, below);
  return x.chain(value, times(4.0 * e, times(below, below)));
}

// 1/sinh, for arguments with a real part >= 0.
template <int N>
Dual<N> csch(const Dual<N>& x) {
  const double decay = std::exp(-x.v.real());
  const Complex e(decay * std::cos(x.v.imag()), -decay * std::sin(x.v.imag()));
  const Complex square = times(e, e);
  const Complex below = inverse(1.0 - square);
  const bool small = std::norm(x.v) < 1e-6;
  const Complex value = small ? inverse(std::sinh(x.v)) : times(2.0 * e, below);
  const Complex cosh_over_sinh = times(1.0 + square, below);
  return x.chain(value, -times(value, cosh_over_sinh));
}

}  // namespace nacre::impedance
