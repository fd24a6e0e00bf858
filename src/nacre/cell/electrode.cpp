#include "nacre/cell/electrode.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/kinetics.hpp"
#include "nacre/numerics/small_matrix.hpp"

namespace nacre::cell {

using constants::faraday;
using constants::gas;
using numerics::multiply_each;

namespace {

constexpr double site_floor =
    1e-7;  // share of free or filled sites below which j0 stops falling as it should
constexpr double salt_floor = 1e-5;  // the same for c_e / c_ref

// value^exponent; the exponents that are common need no logarithm.
double power(double value, double exponent) {
  if (exponent == 0.5) {
    return std::sqrt(value);
  }
  if (exponent == 2.0) {
    return value * value;
  }
  return exponent == 0.0 ? 1.0 : std::pow(value, exponent);
}

double arrhenius(double energy, double reference, double temperature) {
  return energy == 0.0 ? 1.0 : std::exp(energy / gas * (1.0 / reference - 1.0 / temperature));
}

}  // namespace

ElectrodePoints::ElectrodePoints(const CellParameters& cell, Side side, std::size_t nodes,
                                 std::size_t radial_nodes, std::size_t offset)
    : electrode_(side == Side::negative ? cell.negative.value() : cell.positive),
      side_(side),
      radial_(radial_nodes),
      nodes_(nodes),
      offset_(offset),
      concentration_ratio_(cell.electrolyte.initial_concentration / cell.electrolyte.reference_concentration),
      solvent_(cell.electrolyte.solvent_concentration),
      reference_temperature_(cell.reference_temperature) {
  const auto& e = electrode_;
  std::vector<SizeClass> sizes = e.sizes;
  if (sizes.empty()) {
    sizes.push_back({e.particle_radius, 1.0});
  }
  double surface = 0.0;
  for (const auto& size : sizes) {
    const double volume = e.active_fraction * size.volume_fraction;
    classes_.push_back({size.radius, 3.0 * volume / size.radius, volume, 0.0});
    surface += 3.0 * volume / size.radius;
  }
  current_scale_ = cell.nominal_capacity_Ah / (cell.total_area() * e.thickness * surface);
  for (auto& size_class : classes_) {
    size_class.flux = current_scale_ / (faraday * e.maximum_concentration * size_class.radius);
  }
  stride_ = radial_.size + 1;
  if (e.interphase) {
    slow_.interphase = stride_++;
  }
  if (e.rock_salt) {
    slow_.rock_salt = stride_++;
  }
  if (e.cracking) {
    slow_.damage = stride_++;
  }
  if (e.open_circuit_charge_V) {
    slow_.hysteresis = stride_++;
  }
  for (const auto& film : e.films) {
    unblocked_ *= 1.0 - film.blocked_fraction;
    film_resistance_ += film.thickness / (film.conductivity * (1.0 - film.blocked_fraction));
  }
  warms_ = cell.heat.has_value();
  const double t_ref = cell.reference_temperature;
  open_circuit_ = {e.open_circuit_V, t_ref, 0.0, 1.0, warms_};
  open_circuit_charge_ = {e.open_circuit_charge_V.value_or(e.open_circuit_V), t_ref, 0.0, 1.0, warms_};
  entropic_ = {e.entropic_V_per_K, t_ref, 0.0, 1.0, warms_};
  exchange_ = {e.exchange_current, t_ref, 0.0, 1.0, warms_};
  diffusivity_ = {e.diffusivity, t_ref, 0.0, 1.0, warms_};
  const std::size_t points = nodes_ * classes_.size();
  active_.assign(points, 1.0);
  damage_.assign(points, 0.0);
  rock_salt_.assign(points, e.rock_salt ? e.rock_salt->initial_thickness : 0.0);
  lost_particle_sodium_.assign(points, 0.0);
  lost_interphase_sodium_.assign(points, 0.0);
  lost_solvent_.assign(points, 0.0);
  latest_.resize(points);
  coefficients_.resize(points);
  set_temperature(cell.temperature);
  if (!diffusivity_.constant()) {
    diffusion_.resize(points * radial_.size);
    diffusion_slope_.resize(points * radial_.size);
  }
}

void ElectrodePoints::set_temperature(double temperature) {
  temperature_ = temperature;
  for (auto* property : {&open_circuit_, &open_circuit_charge_, &entropic_, &exchange_, &diffusivity_}) {
    property->set_temperature(temperature);
  }
}

void ElectrodePoints::fill(double* y, double state_of_charge) const {
  const double empty = electrode_.stoichiometry_at_0;
  const double stoichiometry = empty + state_of_charge * (electrode_.stoichiometry_at_100 - empty);
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      double* unknowns = y + at(node, k);
      std::fill_n(unknowns, stride_, 0.0);
      std::fill_n(unknowns, radial_.size, stoichiometry);
      if (slow_.interphase > 0) {
        unknowns[slow_.interphase] = electrode_.interphase->initial_thickness / thickness_scale;
      }
      if (slow_.rock_salt > 0) {
        unknowns[slow_.rock_salt] = electrode_.rock_salt->initial_thickness / thickness_scale;
      }
    }
  }
}

