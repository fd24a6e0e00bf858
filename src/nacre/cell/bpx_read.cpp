// BPX -> ParameterSet.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/problems.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/bpx_fields.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

constexpr std::size_t longest = std::size_t{16} << 20U;
constexpr double voltage_tolerance = 1e-3;  // BPX's own

class Reader {
 public:
  Reader(const BpxJson& bpx, ParameterSet& set, std::string file)
      : bpx_(bpx), cell_(bpx.at("Parameterisation")), set_(set), file_(std::move(file)) {}

  void read() {
    read_header();
    for (const auto& section : bpx_sections()) {
      if (cell_.contains(section.name)) {
        read_section(section);
      }
    }
    read_state();
    read_heat();
    if (cell_.contains("User-defined")) {
      read_user_defined(cell_["User-defined"]);
    }
    if (bpx_.contains("Validation")) {
      warn(fmt::format("{} validation records are left out", bpx_["Validation"].size()));
    }
    check_limits();
  }

 private:
  void warn(std::string text) { set_.warnings.push_back(std::move(text)); }

  void read_header() {
    const auto& header = bpx_.at("Header");
    const auto text = [&](const char* key) {
      return header.contains(key) ? header[key].get<std::string>() : std::string{};
    };
    set_.title = text("Title").empty() ? set_.name : text("Title");
    set_.description = text("Description");
    set_.sources.push_back({"bpx", text("References").empty() ? set_.title : text("References")});
  }

  // A number, expression or table at our path; replaces one that is there.
  void put(const std::string& path, const BpxJson& value, const std::string& where) {
    const Slot* slot = find_slot(path);
    Parameter parameter;
    parameter.path = path;
    parameter.unit = slot->unit;
    parameter.status = Status::cited;
    parameter.source = "bpx";
    if (value.is_number()) {
      parameter.value = value.get<double>();
    } else if (value.is_string()) {
      parameter.form = Form::expression;
      parameter.expression = value.get<std::string>();
    } else {
      parameter.form = Form::table;
      read_table(value, parameter);
    }
    try {
      tabulate(parameter);
    } catch (const UsageError& error) {
      throw InputError(file_, error.what(), where, error.advice());
    }
    auto& parameters = set_.parameters;
    const auto found = std::ranges::find(parameters, path, &Parameter::path);
    if (found == parameters.end()) {
      parameters.push_back(std::move(parameter));
    } else {
      *found = std::move(parameter);
    }
  }
  void put(const std::string& path, double value) { put(path, BpxJson(value), path); }

  static void read_table(const BpxJson& value, Parameter& parameter) {
    const auto x = value.at("x").get<std::vector<double>>();
    const auto y = value.at("y").get<std::vector<double>>();
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
    for (const auto i : order) {
      parameter.x.push_back(x[i]);
      parameter.y.push_back(y[i]);
    }
  }

  void put_energy(const std::string& path, double value) {
    auto& parameters = set_.parameters;
    const auto found = std::ranges::find(parameters, path, &Parameter::path);
    if (found != parameters.end()) {
      found->activation_energy = value;
    }
  }

  void read_section(const BpxSection& section) {
    const auto& values = cell_[section.name];
    const std::string prefix(section.prefix);
    constexpr std::string_view energy = ".activation_energy";
    for (const auto& field : section.fields) {
      if (field.path.empty() || !values.contains(field.name)) {
        continue;
      }
      const std::string path = prefix + std::string(field.path);
      if (path.ends_with(energy)) {
        put_energy(path.substr(0, path.size() - energy.size()), values[field.name].get<double>());
      } else {
        put(path, values[field.name], fmt::format("Parameterisation.{}.{}", section.name, field.name));
      }
    }
    if (values.contains(bpx::transport)) {
      put(prefix + (section.name == "Separator" ? "bruggeman" : "bruggeman_electrolyte"),
          bruggeman(section, values));
    }
    if (section.name.ends_with("electrode")) {
      read_electrode(section, values);
    }
  }

  double bruggeman(const BpxSection& section, const BpxJson& values) {
    const double efficiency = values[bpx::transport].get<double>();
    const double porosity = values.at("Porosity").get<double>();
    const double exponent = porosity == 1.0 ? 1.5 : std::log(efficiency) / std::log(porosity);
    if ((porosity == 1.0 && efficiency != 1.0) || !(exponent >= 0.0 && exponent <= 10.0)) {
      throw InputError(file_,
                       fmt::format("a transport efficiency of {:g} does not go with a porosity of {:g}",
                                   efficiency, porosity),
                       fmt::format("Parameterisation.{}", section.name),
                       "efficiency = porosity^b with b of 0 to 10");
    }
    return exponent;
  }

