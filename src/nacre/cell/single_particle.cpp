#include "nacre/cell/single_particle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/units.hpp"
#include "nacre/cell/kinetics.hpp"

namespace nacre::cell {

using constants::faraday;

SingleParticleModel::SingleParticleModel(const CellParameters& cell, const Mesh& mesh, bool with_electrolyte)
    : Model(cell), electrolyte_(cell), sides_(2), temperature_(cell.temperature) {
  if (with_electrolyte) {
    double start = 0.0;
    double share =
        0.0;  // of the cell's current that the electrolyte carries to the right: 0 at a collector, -1 between
    const auto region = [&](int electrode, std::size_t cells, double thickness, double porosity,
                            double bruggeman) {
      const double width = thickness / static_cast<double>(cells);
      for (std::size_t k = 0; k < cells; ++k) {
        nodes_.push_back({electrode, width, start + width * (static_cast<double>(k) + 0.5), porosity,
                          std::pow(porosity, bruggeman)});
        share += electrode == 0   ? -1.0 / static_cast<double>(cells)
                 : electrode == 1 ? 1.0 / static_cast<double>(cells)
                                  : 0.0;
        current_share_.push_back(share);
      }
      start += thickness;
    };
    if (cell.half_cell()) {
      nodes_.push_back({-1, 0.0, 0.0, 1.0, 1.0});
      share = -1.0;
      current_share_.push_back(share);
    } else {
      const auto& e = *cell.negative;
      region(0, mesh.negative, e.thickness, e.porosity, e.bruggeman_electrolyte);
    }
    region(-1, mesh.separator, cell.separator.thickness, cell.separator.porosity, cell.separator.bruggeman);
    region(1, mesh.positive, cell.positive.thickness, cell.positive.porosity,
           cell.positive.bruggeman_electrolyte);
    // A face counts in the mean over an electrode with the part of the electrode that lies to its right.
    weight_.assign(nodes_.size(), 0.0);
    double right[2] = {0.0, 0.0};
    for (std::size_t i = nodes_.size() - 1; i > 0; --i) {
      if (nodes_[i].electrode >= 0) {
        const auto& e = nodes_[i].electrode == 0 ? *cell.negative : cell.positive;
        right[nodes_[i].electrode] += nodes_[i].width / e.thickness;
      }
      weight_[i - 1] = right[1] - right[0];
    }
  } else {
    nodes_.push_back({-1, pore_volume(), 0.0, 1.0, 1.0});
    current_share_.push_back(0.0);
    weight_.push_back(0.0);
  }
  globals_ = nodes_.size();
  for (int k = 0; k < 2; ++k) {
    if (k == 1 || !cell.half_cell()) {
      ++globals_;
    }
  }
  std::size_t potential = nodes_.size();
  for (int k = 0; k < 2; ++k) {
    if (k == 0 && cell.half_cell()) {
      continue;
    }
    const auto& e = k == 0 ? *cell.negative : cell.positive;
    const double solid = e.conductivity * std::pow(e.active_fraction, e.bruggeman_solid);
    sides_[k].emplace(Side_{
        ElectrodePoints(cell, k == 0 ? Side::negative : Side::positive, 1, mesh.radial, globals_),
        e.thickness, k == 0 ? -1.0 : 1.0, potential++, with_electrolyte ? e.thickness / (3.0 * solid) : 0.0});
    globals_ += sides_[k]->points.unknowns();
  }
  local_.resize(nodes_.size());
  salt_.resize(nodes_.size());
}

void SingleParticleModel::set_core_temperature(double temperature) {
  temperature_ = temperature;
  electrolyte_.set_temperature(temperature);
  for (auto& side : sides_) {
    if (side) {
      side->points.set_temperature(temperature);
    }
  }
}

void SingleParticleModel::fill(double* y, double state_of_charge) const {
  std::fill_n(y, nodes_.size(), 1.0);
  for (const auto& side : sides_) {
    if (side) {
      side->points.fill(y, state_of_charge);
    }
  }
}

void SingleParticleModel::guess(double* y) const {
  for (const auto& side : sides_) {
    if (side) {
      side->points.guess_current(y, side->sign * current(y));
      y[side->potential] = side->points.open_circuit_V(side->points.surface(y, 0));
    }
  }
}

void SingleParticleModel::fill_tolerance(double* tolerance) const {
  for (const auto& side : sides_) {
    if (side) {
      side->points.scale_tolerance(tolerance);
    }
  }
}

double SingleParticleModel::mean_salt(const double* y, int electrode) const {
  if (nodes_.size() == 1) {
    return y[0];
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    sum += nodes_[i].electrode == electrode ? nodes_[i].width * y[i] : 0.0;
  }
  return sum / sides_[static_cast<std::size_t>(electrode)]->thickness;
}

double SingleParticleModel::core_residual(const double* y, const double* yp, double* r) {
  const double i = current(y);
  double stored = 0.0;
  std::array<double, 2> source{};
  for (int k = 0; k < 2; ++k) {
    if (auto& side = sides_[k]) {
      side->points.diffuse(y, yp, r);
      const auto sum =
          side->points.residual(0, y[side->potential], yp[side->potential], mean_salt(y, k), y, yp, r);
      r[side->potential] = side->thickness * sum.current - side->sign * i;
      source[k] = sum.sodium;
      stored += side->thickness * sum.chemical;
    }
  }
  const double salt_capacity = faraday * electrolyte_.initial_concentration();
  const std::size_t n = nodes_.size();
  if (n == 1) {
    r[0] = nodes_[0].width * salt_capacity * yp[0];
    for (std::size_t e = 0; e < 2; ++e) {
      r[0] -= sides_[e] ? sides_[e]->thickness * source[e] : -i;
    }
    return stored;
  }
  for (std::size_t k = 0; k < n; ++k) {
    local_[k] = electrolyte_.local(y[k], nodes_[k].tortuosity_factor);
  }
  double left = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    const auto& node = nodes_[k];
    double right = 0.0;
    if (k + 1 < n) {
      right = electrolyte_
                  .salt(local_[k], local_[k + 1], y[k], y[k + 1], i * current_share(k), 0.5 * node.width,
                        0.5 * nodes_[k + 1].width)
                  .value;
    }
    r[k] =
        node.width == 0.0
            ? right + i
            : node.width * node.porosity * salt_capacity * yp[k] + right - left -
                  (node.electrode >= 0 ? node.width * source[static_cast<std::size_t>(node.electrode)] : 0.0);
    left = right;
  }
  return stored;
}