void ElectrodePoints::guess_current(double* y, double current) const {
  double surface = 0.0;
  for (const auto& size_class : classes_) {
    surface += size_class.area * electrode_.thickness;
  }
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      y[at(node, k) + radial_.size] = current / (surface * current_scale_);
    }
  }
}

void ElectrodePoints::scale_tolerance(double* tolerance) const {
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      double* values = tolerance + at(node, k);
      values[radial_.size] *= 10.0;  // the current of a point: a hundredth of a percent of 1C is plenty
    }
  }
}

double ElectrodePoints::interphase_resistance(const double* unknowns) const {
  double resistance = 0.0;
  if (slow_.interphase > 0) {
    resistance += unknowns[slow_.interphase] * thickness_scale / electrode_.interphase->conductivity;
  }
  if (slow_.rock_salt > 0) {
    resistance += unknowns[slow_.rock_salt] * thickness_scale / electrode_.rock_salt->conductivity;
  }
  return resistance;
}

ElectrodePoints::Surface ElectrodePoints::evaluate(double phi, double concentration,
                                                   const double* unknowns) const {
  const auto& e = electrode_;
  const double x = unknowns[radial_.size - 1];
  const double current = unknowns[radial_.size] * current_scale_;
  const auto filled = kept_positive(x, site_floor);
  const auto vacant = kept_positive(1.0 - x, site_floor);
  const auto salt = kept_positive(concentration * concentration_ratio_, salt_floor);
  const auto reference = exchange_.at(x);
  const double sites = e.exponent_filled == 0.5 && e.exponent_vacant == 0.5 && e.exponent_electrolyte == 0.5
                           ? std::sqrt(filled.value * vacant.value * salt.value)
                           : power(filled.value, e.exponent_filled) * power(vacant.value, e.exponent_vacant) *
                                 power(salt.value, e.exponent_electrolyte);
  const double exchange = reference.value * sites * unblocked_;
  const auto eta = overpotential(current, exchange, e.transfer_coefficient, temperature_);

  Surface surface;
  auto u = open_circuit_.at(x);
  if (slow_.hysteresis > 0) {
    const auto charge = open_circuit_charge_.at(x);
    const double h = unknowns[slow_.hysteresis];
    surface.by_hysteresis = 0.5 * (charge.value - u.value);
    u = {0.5 * (u.value + charge.value) + h * surface.by_hysteresis,
         0.5 * (u.slope + charge.slope) + 0.5 * h * (charge.slope - u.slope)};
  }
  if (warms_ || temperature_ != reference_temperature_) {
    const auto entropic = entropic_.at(x);
    surface.entropic = entropic.value;
    u.value += entropic.value * (temperature_ - reference_temperature_);
    u.slope += entropic.slope * (temperature_ - reference_temperature_);
  }
  const double resistance = film_resistance_ + interphase_resistance(unknowns);
  surface.open_circuit = u.value;
  surface.reaction = phi - u.value - eta.value - current * resistance;
  const double exchange_by_x =
      exchange * (reference.slope / reference.value + e.exponent_filled * filled.slope / filled.value -
                  e.exponent_vacant * vacant.slope / vacant.value);
  surface.by_surface = u.slope + eta.by_exchange * exchange_by_x;
  surface.by_concentration =
      eta.by_exchange * exchange * e.exponent_electrolyte * salt.slope / salt.value * concentration_ratio_;
  surface.by_current = (eta.by_current + resistance) * current_scale_;

  const double thermal = gas * temperature_ / faraday;
  if (slow_.interphase > 0) {
    const auto& growth = *e.interphase;
    const double warm = arrhenius(growth.activation_energy, reference_temperature_, temperature_);
    const double drive =
        (phi - current * resistance - growth.equilibrium_V) * (side_ == Side::negative ? -1.0 : 1.0);
    // Beyond 60 thermal voltages the exponential only overflows; a diffusion limit or a cut-off has long
    // ruled by then.
    const double reaction =
        growth.rate * warm * std::exp(std::clamp(growth.transfer_coefficient * drive / thermal, -60.0, 60.0));
    const double thickness = std::max(unknowns[slow_.interphase], 1e-3) * thickness_scale;
    const double limit = faraday * growth.diffusivity * warm * growth.solvent_concentration / thickness;
    surface.side_current = growth.diffusivity <= 0.0
                               ? reaction
                               : (growth.rate <= 0.0 ? limit : reaction * limit / (reaction + limit));
  }
  if (slow_.rock_salt > 0) {
    const auto& growth = *e.rock_salt;
    const double warm = arrhenius(growth.activation_energy, reference_temperature_, temperature_);
    const double drive = growth.transfer_coefficient * (phi - growth.onset_V) / thermal;
    surface.rock_salt_rate =
        growth.rate * warm * std::exp(std::clamp(drive, -60.0, 60.0)) /
        (1.0 + unknowns[slow_.rock_salt] * thickness_scale / growth.transition_thickness);
  }
  return surface;
}

