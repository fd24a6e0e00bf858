#include "nacre/diffraction/fractions.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "nacre/crystal/scattering.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double per_cm_per_um = 1e-4;

// Brindley's factors for the fractions at hand: they hang on each other through the mean absorption.
std::vector<double> brindley_factors(const Model& model, const std::vector<double>& shares,
                                     const std::vector<double>& particle_um) {
  std::vector<double> factors(shares.size(), 1.0);
  if (particle_um.empty()) {
    return factors;
  }
  std::vector<double> mass_attenuation, density;
  for (const auto& phase : model.phases) {
    const bool known = phase.intensities == Intensities::structure;
    mass_attenuation.push_back(
        known ? crystal::mass_attenuation(phase.structure, model.instrument.radiation.wavelength()) : 0.0);
    density.push_back(known ? phase.structure.density() : 1.0);
  }
  for (int pass = 0; pass < 50; ++pass) {
    double weight = 0.0, volume = 0.0, absorbed = 0.0;
    for (std::size_t p = 0; p < shares.size(); ++p) {
      const double w = shares[p] / factors[p];
      weight += w;
      volume += w / density[p];
      absorbed += w * mass_attenuation[p];
    }
    if (!(weight > 0.0)) {
      break;
    }
    const double mean = absorbed / volume;  // 1/cm
    double change = 0.0;
    for (std::size_t p = 0; p < shares.size() && p < particle_um.size(); ++p) {
      const double next =
          brindley_factor((mass_attenuation[p] * density[p] - mean) * particle_um[p] * per_cm_per_um);
      change = std::max(change, std::abs(next - factors[p]));
      factors[p] = next;
    }
    if (change < 1e-10) {
      break;
    }
  }
  return factors;
}

}  // namespace

double brindley_factor(double difference_times_diameter) {
  const double x = 0.5 * difference_times_diameter;  // times the radius
  if (x == 0.0) {
    return 1.0;
  }
  // The mean over a sphere by the midpoint rule in r^3, the cosine and the angle about the axis. In along +x,
  // out along +y: a scattering angle of 90 degrees.
  constexpr int shells = 24, zones = 24, spokes = 24;
  double sum = 0.0;
  for (int i = 0; i < shells; ++i) {
    const double r = std::cbrt((i + 0.5) / shells);
    for (int j = 0; j < zones; ++j) {
      const double z = -1.0 + 2.0 * (j + 0.5) / zones, ring = std::sqrt(1.0 - z * z);
      for (int k = 0; k < spokes; ++k) {
        const double angle = 2.0 * std::numbers::pi * (k + 0.5) / spokes;
        const auto path = [r](double along) { return along + std::sqrt(along * along + 1.0 - r * r); };
        sum += std::exp(-x * (path(r * ring * std::cos(angle)) + path(r * ring * std::sin(angle))));
      }
    }
  }
  return sum / (shells * zones * spokes);
}

Fractions weight_fractions(const Refined& refined, const std::vector<double>& particle_um,
                           const std::optional<Standard>& standard) {
  const auto& phases = refined.model.phases;
  const std::size_t n = phases.size();
  std::vector<double> unit(n, 0.0), share(n, 0.0);
  for (std::size_t p = 0; p < n; ++p) {
    if (phases[p].intensities == Intensities::structure) {
      unit[p] = phases[p].structure.mass() * phases[p].structure.cell.volume();
      share[p] = phases[p].scale * unit[p];
    }
  }
  const auto tau = brindley_factors(refined.model, share, particle_um);
  double total = 0.0;
  for (std::size_t p = 0; p < n; ++p) {
    unit[p] /= tau[p];
    share[p] /= tau[p];
    total += share[p];
  }
  // d W_p/d S_q = unit_q (delta_pq - W_p)/total; with a standard, W_p s/W_s = s share_p/share_s instead.
  Eigen::MatrixXd by_scale =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
  Eigen::VectorXd w(static_cast<Eigen::Index>(n));
  const bool has_standard = standard && share[standard->phase] > 0.0;
  const double base = has_standard ? share[standard->phase] / standard->weight_fraction : total;
  for (std::size_t p = 0; p < n; ++p) {
    const auto i = static_cast<Eigen::Index>(p);
    w(i) = base > 0.0 ? share[p] / base : nan;
    by_scale(i, i) += unit[p] / base;
    for (std::size_t q = 0; q < n; ++q) {
      if (!has_standard) {
        by_scale(i, static_cast<Eigen::Index>(q)) -= w(i) * unit[q] / base;
      } else if (q == standard->phase) {
        by_scale(i, static_cast<Eigen::Index>(q)) -= w(i) / phases[q].scale;
      }
    }
  }
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(by_scale.rows(), by_scale.cols());
  for (std::size_t a = 0; a < refined.variables.size(); ++a) {
    for (std::size_t b = 0; b < refined.variables.size(); ++b) {
      const auto &va = refined.variables[a], &vb = refined.variables[b];
      // A scale on its bound of zero has no uncertainty of its own.
      if (va.quantity == Quantity::scale && vb.quantity == Quantity::scale) {
        const double c = refined.covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
        covariance(va.phase, vb.phase) = std::isfinite(c) ? c : 0.0;
      }
    }
  }
  const Eigen::MatrixXd of_fractions = by_scale * covariance * by_scale.transpose();
  Fractions result;
  for (std::size_t p = 0; p < n; ++p) {
    const auto i = static_cast<Eigen::Index>(p);
    const bool known = phases[p].intensities == Intensities::structure;
    result.phases.push_back(
        {known ? w(i) : nan, known ? std::sqrt(std::max(of_fractions(i, i), 0.0)) : nan, tau[p]});
  }
  if (has_standard) {
    result.amorphous = Fraction{1.0 - w.sum(), std::sqrt(std::max(of_fractions.sum(), 0.0)), 1.0};
  }
  return result;
}

}  // namespace nacre::diffraction
