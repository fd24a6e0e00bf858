#include "nacre/cell/porous_electrode.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "nacre/base/units.hpp"
#include "nacre/cell/kinetics.hpp"

namespace nacre::cell {

using constants::faraday;

PorousElectrodeModel::PorousElectrodeModel(const CellParameters& cell, const Mesh& mesh)
    : Model(cell), electrolyte_(cell), temperature_(cell.temperature) {
  if (cell.half_cell()) {
    nodes_.push_back({Region::foil, 0, 0.0, 0.0, 1.0, 1.0, 0.0});
  } else {
    const auto& e = *cell.negative;
    add_region(Region::negative, mesh.negative, e.thickness, e.porosity, e.bruggeman_electrolyte,
               e.conductivity * std::pow(e.active_fraction, e.bruggeman_solid));
  }
  add_region(Region::separator, mesh.separator, cell.separator.thickness, cell.separator.porosity,
             cell.separator.bruggeman, 0.0);
  const auto& e = cell.positive;
  add_region(Region::positive, mesh.positive, e.thickness, e.porosity, e.bruggeman_electrolyte,
             e.conductivity * std::pow(e.active_fraction, e.bruggeman_solid));
  globals_ = 3 * nodes_.size();
  if (!cell.half_cell()) {
    negative_.emplace(cell, Side::negative, mesh.negative, mesh.radial, globals_);
    globals_ += negative_->unknowns();
  }
  positive_.emplace(cell, Side::positive, mesh.positive, mesh.radial, globals_);
  globals_ += positive_->unknowns();
  local_.resize(nodes_.size());
  faces_.resize(nodes_.size() - 1);
  real_.chain.resize(nodes_.size());
}

void PorousElectrodeModel::add_region(Region region, std::size_t cells, double thickness, double porosity,
                                      double bruggeman, double solid_conductivity) {
  const double start = nodes_.empty() ? 0.0 : nodes_.back().middle + 0.5 * nodes_.back().width;
  const double width = thickness / static_cast<double>(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    nodes_.push_back({region, i, width, start + width * (static_cast<double>(i) + 0.5), porosity,
                      std::pow(porosity, bruggeman), solid_conductivity});
  }
}

void PorousElectrodeModel::set_core_temperature(double temperature) {
  temperature_ = temperature;
  electrolyte_.set_temperature(temperature);
  if (negative_) {
    negative_->set_temperature(temperature);
  }
  positive_->set_temperature(temperature);
}

void PorousElectrodeModel::fill(double* y, double state_of_charge) const {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    y[3 * i] = 1.0;
  }
  if (negative_) {
    negative_->fill(y, state_of_charge);
  }
  positive_->fill(y, state_of_charge);
}

void PorousElectrodeModel::guess(double* y) const {
  const double i = current(y);
  double electrolyte_V = 0.0;
  if (negative_) {
    negative_->guess_current(y, -i);
    electrolyte_V = -negative_->open_circuit_V(negative_->surface(y, negative_->nodes() / 2));
  }
  positive_->guess_current(y, i);
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    y[3 * n + 1] = electrolyte_V;
    if (nodes_[n].region == Region::positive) {
      y[3 * n + 2] = electrolyte_V + positive_->open_circuit_V(positive_->surface(y, nodes_[n].index));
    } else {
      y[3 * n + 2] = nodes_[n].region == Region::foil ? -i / one_C() : 0.0;
    }
  }
}

void PorousElectrodeModel::fill_tolerance(double* tolerance) const {
  if (negative_) {
    negative_->scale_tolerance(tolerance);
  }
  positive_->scale_tolerance(tolerance);
}