void ElectrodePoints::diffuse(const double* y, const double* yp, double* r) const {
  const std::size_t n = radial_.size;
  const bool constant = diffusivity_.constant();
  for (std::size_t k = 0; constant && k < classes(); ++k) {
    const std::size_t first = at(0, k);
    multiply_each(radial_.stiffness.data(), n, y + first, r + first, nodes_, per_node());
  }
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      const double* x = y + at(node, k);
      const double* rates = yp + at(node, k);
      double* result = r + at(node, k);
      const double scale = 1.0 / (classes_[k].radius * classes_[k].radius);
      if (constant) {
        const double d = diffusivity_.at(0.5).value * scale;
        for (std::size_t m = 0; m < n; ++m) {
          result[m] = radial_.weight[m] * rates[m] + d * result[m];
        }
        continue;
      }
      for (std::size_t m = 0; m < n; ++m) {
        result[m] = radial_.weight[m] * rates[m];
      }
      for (std::size_t q = 0; q < n; ++q) {
        const double* row = &radial_.derivative[q * n];
        double slope = 0.0;
        for (std::size_t m = 0; m < n; ++m) {
          slope += row[m] * x[m];
        }
        const double flux = scale * radial_.metric[q] * diffusivity_.at(x[q]).value * slope;
        for (std::size_t m = 0; m < n; ++m) {
          result[m] += row[m] * flux;
        }
      }
    }
  }
}

double ElectrodePoints::hysteresis_rate(const Class& size_class, double scaled_current) const {
  return 3.0 * electrode_.hysteresis_decay * size_class.flux * scaled_current;
}

