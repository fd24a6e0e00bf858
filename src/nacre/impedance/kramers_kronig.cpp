#include "nacre/impedance/kramers_kronig.hpp"

#include <fmt/core.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "nacre/base/error.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;

// One chain fitted: M elements, with or without L and C.
struct Chain {
  int elements = 0;
  bool inductance = false;
  bool capacitance = false;
  double mu = 1.0;
  double bic = 0.0;
  double press = 0.0;
  std::vector<Complex> impedance;
};

Chain fit_chain(const Spectrum& spectrum, int elements, bool inductance, bool capacitance) {
  const auto n = static_cast<Eigen::Index>(spectrum.size());
  const Eigen::Index columns = 1 + elements + (inductance ? 1 : 0) + (capacitance ? 1 : 0);
  const double fastest = 1.0 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.front());
  const double slowest = 1.0 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.back());
  Eigen::MatrixXd a(2 * n, columns);
  Eigen::VectorXd b(2 * n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& z = spectrum.impedance_ohm[static_cast<std::size_t>(i)];
    const double omega = 2.0 * std::numbers::pi * spectrum.frequency_Hz[static_cast<std::size_t>(i)];
    const double weight = 1.0 / std::abs(z);
    const auto set = [&](Eigen::Index column, Complex value) {
      a(2 * i, column) = weight * value.real();
      a(2 * i + 1, column) = weight * value.imag();
    };
    b[2 * i] = weight * z.real();
    b[2 * i + 1] = weight * z.imag();
    set(0, 1.0);
    for (int k = 0; k < elements; ++k) {
      const double place = elements == 1 ? 0.0 : static_cast<double>(k) / (elements - 1);
      set(1 + k, 1.0 / Complex(1.0, omega * fastest * std::pow(slowest / fastest, place)));
    }
    Eigen::Index column = 1 + elements;
    if (inductance) {
      set(column++, Complex(0.0, omega * fastest));
    }
    if (capacitance) {
      set(column, Complex(0.0, -1.0 / (omega * slowest)));
    }
  }
  // Columns of length one: the rank then does not depend on units.
  const Eigen::VectorXd length = a.colwise().norm();
  for (Eigen::Index k = 0; k < columns; ++k) {
    a.col(k) /= length[k];
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor(a);
  const Eigen::VectorXd x = factor.solve(b);
  const Eigen::VectorXd residual = b - a * x;
  Chain chain{elements, inductance, capacitance, 1.0, 0.0, 0.0, {}};
  double negative = 0.0;
  double positive = 0.0;
  for (int k = 0; k < elements; ++k) {
    const double resistance = x[1 + k] / length[1 + k];
    (resistance < 0.0 ? negative : positive) += std::abs(resistance);
  }
  chain.mu = positive > 0.0 ? 1.0 - negative / positive : -1.0;
  const double numbers = 2.0 * static_cast<double>(n);
  chain.bic = numbers * std::log(std::max(residual.squaredNorm(), 1e-30) / numbers) +
              static_cast<double>(columns) * std::log(numbers);
  // Diagonal of the hat matrix: the squared rows of Q.
  const Eigen::MatrixXd q = factor.householderQ() * Eigen::MatrixXd::Identity(2 * n, factor.rank());
  for (Eigen::Index i = 0; i < 2 * n; ++i) {
    const double kept = 1.0 - q.row(i).squaredNorm();
    chain.press += kept > 1e-9 ? std::pow(residual[i] / kept, 2) : 1.0;
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& z = spectrum.impedance_ohm[static_cast<std::size_t>(i)];
    chain.impedance.push_back(z - std::abs(z) * Complex(residual[2 * i], residual[2 * i + 1]));
  }
  return chain;
}

Chain find_chain(const Spectrum& spectrum, const KramersKronigOptions& options, bool inductance,
                 bool capacitance) {
  // Fewer columns than numbers, always.
  const int most = std::min(options.most_elements, static_cast<int>(2 * spectrum.size()) - 4);
  std::optional<Chain> best;
  for (int elements = 1; elements <= most; ++elements) {
    auto chain = fit_chain(spectrum, elements, inductance, capacitance);
    switch (options.rule) {
      case ElementRule::mu:
        best = std::move(chain);
        if (best->mu < options.mu_limit) {
          return std::move(*best);
        }
        break;
      case ElementRule::bic:
        if (!best || chain.bic < best->bic) {
          best = std::move(chain);
        }
        break;
      case ElementRule::leave_one_out:
        if (!best || chain.press < best->press) {
          best = std::move(chain);
        }
    }
  }
  return std::move(*best);
}

// Probability of at most so many runs of one sign among numbers of random sign (Wald and Wolfowitz 1940,
// normal approximation).
double probability_of_runs(const std::vector<double>& values) {
  double positive = 0.0;
  double negative = 0.0;
  double runs = 1.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    (values[i] > 0.0 ? positive : negative) += 1.0;
    runs += i > 0 && (values[i] > 0.0) != (values[i - 1] > 0.0) ? 1.0 : 0.0;
  }
  const double n = positive + negative;
  const double pairs = 2.0 * positive * negative;
  const double mean = pairs / n + 1.0;
  const double variance = pairs * (pairs - n) / (n * n * (n - 1.0));
  if (!(variance > 0.0)) {
    return 1.0;
  }
  return 0.5 * std::erfc(-(runs + 0.5 - mean) / std::sqrt(2.0 * variance));
}

