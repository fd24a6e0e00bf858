#include "nacre/cell/parameter_slots.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "nacre/base/spelling.hpp"

namespace nacre::cell {
namespace {

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_itself = true;
};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Range any{};
constexpr Range positive{0.0, infinity, false};
constexpr Range not_negative{0.0, infinity, true};
constexpr Range fraction{0.0, 1.0, true};
constexpr Range part{0.0, 1.0, false};  // a fraction that is not zero
constexpr Range length{0.0, 0.1, false};
constexpr Range layer{0.0, 1e-3, true};

// What an optional holds, made where there is nothing yet.
template <class Block>
Block& held(std::optional<Block>& block) {
  if (!block) {
    block.emplace();
  }
  return *block;
}

class Builder {
 public:
  template <class Access>
  void number(std::string path, std::string unit, Range range, Access access, Need need = Need::optional) {
    Slot slot = made(std::move(path), std::move(unit), range, need);
    slot.number = [access](CellParameters& cell, const std::string&) -> double& { return access(cell); };
    slots.push_back(std::move(slot));
  }
  template <class Access>
  void function(std::string path, std::string unit, Argument argument, Range range, Access access,
                Need need = Need::optional) {
    Slot slot = made(std::move(path), std::move(unit), range, need);
    slot.argument = argument;
    slot.function = [access](CellParameters& cell) -> Property& { return access(cell); };
    slots.push_back(std::move(slot));
  }

  template <class Side>
  void electrode(const std::string& side, Side of, Need need) {
    const auto put = [&](const char* key, const char* unit, Range range, double Electrode::*member,
                         Need needed = Need::optional) {
      number(
          side + key, unit, range, [of, member](CellParameters& cell) -> double& { return of(cell).*member; },
          needed);
    };
    const auto put_function = [&](const char* key, const char* unit, Range range, Property Electrode::*member,
                                  Need needed = Need::optional) {
      function(
          side + key, unit, Argument::stoichiometry, range,
          [of, member](CellParameters& cell) -> Property& { return of(cell).*member; }, needed);
    };
    put("thickness", "m", length, &Electrode::thickness, need);
    put("porosity", "1", part, &Electrode::porosity, need);
    put("active_fraction", "1", part, &Electrode::active_fraction, need);
    put("conductivity", "S/m", positive, &Electrode::conductivity, need);
    put("bruggeman_electrolyte", "1", {0.0, 10.0}, &Electrode::bruggeman_electrolyte);
    put("bruggeman_solid", "1", {0.0, 10.0}, &Electrode::bruggeman_solid);
    put("maximum_concentration", "mol/m3", positive, &Electrode::maximum_concentration, need);
    put("stoichiometry_at_0", "1", fraction, &Electrode::stoichiometry_at_0, need);
    put("stoichiometry_at_100", "1", fraction, &Electrode::stoichiometry_at_100, need);
    put("particle_radius", "m", length, &Electrode::particle_radius);
    Slot sizes = made(side + "particle_sizes", "1", fraction, Need::optional);
    sizes.argument = Argument::radius;
    sizes.sizes = [of](CellParameters& cell) -> std::vector<SizeClass>& { return of(cell).sizes; };
    slots.push_back(std::move(sizes));
    size_distribution(side + "size_distribution.", of);
    put_function("diffusivity", "m2/s", positive, &Electrode::diffusivity, need);
    put_function("open_circuit", "V", any, &Electrode::open_circuit_V, need);
    function(side + "open_circuit_charge", "V", Argument::stoichiometry, any,
             [of](CellParameters& cell) -> Property& { return held(of(cell).open_circuit_charge_V); });
    put("hysteresis_decay", "1", not_negative, &Electrode::hysteresis_decay);
    put_function("entropic_change", "V/K", any, &Electrode::entropic_V_per_K);
    put_function("exchange_current", "A/m2", positive, &Electrode::exchange_current, need);
    put("exponent_filled", "1", {0.0, 2.0}, &Electrode::exponent_filled);
    put("exponent_vacant", "1", {0.0, 2.0}, &Electrode::exponent_vacant);
    put("exponent_electrolyte", "1", {0.0, 2.0}, &Electrode::exponent_electrolyte);
    put("transfer_coefficient", "1", part, &Electrode::transfer_coefficient);
    put("double_layer", "F/m2", not_negative, &Electrode::double_layer);
    films(side + "film.*.", of);
    interphase(side + "interphase.", of);
    cracking(side + "cracking.", of);
    rock_salt(side + "rock_salt.", of);
  }

  void metal() {
    const auto put = [&](const char* key, const char* unit, Range range, double Metal::*member,
                         Need need = Need::optional) {
      number(
          std::string("metal.") + key, unit, range,
          [member](CellParameters& cell) -> double& { return cell.metal.*member; }, need);
    };
    put("exchange_current", "A/m2", positive, &Metal::exchange_current, Need::half_cell);
    put("activation_energy", "J/mol", not_negative, &Metal::activation_energy);
    put("exponent_electrolyte", "1", {0.0, 2.0}, &Metal::exponent_electrolyte);
    put("transfer_coefficient", "1", part, &Metal::transfer_coefficient);
    put("film_thickness", "m", layer, &Metal::film_thickness);
    put("film_conductivity", "S/m", positive, &Metal::film_conductivity);
    put("double_layer", "F/m2", not_negative, &Metal::double_layer);
  }