ElectrodePoints::Sum ElectrodePoints::residual(std::size_t node, double phi, double phi_rate,
                                               double concentration, const double* y, const double* yp,
                                               double* r) {
  const std::size_t n = radial_.size;
  Sum sum;
  for (std::size_t k = 0; k < classes(); ++k) {
    const std::size_t start = at(node, k);
    const double* unknowns = y + start;
    const double* rates = yp + start;
    double* result = r + start;
    const auto& size_class = classes_[k];
    const auto surface = evaluate(phi, concentration, unknowns);
    latest_[point(node, k)] = {surface.by_surface,   surface.by_concentration, surface.by_current, 0.0, 0.0,
                               surface.by_hysteresis};
    const double scaled = unknowns[n];
    result[n - 1] += size_class.flux * scaled;
    result[n] = surface.reaction;
    if (slow_.interphase > 0) {
      result[slow_.interphase] = rates[slow_.interphase] - electrode_.interphase->molar_volume *
                                                               surface.side_current /
                                                               (faraday * thickness_scale);
    }
    if (slow_.rock_salt > 0) {
      result[slow_.rock_salt] = rates[slow_.rock_salt] - surface.rock_salt_rate / thickness_scale;
    }
    if (slow_.damage > 0) {
      const auto& crack = *electrode_.cracking;
      const double stress = 2.0 * crack.partial_molar_volume * crack.youngs_modulus /
                            (9.0 * (1.0 - crack.poisson_ratio)) * electrode_.maximum_concentration *
                            (radial_.mean(unknowns) - unknowns[n - 1]);
      result[slow_.damage] =
          rates[slow_.damage] -
          crack.rate * power(std::max(stress, 0.0) / crack.critical_stress, crack.exponent);
    }
    if (slow_.hysteresis > 0) {
      const double rate = hysteresis_rate(size_class, scaled);
      result[slow_.hysteresis] =
          rates[slow_.hysteresis] - (rate - std::abs(rate) * unknowns[slow_.hysteresis]);
    }
    const double a = area(node, k);
    const double current = scaled * current_scale_;
    const double side = side_ == Side::negative ? -surface.side_current : surface.side_current;
    const double bound =
        electrode_.interphase ? electrode_.interphase->sodium_per_electron * surface.side_current : 0.0;
    sum.current += a * (current + side + electrode_.double_layer * phi_rate);
    sum.sodium += a * (current - bound);
    sum.chemical += a * current * (surface.open_circuit - temperature_ * surface.entropic);
  }
  return sum;
}

void ElectrodePoints::linearise(std::size_t node, const double* y) {
  const std::size_t n = radial_.size;
  for (std::size_t k = 0; k < classes(); ++k) {
    const double* unknowns = y + at(node, k);
    auto& c = coefficients_[point(node, k)];
    c = latest_[point(node, k)];
    if (slow_.hysteresis > 0) {
      const double unit = hysteresis_rate(classes_[k], 1.0);
      const double sign = unknowns[n] < 0.0 ? -1.0 : 1.0;
      c.hysteresis_decay = unit * std::abs(unknowns[n]);
      c.hysteresis_current = unit * (1.0 - sign * unknowns[slow_.hysteresis]);
    }
    if (!diffusivity_.constant()) {
      const std::size_t first = point(node, k) * n;
      for (std::size_t q = 0; q < n; ++q) {
        double slope = 0.0;
        for (std::size_t m = 0; m < n; ++m) {
          slope += radial_.derivative[q * n + m] * unknowns[m];
        }
        const auto d = diffusivity_.at(unknowns[q]);
        diffusion_[first + q] = radial_.metric[q] * d.value;
        diffusion_slope_[first + q] = radial_.metric[q] * d.slope * slope;
      }
    }
  }
}

}  // namespace nacre::cell