double SingleParticleModel::losses(const double* y, Sparse* row, double* by_current) const {
  const double i = current(y);
  double resistance = parameters().contact_resistance;
  for (const auto& side : sides_) {
    resistance += side ? side->solid_resistance : 0.0;
  }
  double sum = i * resistance;
  double slope = resistance;
  if (parameters().half_cell()) {
    // phi_e at the foil is -phi_m, and the foil's current to the electrolyte is -i.
    const auto foil = foil_drop(parameters(), -i, y[0], temperature_);
    sum -= foil.value;
    slope += foil.by_current;
    if (row != nullptr) {
      row->push_back({0, -foil.by_concentration});
    }
  }
  ElectrolyteTransport::Local left;
  if (nodes_.size() > 1) {
    left = electrolyte_.local(y[0], nodes_[0].tortuosity_factor);
  }
  for (std::size_t k = 0; k + 1 < nodes_.size(); ++k) {
    const auto right = electrolyte_.local(y[k + 1], nodes_[k + 1].tortuosity_factor);
    const auto drop = electrolyte_.drop(left, right, i * current_share(k), 0.5 * nodes_[k].width,
                                        0.5 * nodes_[k + 1].width);
    left = right;
    sum += weight_[k] * drop.value;
    slope += weight_[k] * drop.by[2] * current_share(k);
    if (row != nullptr) {
      row->push_back({k, weight_[k] * drop.by[0]});
      row->push_back({k + 1, weight_[k] * drop.by[1]});
    }
  }
  if (by_current != nullptr) {
    *by_current = slope * one_C();
  }
  return sum;
}

double SingleParticleModel::voltage(const double* y) const {
  double v = y[sides_[1]->potential] + losses(y, nullptr, nullptr);
  if (sides_[0]) {
    v -= y[sides_[0]->potential];
  }
  return v;
}

void SingleParticleModel::core_linearise(const double* y) {
  for (auto& side : sides_) {
    if (side) {
      side->points.linearise(0, y);
    }
  }
  const double i = current(y);
  for (std::size_t k = 0; k + 1 < nodes_.size(); ++k) {
    salt_[k] = electrolyte_.salt(local_[k], local_[k + 1], y[k], y[k + 1], i * current_share(k),
                                 0.5 * nodes_[k].width, 0.5 * nodes_[k + 1].width);
  }
  voltage_row_.clear();
  losses(y, &voltage_row_, &voltage_by_current_);
  voltage_row_.push_back({sides_[1]->potential, 1.0});
  if (sides_[0]) {
    voltage_row_.push_back({sides_[0]->potential, -1.0});
  }
}

