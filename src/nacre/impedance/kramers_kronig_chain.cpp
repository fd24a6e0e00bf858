#include "nacre/impedance/kramers_kronig_chain.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/impedance/dual.hpp"

namespace nacre::impedance {
namespace {

constexpr int points_to_an_interval = 4;

// The columns of a chain at one frequency, and their first two derivatives by ln w.
class Basis {
 public:
  Basis(const Spectrum& spectrum, const ChainShape& shape)
      : shape_(shape),
        fastest_(1.0 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.front())),
        slowest_(1.0 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.back())) {
    for (int k = 0; k < shape.elements; ++k) {
      const double place = shape.elements == 1 ? 0.0 : static_cast<double>(k) / (shape.elements - 1);
      tau_.push_back(fastest_ * std::pow(slowest_ / fastest_, place));
    }
  }

  Eigen::Index columns() const {
    return 1 + shape_.elements + (shape_.inductance ? 1 : 0) + (shape_.capacitance ? 1 : 0);
  }
  double tau(int k) const { return tau_[static_cast<std::size_t>(k)]; }

  // take(column, value, first derivative, second)
  template <class Take>
  void at(double omega, const Take& take) const {
    const bool admittance = shape_.representation == Representation::admittance;
    Eigen::Index column = 0;
    take(column++, Complex(1.0), Complex(), Complex());
    for (const double tau : tau_) {
      // u = s tau: 1/(1 + u), or u/(1 + u) = 1 - 1/(1 + u).
      const Complex u(0.0, omega * tau);
      const Complex r = inverse(1.0 + u);
      const Complex first = -times(u, times(r, r));
      const Complex second = times(first, times(1.0 - u, r));
      if (admittance) {
        take(column++, times(u, r), -first, -second);
      } else {
        take(column++, r, first, second);
      }
    }
    const Complex rising(0.0, omega * fastest_);            // s L, or s C of an admittance
    const Complex falling(0.0, -1.0 / (omega * slowest_));  // 1/(s C), or 1/(s L)
    if (admittance ? shape_.capacitance : shape_.inductance) {
      take(column++, rising, rising, rising);
    }
    if (admittance ? shape_.inductance : shape_.capacitance) {
      take(column++, falling, -falling, falling);
    }
  }

 private:
  ChainShape shape_;
  double fastest_;
  double slowest_;
  std::vector<double> tau_;
};

void score_elements(const Basis& basis, const Eigen::VectorXd& x, Chain& chain) {
  double negative = 0.0;
  double positive = 0.0;
  for (int k = 0; k < chain.shape.elements; ++k) {
    const double strength =
        x[1 + k] * (chain.shape.representation == Representation::admittance ? basis.tau(k) : 1.0);
    (strength < 0.0 ? negative : positive) += std::abs(strength);
    chain.norm += strength * strength;
  }
  chain.mu = positive > 0.0 ? std::max(1.0 - negative / positive, 0.0) : 0.0;
  chain.norm = std::sqrt(chain.norm) / chain.shape.elements;
}

// Curvature of the path of Z over ln w: Im(conj(Z') Z'') / |Z'|^3.
void score_curvature(const Spectrum& spectrum, const Basis& basis, const Eigen::VectorXd& x, Chain& chain) {
  const auto& f = spectrum.frequency_Hz;
  double squares = 0.0;
  double before = 0.0;
  for (std::size_t i = 0; i + 1 < f.size(); ++i) {
    for (int part = 0; part < points_to_an_interval; ++part) {
      const double place = static_cast<double>(part) / points_to_an_interval;
      const double omega = 2.0 * std::numbers::pi * f[i] * std::pow(f[i + 1] / f[i], place);
      Complex z;
      Complex first;
      Complex second;
      basis.at(omega, [&](Eigen::Index column, Complex value, Complex slope, Complex bend) {
        z += x[column] * value;
        first += x[column] * slope;
        second += x[column] * bend;
      });
      if (chain.shape.representation == Representation::admittance) {
        // Z = 1/Y: Z' = -Y' Z^2, Z'' = -Y'' Z^2 + 2 Y'^2 Z^3
        z = inverse(z);
        const Complex square = times(z, z);
        second = -times(second, square) + 2.0 * times(times(first, first), times(square, z));
        first = -times(first, square);
      }
      const double speed = std::abs(first);
      const double curvature = speed > 0.0 ? (first.real() * second.imag() - first.imag() * second.real()) /
                                                 (speed * speed * speed)
                                           : 0.0;
      squares += curvature * curvature;
      chain.sign_changes += curvature * before < 0.0 ? 1 : 0;
      before = curvature != 0.0 ? curvature : before;
    }
  }
  chain.curvature = std::sqrt(squares);
}

}  // namespace

Chain fit_chain(const Spectrum& spectrum, const ChainShape& shape, bool scored) {
  const Basis basis(spectrum, shape);
  const bool admittance = shape.representation == Representation::admittance;
  const auto n = static_cast<Eigen::Index>(spectrum.size());
  Eigen::MatrixXd a(2 * n, basis.columns());
  Eigen::VectorXd b(2 * n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Complex z = spectrum.impedance_ohm[static_cast<std::size_t>(i)];
    const Complex value = admittance ? 1.0 / z : z;
    const double weight = 1.0 / std::abs(value);
    b[2 * i] = weight * value.real();
    b[2 * i + 1] = weight * value.imag();
    basis.at(2.0 * std::numbers::pi * spectrum.frequency_Hz[static_cast<std::size_t>(i)],
             [&](Eigen::Index column, Complex v, Complex /*slope*/, Complex /*bend*/) {
               a(2 * i, column) = weight * v.real();
               a(2 * i + 1, column) = weight * v.imag();
             });
  }
  // Columns of length one: the rank then does not depend on units.
  const Eigen::VectorXd length = a.colwise().norm();
  a = a * length.cwiseInverse().asDiagonal();
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor(a);
  Eigen::VectorXd x = factor.solve(b);
  const Eigen::VectorXd residual = b - a * x;
  x = x.cwiseQuotient(length);

  Chain chain;
  chain.shape = shape;
  chain.sum_of_squares = residual.squaredNorm();
  const double numbers = 2.0 * static_cast<double>(n);
  chain.bic = numbers * std::log(std::max(chain.sum_of_squares, 1e-30) / numbers) +
              static_cast<double>(basis.columns()) * std::log(numbers);
  score_elements(basis, x, chain);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Complex z = spectrum.impedance_ohm[static_cast<std::size_t>(i)];
    const Complex value = admittance ? 1.0 / z : z;
    const Complex fitted = value - std::abs(value) * Complex(residual[2 * i], residual[2 * i + 1]);
    chain.impedance_ohm.push_back(admittance ? 1.0 / fitted : fitted);
  }
  if (scored) {
    // Diagonal of the hat matrix: the squared rows of Q.
    const Eigen::MatrixXd q = factor.householderQ() * Eigen::MatrixXd::Identity(2 * n, factor.rank());
    for (Eigen::Index i = 0; i < 2 * n; ++i) {
      const double kept = 1.0 - q.row(i).squaredNorm();
      chain.press += kept > 1e-9 ? std::pow(residual[i] / kept, 2) : 1.0;
    }
    score_curvature(spectrum, basis, x, chain);
  }
  return chain;
}

}  // namespace nacre::impedance
