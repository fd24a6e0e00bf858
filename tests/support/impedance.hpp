// Simulated impedance spectra whose distribution of relaxation times is known: sums of ZARCs, drawn or given.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "nacre/impedance/spectrum.hpp"

namespace nacre::testing {

// R / (1 + (j w tau)^phi)
struct Zarc {
  double resistance_ohm;
  double tau_s;
  double phi;

  std::complex<double> impedance(double omega) const {
    return resistance_ohm / (1.0 + std::pow(std::complex<double>(0.0, omega * tau_s), phi));
  }
  double gamma(double tau) const {
    const double angle = (1.0 - phi) * std::numbers::pi;
    return resistance_ohm / (2.0 * std::numbers::pi) * std::sin(angle) /
           (std::cosh(phi * std::log(tau / tau_s)) - std::cos(angle));
  }
};

struct KnownCell {
  double ohmic_ohm = 0.0;
  double inductance_H = 0.0;
  double elastance_per_F = 0.0;  // 1 / C of the series capacitance
  std::vector<Zarc> processes;

  std::complex<double> impedance(double omega) const {
    std::complex<double> z(ohmic_ohm, omega * inductance_H - elastance_per_F / omega);
    for (const auto& p : processes) {
      z += p.impedance(omega);
    }
    return z;
  }
  double gamma(double tau) const {
    double sum = 0.0;
    for (const auto& p : processes) {
      sum += p.gamma(tau);
    }
    return sum;
  }
};

// Columns of numbers, separated by commas or blanks; lines that begin with '#' are left out.
inline std::vector<std::vector<double>> read_columns(const std::filesystem::path& path) {
  std::vector<std::vector<double>> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::vector<double> row;
    for (double x = 0.0; words >> x;) {
      row.push_back(x);
    }
    if (!row.empty()) {
      rows.push_back(row);
    }
  }
  return rows;
}

// The same numbers on every machine, which the distributions of the standard library do not promise.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double uniform(double low, double high) {
    return low + (high - low) * (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53;
  }
  double normal() {
    return std::sqrt(-2.0 * std::log(uniform(0.0, 1.0))) *
           std::cos(2.0 * std::numbers::pi * uniform(0.0, 1.0));
  }
  int integer(int low, int high) { return low + static_cast<int>(uniform(0.0, high - low + 1.0)); }

 private:
  std::mt19937_64 random_;
};

inline std::vector<double> log_spaced(double from_Hz, double decades, int per_decade) {
  std::vector<double> result;
  for (int i = 0; i <= static_cast<int>(decades * per_decade); ++i) {
    result.push_back(from_Hz * std::pow(10.0, -static_cast<double>(i) / per_decade));
  }
  return result;
}

struct DrawnSpectrum {
  KnownCell cell;
  double noise = 0.0;  // of |Z|, of each part
  impedance::Spectrum spectrum;
};

// 1 to 4 ZARCs (0.2 to 2 ohm, exponent 0.65 to 0.97) at least 0.7 decades inside the window of 5 to 8 decades
// with 6, 8 or 10 points each; half of the cells with an inductance, four in ten with a series capacitance;
// noise of 0.1 to 1 % of |Z|.
inline DrawnSpectrum draw_spectrum(std::uint64_t seed) {
  Draw draw(seed);
  DrawnSpectrum d;
  const int per_decade = 4 + 2 * draw.integer(1, 3);
  const auto f = log_spaced(std::pow(10.0, draw.uniform(3.5, 6.0)), draw.uniform(5.0, 8.0), per_decade);
  const double omega_high = 2.0 * std::numbers::pi * f.front();
  const double omega_low = 2.0 * std::numbers::pi * f.back();
  const int count = draw.integer(1, 4);
  double total = 0.0;
  for (int i = 0; i < count; ++i) {
    const double resistance = std::pow(10.0, draw.uniform(-0.7, 0.3));
    const double tau =
        std::pow(10.0, draw.uniform(-std::log10(omega_high) + 0.7, -std::log10(omega_low) - 0.7));
    d.cell.processes.push_back({resistance, tau, draw.uniform(0.65, 0.97)});
    total += resistance;
  }
  d.cell.ohmic_ohm = total * draw.uniform(0.05, 1.0);
  if (draw.uniform(0.0, 1.0) < 0.5) {
    d.cell.inductance_H = total * draw.uniform(0.1, 1.0) / omega_high;
  }
  if (draw.uniform(0.0, 1.0) < 0.4) {
    d.cell.elastance_per_F = total * draw.uniform(0.3, 3.0) * omega_low;
  }
  d.noise = std::pow(10.0, draw.uniform(-3.0, -2.0));
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const auto exact = d.cell.impedance(2.0 * std::numbers::pi * x);
    const double real = draw.normal();
    z.push_back(exact + d.noise * std::abs(exact) * std::complex<double>(real, draw.normal()));
  }
  d.spectrum = impedance::make_spectrum(f, std::move(z), "drawn " + std::to_string(seed));
  return d;
}

// |found - exact| / |exact| over the printed times, which are evenly spaced by their logarithm.
template <typename Exact>
double relative_error(const std::vector<double>& tau, const std::vector<double>& gamma, const Exact& exact) {
  double miss = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < tau.size(); ++i) {
    const double truth = exact(tau[i]);
    miss += (gamma[i] - truth) * (gamma[i] - truth);
    all += truth * truth;
  }
  return std::sqrt(miss / all);
}

}  // namespace nacre::testing