Model::Sparse SingleParticleModel::current_column() const {
  Sparse column;
  for (const auto& side : sides_) {
    if (side) {
      column.push_back({side->potential, -side->sign * one_C()});
    }
  }
  const std::size_t n = nodes_.size();
  for (std::size_t k = 0; k < n; ++k) {
    double value = nodes_[k].width == 0.0 || (n == 1 && parameters().half_cell()) ? 1.0 : 0.0;
    value += k + 1 < n ? salt_[k].by[2] * current_share(k) : 0.0;
    value -= k > 0 && nodes_[k].width > 0.0 ? salt_[k - 1].by[2] * current_share(k - 1) : 0.0;
    column.push_back({k, value * one_C()});
  }
  return column;
}

template <class S>
void SingleParticleModel::factor_with(Linear<S>& linear, S cj) {
  linear.cj = cj;
  for (int k = 0; k < 2; ++k) {
    if (auto& side = sides_[k]) {
      side->points.factor(linear.factors[k], cj);
      const auto g = side->points.conductance(linear.factors[k], 0);
      linear.potential[k] = side->thickness * (g.transfer + g.double_layer);
      linear.transfer[k] = g.transfer / (g.transfer + g.double_layer);
      linear.by_concentration[k] = side->thickness * g.by_concentration;
    }
  }
  const std::size_t n = nodes_.size();
  const double salt_capacity = faraday * electrolyte_.initial_concentration();
  linear.diagonal.assign(n, S(0.0));
  linear.lower.assign(n, S(0.0));
  linear.upper.assign(n, S(0.0));
  linear.pivot.assign(n, S(0.0));
  for (std::size_t k = 0; k < n; ++k) {
    linear.diagonal[k] += nodes_[k].width * nodes_[k].porosity * salt_capacity * cj;
    if (k + 1 < n) {
      linear.diagonal[k] += salt_[k].by[0];
      linear.upper[k] += salt_[k].by[1];
      linear.lower[k + 1] -= salt_[k].by[0];
      linear.diagonal[k + 1] -= salt_[k].by[1];
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    linear.pivot[k] =
        S(1.0) / (k == 0 ? linear.diagonal[k]
                         : linear.diagonal[k] - linear.lower[k] * linear.upper[k - 1] * linear.pivot[k - 1]);
  }
}

template <class S>
void SingleParticleModel::solve_chain(const Linear<S>& linear, S* b) const {
  const std::size_t n = nodes_.size();
  for (std::size_t k = 1; k < n; ++k) {
    b[k] -= linear.lower[k] * linear.pivot[k - 1] * b[k - 1];
  }
  for (std::size_t k = n; k-- > 0;) {
    b[k] = (b[k] - (k + 1 < n ? linear.upper[k] * b[k + 1] : S(0.0))) * linear.pivot[k];
  }
}

template <class S>
void SingleParticleModel::solve_with(const Linear<S>& linear, S* b) {
  // Balance of an electrode: G dphi - E d<c> + known = b. Of that change of current, `transfer` of the
  // potential's part is sodium; the rest charges the double layer. The concentration's part is sodium but for
  // what the double layer takes.
  std::array<S, 2> rhs{};
  for (int k = 0; k < 2; ++k) {
    if (auto& side = sides_[k]) {
      side->points.solve_diffusion(linear.factors[k], b);
      const S known = side->thickness * side->points.reduce(linear.factors[k], 0, b);
      rhs[k] = b[side->potential] - known;
      const S sodium = linear.transfer[k] * rhs[k] + known;
      for (std::size_t n = 0; n < nodes_.size(); ++n) {
        if (nodes_.size() == 1) {
          b[n] += sodium;
        } else if (nodes_[n].electrode == k) {
          b[n] += nodes_[n].width * sodium / side->thickness;
        }
      }
    }
  }
  solve_chain(linear, b);
  for (int k = 0; k < 2; ++k) {
    if (auto& side = sides_[k]) {
      S salt(0.0);
      for (std::size_t n = 0; n < nodes_.size(); ++n) {
        salt += nodes_[n].electrode == k ? nodes_[n].width * b[n] / side->thickness : S(0.0);
      }
      if (nodes_.size() == 1) {
        salt = b[0];
      }
      b[side->potential] = (rhs[k] + linear.by_concentration[k] * salt) / linear.potential[k];
      side->points.expand(linear.factors[k], 0, b[side->potential], salt, b);
    }
  }
}

double SingleParticleModel::margin(const double* y) const {
  double margin = 1.0;
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    margin = std::min(margin, y[k] - salt_limit);
  }
  for (const auto& side : sides_) {
    if (side) {
      const auto [low, high] = side->points.surface_range(y);
      margin = std::min({margin, low - site_limit, 1.0 - high - site_limit});
    }
  }
  return margin;
}

