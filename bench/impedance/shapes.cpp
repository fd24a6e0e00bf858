// Shapes that a DRT was not made for: single relaxation times, Gerischer, finite diffusion.
//
// Their gamma are lines or have a pole, so that no difference of gamma says how near one comes. What does is
// how far resistance has to be moved: with F(ln tau) the resistance of all faster relaxations,
//   distance = integral |F_found - F_true| dlog10(tau) / F_true(infinity)    in decades.
// Medians of 20 spectra, R = 1 ohm in front, noise of 0.1 and 1 % of |Z|. docs/drt.md has the table.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/lambda_rule.hpp"
#include "nacre/impedance/tikhonov.hpp"
#include "nacre/numerics/statistics.hpp"
#include "support/impedance.hpp"

namespace nacre {
namespace {

using Complex = std::complex<double>;
constexpr double pi = std::numbers::pi;

struct Line {
  double resistance;
  double tau;
};

struct Shape {
  std::string name;
  std::function<Complex(double omega)> impedance;
  std::function<double(double tau)> faster;  // F
};

Shape lines(std::string name, std::vector<Line> of, double elastance = 0.0) {
  return {std::move(name),
          [of, elastance](double omega) {
            Complex z(0.0, -elastance / omega);
            for (const auto& line : of) {
              z += line.resistance / Complex(1.0, omega * line.tau);
            }
            return z;
          },
          [of](double tau) {
            double sum = 0.0;
            for (const auto& line : of) {
              sum += line.tau < tau ? line.resistance : 0.0;
            }
            return sum;
          }};
}

std::vector<Shape> shapes() {
  std::vector<Shape> all = {lines("RC", {{1.0, 0.01}}),
                            lines("two RC, 2 decades apart", {{1.0, 0.001}, {0.5, 0.1}}),
                            lines("two RC, 0.7 decades apart", {{1.0, 0.01}, {0.5, 0.05}})};
  // R tanh(sqrt(s)) / sqrt(s) and R coth(sqrt(s)) / sqrt(s) with s = j w tau, by their poles.
  std::vector<Line> transmissive;
  std::vector<Line> reflective;
  for (int k = 1; k <= 20000; ++k) {
    const double odd = (k - 0.5) * pi;
    transmissive.push_back({2.0 / (odd * odd), 1.0 / (odd * odd)});
    reflective.push_back({2.0 / (k * k * pi * pi), 1.0 / (k * k * pi * pi)});
  }
  all.push_back(lines("Warburg, finite length (tanh)", transmissive));
  all.push_back(lines("Warburg, finite space (coth)", reflective, 1.0));
  all.push_back({"Gerischer", [](double omega) { return 1.0 / std::sqrt(Complex(1.0, 0.1 * omega)); },
                 [](double tau) { return 2.0 / pi * std::asin(std::sqrt(std::min(tau / 0.1, 1.0))); }});
  const testing::KnownCell zarcs{0.0, 0.0, 0.0, {{1.0, 0.001, 0.8}, {0.5, 0.1, 0.8}}};
  all.push_back({"two ZARCs, for comparison", [zarcs](double omega) { return zarcs.impedance(omega); },
                 [zarcs](double tau) {
                   double sum = 0.0;
                   for (double u = -30.0; u < std::log(tau); u += 0.02) {
                     sum += 0.02 * zarcs.gamma(std::exp(u));
                   }
                   return sum;
                 }});
  return all;
}

double distance(const Shape& shape, const std::vector<double>& tau, const std::vector<double>& gamma) {
  const double step = std::log(tau[1] / tau[0]);
  double found = 0.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < tau.size(); ++i) {
    found += 0.5 * step * gamma[i];
    sum += std::abs(found - shape.faster(tau[i])) * step / std::numbers::ln10;
    found += 0.5 * step * gamma[i];
  }
  return sum / shape.faster(1e9);
}

void print(const Shape& shape, double noise) {
  const auto frequency = testing::log_spaced(1e5, 7, 10);
  std::vector<double> automatic;
  std::vector<double> by_evidence;
  std::vector<double> best;
  std::vector<double> ohmic;
  std::vector<double> polarization;
  int unsettled = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    testing::Draw draw(seed);
    std::vector<Complex> z;
    for (const double f : frequency) {
      const Complex exact = 1.0 + shape.impedance(2.0 * pi * f);
      const double real = draw.normal();
      z.push_back(exact + noise * std::abs(exact) * Complex(real, draw.normal()));
    }
    const auto spectrum = impedance::make_spectrum(frequency, z, shape.name);
    const auto found = impedance::drt(spectrum);
    unsettled += found.converged ? 0 : 1;
    automatic.push_back(distance(shape, found.tau_s, found.gamma_ohm));
    ohmic.push_back(std::abs(found.ohmic_ohm - 1.0));
    polarization.push_back(std::abs(found.polarization_ohm / shape.faster(1e9) - 1.0));
    impedance::TikhonovOptions options;
    options.series_capacitance = shape.name.find("coth") != std::string::npos;
    const impedance::TikhonovProblem problem(spectrum, options);
    const auto at = [&](double lambda) {
      const auto d = impedance::distribution(problem, impedance::tikhonov(problem, lambda));
      return distance(shape, d.tau_s, d.gamma_ohm);
    };
    by_evidence.push_back(at(impedance::choose_lambda(problem, impedance::LambdaRule::evidence).lambda));
    double least = 1e300;
    for (int k = 0; k <= 16; ++k) {
      least = std::min(least, at(std::pow(10.0, 1.0 - 0.5 * k)));
    }
    best.push_back(least);
  }
  std::printf("| %s | %.1f %% | %.3f | %.3f | %.3f | %.1f %% | %.1f %% | %d |\n", shape.name.c_str(),
              100.0 * noise, numerics::median(automatic), numerics::median(by_evidence),
              numerics::median(best), 100.0 * numerics::median(ohmic), 100.0 * numerics::median(polarization),
              unsettled);
}

int run() {
  std::printf(
      "| shape | noise | default, decades | Tikhonov by evidence | Tikhonov at its best | ohmic, error | "
      "polarization, "
      "error | not settled of 20 |\n");
  for (const auto& shape : shapes()) {
    for (const double noise : {1e-3, 1e-2}) {
      print(shape, noise);
    }
  }
  return 0;
}

}  // namespace
}  // namespace nacre

int main() { return nacre::run(); }
