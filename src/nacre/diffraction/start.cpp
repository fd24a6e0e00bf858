#include "nacre/diffraction/start.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "nacre/numerics/nonnegative.hpp"

namespace nacre::diffraction {
namespace {

// Chebyshev's coefficients of the envelope, weighted like the data.
void fit_background(Model& model, const Pattern& pattern, int terms) {
  const auto rows = static_cast<Eigen::Index>(pattern.size());
  const auto envelope = lower_envelope(pattern.two_theta_deg, pattern.intensity);
  const Eigen::Map<const Eigen::VectorXd> y(envelope.data(), rows), std(pattern.std.data(), rows);
  const Eigen::MatrixXd columns = chebyshev_columns(pattern.two_theta_deg, terms);
  const Eigen::VectorXd w = std.cwiseInverse();
  const Eigen::VectorXd c = (w.asDiagonal() * columns).colPivHouseholderQr().solve(w.cwiseProduct(y));
  model.background.chebyshev.assign(c.data(), c.data() + c.size());
}

void set_width(Model& model, double fwhm) {
  // A pseudo-Voigt between the two: seven tenths of the width Gaussian, four tenths Lorentzian.
  const double sigma = 70.0 * fwhm / std::sqrt(8.0 * std::numbers::ln2);  // 0.01 degrees
  model.instrument.u = model.instrument.v = 0.0;
  model.instrument.w = sigma * sigma;
  model.instrument.x = 40.0 * fwhm;
  model.instrument.y = model.instrument.z = 0.0;
}

// The scales that explain what is above the background best, none negative, put into the model; and what is
// left, the weighted sum of squares. Le Bail's phases take their shares of the rest a few times.
double fit_scales(Model& model, const Pattern& pattern, const CalculateOptions& options) {
  std::vector<std::size_t> rietveld;
  for (std::size_t p = 0; p < model.phases.size(); ++p) {
    if (model.phases[p].intensities == Intensities::structure) {
      model.phases[p].scale = 1.0;
      rietveld.push_back(p);
    } else {
      auto& intensities = model.phases[p].free_intensities;
      std::fill(intensities.begin(), intensities.end(), 1e-30);
    }
  }
  const auto rows = static_cast<Eigen::Index>(pattern.size());
  const Eigen::Map<const Eigen::VectorXd> std(pattern.std.data(), rows),
      observed(pattern.intensity.data(), rows);
  if (!rietveld.empty()) {
    CalculateOptions by_phase = options;
    by_phase.by_phase = true;
    // Areas are not known yet: every peak is followed equally far.
    by_phase.level = 0.0;
    by_phase.most_fwhm = 8.0;
    const auto calculated = calculate(model, pattern.two_theta_deg, {}, by_phase);
    Eigen::MatrixXd columns(rows, static_cast<Eigen::Index>(rietveld.size()));
    for (std::size_t k = 0; k < rietveld.size(); ++k) {
      const auto& part = calculated.of_phase[rietveld[k]];
      columns.col(static_cast<Eigen::Index>(k)) =
          Eigen::Map<const Eigen::VectorXd>(part.data(), rows).cwiseQuotient(std);
    }
    const Eigen::Map<const Eigen::VectorXd> under(calculated.background.data(), rows);
    const Eigen::VectorXd b = (observed - under).cwiseQuotient(std);
    const Eigen::VectorXd norm = columns.colwise().norm().transpose().cwiseMax(1e-300);
    for (Eigen::Index k = 0; k < columns.cols(); ++k) {
      columns.col(k) /= norm(k);
    }
    Eigen::MatrixXd square = columns.transpose() * columns;
    square.diagonal().array() += 1e-9;  // two phases given twice share what they explain
    numerics::NonnegativeQuadratic problem(square.cols());
    const Eigen::VectorXd solved = problem.solve(square, columns.transpose() * b);
    for (std::size_t k = 0; k < rietveld.size(); ++k) {
      const auto i = static_cast<Eigen::Index>(k);
      model.phases[rietveld[k]].scale = solved(i) / norm(i);
    }
  }
  const bool free = rietveld.size() < model.phases.size();
  for (int i = 0; free && i < 8; ++i) {
    share_intensities(model, pattern.two_theta_deg, pattern.intensity, pattern.std, options);
  }
  const auto calculated = calculate(model, pattern.two_theta_deg, {}, options);
  const Eigen::Map<const Eigen::VectorXd> y(calculated.intensity.data(), rows);
  return (observed - y).cwiseQuotient(std).squaredNorm();
}

}  // namespace

void estimate_start(Model& model, const Pattern& pattern, int background_terms, bool known_profile) {
  fit_background(model, pattern, background_terms);
  CalculateOptions options;
  options.level = negligible_level(pattern);
  if (known_profile) {
    fit_scales(model, pattern, options);
    return;
  }
  const double step = pattern.mean_step_deg();
  double best = std::numeric_limits<double>::infinity(), best_width = 0.1;
  for (double width = std::clamp(2.0 * step, 0.004, 0.1); width < 1.2; width *= 1.6) {
    set_width(model, width);
    const double sum = fit_scales(model, pattern, options);
    if (sum < best) {
      best = sum;
      best_width = width;
    }
  }
  set_width(model, best_width);
  fit_scales(model, pattern, options);
}

double search_cells(Model& model, const Pattern& pattern, double most) {
  CalculateOptions options;
  options.level = negligible_level(pattern);
  const Instrument kept = model.instrument;
  double largest = 0.0;
  // First with wide peaks and a coarse grid, then finer ones.
  for (const double width : {0.6, 0.25}) {
    set_width(model, width);
    for (auto& phase : model.phases) {
      const auto cell = phase.cell;
      double best = std::numeric_limits<double>::infinity(), best_stretch = 0.0;
      const int steps = 12;
      const double reach = width > 0.5 ? most : most / 6.0;
      for (int i = -steps; i <= steps; ++i) {
        const double stretch = reach * i / steps;
        for (std::size_t k = 0; k < cell.size(); ++k) {
          phase.cell[k] = cell[k] / ((1.0 + stretch) * (1.0 + stretch));
        }
        phase.update();
        const double sum = fit_scales(model, pattern, options);
        if (sum < best * (1.0 - 1e-6) || (i == 0 && sum <= best * (1.0 + 1e-6))) {
          best = sum;
          best_stretch = stretch;
        }
      }
      for (std::size_t k = 0; k < cell.size(); ++k) {
        phase.cell[k] = cell[k] / ((1.0 + best_stretch) * (1.0 + best_stretch));
      }
      phase.update();
      largest = std::max(largest, std::abs(best_stretch));
    }
  }
  model.instrument = kept;
  model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
  fit_scales(model, pattern, options);
  return largest;
}

}  // namespace nacre::diffraction