void judge(const Spectrum& spectrum, const KramersKronigOptions& options, KramersKronig& result) {
  result.valid = result.max_residual <= options.tolerance;
  const auto worst = [&](const std::vector<double>& residuals) {
    return static_cast<std::size_t>(
        std::max_element(residuals.begin(), residuals.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); }) -
        residuals.begin());
  };
  const std::size_t real = worst(result.residual_real);
  const std::size_t imag = worst(result.residual_imag);
  const bool in_real = std::abs(result.residual_real[real]) >= std::abs(result.residual_imag[imag]);
  const std::size_t at = in_real ? real : imag;
  result.reasons.push_back(
      fmt::format("largest residual {:.2g} % of |Z|, in the {} part at {:.3g} Hz; limit {:g} %",
                  100.0 * result.max_residual, in_real ? "real" : "imaginary", spectrum.frequency_Hz[at],
                  100.0 * options.tolerance));
  if (result.runs_probability < 1e-3) {
    result.reasons.push_back(
        "the residuals follow each other instead of scattering: the chain misses something systematic");
  }
  const std::size_t n = spectrum.size();
  if (!result.valid && at >= n - std::max<std::size_t>(n / 5, 1)) {
    result.reasons.push_back("it lies at the low-frequency end, where drift of the cell shows first");
  }
}

KramersKronig test_with(const Spectrum& spectrum, const KramersKronigOptions& options) {
  std::optional<Chain> best;
  for (const bool inductance : {false, true}) {
    for (const bool capacitance : {false, true}) {
      auto chain = find_chain(spectrum, options, inductance, capacitance);
      if (!best || chain.bic < best->bic) {
        best = std::move(chain);
      }
    }
  }
  KramersKronig result;
  result.elements = best->elements;
  result.inductance = best->inductance;
  result.capacitance = best->capacitance;
  result.mu = best->mu;
  result.impedance_ohm = std::move(best->impedance);
  std::vector<double> all;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const Complex miss =
        (spectrum.impedance_ohm[i] - result.impedance_ohm[i]) / std::abs(spectrum.impedance_ohm[i]);
    result.residual_real.push_back(miss.real());
    result.residual_imag.push_back(miss.imag());
    result.max_residual = std::max({result.max_residual, std::abs(miss.real()), std::abs(miss.imag())});
    result.rms_residual += std::norm(miss);
  }
  result.rms_residual = std::sqrt(result.rms_residual / (2.0 * static_cast<double>(spectrum.size())));
  result.runs_probability =
      std::min(probability_of_runs(result.residual_real), probability_of_runs(result.residual_imag));
  judge(spectrum, options, result);
  return result;
}

}  // namespace

KramersKronig kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options) {
  if (spectrum.size() < 5) {
    throw UsageError(fmt::format("{} frequencies are too few for a Kramers-Kronig test", spectrum.size()),
                     "measure at least 5");
  }
  auto result = test_with(spectrum, options);
  if (!result.valid && options.rule == ElementRule::mu) {
    auto longer = options;
    longer.rule = ElementRule::bic;
    if (auto again = test_with(spectrum, longer); again.max_residual < result.max_residual) {
      return again;
    }
  }
  return result;
}

std::vector<double> z_hit(const Spectrum& spectrum) {
  const std::size_t n = spectrum.size();
  if (n < 8) {
    throw UsageError(fmt::format("{} frequencies are too few for Z-HIT", n), "measure at least 8");
  }
  std::vector<double> x(n);  // ln w
  std::vector<double> phase(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = std::log(2.0 * std::numbers::pi * spectrum.frequency_Hz[i]);
    phase[i] = std::arg(spectrum.impedance_ohm[i]);
  }
  // Value and slope of the phase at each point, from a parabola through it and two neighbours on each side.
  std::vector<double> value(n);
  std::vector<double> slope(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = std::min(i < 2 ? 0 : i - 2, n - 5);
    Eigen::Matrix<double, 5, 3> a;
    Eigen::Matrix<double, 5, 1> b;
    for (std::size_t k = 0; k < 5; ++k) {
      const double d = x[first + k] - x[i];
      a.row(static_cast<Eigen::Index>(k)) << 1.0, d, d * d;
      b[static_cast<Eigen::Index>(k)] = phase[first + k];
    }
    const Eigen::Vector3d p = a.colPivHouseholderQr().solve(b);
    value[i] = p[0];
    slope[i] = p[1];
  }
  std::vector<double> from_phase(n);
  double integral = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) {
      // The trapezoid with the correction of its ends (Euler and Maclaurin).
      const double h = x[i] - x[i - 1];
      integral += 0.5 * h * (value[i] + value[i - 1]) - h * h / 12.0 * (slope[i] - slope[i - 1]);
    }
    from_phase[i] = 2.0 / std::numbers::pi * integral - std::numbers::pi / 6.0 * slope[i];
  }
  double offset = 0.0;
  const std::size_t third = n / 3;
  for (std::size_t i = third; i < n - third; ++i) {
    offset += std::log(std::abs(spectrum.impedance_ohm[i])) - from_phase[i];
  }
  offset /= static_cast<double>(n - 2 * third);
  std::vector<double> deviation(n);
  for (std::size_t i = 0; i < n; ++i) {
    deviation[i] = std::abs(spectrum.impedance_ohm[i]) / std::exp(from_phase[i] + offset) - 1.0;
  }
  return deviation;
}

}  // namespace nacre::impedance