  void read_electrode(const BpxSection& section, const BpxJson& values) {
    const std::string prefix(section.prefix);
    const auto number = [&](std::string_view name) { return values[name].get<double>(); };
    const std::string where = fmt::format("Parameterisation.{}", section.name);
    const double active = number(bpx::surface) * number("Particle radius [m]") / 3.0;
    if (!(active > 0.0 && active <= 1.0)) {
      throw InputError(file_, fmt::format("surface area and radius make an active fraction of {:g}", active),
                       fmt::format("{}.{}", where, bpx::surface), "it is surface * radius / 3, at most 1");
    }
    put(prefix + "active_fraction", active);
    if (values.contains(bpx::conductivity)) {
      put(prefix + "bruggeman_solid", 0.0);
    }
    const bool negative = section.prefix == "negative.";
    put(prefix + "stoichiometry_at_0", number(negative ? bpx::lowest : bpx::highest));
    put(prefix + "stoichiometry_at_100", number(negative ? bpx::highest : bpx::lowest));
    put(prefix + "exchange_current", constants::faraday * number(bpx::rate));
    if (values.contains(bpx::rate_energy)) {
      put_energy(prefix + "exchange_current", number(bpx::rate_energy));
    }
    if (values.contains(bpx::lithiation)) {
      put(prefix + "open_circuit", values[bpx::lithiation], fmt::format("{}.{}", where, bpx::lithiation));
    }
    if (values.contains(bpx::delithiation)) {
      put(prefix + "open_circuit_charge", values[bpx::delithiation],
          fmt::format("{}.{}", where, bpx::delithiation));
    }
  }

  // A number of State in 1.x, of the Cell before.
  const BpxJson* state(std::string_view name) const {
    if (bpx_.contains("State")) {
      for (const auto* part : {"Initial conditions", "Thermal environment", "Thermal state"}) {
        const auto& all = bpx_["State"];
        if (all.contains(part) && all[part].contains(name) && all[part][name].is_number()) {
          return &all[part][name];
        }
      }
    }
    if (cell_.contains("Cell") && cell_["Cell"].contains(name)) {
      return &cell_["Cell"][name];
    }
    return nullptr;
  }

  void put_state(const std::string& path, const BpxJson& value, std::string_view name) {
    const Slot* slot = find_slot(path);
    if (!slot->in_range(value.get<double>())) {
      throw InputError(file_, fmt::format("the value {:g} is out of range", value.get<double>()),
                       fmt::format("State.{}", name), "it must be " + slot->range());
    }
    put(path, value, std::string(name));
  }

  void read_state() {
    if (const auto* salt = state(bpx::concentration)) {
      put_state("electrolyte.initial_concentration", *salt, bpx::concentration);
    } else if (cell_.contains("Electrolyte") && set_.find("electrolyte.initial_concentration") == nullptr) {
      warn("the file gives no initial salt concentration: 1000 mol/m3 is taken");
      put("electrolyte.initial_concentration", 1000.0);
    }
    if (const auto* parameter = set_.find("electrolyte.initial_concentration")) {
      put("electrolyte.reference_concentration", parameter->value);
    }
    const auto* ambient = state(bpx::ambient);
    const auto* initial = state(bpx::initial_temperature);
    if (ambient != nullptr || initial != nullptr) {
      put_state("cell.temperature", ambient != nullptr ? *ambient : *initial, bpx::ambient);
      if (ambient != nullptr && initial != nullptr && *ambient != *initial) {
        warn("the initial temperature differs from the ambient one and is left out");
      }
    } else if (const auto* reference = set_.find("cell.reference_temperature")) {
      put("cell.temperature", reference->value);
    }
    if (const auto* charge = state("Initial state-of-charge"); charge != nullptr && *charge != 1) {
      warn(fmt::format("the initial state of charge, {:g}, is not part of a set: give it to the simulation",
                       charge->get<double>()));
    }
    if (bpx_.contains("State") && bpx_["State"].contains("Degradation")) {
      warn("the degradation of State is left out");
    }
  }

  // Lumped heat per area of electrode, where all that it needs is there.
  void read_heat() {
    double product = 1.0;
    for (const auto name :
         {bpx::density, bpx::specific_heat, bpx::volume, bpx::external_area, bpx::heat_transfer}) {
      const auto* value = state(name);
      if (value == nullptr) {
        return;
      }
      product *= value->get<double>();
    }
    const auto* area = set_.find("cell.area");
    const auto* pairs = set_.find("cell.pairs_in_parallel");
    if (area == nullptr || pairs == nullptr || !(product > 0.0) || !std::isfinite(product)) {
      return;
    }
    const auto number = [&](std::string_view name) { return state(name)->get<double>(); };
    const double total = area->value * pairs->value;
    put("cell.heat.heat_capacity",
        number(bpx::density) * number(bpx::specific_heat) * number(bpx::volume) / total);
    put("cell.heat.cooling", number(bpx::heat_transfer) * number(bpx::external_area) / total);
  }

