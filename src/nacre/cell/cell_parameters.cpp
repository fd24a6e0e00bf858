// ParameterSet -> CellParameters, and what the numbers must say of one another.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/parameter_slots.hpp"
#include "nacre/cell/size_distribution.hpp"

namespace nacre::cell {
namespace {

class Maker {
 public:
  explicit Maker(const ParameterSet& set) : set_(set) {}

  CellParameters make() {
    half_cell_ = std::ranges::none_of(set_.parameters,
                                      [](const Parameter& p) { return p.path.starts_with("negative."); });
    check_complete();
    cell_.name = set_.name;
    for (const auto& parameter : set_.parameters) {
      place(parameter);
    }
    check_cell();
    if (cell_.negative) {
      make_sizes("negative.", *cell_.negative);
      check_electrode("negative.", *cell_.negative);
    }
    make_sizes("positive.", cell_.positive);
    check_electrode("positive.", cell_.positive);
    check_electrolyte();
    return std::move(cell_);
  }

 private:
  [[noreturn]] void fail(std::string_view path, const std::string& what, const std::string& advice) const {
    const auto* parameter = set_.find(path);
    throw InputError(set_.file.empty() ? set_.name : set_.file.string(), what,
                     parameter != nullptr && parameter->line > 0
                         ? fmt::format("{}, line {}", path, parameter->line)
                         : std::string(path),
                     advice);
  }

  void check_complete() const {
    for (const auto& slot : slots()) {
      const bool needed = slot.need == Need::always || (slot.need == Need::full_cell && !half_cell_) ||
                          (slot.need == Need::half_cell && half_cell_);
      if (needed && set_.find(slot.path) == nullptr) {
        fail(slot.path, fmt::format("'{}' is missing", slot.path),
             fmt::format("add it with its unit ({}) and status", slot.unit));
      }
    }
    for (const std::string side : {"negative.", "positive."}) {
      if ((side == "positive." || !half_cell_) && set_.find(side + "particle_radius") == nullptr &&
          set_.find(side + "particle_sizes") == nullptr && !has_distribution(side)) {
        fail(
            side + "particle_radius", fmt::format("'{}particle_radius' is missing", side),
            "give the radius, particle_sizes as a table of radius and volume fraction, or size_distribution");
      }
    }
  }

  bool has_distribution(const std::string& side) const {
    return std::ranges::any_of(set_.parameters, [&](const Parameter& parameter) {
      return parameter.path.starts_with(side + "size_distribution.");
    });
  }

  void make_sizes(const std::string& side, Electrode& electrode) const {
    if (!electrode.size_distribution) {
      return;
    }
    const std::string group = side + "size_distribution.";
    for (const auto* key : {"d10", "d50", "d90"}) {
      if (set_.find(group + key) == nullptr) {
        fail(group + key, fmt::format("'{}{}' is missing", group, key),
             "a size distribution takes the diameters d10, d50 and d90");
      }
    }
    if (set_.find(side + "particle_sizes") != nullptr) {
      fail(group + "d50", fmt::format("'{}particle_sizes' and the size distribution are both given", side),
           "leave one of them out");
    }
    try {
      electrode.sizes = size_classes(*electrode.size_distribution);
    } catch (const UsageError& error) {
      const auto& d = *electrode.size_distribution;
      const auto* key = d.d10 >= d.d50 ? "d10" : d.d50 >= d.d90 ? "d90" : "classes";
      fail(group + key, error.what(), error.advice());
    }
  }

  static Property property(const Parameter& parameter) {
    if (parameter.form == Form::number) {
      return {numerics::Curve(parameter.value), parameter.activation_energy};
    }
    const Property& own = *parameter.function;
    if (own.general) {
      Property scaled(own.reference.scaled(parameter.scale));
      scaled.general = [function = own.general, scale = parameter.scale](double u, double temperature) {
        return scale * function(u, temperature);
      };
      return scaled;
    }
    return {parameter.scale == 1.0 ? own.reference : own.reference.scaled(parameter.scale),
            parameter.activation_energy};
  }

  void place(const Parameter& parameter) {
    std::string name;
    const Slot* slot = find_slot(parameter.path, &name);
    if (slot == nullptr) {
      fail(parameter.path, fmt::format("there is no parameter '{}'", parameter.path),
           slot_advice(parameter.path));
    }
    if (slot->number) {
      slot->number(cell_, name) = parameter.value;
    } else if (slot->function) {
      slot->function(cell_) = property(parameter);
    } else {
      auto& sizes = slot->sizes(cell_);
      for (std::size_t i = 0; i < parameter.x.size(); ++i) {
        sizes.push_back({parameter.x[i], parameter.y[i]});
      }
    }
  }

  void check_cell() const {
    if (cell_.lower_cutoff_V >= cell_.upper_cutoff_V) {
      fail("cell.lower_cutoff", "the lower cut-off is not below the upper one", "correct one of the two");
    }
  }

  void check_electrode(const std::string& side, const Electrode& electrode) const {
    if (electrode.porosity + electrode.active_fraction > 1.0 + 1e-9) {
      fail(side + "active_fraction",
           fmt::format("porosity and active fraction are {:g} together, more than 1",
                       electrode.porosity + electrode.active_fraction),
           "correct one of the two");
    }
    const double at_0 = electrode.stoichiometry_at_0;
    const double at_100 = electrode.stoichiometry_at_100;
    const bool falls = side == "positive.";  // on charge the positive electrode is emptied
    if (at_0 == at_100 || (at_0 > at_100) != falls) {
      fail(side + "stoichiometry_at_100",
           fmt::format("the stoichiometry goes from {:g} to {:g} on charge", at_0, at_100),
           falls ? "it must fall" : "it must rise");
    }
    const double low = std::min(at_0, at_100);
    const double high = std::max(at_0, at_100);
    check_positive(side + "diffusivity", electrode.diffusivity, low, high);
    check_positive(side + "exchange_current", electrode.exchange_current, low, high);
  }

  void check_electrolyte() const {
    const auto& electrolyte = cell_.electrolyte;
    const double low = 0.1 * electrolyte.initial_concentration;
    const double high = std::min(2.0 * electrolyte.initial_concentration, highest_concentration);
    check_positive("electrolyte.diffusivity", electrolyte.diffusivity, low, high);
    check_positive("electrolyte.conductivity", electrolyte.conductivity, low, high);
    check_positive("electrolyte.thermodynamic_factor", electrolyte.thermodynamic_factor, low, high);
  }

  // Where the cell works, that is.
  void check_positive(const std::string& path, const Property& property, double low, double high) const {
    constexpr int points = 64;
    for (int i = 0; i <= points; ++i) {
      const double u = low + (high - low) * i / points;
      const double value = property.general ? property.general(u, cell_.temperature) : property.reference(u);
      if (!(value > 0.0)) {
        fail(path, fmt::format("'{}' is {:g} at {:g}", path, value, u), "it must be greater than 0");
      }
    }
  }

  const ParameterSet& set_;
  CellParameters cell_;
  bool half_cell_ = false;
};

}  // namespace

CellParameters cell_parameters(const ParameterSet& set) { return Maker(set).make(); }

}  // namespace nacre::cell