double PorousElectrodeModel::core_residual(const double* y, const double* yp, double* r) {
  const std::size_t n = nodes_.size();
  const double salt_capacity = faraday * electrolyte_.initial_concentration();
  const double i_cell = current(y);
  double stored = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    local_[i] = electrolyte_.local(y[3 * i], nodes_[i].tortuosity_factor);
  }
  for (auto* particles : {negative_ ? &*negative_ : nullptr, &*positive_}) {
    if (particles != nullptr) {
      particles->diffuse(y, yp, r);
    }
  }
  double salt_left = 0.0;
  double current_left = 0.0;
  double solid_left = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto& node = nodes_[i];
    const double* u = y + 3 * i;
    double* row = r + 3 * i;
    double salt_right = 0.0;
    double current_right = 0.0;
    if (i + 1 < n) {
      const auto face = electrolyte_.face(local_[i], local_[i + 1], u[0], u[3], u[1], u[4], 0.5 * node.width,
                                          0.5 * nodes_[i + 1].width);
      salt_right = face.salt;
      current_right = face.current;
    }
    if (node.region == Region::foil) {
      const auto& metal = parameters().metal;
      row[0] = salt_right + i_cell;
      row[1] = -i_cell - u[2] * one_C() + metal.double_layer * yp[3 * i + 1];
      row[2] = -u[1] - foil_drop(parameters(), u[2] * one_C(), u[0], temperature_).value;
      salt_left = salt_right;
      current_left = current_right;
      continue;
    }
    ElectrodePoints::Sum sum;
    if (auto* particles = points(node)) {
      sum = particles->residual(node.index, u[2] - u[1], yp[3 * i + 2] - yp[3 * i + 1], u[0], y, yp, r);
      stored += node.width * sum.chemical;
    }
    row[0] = node.width * node.porosity * salt_capacity * yp[3 * i] + salt_right - salt_left -
             node.width * sum.sodium;
    row[1] = current_right - current_left - node.width * sum.current;
    if (node.region == Region::separator) {
      row[2] = u[2];
      solid_left = 0.0;
    } else {
      if (node.region == Region::negative && i == 0) {
        solid_left = -node.solid_conductivity * u[2] / (0.5 * node.width);
      }
      double solid_right = 0.0;
      if (i + 1 == n) {
        solid_right = -i_cell;
      } else if (nodes_[i + 1].region == node.region) {
        solid_right = -node.solid_conductivity * (u[5] - u[2]) / node.width;
      }
      row[2] = solid_right - solid_left + node.width * sum.current;
      solid_left = solid_right;
    }
    salt_left = salt_right;
    current_left = current_right;
  }
  return stored;
}

void PorousElectrodeModel::core_linearise(const double* y) {
  const std::size_t n = nodes_.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (auto* particles = points(nodes_[i])) {
      particles->linearise(nodes_[i].index, y);
    }
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double* u = y + 3 * i;
    faces_[i] = electrolyte_.face(local_[i], local_[i + 1], u[0], u[3], u[1], u[4], 0.5 * nodes_[i].width,
                                  0.5 * nodes_[i + 1].width);
  }
  if (nodes_.front().region == Region::foil) {
    foil_ = foil_drop(parameters(), y[2] * one_C(), y[0], temperature_);
  }
}

