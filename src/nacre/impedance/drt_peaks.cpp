#include "nacre/impedance/drt_peaks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/numerics/least_squares.hpp"
#include "nacre/numerics/peaks.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;

constexpr double vanished = 1e-6;  // of the largest resistance of a mixture
constexpr double pi = std::numbers::pi;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double least_exponent = 0.3;
constexpr double least_width = 0.03;
constexpr double most_width = 4.0;
constexpr std::size_t per_peak = 3;  // ln |R|, ln tau, phi or s
constexpr double tolerance = 1e-7;   // of the sum of squares, far below what noise makes of it

// The exponent of a ZARC of that height and resistance: gamma_max = R / (2 pi) tan(phi pi / 2).
double exponent_of(double height, double resistance) {
  return std::clamp(2.0 / pi * std::atan(2.0 * pi * height / resistance), least_exponent + 0.1, 0.98);
}

// s of a Gaussian of that height and resistance.
double width_of(double height, double resistance) {
  return std::clamp(resistance / (height * std::sqrt(2.0 * pi)), 2.0 * least_width, 0.5 * most_width);
}

// The impedance of a process of 1 ohm, and its derivatives to ln tau and to the third parameter.
struct Relaxation {
  Complex z;
  Complex to_log_tau;
  Complex to_shape;
};

Relaxation zarc(double log_omega_tau, double exponent) {
  const Complex logarithm(log_omega_tau, 0.5 * pi);
  const Complex q = std::exp(exponent * logarithm);
  const Complex z = 1.0 / (1.0 + q);
  const Complex share = z * q / (1.0 + q);
  return {z, -exponent * share, -logarithm * share};
}

// By the trapezoidal rule over t, u = ln tau + sqrt(2) s t. The integrand has its nearest pole where Im u is
// pi / 2: with three steps to it the rule is good to 1e-8.
Relaxation gaussian(double log_omega_tau, double width) {
  const double scale = std::numbers::sqrt2 * width;
  const double step = std::min(0.4, 0.5 * pi / scale / 3.0);
  const auto half = static_cast<int>(std::ceil(6.1 / step));
  Relaxation sum{};
  for (int k = -half; k <= half; ++k) {
    const double t = k * step;
    const double weight = step * std::exp(-t * t) / std::sqrt(pi);
    const Complex jwt(0.0, std::exp(log_omega_tau + scale * t));
    const Complex z = 1.0 / (1.0 + jwt);
    const Complex slope = -weight * jwt * z * z;
    sum.z += weight * z;
    sum.to_log_tau += slope;
    sum.to_shape += slope * (std::numbers::sqrt2 * t);
  }
  return sum;
}