  void electrolyte() {
    const auto separator = [&](const char* key, const char* unit, Range range, double Separator::*member,
                               Need need = Need::optional) {
      number(
          std::string("separator.") + key, unit, range,
          [member](CellParameters& cell) -> double& { return cell.separator.*member; }, need);
    };
    separator("thickness", "m", length, &Separator::thickness, Need::always);
    separator("porosity", "1", part, &Separator::porosity, Need::always);
    separator("bruggeman", "1", {0.0, 10.0}, &Separator::bruggeman);

    const auto put = [&](const char* key, const char* unit, Range range, double Electrolyte::*member,
                         Need need = Need::optional) {
      number(
          std::string("electrolyte.") + key, unit, range,
          [member](CellParameters& cell) -> double& { return cell.electrolyte.*member; }, need);
    };
    const auto put_function = [&](const char* key, const char* unit, Range range,
                                  Property Electrolyte::*member, Need need = Need::optional) {
      function(
          std::string("electrolyte.") + key, unit, Argument::concentration, range,
          [member](CellParameters& cell) -> Property& { return cell.electrolyte.*member; }, need);
    };
    put("initial_concentration", "mol/m3", {0.0, highest_concentration, false},
        &Electrolyte::initial_concentration, Need::always);
    put("reference_concentration", "mol/m3", positive, &Electrolyte::reference_concentration);
    put_function("diffusivity", "m2/s", positive, &Electrolyte::diffusivity, Need::always);
    put_function("conductivity", "S/m", positive, &Electrolyte::conductivity, Need::always);
    put_function("transference", "1", any, &Electrolyte::transference, Need::always);
    put_function("thermodynamic_factor", "1", any, &Electrolyte::thermodynamic_factor);
    put("solvent_concentration", "mol/m3", positive, &Electrolyte::solvent_concentration);
  }

  void cell() {
    const auto put = [&](const char* key, const char* unit, Range range, double CellParameters::*member,
                         Need need = Need::optional) {
      number(
          std::string("cell.") + key, unit, range,
          [member](CellParameters& cell) -> double& { return cell.*member; }, need);
    };
    put("area", "m2", positive, &CellParameters::area, Need::always);
    put("pairs_in_parallel", "1", {1.0, 1e6}, &CellParameters::pairs_in_parallel);
    put("nominal_capacity", "Ah", positive, &CellParameters::nominal_capacity_Ah, Need::always);
    put("lower_cutoff", "V", any, &CellParameters::lower_cutoff_V, Need::always);
    put("upper_cutoff", "V", any, &CellParameters::upper_cutoff_V, Need::always);
    put("contact_resistance", "ohm m2", not_negative, &CellParameters::contact_resistance);
    put("temperature", "K", {150.0, 500.0}, &CellParameters::temperature);
    put("reference_temperature", "K", {150.0, 500.0}, &CellParameters::reference_temperature);
    const auto heat = [&](const char* key, const char* unit, Range range, double Heat::*member) {
      number(std::string("cell.heat.") + key, unit, range,
             [member](CellParameters& cell) -> double& { return held(cell.heat).*member; });
    };
    heat("heat_capacity", "J/K m2", positive, &Heat::heat_capacity);
    heat("cooling", "W/K m2", not_negative, &Heat::cooling);
  }

  std::vector<Slot> slots;

 private:
  static Slot made(std::string path, std::string unit, Range range, Need need) {
    Slot slot;
    slot.path = std::move(path);
    slot.unit = std::move(unit);
    slot.low = range.low;
    slot.high = range.high;
    slot.low_itself = range.low_itself;
    slot.need = need;
    return slot;
  }

  template <class Side>
  void films(const std::string& prefix, Side of) {
    const auto put = [&](const char* key, const char* unit, Range range, double Film::*member) {
      Slot slot = made(prefix + key, unit, range, Need::optional);
      slot.number = [of, member](CellParameters& cell, const std::string& name) -> double& {
        auto& films = of(cell).films;
        auto found = std::ranges::find(films, name, &Film::name);
        if (found == films.end()) {
          films.push_back({name});
          found = std::prev(films.end());
        }
        return (*found).*member;
      };
      slots.push_back(std::move(slot));
    };
    put("thickness", "m", layer, &Film::thickness);
    put("conductivity", "S/m", positive, &Film::conductivity);
    put("blocked_fraction", "1", {0.0, 0.999}, &Film::blocked_fraction);
  }

  template <class Side, class Block>
  auto block(const std::string& prefix, Side of, std::optional<Block> Electrode::*member) {
    return [this, prefix, of, member](const char* key, const char* unit, Range range, double Block::*inner) {
      number(prefix + key, unit, range,
             [of, member, inner](CellParameters& cell) -> double& { return held(of(cell).*member).*inner; });
    };
  }