template <class S>
void PorousElectrodeModel::factor_with(Linear<S>& linear, S cj) {
  const std::size_t n = nodes_.size();
  const double salt_capacity = faraday * electrolyte_.initial_concentration();
  linear.cj = cj;
  if (negative_) {
    negative_->factor(linear.negative, cj);
  }
  positive_->factor(linear.positive, cj);
  auto& chain = linear.chain;
  chain.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    auto& diagonal = chain.diagonal[i];
    auto& lower = chain.lower[i];
    auto& upper = chain.upper[i];
    diagonal.setZero();
    lower.setZero();
    upper.setZero();
    const auto& node = nodes_[i];
    if (node.region == Region::foil) {
      diagonal(0, 0) = faces_[0].salt_by[0];
      diagonal(0, 1) = faces_[0].salt_by[1];
      upper(0, 0) = faces_[0].salt_by[2];
      upper(0, 1) = faces_[0].salt_by[3];
      diagonal(1, 1) = parameters().metal.double_layer * cj;
      diagonal(1, 2) = -one_C();
      diagonal(2, 0) = -foil_.by_concentration;
      diagonal(2, 1) = -1.0;
      diagonal(2, 2) = -foil_.by_current * one_C();
      continue;
    }
    diagonal(0, 0) = node.width * node.porosity * salt_capacity * cj;
    if (i + 1 < n) {
      const auto& face = faces_[i];
      for (int k = 0; k < 2; ++k) {
        diagonal(0, k) += face.salt_by[k];
        diagonal(1, k) += face.current_by[k];
        upper(0, k) = face.salt_by[2 + k];
        upper(1, k) = face.current_by[2 + k];
      }
    }
    if (i > 0) {
      const auto& face = faces_[i - 1];
      for (int k = 0; k < 2; ++k) {
        diagonal(0, k) -= face.salt_by[2 + k];
        diagonal(1, k) -= face.current_by[2 + k];
        lower(0, k) = -face.salt_by[k];
        lower(1, k) = -face.current_by[k];
      }
    }
    if (node.region == Region::separator) {
      diagonal(2, 2) = 1.0;
      continue;
    }
    const auto& particles = *points(node);
    const auto g = particles.conductance(node.region == Region::negative ? linear.negative : linear.positive,
                                         node.index);
    const S transfer = node.width * g.transfer;
    const S total = transfer + node.width * g.double_layer;
    const S by_c = node.width * g.by_concentration;
    diagonal(0, 0) += by_c;
    diagonal(0, 1) += transfer;
    diagonal(0, 2) -= transfer;
    diagonal(1, 0) += by_c;
    diagonal(1, 1) += total;
    diagonal(1, 2) -= total;
    diagonal(2, 0) -= by_c;
    diagonal(2, 1) -= total;
    diagonal(2, 2) += total;
    const double solid = node.solid_conductivity / node.width;
    if (node.region == Region::negative && i == 0) {
      diagonal(2, 2) += 2.0 * solid;
    } else if (nodes_[i - 1].region == node.region) {
      diagonal(2, 2) += solid;
      lower(2, 2) = -solid;
    }
    if (i + 1 < n && nodes_[i + 1].region == node.region) {
      diagonal(2, 2) += solid;
      upper(2, 2) = -solid;
    }
  }
  chain.factor();
}

template <class S>
void PorousElectrodeModel::solve_with(const Linear<S>& linear, S* b) {
  if (negative_) {
    negative_->solve_diffusion(linear.negative, b);
  }
  positive_->solve_diffusion(linear.positive, b);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto& node = nodes_[i];
    if (const auto* particles = points(node)) {
      const auto& factors = node.region == Region::negative ? linear.negative : linear.positive;
      const S current = node.width * particles->reduce(factors, node.index, b);
      b[3 * i] += current;
      b[3 * i + 1] += current;
      b[3 * i + 2] -= current;
    }
  }
  linear.chain.solve(b);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto& node = nodes_[i];
    if (const auto* particles = points(node)) {
      const auto& factors = node.region == Region::negative ? linear.negative : linear.positive;
      particles->expand(factors, node.index, b[3 * i + 2] - b[3 * i + 1], b[3 * i], b);
    }
  }
}

Model::Sparse PorousElectrodeModel::current_column() const {
  Sparse column{{3 * (nodes_.size() - 1) + 2, -one_C()}};
  if (nodes_.front().region == Region::foil) {
    column.push_back({0, one_C()});
    column.push_back({1, -one_C()});
  }
  return column;
}

double PorousElectrodeModel::voltage_by_current() const {
  const auto& last = nodes_.back();
  return one_C() * (0.5 * last.width / last.solid_conductivity + parameters().contact_resistance);
}

double PorousElectrodeModel::voltage(const double* y) const {
  return y[3 * (nodes_.size() - 1) + 2] + y[globals_] * voltage_by_current();
}

