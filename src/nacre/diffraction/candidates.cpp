#include "nacre/diffraction/candidates.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace nacre::diffraction {
namespace {

constexpr int most_background_terms = 24;
// Uncertainties beyond which a value says nothing: of an atom's displacement (angstrom^2), of its position
// (angstrom), of March and Dollase's r.
constexpr double displacement_limit = 0.004;
constexpr double position_limit = 0.05;
constexpr double march_limit = 0.1;

void add_profile(std::vector<Group>& groups, const Model& model, const StrategyOptions& options) {
  if (!options.known_profile) {
    // Beside a phase's strain in all directions Y would say the same twice.
    if (std::none_of(model.phases.begin(), model.phases.end(), [](const Phase& phase) {
          return phase.broadening.strain_model == StrainModel::stephens;
        })) {
      groups.push_back({"Lorentzian width Y", {{Quantity::lorentz_y}}});
    }
    groups.push_back({"Lorentzian width X", {{Quantity::lorentz_x}}});
    groups.push_back({"widths U and V", {{Quantity::caglioti_u}, {Quantity::caglioti_v}}});
  }
  if (options.axial) {
    groups.push_back({"axial divergence", {{Quantity::axial}}});
  }
  if (model.instrument.radiation.bragg_brentano) {
    groups.push_back({"transparency", {{Quantity::transparency}}});
  }
}

void add_background(std::vector<Group>& groups, const Background& background,
                    const StrategyOptions& options) {
  for (std::size_t k = 0; k < background.humps.size(); ++k) {
    const int i = static_cast<int>(k);
    groups.push_back(
        {fmt::format("hump {}", k + 1),
         {{Quantity::hump_area, -1, i}, {Quantity::hump_position, -1, i}, {Quantity::hump_width, -1, i}}});
  }
  const auto terms = static_cast<int>(background.chebyshev.size());
  if (!options.background_terms && terms + 2 <= most_background_terms) {
    groups.push_back({fmt::format("background terms {} and {}", terms + 1, terms + 2),
                      {{Quantity::background, -1, terms}, {Quantity::background, -1, terms + 1}}});
  }
}

void add_broadening(std::vector<Group>& groups, const Phase& phase, int p) {
  const std::string name = phase.structure.name + ": ";
  const auto& broadening = phase.broadening;
  groups.push_back({name + "size", {{Quantity::inverse_size, p}}});
  if (broadening.uniaxial_size) {
    groups.push_back({name + "size along the axis", {{Quantity::inverse_size_axial, p}}});
  }
  if (broadening.strain_model == StrainModel::stephens) {
    Group group{name + "strain after Stephens", {}};
    for (int k = 0; k < static_cast<int>(broadening.stephens.size()); ++k) {
      group.variables.push_back({Quantity::stephens, p, k});
    }
    groups.push_back(std::move(group));
    return;
  }
  groups.push_back({name + "strain", {{Quantity::strain, p}}});
  if (broadening.strain_model == StrainModel::uniaxial) {
    groups.push_back({name + "strain along the axis", {{Quantity::strain_axial, p}}});
  }
}

void add_texture(std::vector<Group>& groups, const Phase& phase, int p) {
  const std::string name = phase.structure.name + ": ";
  if (phase.texture.order > 0) {
    Group group{name + "harmonics of the texture", {}};
    for (int k = 0; k < static_cast<int>(phase.texture.harmonics.size()); ++k) {
      group.variables.push_back({Quantity::harmonic, p, k});
    }
    groups.push_back(std::move(group));
  } else {
    groups.push_back({name + "March-Dollase r", {{Quantity::march, p}}, true, march_limit});
  }
}

void add_sites(std::vector<Group>& groups, const Phase& phase, int p) {
  const auto& cell = phase.structure.cell;
  for (std::size_t s = 0; s < phase.sites.size(); ++s) {
    const auto& site = phase.sites[s];
    if (site.follows >= 0) {
      continue;
    }
    const int index = static_cast<int>(s);
    const std::string name = phase.structure.name + ": ", of = " of " + phase.structure.sites[s].label;
    Group displacement{fmt::format("{}U{}", name, of), {}, false, displacement_limit};
    for (std::size_t k = 0; k < site.displacement.size(); ++k) {
      displacement.variables.push_back({Quantity::site_displacement, p, index, static_cast<int>(k)});
    }
    groups.push_back(std::move(displacement));
    if (!site.position.empty()) {
      Group position{fmt::format("{}position{}", name, of),
                     {},
                     true,
                     position_limit / std::max({cell.a, cell.b, cell.c})};
      for (std::size_t k = 0; k < site.position.size(); ++k) {
        position.variables.push_back({Quantity::position, p, index, static_cast<int>(k)});
      }
      groups.push_back(std::move(position));
    }
  }
}

// What a constraint names enters together. Occupancies move where a constraint says how, and only there.
void tie(std::vector<Group>& groups, const std::vector<Constraint>& constraints) {
  for (const auto& constraint : constraints) {
    Group tied{"", {}, false};
    for (const auto& [variable, factor] : constraint.terms) {
      const auto holds = [&v = variable](const auto& group) {
        return std::find(group.variables.begin(), group.variables.end(), v) != group.variables.end();
      };
      const auto found = std::find_if(groups.begin(), groups.end(), holds);
      if (found != groups.end()) {
        tied.what += (tied.what.empty() ? "" : ", ") + found->what;
        tied.variables.insert(tied.variables.end(), found->variables.begin(), found->variables.end());
        tied.needs_gain = tied.needs_gain || found->needs_gain;
        tied.largest_std = std::min(tied.largest_std, found->largest_std);
        groups.erase(found);
      } else if (variable.quantity == Quantity::occupancy && !holds(tied)) {
        tied.what += tied.what.empty() ? "occupancies of a constraint" : "";
        tied.variables.push_back(variable);
      }
    }
    if (!tied.variables.empty()) {
      groups.push_back(std::move(tied));
    }
  }
}

}  // namespace

std::vector<Group> candidates(const Model& model, const StrategyOptions& options) {
  std::vector<Group> groups;
  add_profile(groups, model, options);
  for (std::size_t p = 0; p < model.phases.size(); ++p) {
    const auto& phase = model.phases[p];
    const int i = static_cast<int>(p);
    add_broadening(groups, phase, i);
    if (phase.intensities == Intensities::structure) {
      add_texture(groups, phase, i);
      add_sites(groups, phase, i);
    }
  }
  add_background(groups, model.background, options);
  std::erase_if(groups, [&](const Group& group) {
    return std::any_of(group.variables.begin(), group.variables.end(),
                       [&](const Variable& v) { return options.fixes(v.quantity); });
  });
  if (!options.occupancies.empty()) {
    groups.push_back({"occupancies of restraints", options.occupancies, false});
  }
  tie(groups, options.constraints);
  return groups;
}

// What moves peaks and widths comes first, then the displacements of atoms: intensities are judged better
// once peaks lie where they are, and preferred orientation must not stand in for what every sample has.
// Harmonics and Stephens' strain are asked for by name: such a sample is known to have them.
int earliest_round(Quantity quantity) {
  switch (quantity) {
    case Quantity::site_displacement:
      return 1;
    case Quantity::march:
    case Quantity::position:
    case Quantity::occupancy:
    case Quantity::inverse_size:
    case Quantity::inverse_size_axial:
    case Quantity::strain:
    case Quantity::strain_axial:
      return 2;
    default:
      return 0;
  }
}

}  // namespace nacre::diffraction