std::string SingleParticleModel::exhausted(const double* y) const {
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    if (!(y[k] > 1.5 * salt_limit)) {
      return fmt::format("electrolyte depleted at x = {:.3g} um", nodes_[k].middle * 1e6);
    }
  }
  for (std::size_t k = 0; k < 2; ++k) {
    if (const auto& side = sides_[k]) {
      const auto [low, high] = side->points.surface_range(y);
      const auto* name = k == 0 ? "negative" : "positive";
      if (!(low > 1.5 * site_limit)) {
        return fmt::format("surface of the {} particles empty", name);
      }
      if (!(high < 1.0 - 1.5 * site_limit)) {
        return fmt::format("surface of the {} particles full", name);
      }
    }
  }
  return {};
}

Profile SingleParticleModel::profile(const double* y) const {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Profile profile;
  const auto add = [&](double x, double salt, int electrode) {
    profile.x_m.push_back(x);
    profile.electrolyte_concentration.push_back(salt * electrolyte_.initial_concentration());
    profile.electrolyte_potential_V.push_back(none);
    profile.solid_potential_V.push_back(none);
    const auto* side = electrode >= 0 ? &*sides_[static_cast<std::size_t>(electrode)] : nullptr;
    profile.surface_stoichiometry.push_back(side != nullptr ? side->points.surface(y, 0) : none);
    profile.mean_stoichiometry.push_back(side != nullptr ? side->points.mean(y, 0) : none);
    profile.current_density.push_back(side != nullptr ? side->points.current(y, 0) : none);
  };
  for (std::size_t k = 0; nodes_.size() > 1 && k < nodes_.size(); ++k) {
    add(nodes_[k].middle, y[k], nodes_[k].electrode);
  }
  if (nodes_.size() == 1) {
    const double left = sides_[0] ? sides_[0]->thickness : 0.0;
    if (sides_[0]) {
      add(0.5 * left, y[0], 0);
    }
    add(left + parameters().separator.thickness + 0.5 * sides_[1]->thickness, y[0], 1);
  }
  return profile;
}

SodiumBalance SingleParticleModel::sodium(const double* y) const {
  SodiumBalance balance;
  for (std::size_t k = 0; k < nodes_.size(); ++k) {
    balance.electrolyte += nodes_[k].width * nodes_[k].porosity * y[k] * electrolyte_.initial_concentration();
  }
  const auto& p = *sides_[1];
  balance.positive = p.points.sodium_in_particles(y, p.thickness);
  balance.interphase_positive = p.points.sodium_in_interphase(y, p.thickness);
  balance.lost_positive = p.points.sodium_lost(p.thickness);
  if (const auto& n = sides_[0]) {
    balance.negative = n->points.sodium_in_particles(y, n->thickness);
    balance.interphase_negative = n->points.sodium_in_interphase(y, n->thickness);
    balance.lost_negative = n->points.sodium_lost(n->thickness);
  } else {
    balance.metal = charge(y) / faraday;
  }
  return balance;
}

double SingleParticleModel::lose_material(double* y, double wetted) {
  double largest = 0.0;
  for (auto& side : sides_) {
    largest = std::max(largest, side ? side->points.lose_material(y, wetted) : 0.0);
  }
  return largest;
}

double SingleParticleModel::pore_volume() const {
  const auto& cell = parameters();
  return cell.separator.thickness * cell.separator.porosity +
         cell.positive.thickness * cell.positive.porosity +
         (cell.negative ? cell.negative->thickness * cell.negative->porosity : 0.0);
}

Model::ElectrodeState SingleParticleModel::electrode_state(const double* y, bool positive) const {
  const auto& side = sides_[positive ? 1 : 0];
  if (!side) {
    return {};
  }
  return side->points.state(y, side->thickness);
}

}  // namespace nacre::cell