double PorousElectrodeModel::margin(const double* y) const {
  double margin = 1.0;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    margin = std::min(margin, y[3 * i] - salt_limit);
  }
  for (const auto* particles : {negative_ ? &*negative_ : nullptr, &*positive_}) {
    if (particles != nullptr) {
      const auto [low, high] = particles->surface_range(y);
      margin = std::min({margin, low - site_limit, 1.0 - high - site_limit});
    }
  }
  return margin;
}

std::string PorousElectrodeModel::exhausted(const double* y) const {
  for (const auto& node : nodes_) {
    const auto i = static_cast<std::size_t>(&node - nodes_.data());
    if (!(y[3 * i] > 1.5 * salt_limit)) {
      return fmt::format("electrolyte depleted at x = {:.3g} um", node.middle * 1e6);
    }
    if (const auto* particles = points(node)) {
      for (std::size_t k = 0; k < particles->classes(); ++k) {
        const double x = particles->surface(y, node.index, k);
        const auto* side = node.region == Region::negative ? "negative" : "positive";
        if (!(x > 1.5 * site_limit)) {
          return fmt::format("surface of the {} particles empty at x = {:.3g} um", side, node.middle * 1e6);
        }
        if (!(x < 1.0 - 1.5 * site_limit)) {
          return fmt::format("surface of the {} particles full at x = {:.3g} um", side, node.middle * 1e6);
        }
      }
    }
  }
  return {};
}

Profile PorousElectrodeModel::profile(const double* y) const {
  Profile profile;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto& node = nodes_[i];
    const auto* particles = points(node);
    profile.x_m.push_back(node.middle);
    profile.electrolyte_concentration.push_back(y[3 * i] * electrolyte_.initial_concentration());
    profile.electrolyte_potential_V.push_back(y[3 * i + 1]);
    profile.solid_potential_V.push_back(particles != nullptr ? y[3 * i + 2] : none);
    profile.surface_stoichiometry.push_back(particles != nullptr ? particles->surface(y, node.index) : none);
    profile.mean_stoichiometry.push_back(particles != nullptr ? particles->mean(y, node.index) : none);
    profile.current_density.push_back(particles != nullptr ? particles->current(y, node.index) : none);
  }
  return profile;
}

SodiumBalance PorousElectrodeModel::sodium(const double* y) const {
  SodiumBalance balance;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    balance.electrolyte +=
        nodes_[i].width * nodes_[i].porosity * y[3 * i] * electrolyte_.initial_concentration();
  }
  if (negative_) {
    const double width = nodes_.front().width;
    balance.negative = negative_->sodium_in_particles(y, width);
    balance.interphase_negative = negative_->sodium_in_interphase(y, width);
    balance.lost_negative = negative_->sodium_lost(width);
  } else {
    balance.metal = charge(y) / faraday;
  }
  const double width = nodes_.back().width;
  balance.positive = positive_->sodium_in_particles(y, width);
  balance.interphase_positive = positive_->sodium_in_interphase(y, width);
  balance.lost_positive = positive_->sodium_lost(width);
  return balance;
}

double PorousElectrodeModel::lose_material(double* y, double wetted) {
  const double negative = negative_ ? negative_->lose_material(y, wetted) : 0.0;
  return std::max(negative, positive_->lose_material(y, wetted));
}

double PorousElectrodeModel::pore_volume() const {
  double volume = 0.0;
  for (const auto& node : nodes_) {
    volume += node.width * node.porosity;
  }
  return volume;
}

Model::ElectrodeState PorousElectrodeModel::electrode_state(const double* y, bool positive) const {
  const auto* particles = positive ? &*positive_ : (negative_ ? &*negative_ : nullptr);
  if (particles == nullptr) {
    return {};
  }
  return particles->state(y, positive ? nodes_.back().width : nodes_.front().width);
}

}  // namespace nacre::cell
