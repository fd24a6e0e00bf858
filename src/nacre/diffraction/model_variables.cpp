// Where each variable stands in the model, what people call it, and between which values it may move.
#include <fmt/core.h>

#include <limits>
#include <stdexcept>

#include "nacre/diffraction/model.hpp"

namespace nacre::diffraction {

double& Model::at(const Variable& variable) {
  const auto i = static_cast<std::size_t>(variable.index), c = static_cast<std::size_t>(variable.component);
  switch (variable.quantity) {
    case Quantity::background:
      return background.chebyshev.at(i);
    case Quantity::hump_position:
      return background.humps.at(i).position_deg;
    case Quantity::hump_area:
      return background.humps.at(i).area;
    case Quantity::hump_width:
      return background.humps.at(i).width_deg;
    case Quantity::zero:
      return instrument.zero_deg;
    case Quantity::displacement:
      return instrument.displacement_mm;
    case Quantity::transparency:
      return instrument.transparency;
    case Quantity::caglioti_u:
      return instrument.u;
    case Quantity::caglioti_v:
      return instrument.v;
    case Quantity::caglioti_w:
      return instrument.w;
    case Quantity::lorentz_x:
      return instrument.x;
    case Quantity::lorentz_y:
      return instrument.y;
    case Quantity::lorentz_z:
      return instrument.z;
    case Quantity::axial:
      return instrument.axial;
    default:
      break;
  }
  auto& phase = phases.at(static_cast<std::size_t>(variable.phase));
  switch (variable.quantity) {
    case Quantity::scale:
      return phase.scale;
    case Quantity::cell:
      return phase.cell.at(i);
    case Quantity::phase_shift:
      return phase.shift_mm;
    case Quantity::inverse_size:
      return phase.broadening.inverse_size;
    case Quantity::inverse_size_axial:
      return phase.broadening.inverse_size_axial;
    case Quantity::strain:
      return phase.broadening.strain;
    case Quantity::strain_axial:
      return phase.broadening.strain_axial;
    case Quantity::stephens:
      return phase.broadening.stephens.at(i);
    case Quantity::march:
      return phase.texture.march;
    case Quantity::harmonic:
      return phase.texture.harmonics.at(i);
    case Quantity::overall_displacement:
      return phase.overall_displacement;
    case Quantity::position:
      return phase.sites.at(i).position.at(c);
    case Quantity::site_displacement:
      return phase.sites.at(i).displacement.at(c);
    case Quantity::occupancy:
      return phase.sites.at(i).occupancy;
    case Quantity::intensity:
      return phase.free_intensities.at(i);
    default:
      break;
  }
  throw std::logic_error("a variable without a place in the model");
}

double Model::at(const Variable& variable) const { return const_cast<Model&>(*this).at(variable); }

std::string Model::name_of(const Variable& variable) const {
  static constexpr const char* names[] = {"background",
                                          "hump position",
                                          "hump area",
                                          "hump width",
                                          "zero",
                                          "displacement",
                                          "transparency",
                                          "U",
                                          "V",
                                          "W",
                                          "X",
                                          "Y",
                                          "Z",
                                          "axial divergence",
                                          "scale",
                                          "cell",
                                          "displacement",
                                          "1/size",
                                          "1/size along the axis",
                                          "strain",
                                          "strain along the axis",
                                          "Stephens S",
                                          "March-Dollase r",
                                          "harmonic",
                                          "overall U",
                                          "position",
                                          "U",
                                          "occupancy",
                                          "intensity"};
  const std::string name = names[static_cast<int>(variable.quantity)];
  if (variable.phase < 0) {
    return variable.quantity <= Quantity::hump_width ? fmt::format("{} {}", name, variable.index + 1) : name;
  }
  const auto& phase = phases.at(static_cast<std::size_t>(variable.phase));
  const auto i = static_cast<std::size_t>(variable.index);
  switch (variable.quantity) {
    case Quantity::position:
    case Quantity::site_displacement:
    case Quantity::occupancy: {
      const auto& site = phase.sites[i];
      const bool several =
          variable.quantity == Quantity::position ? site.position.size() > 1 : site.displacement.size() > 1;
      return fmt::format("{}: {} of {}{}", phase.structure.name, name, phase.structure.sites[i].label,
                         several && variable.quantity != Quantity::occupancy
                             ? fmt::format(" ({})", variable.component + 1)
                             : "");
    }
    case Quantity::cell:
    case Quantity::stephens:
    case Quantity::harmonic:
      return fmt::format("{}: {} {}", phase.structure.name, name, variable.index + 1);
    case Quantity::intensity: {
      const auto& h = phase.reflections[i].hkl;
      return fmt::format("{}: intensity of {} {} {}", phase.structure.name, h(0), h(1), h(2));
    }
    default:
      return fmt::format("{}: {}", phase.structure.name, name);
  }
}

std::pair<double, double> Model::bounds_of(const Variable& variable) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (variable.quantity) {
    case Quantity::scale:
    case Quantity::hump_area:
      return {0.0, infinity};
    case Quantity::inverse_size:
    case Quantity::inverse_size_axial:
      return {0.0, 1000.0};
    case Quantity::strain:
    case Quantity::strain_axial:
      return {0.0, 1e5};
    case Quantity::hump_width:
      return {1.0, 60.0};
    case Quantity::hump_position:
      return {0.0, 180.0};
    case Quantity::zero:
      return {-2.0, 2.0};
    case Quantity::displacement:
    case Quantity::phase_shift:
      return {-5.0, 5.0};
    case Quantity::transparency:
      return {0.0, 0.05};
    case Quantity::caglioti_u:
      return {-100.0, 1e4};
    case Quantity::caglioti_v:
      return {-1e4, 1e4};
    case Quantity::caglioti_w:
      return {1e-4, 1e4};
    case Quantity::lorentz_x:
    case Quantity::lorentz_y:
    case Quantity::lorentz_z:
      return {0.0, 1e3};
    case Quantity::axial:
      return {0.0, 0.2};
    case Quantity::march:
      return {0.2, 5.0};
    case Quantity::overall_displacement:
      return {-0.05, 0.5};
    case Quantity::site_displacement:
      return phases[static_cast<std::size_t>(variable.phase)]
                         .sites[static_cast<std::size_t>(variable.index)]
                         .displacement.size() == 1
                 ? std::pair(-0.02, 0.5)
                 : std::pair(-0.5, 0.5);
    case Quantity::occupancy:
      return {0.0, 2.0};
    default:
      return {-infinity, infinity};
  }
}

}  // namespace nacre::diffraction
