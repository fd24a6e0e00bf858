#include "nacre/diffraction/phase_peaks.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
constexpr double smallest_variance = 1e-8;  // degrees^2: 0.0002 degrees of FWHM
// Where peaks of a pattern that starts at low angle would all fall together.
constexpr double smallest_theta = 0.1 * degree;

}  // namespace

PhasePeaks::PhasePeaks(const Model& model, int phase, const std::vector<double>& two_theta_deg,
                       const std::vector<Variable>& variables, const CalculateOptions& options)
    : model_(model),
      phase_(model.phases[static_cast<std::size_t>(phase)]),
      index_(phase),
      x_(two_theta_deg),
      options_(options),
      slots_(find_slots(variables)),
      strengths_(phase_.strengths(!slots_.structural.empty())),
      tensor_(crystal::reciprocal_tensor(phase_.structure.cell)) {}

PhasePeaks::Slots PhasePeaks::find_slots(const std::vector<Variable>& variables) const {
  Slots slots;
  slots.intensity.assign(phase_.reflections.size(), -1);
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const auto& variable = variables[v];
    if (variable.phase >= 0 && variable.phase != index_) {
      continue;
    }
    switch (variable.quantity) {
      case Quantity::cell:
        slots.cell.emplace_back(v, variable.index);
        break;
      case Quantity::stephens:
        slots.stephens.emplace_back(v, variable.index);
        break;
      case Quantity::harmonic:
        slots.harmonics.emplace_back(v, variable.index);
        break;
      case Quantity::intensity:
        slots.intensity[static_cast<std::size_t>(variable.index)] = static_cast<int>(v);
        break;
      case Quantity::position:
      case Quantity::site_displacement:
      case Quantity::occupancy: {
        const auto site = static_cast<std::size_t>(variable.index);
        Slots::Structural structural{v, {}};
        const auto& columns = phase_.calculator().columns();
        if (variable.quantity == Quantity::occupancy) {
          structural.parts.push_back({static_cast<int>(columns[site].occupancy), 1.0});
        }
        // Sites that follow this one move with it.
        for (std::size_t s = 0; s < phase_.sites.size() && variable.quantity != Quantity::occupancy; ++s) {
          if (s != site && phase_.sites[s].follows != variable.index) {
            continue;
          }
          const bool position = variable.quantity == Quantity::position;
          const auto& basis =
              position ? phase_.sites[site].position_basis : phase_.sites[site].displacement_basis;
          const auto first = static_cast<int>(position ? columns[s].position : columns[s].displacement);
          for (int row = 0; row < basis.rows(); ++row) {
            if (basis(row, variable.component) != 0.0) {
              structural.parts.push_back({first + row, basis(row, variable.component)});
            }
          }
        }
        slots.structural.push_back(std::move(structural));
        break;
      }
      case Quantity::background:
      case Quantity::hump_position:
      case Quantity::hump_area:
      case Quantity::hump_width:
        break;
      default:
        slots.others.emplace_back(v, &variable);
    }
  }
  return slots;
}

bool PhasePeaks::place(std::size_t reflection, std::size_t line, Place& p) const {
  const auto& instrument = model_.instrument;
  const auto& given = instrument.radiation.lines[line];
  const Eigen::Vector3d h = phase_.reflections[reflection].hkl.cast<double>();
  const double monomials[6] = {h(0) * h(0),       h(1) * h(1),       h(2) * h(2),
                               2.0 * h(0) * h(1), 2.0 * h(0) * h(2), 2.0 * h(1) * h(2)};
  double q = 0.0;
  for (std::size_t i = 0; i < 6; ++i) {
    p.monomials[i] = monomials[i];
    q += monomials[i] * tensor_[i];
  }
  const double sine = 0.5 * given.wavelength * std::sqrt(q);
  if (!(sine < 0.99999) || sine < std::sin(smallest_theta)) {
    return false;
  }
  p.reflection = reflection;
  p.theta = std::asin(sine);
  p.cosine = std::sqrt(1.0 - sine * sine);
  p.tangent = sine / p.cosine;
  p.theta_by_q = given.wavelength * given.wavelength / (4.0 * std::sin(2.0 * p.theta));
  p.position = peak_position(instrument, p.theta);
  const double shift = 2.0 * phase_.shift_mm / instrument.radius_mm / degree;
  p.position.value -= shift * p.cosine;
  p.position.by_theta += shift * sine;
  p.variance = gaussian_variance(instrument, p.theta);
  p.too_narrow = p.variance.value < smallest_variance;
  if (p.too_narrow) {
    p.variance = {smallest_variance, 0.0};
  }
  p.broadening = broadening_factors(phase_.broadening, phase_.broadening_of()[reflection], given.wavelength);
  const double size = p.broadening.size;
  // The line's own width goes with the tangent, as strain does.
  const double strain = p.broadening.strain + 2.0 * given.width / given.wavelength / degree;
  p.lorentzian = lorentzian_width(instrument, p.theta);
  p.lorentzian.value += size / p.cosine + strain * p.tangent;
  p.lorentzian.by_theta += size * p.tangent / p.cosine + strain / (p.cosine * p.cosine);
  p.negative = p.lorentzian.value < 0.0;
  if (p.negative) {
    p.lorentzian = {0.0, 0.0};
  }
  p.texture = texture_factor(phase_.texture, phase_.texture_of()[reflection]);
  p.factor = intensity_factor(instrument, p.theta);
  p.unit = given.weight * p.texture.value * p.factor.value;
  p.area = phase_.scale * strengths_.value[reflection] * p.unit;
  return true;
}