  // What to_bpx wrote under "nacre"; the rest is another program's.
  void read_user_defined(const BpxJson& values) {
    for (const auto& [key, value] : values.items()) {
      if (key == "nacre" && value.is_object()) {
        for (const auto& [path, inner] : value.items()) {
          read_own(path, inner);
        }
      } else if (key != "description") {
        warn(fmt::format("the user-defined '{}' is left out", key));
      }
    }
  }

  void read_own(const std::string& path, const BpxJson& value) {
    const std::string where = "Parameterisation.User-defined.nacre." + path;
    constexpr std::string_view energy = ".activation_energy";
    const Slot* slot = find_slot(path);
    if (slot == nullptr && path.ends_with(energy) && value.is_number()) {
      put_energy(path.substr(0, path.size() - energy.size()), value.get<double>());
      return;
    }
    if (slot == nullptr) {
      throw InputError(file_, fmt::format("there is no parameter '{}'", path), where, slot_advice(path));
    }
    const bool table = value.is_object() && value.contains("x") && value.contains("y");
    const bool right = value.is_number()
                           ? slot->argument != Argument::radius && slot->in_range(value.get<double>())
                       : slot->argument == Argument::radius ? table
                                                            : slot->function && (table || value.is_string());
    if (!right) {
      throw InputError(
          file_, "the value is of the wrong kind or out of range", where,
          slot->range().empty() ? fmt::format("its unit is {}", slot->unit) : "it must be " + slot->range());
    }
    put(path, value, where);
  }

  // BPX's own check: the limits of the stoichiometries must not go beyond the cut-offs.
  void check_limits() {
    const auto voltage = [&](const char* limit) -> double {
      double value = 0.0;
      for (const std::string side : {"positive.", "negative."}) {
        const auto* x = set_.find(side + limit);
        const auto* ocp = set_.find(side + "open_circuit");
        if (x == nullptr || ocp == nullptr) {
          return std::nan("");
        }
        const double own = ocp->form == Form::number ? ocp->value : ocp->function->reference(x->value);
        value += side == "positive." ? own : -own;
      }
      return value;
    };
    const auto* lower = set_.find("cell.lower_cutoff");
    const auto* upper = set_.find("cell.upper_cutoff");
    if (lower == nullptr || upper == nullptr) {
      return;
    }
    const double highest = voltage("stoichiometry_at_100");
    const double lowest = voltage("stoichiometry_at_0");
    if (highest > upper->value + voltage_tolerance) {
      warn(fmt::format("the stoichiometries at full charge give {:.4g} V, above the cut-off of {:g} V",
                       highest, upper->value));
    }
    if (lowest < lower->value - voltage_tolerance) {
      warn(fmt::format("the stoichiometries at no charge give {:.4g} V, below the cut-off of {:g} V", lowest,
                       lower->value));
    }
  }

  const BpxJson& bpx_;
  const BpxJson& cell_;
  ParameterSet& set_;
  std::string file_;
};

}  // namespace

ParameterSet parse_bpx(std::string_view text, const std::filesystem::path& file) {
  if (text.size() > longest) {
    throw InputError(file.string(), "the file is larger than 16 MiB", "",
                     "BPX files are smaller: is it one?");
  }
  BpxJson bpx;
  try {
    bpx = BpxJson::parse(text);
  } catch (const BpxJson::exception& error) {
    throw InputError(file.string(), "not valid JSON", error.what(), "BPX files are JSON");
  }
  const auto problems = check_bpx(bpx);
  if (!problems.empty()) {
    throw InputError(file.string(), problems.front().what, problems.front().where,
                     advice_of_first(problems.front().advice, problems.size()));
  }
  for (const auto& section : bpx_sections()) {
    const auto& all = bpx["Parameterisation"];
    if (all.contains(section.name) && all[section.name].contains("Particle")) {
      throw InputError(file.string(), "an electrode of several active materials",
                       fmt::format("Parameterisation.{}.Particle", section.name),
                       "give one material per electrode");
    }
  }
  ParameterSet set;
  set.file = file;
  set.name = file.stem().string();
  set.sha256 = sha256(text);
  Reader(bpx, set, file.string()).read();
  return set;
}

ParameterSet read_bpx(const std::filesystem::path& file) { return parse_bpx(read_file(file), file); }

}  // namespace nacre::cell
