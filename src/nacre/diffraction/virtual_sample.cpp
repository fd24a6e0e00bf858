#include "nacre/diffraction/virtual_sample.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"

namespace nacre::diffraction {
namespace {

// Below this a crystal gives no peaks, only a hump: as small as is drawn, in nm.
constexpr double smallest_crystal_nm = 1.0;

double inverse_size_per_um(double size_nm) {
  return std::isfinite(size_nm) ? 1e3 / std::max(size_nm, smallest_crystal_nm) : 0.0;
}

crystal::Structure layered_oxide(const material::MaterialState& state) {
  auto structure = crystal::shipped_structure("O3-NFM333");
  if (std::isfinite(state.a_angstrom) && std::isfinite(state.c_angstrom)) {
    structure.cell.a = structure.cell.b = state.a_angstrom;
    structure.cell.c = state.c_angstrom;
  }
  for (auto& site : structure.sites) {
    if (site.species.element == "Na" && std::isfinite(state.sodium_per_formula)) {
      site.occupancy = std::clamp(state.sodium_per_formula, 0.0, 1.0);
    } else if (site.species.element == "Ni" && std::isfinite(state.nickel_in_layers_per_formula)) {
      site.occupancy = std::clamp(state.nickel_in_layers_per_formula, 0.0, 1.0);
    }
  }
  return structure;
}

}  // namespace

VirtualSample virtual_sample(const material::MaterialState& state) {
  VirtualSample sample;
  for (const auto& phase : state.phases) {
    if (!(phase.weight_fraction > 0.0)) {
      continue;
    }
    SimulatedPhase simulated;
    simulated.weight_fraction = phase.weight_fraction;
    if (phase.name == "O3") {
      simulated.structure = layered_oxide(state);
      simulated.broadening.inverse_size = inverse_size_per_um(state.grain_nm);
    } else if (phase.name == "NiO") {
      simulated.structure = crystal::shipped_structure("NiO");
      const double layer = std::isfinite(state.rock_salt_nm) ? state.rock_salt_nm : 0.0;
      const double grain = std::isfinite(state.precipitate_nm) ? 2.0 * state.precipitate_nm : 0.0;
      simulated.broadening.inverse_size = inverse_size_per_um(std::max(layer, grain));
    } else if (phase.name == "coating") {
      simulated.structure = crystal::shipped_structure("gamma-Na3PO4");
      simulated.broadening.inverse_size = inverse_size_per_um(state.coating_nm);
      if (state.coating != "Na3PO4") {
        sample.warnings.push_back(fmt::format("the coating {} is drawn as gamma-Na3PO4", state.coating));
      }
    } else if (phase.name == "alkali") {
      simulated.structure = crystal::shipped_structure("Na2CO3");
      simulated.broadening.inverse_size = inverse_size_per_um(50.0);
    } else {
      sample.warnings.push_back(fmt::format("{:.2g} % of {} have no structure here and are left out",
                                            100.0 * phase.weight_fraction, phase.name));
      continue;
    }
    sample.phases.push_back(std::move(simulated));
  }
  if (sample.phases.empty()) {
    throw UsageError(fmt::format("the material {} has no phase that diffracts", state.name));
  }
  return sample;
}

}  // namespace nacre::diffraction