void PhasePeaks::for_each_peak(bool derivatives, const Visit& visit) {
  Place p{};
  for (std::size_t k = 0; k < phase_.reflections.size(); ++k) {
    for (std::size_t l = 0; l < model_.instrument.radiation.lines.size(); ++l) {
      if (!place(k, l, p)) {
        continue;
      }
      const double fwhm = pseudo_voigt(p.widths()).fwhm;
      const double reach =
          std::min(peak_reach(p.widths(), std::abs(p.area), options_.level), options_.most_fwhm * fwhm) +
          axial_reach(p.position.value);
      const auto begin = std::lower_bound(x_.begin(), x_.end(), p.position.value - reach);
      const auto end = std::upper_bound(begin, x_.end(), p.position.value + reach);
      if (begin == end) {
        continue;
      }
      const auto first = static_cast<std::size_t>(begin - x_.begin());
      const std::span<const double> window(&*begin, static_cast<std::size_t>(end - begin));
      peak_values(window, p.position.value, p.widths(), model_.instrument.axial, derivatives, values_);
      gradients_.clear();
      if (derivatives) {
        fill_gradients(p);
      }
      visit(Peak{index_, static_cast<int>(k), static_cast<int>(l), p.position.value, p.area, fwhm, first,
                 window.size()},
            values_, gradients_);
    }
  }
}

double PhasePeaks::axial_reach(double position) const {
  const double s = model_.instrument.axial, cosine = std::cos(position * degree);
  return std::abs(std::acos(std::clamp(cosine * std::sqrt(1.0 + s * s), -1.0, 1.0)) / degree - position);
}

void PhasePeaks::fill_gradients(const Place& p) {
  const std::size_t k = p.reflection;
  const double v = p.too_narrow ? 0.0 : 1e-4, w = p.negative ? 0.0 : 1.0;
  const double tangent = p.tangent, cosine = p.cosine;
  const auto& broad = p.broadening;
  for (const auto& [variable, index] : slots_.cell) {
    double q = 0.0;
    for (int i = 0; i < 6; ++i) {
      q += p.monomials[i] * phase_.cell_basis(i, index);
    }
    const double by = q * p.theta_by_q;
    gradients_.push_back({variable, p.area * p.factor.by_theta / p.factor.value * by,
                          p.position.by_theta * by, p.variance.by_theta * by, p.lorentzian.by_theta * by,
                          0.0});
  }
  for (const auto& [variable, index] : slots_.stephens) {
    gradients_.push_back({variable, 0, 0, 0, w * broad.strain_by_stephens(index) * tangent, 0});
  }
  for (const auto& [variable, index] : slots_.harmonics) {
    gradients_.push_back({variable, p.area / p.texture.value * p.texture.by_harmonics(index), 0, 0, 0, 0});
  }
  for (const auto& structural : slots_.structural) {
    double by = 0.0;
    for (const auto& part : structural.parts) {
      by += part.coefficient * strengths_.by_site(static_cast<Eigen::Index>(k), part.column);
    }
    gradients_.push_back({structural.variable, phase_.scale * p.unit * by, 0, 0, 0, 0});
  }
  if (slots_.intensity[k] >= 0) {
    gradients_.push_back({static_cast<std::size_t>(slots_.intensity[k]), phase_.scale * p.unit, 0, 0, 0, 0});
  }
  const auto shifts = position_derivatives(model_.instrument, p.theta);
  for (const auto& [variable, what] : slots_.others) {
    Gradient g{variable, 0, 0, 0, 0, 0};
    switch (what->quantity) {
      case Quantity::zero:
        g.by_position = shifts[0];
        break;
      case Quantity::displacement:
      case Quantity::phase_shift:
        g.by_position = shifts[1];
        break;
      case Quantity::transparency:
        g.by_position = shifts[2];
        break;
      case Quantity::caglioti_u:
        g.by_variance = v * tangent * tangent;
        break;
      case Quantity::caglioti_v:
        g.by_variance = v * tangent;
        break;
      case Quantity::caglioti_w:
        g.by_variance = v;
        break;
      case Quantity::lorentz_x:
        g.by_lorentzian = w * 0.01 / cosine;
        break;
      case Quantity::lorentz_y:
        g.by_lorentzian = w * 0.01 * tangent;
        break;
      case Quantity::lorentz_z:
        g.by_lorentzian = w * 0.01;
        break;
      case Quantity::axial:
        g.by_axial = 1.0;
        break;
      case Quantity::scale:
        g.by_area = strengths_.value[k] * p.unit;
        break;
      case Quantity::inverse_size:
        g.by_lorentzian = w * broad.size_by_equator / cosine;
        break;
      case Quantity::inverse_size_axial:
        g.by_lorentzian = w * broad.size_by_axis / cosine;
        break;
      case Quantity::strain:
        g.by_lorentzian = w * broad.strain_by_equator * tangent;
        break;
      case Quantity::strain_axial:
        g.by_lorentzian = w * broad.strain_by_axis * tangent;
        break;
      case Quantity::march:
        g.by_area = p.area / p.texture.value * p.texture.by_march;
        break;
      case Quantity::overall_displacement: {
        const double d = phase_.reflections[k].d;
        g.by_area = -4.0 * std::numbers::pi * std::numbers::pi / (d * d) * p.area;
        break;
      }
      default:
        continue;
    }
    gradients_.push_back(g);
  }
}

}  // namespace nacre::diffraction
