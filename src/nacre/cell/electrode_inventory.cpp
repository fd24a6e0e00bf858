// What an electrode holds, and what it has lost: read off its unknowns, and taken away between integrations.
#include <algorithm>
#include <cmath>

#include "nacre/cell/electrode.hpp"

namespace nacre::cell {

double ElectrodePoints::mean_stoichiometry(const double* y) const {
  double sum = 0.0;
  double volume = 0.0;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      const double v = classes_[k].volume * active_[point(node, k)];
      sum += v * mean(y, node, k);
      volume += v;
    }
  }
  return sum / volume;
}

std::pair<double, double> ElectrodePoints::surface_range(const double* y) const {
  double low = 1.0;
  double high = 0.0;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      low = std::min(low, surface(y, node, k));
      high = std::max(high, surface(y, node, k));
    }
  }
  return {low, high};
}

double ElectrodePoints::sodium_in_particles(const double* y, double width) const {
  double sum = 0.0;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      sum += classes_[k].volume * active_[point(node, k)] * mean(y, node, k);
    }
  }
  return sum * width * electrode_.maximum_concentration;
}

double ElectrodePoints::sodium_in_interphase(const double* y, double width) const {
  if (slow_.interphase == 0) {
    return 0.0;
  }
  double sum = 0.0;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      sum += area(node, k) * y[at(node, k) + slow_.interphase];
    }
  }
  const auto& growth = *electrode_.interphase;
  return sum * width * thickness_scale * growth.sodium_per_electron / growth.molar_volume;
}

double ElectrodePoints::sodium_lost(double width) const {
  double sum = 0.0;
  for (std::size_t i = 0; i < active_.size(); ++i) {
    sum += lost_particle_sodium_[i] + lost_interphase_sodium_[i];
  }
  return sum * width;
}

Model::ElectrodeState ElectrodePoints::state(const double* y, double width) const {
  Model::ElectrodeState state;
  state.stoichiometry = mean_stoichiometry(y);
  double fresh = 0.0;
  double active = 0.0;
  double turned = 0.0;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      const std::size_t p = point(node, k);
      const double* unknowns = y + at(node, k);
      const double share = classes_[k].volume;
      fresh += share;
      active += share * active_[p];
      turned += share * core(k, rock_salt_[p]);
      if (slow_.interphase > 0) {
        const auto& growth = *electrode_.interphase;
        const double thickness = unknowns[slow_.interphase] * thickness_scale;
        state.interphase_m += share * thickness;
        state.solvent_consumed += width * (area(node, k) * (thickness - growth.initial_thickness) /
                                               growth.molar_volume * growth.solvent_per_electron +
                                           lost_solvent_[p]);
      }
      if (slow_.rock_salt > 0) {
        state.rock_salt_m += share * unknowns[slow_.rock_salt] * thickness_scale;
      }
    }
  }
  state.interphase_m /= fresh;
  state.rock_salt_m /= fresh;
  state.dry = dry_;
  state.turned = turned / fresh;
  state.cracked = active / fresh / (state.turned * dry_);
  return state;
}

double ElectrodePoints::core(std::size_t size_class, double shell) const {
  if (!electrode_.rock_salt) {
    return 1.0;
  }
  const auto volume = [&](double thickness) {
    return std::pow(std::max(1.0 - thickness / classes_[size_class].radius, 0.01), 3);
  };
  return volume(shell) / volume(electrode_.rock_salt->initial_thickness);
}

double ElectrodePoints::lose_material(double* y, double wetted) {
  double largest = 0.0;
  dry_ *= wetted;
  for (std::size_t node = 0; node < nodes_; ++node) {
    for (std::size_t k = 0; k < classes(); ++k) {
      const std::size_t p = point(node, k);
      double* unknowns = y + at(node, k);
      double keep = wetted;
      if (slow_.damage > 0) {
        keep *= std::exp(damage_[p] - unknowns[slow_.damage]);
        damage_[p] = unknowns[slow_.damage];
      }
      if (slow_.rock_salt > 0) {
        // The shell that turned since the last call no longer takes up sodium.
        const double thickness = unknowns[slow_.rock_salt] * thickness_scale;
        keep *= core(k, thickness) / core(k, rock_salt_[p]);
        rock_salt_[p] = thickness;
      }
      const double lost = active_[p] * (1.0 - keep);
      lost_particle_sodium_[p] +=
          lost * classes_[k].volume * electrode_.maximum_concentration * radial_.mean(unknowns);
      if (slow_.interphase > 0) {
        const auto& growth = *electrode_.interphase;
        const double bound = unknowns[slow_.interphase] * thickness_scale / growth.molar_volume;
        const double grown = bound - growth.initial_thickness / growth.molar_volume;
        lost_interphase_sodium_[p] += lost * classes_[k].area * bound * growth.sodium_per_electron;
        lost_solvent_[p] += lost * classes_[k].area * grown * growth.solvent_per_electron;
      }
      active_[p] *= keep;
      largest = std::max(largest, 1.0 - keep);
    }
  }
  return largest;
}

}  // namespace nacre::cell