  template <class Side>
  void size_distribution(const std::string& prefix, Side of) {
    const auto put = block(prefix, of, &Electrode::size_distribution);
    put("d10", "m", length, &SizeDistribution::d10);
    put("d50", "m", length, &SizeDistribution::d50);
    put("d90", "m", length, &SizeDistribution::d90);
    put("classes", "1", {1.0, 20.0}, &SizeDistribution::classes);
  }

  template <class Side>
  void interphase(const std::string& prefix, Side of) {
    const auto put = block(prefix, of, &Electrode::interphase);
    put("rate", "A/m2", not_negative, &Interphase::rate);
    put("transfer_coefficient", "1", part, &Interphase::transfer_coefficient);
    put("equilibrium", "V", any, &Interphase::equilibrium_V);
    put("diffusivity", "m2/s", not_negative, &Interphase::diffusivity);
    put("solvent_concentration", "mol/m3", not_negative, &Interphase::solvent_concentration);
    put("activation_energy", "J/mol", not_negative, &Interphase::activation_energy);
    put("molar_volume", "m3/mol", positive, &Interphase::molar_volume);
    put("conductivity", "S/m", positive, &Interphase::conductivity);
    put("initial_thickness", "m", layer, &Interphase::initial_thickness);
    put("sodium_per_electron", "1", {0.0, 10.0}, &Interphase::sodium_per_electron);
    put("solvent_per_electron", "1", {0.0, 10.0}, &Interphase::solvent_per_electron);
  }

  template <class Side>
  void cracking(const std::string& prefix, Side of) {
    const auto put = block(prefix, of, &Electrode::cracking);
    put("rate", "1/s", not_negative, &Cracking::rate);
    put("exponent", "1", {0.0, 20.0}, &Cracking::exponent);
    put("critical_stress", "Pa", positive, &Cracking::critical_stress);
    put("partial_molar_volume", "m3/mol", any, &Cracking::partial_molar_volume);
    put("youngs_modulus", "Pa", not_negative, &Cracking::youngs_modulus);
    put("poisson_ratio", "1", {-1.0, 0.499}, &Cracking::poisson_ratio);
  }

  template <class Side>
  void rock_salt(const std::string& prefix, Side of) {
    const auto put = block(prefix, of, &Electrode::rock_salt);
    put("rate", "m/s", not_negative, &RockSalt::rate);
    put("transfer_coefficient", "1", part, &RockSalt::transfer_coefficient);
    put("onset", "V", any, &RockSalt::onset_V);
    put("transition_thickness", "m", {0.0, 1e-3, false}, &RockSalt::transition_thickness);
    put("conductivity", "S/m", positive, &RockSalt::conductivity);
    put("initial_thickness", "m", layer, &RockSalt::initial_thickness);
    put("activation_energy", "J/mol", not_negative, &RockSalt::activation_energy);
  }
};

std::vector<Slot> build() {
  Builder builder;
  builder.cell();
  builder.electrode(
      "negative.", [](CellParameters& cell) -> Electrode& { return held(cell.negative); }, Need::full_cell);
  builder.metal();
  builder.electrode(
      "positive.", [](CellParameters& cell) -> Electrode& { return cell.positive; }, Need::always);
  builder.electrolyte();
  return std::move(builder.slots);
}

// "a.b.*.c" against "a.b.name.c".
bool matches(std::string_view pattern, std::string_view path, std::string* name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) {
    return pattern == path;
  }
  const auto head = pattern.substr(0, star);
  const auto tail = pattern.substr(star + 1);
  if (path.size() <= head.size() + tail.size() || !path.starts_with(head) || !path.ends_with(tail)) {
    return false;
  }
  const auto middle = path.substr(head.size(), path.size() - head.size() - tail.size());
  if (middle.find('.') != std::string_view::npos) {
    return false;
  }
  if (name != nullptr) {
    *name = std::string(middle);
  }
  return true;
}

}  // namespace

std::string Slot::range() const {
  std::string text;
  if (low > -infinity) {
    text = fmt::format("{} {:g}", low_itself ? "at least" : "greater than", low);
  }
  if (high < infinity) {
    text += fmt::format("{}at most {:g}", text.empty() ? "" : " and ", high);
  }
  return text;
}

const std::vector<Slot>& slots() {
  static const std::vector<Slot> all = build();
  return all;
}

const Slot* find_slot(std::string_view path, std::string* name) {
  const auto found =
      std::ranges::find_if(slots(), [&](const Slot& slot) { return matches(slot.path, path, name); });
  return found == slots().end() ? nullptr : &*found;
}

std::string slot_advice(std::string_view path) {
  // Among the paths of the same group where that group is known: the list stays short.
  std::vector<std::string_view> known;
  for (std::string_view group = path; known.empty();) {
    const auto dot = group.rfind('.');
    group = dot == std::string_view::npos ? std::string_view{} : group.substr(0, dot);
    for (const auto& slot : slots()) {
      if (group.empty() || (slot.path.starts_with(group) && slot.path[group.size()] == '.')) {
        known.push_back(slot.path);
      }
    }
    if (group.empty()) {
      break;
    }
  }
  return spelling_advice(path, known, "parameters");
}

}  // namespace nacre::cell