// The mixture as a least-squares problem: three numbers for each process, then R, and L w_max and
// 1 / (C w_min) where the DRT found them.
class Mixture {
 public:
  Mixture(const Spectrum& spectrum, const Drt& drt, const std::vector<DrtPeak>& peaks, PeakShape shape)
      : spectrum_(spectrum), drt_(drt), shape_(shape), count_(peaks.size()) {
    for (const double f : spectrum.frequency_Hz) {
      omega_.push_back(2.0 * pi * f);
    }
    for (const auto& p : peaks) {
      signs_.push_back(p.resistance_ohm < 0.0 ? -1.0 : 1.0);
      add(std::log(std::abs(p.resistance_ohm)), -50.0, 50.0);
      add(std::log(p.tau_s), std::log(drt.tau_s.front()), std::log(drt.tau_s.back()));
      if (shape == PeakShape::zarc) {
        add(p.exponent, least_exponent, 1.0);
      } else {
        add(p.width, least_width, most_width);
      }
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    add(drt.ohmic_ohm, 0.0, infinity);
    if (drt.inductance_H > 0.0) {
      inductance_ = problem_.start.size();
      add(drt.inductance_H * omega_.front(), 0.0, infinity);
    }
    if (std::isfinite(drt.series_capacitance_F)) {
      elastance_ = problem_.start.size();
      add(1.0 / (drt.series_capacitance_F * omega_.back()), 0.0, infinity);
    }
    problem_.residuals = 2 * omega_.size();
    problem_.tolerance = tolerance;
    problem_.evaluate = [this](const double* p, double* r, double* j) { return evaluate(p, r, j); };
  }
  Mixture(const Mixture&) = delete;
  Mixture& operator=(const Mixture&) = delete;

  numerics::LeastSquaresResult fit() const { return numerics::least_squares(problem_); }

 private:
  void add(double start, double lower, double upper) {
    problem_.start.push_back(std::clamp(start, lower, upper));
    problem_.lower.push_back(lower);
    problem_.upper.push_back(upper);
  }

  bool evaluate(const double* p, double* residuals, double* jacobian) const {
    const std::size_t n = omega_.size();
    const std::size_t parameters = problem_.start.size();
    for (std::size_t i = 0; i < n; ++i) {
      Complex model = 0.0;
      const auto derivative = [&](std::size_t parameter, Complex dz) {
        if (jacobian != nullptr) {
          jacobian[i * parameters + parameter] = dz.real() / drt_.noise_ohm[i].real();
          jacobian[(n + i) * parameters + parameter] = dz.imag() / drt_.noise_ohm[i].imag();
        }
      };
      for (std::size_t k = 0; k < count_; ++k) {
        const double* process = p + per_peak * k;
        const double resistance = signs_[k] * std::exp(process[0]);
        const double log_omega_tau = std::log(omega_[i]) + process[1];
        const auto one =
            shape_ == PeakShape::zarc ? zarc(log_omega_tau, process[2]) : gaussian(log_omega_tau, process[2]);
        model += resistance * one.z;
        derivative(per_peak * k, resistance * one.z);
        derivative(per_peak * k + 1, resistance * one.to_log_tau);
        derivative(per_peak * k + 2, resistance * one.to_shape);
      }
      const std::size_t ohmic = per_peak * count_;
      model += p[ohmic];
      derivative(ohmic, 1.0);
      if (inductance_ > 0) {
        const Complex jw(0.0, omega_[i]);
        const Complex dz = jw / omega_.front() / (1.0 + jw * drt_.inductance_loss_s);
        model += p[inductance_] * dz;
        derivative(inductance_, dz);
      }
      if (elastance_ > 0) {
        const Complex dz(0.0, -omega_.back() / omega_[i]);
        model += p[elastance_] * dz;
        derivative(elastance_, dz);
      }
      residuals[i] = (model - spectrum_.impedance_ohm[i]).real() / drt_.noise_ohm[i].real();
      residuals[n + i] = (model - spectrum_.impedance_ohm[i]).imag() / drt_.noise_ohm[i].imag();
    }
    return true;
  }

  const Spectrum& spectrum_;
  const Drt& drt_;
  PeakShape shape_;
  std::size_t count_;
  std::vector<double> signs_;   // of the resistances
  std::size_t inductance_ = 0;  // index; 0: none
  std::size_t elastance_ = 0;
  std::vector<double> omega_;
  numerics::LeastSquaresProblem problem_;
};

DrtPeak peak_of(const numerics::LeastSquaresResult& fit, std::size_t k, double sign, PeakShape shape) {
  const std::size_t i = per_peak * k;
  const auto index = static_cast<Eigen::Index>(i);
  DrtPeak peak;
  peak.resistance_ohm = sign * std::exp(fit.parameters[i]);
  peak.resistance_std_ohm = std::abs(peak.resistance_ohm) * fit.std[i];
  peak.tau_s = std::exp(fit.parameters[i + 1]);
  peak.tau_std_s = peak.tau_s * fit.std[i + 1];
  peak.exponent = peak.exponent_std = peak.width = peak.width_std = nan;
  (shape == PeakShape::zarc ? peak.exponent : peak.width) = fit.parameters[i + 2];
  (shape == PeakShape::zarc ? peak.exponent_std : peak.width_std) = fit.std[i + 2];
  peak.capacitance_F = peak.tau_s / peak.resistance_ohm;
  const double variance = fit.covariance(index, index) + fit.covariance(index + 1, index + 1) -
                          2.0 * fit.covariance(index, index + 1);
  peak.capacitance_std_F = std::abs(peak.capacitance_F) * std::sqrt(variance);
  return peak;
}

// Maxima of a distribution that is nowhere negative.
void add_maxima(const std::vector<double>& tau_s, const std::vector<double>& gamma, double prominence,
                PeakShape shape, double sign, std::vector<DrtPeak>& peaks) {
  const auto found = numerics::find_peaks(gamma, prominence);
  const double step = std::log(tau_s[1] / tau_s[0]);
  std::size_t begin = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    std::size_t end = gamma.size();
    if (k + 1 < found.size()) {
      const auto from = gamma.begin() + static_cast<std::ptrdiff_t>(found[k].index);
      const auto to = gamma.begin() + static_cast<std::ptrdiff_t>(found[k + 1].index);
      end = static_cast<std::size_t>(std::min_element(from, to) - gamma.begin());
    }
    double area = 0.0;
    for (std::size_t i = begin; i < end; ++i) {
      area += gamma[i] * step;
    }
    DrtPeak peak;
    peak.tau_s = tau_s[found[k].index];
    peak.resistance_ohm = sign * area;
    peak.capacitance_F = peak.tau_s / peak.resistance_ohm;
    const double height = gamma[found[k].index];
    peak.exponent = shape == PeakShape::zarc ? exponent_of(height, area) : nan;
    peak.width = shape == PeakShape::gaussian ? width_of(height, area) : nan;
    peak.tau_std_s = peak.resistance_std_ohm = peak.capacitance_std_F = nan;
    peak.exponent_std = peak.width_std = nan;
    peaks.push_back(peak);
    begin = end;
  }
}

}  // namespace

std::vector<DrtPeak> distribution_peaks(const std::vector<double>& tau_s, const std::vector<double>& gamma,
                                        double least_share, PeakShape shape) {
  const auto size = static_cast<Eigen::Index>(gamma.size());
  const Eigen::ArrayXd values = Eigen::ArrayXd::Map(gamma.data(), size);
  const double prominence = least_share * values.abs().maxCoeff();
  std::vector<DrtPeak> peaks;
  for (const double sign : {1.0, -1.0}) {
    const Eigen::ArrayXd part = (sign * values).max(0.0);
    if (part.maxCoeff() > 0.0) {
      add_maxima(tau_s, {part.begin(), part.end()}, prominence, shape, sign, peaks);
    }
  }
  std::sort(peaks.begin(), peaks.end(), [](const DrtPeak& a, const DrtPeak& b) { return a.tau_s < b.tau_s; });
  return peaks;
}

DrtPeaks drt_peaks(const Spectrum& spectrum, const Drt& drt, double least_share, PeakShape shape) {
  if (!(least_share >= 0.0 && least_share <= 1.0)) {
    throw UsageError(fmt::format("the least share of a peak is between 0 and 1, not {}", least_share));
  }
  DrtPeaks result;
  result.peaks = distribution_peaks(drt.tau_s, drt.gamma_ohm, least_share, shape);
  const std::size_t unknowns = per_peak * result.peaks.size() + 3;
  if (result.peaks.empty() || unknowns >= 2 * spectrum.size()) {
    return result;
  }
  // Maxima that the others explain are left without a resistance, and such that the data cannot tell from
  // others leave all without uncertainties: the weakest goes, and the rest is fitted again.
  auto starts = result.peaks;
  for (;;) {
    const auto fit = Mixture(spectrum, drt, starts, shape).fit();
    if (!fit.converged) {
      return result;
    }
    const auto weight = [&](std::size_t k) { return fit.parameters[per_peak * k]; };  // ln |R|
    std::size_t weakest = 0;
    std::size_t strongest = 0;
    bool determined = true;
    for (std::size_t k = 0; k < starts.size(); ++k) {
      weakest = weight(k) < weight(weakest) ? k : weakest;
      strongest = weight(k) > weight(strongest) ? k : strongest;
      determined = determined && std::isfinite(fit.std[per_peak * k]);
    }
    const bool vanishes = weight(weakest) < weight(strongest) + std::log(vanished);
    if (starts.size() > 1 && (vanishes || !determined)) {
      starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(weakest));
      continue;
    }
    result.fitted = true;
    result.chi2_reduced =
        fit.sum_of_squares / static_cast<double>(2 * spectrum.size() - fit.parameters.size());
    result.peaks.clear();
    for (std::size_t k = 0; k < starts.size(); ++k) {
      result.peaks.push_back(peak_of(fit, k, starts[k].resistance_ohm < 0.0 ? -1.0 : 1.0, shape));
    }
    break;
  }
  std::sort(result.peaks.begin(), result.peaks.end(),
            [](const DrtPeak& a, const DrtPeak& b) { return a.tau_s < b.tau_s; });
  return result;
}

}  // namespace nacre::impedance
