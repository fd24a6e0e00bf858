// BPX's schema: which fields there are, and what a file has against it.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/bpx_fields.hpp"
#include "nacre/cell/expression.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

using enum BpxKind;
using enum BpxVersions;

constexpr std::array cell_fields{
    BpxField{"Electrode area [m2]", number, true, "area"},
    BpxField{bpx::external_area},
    BpxField{bpx::volume},
    BpxField{"Number of electrode pairs connected in parallel to make a cell", count, true,
             "pairs_in_parallel"},
    BpxField{"Lower voltage cut-off [V]", number, true, "lower_cutoff"},
    BpxField{"Upper voltage cut-off [V]", number, true, "upper_cutoff"},
    BpxField{"Nominal cell capacity [A.h]", number, true, "nominal_capacity"},
    BpxField{"Reference temperature [K]", number, false, "reference_temperature"},
    BpxField{bpx::density},
    BpxField{bpx::specific_heat},
    BpxField{bpx::initial_temperature, number, false, {}, before_1},
    BpxField{bpx::ambient, number, false, {}, before_1},
    BpxField{"Thermal conductivity [W.m-1.K-1]", number, false, {}, before_1},
};
constexpr std::array electrolyte_fields{
    BpxField{"Cation transference number", number, true, "transference"},
    BpxField{"Diffusivity [m2.s-1]", function, true, "diffusivity"},
    BpxField{"Diffusivity activation energy [J.mol-1]", number, false, "diffusivity.activation_energy"},
    BpxField{bpx::conductivity, function, true, "conductivity"},
    BpxField{"Conductivity activation energy [J.mol-1]", number, false, "conductivity.activation_energy"},
    BpxField{bpx::old_concentration, number, true, "initial_concentration", before_1},
};
constexpr std::array separator_fields{
    BpxField{"Thickness [m]", number, true, "thickness"},
    BpxField{"Porosity", number, true, "porosity"},
    BpxField{bpx::transport, number, true, {}, all, 0.0, 1.0},
};
constexpr std::array electrode_fields{
    BpxField{"Thickness [m]", number, true, "thickness"},
    BpxField{"Porosity", number, true, "porosity"},
    BpxField{bpx::transport, number, true, {}, all, 0.0, 1.0},
    BpxField{bpx::conductivity, number, true, "conductivity"},
    BpxField{bpx::lowest, number, true, {}, all, -1e-300, 1.0},
    BpxField{bpx::highest, number, true, {}, all, -1e-300, 1.0},
    BpxField{"Maximum concentration [mol.m-3]", number, true, "maximum_concentration"},
    BpxField{"Particle radius [m]", number, true, "particle_radius"},
    BpxField{bpx::surface, number, true},
    BpxField{"Diffusivity [m2.s-1]", function, true, "diffusivity"},
    BpxField{"Diffusivity activation energy [J.mol-1]", number, false, "diffusivity.activation_energy"},
    BpxField{bpx::ocp, function, true, "open_circuit"},
    BpxField{bpx::delithiation, function, false, {}, from_1},
    BpxField{bpx::lithiation, function, false, {}, from_1},
    BpxField{"OCP hysteresis decay constant", number, false, "hysteresis_decay", from_1},
    BpxField{"Entropic change coefficient [V.K-1]", function, false, "entropic_change"},
    BpxField{bpx::rate, number, true},
    BpxField{bpx::rate_energy, number, false, {}, all, -1e-300},
};
constexpr std::array sections{
    BpxSection{"Cell", "cell.", cell_fields, true},
    BpxSection{"Electrolyte", "electrolyte.", electrolyte_fields, false},
    BpxSection{"Negative electrode", "negative.", electrode_fields, true},
    BpxSection{"Positive electrode", "positive.", electrode_fields, true},
    BpxSection{"Separator", "separator.", separator_fields, false},
};

constexpr int deepest_user_defined = 16;
constexpr std::size_t most_problems = 50;  // more help nobody, and cost a hostile file's time

class Checker {
 public:
  std::vector<BpxProblem> check(const BpxJson& bpx) {
    if (!keys(bpx, "the file", {"Header", "Parameterisation", "State", "Validation"},
              {"Header", "Parameterisation"})) {
      return std::move(problems_);
    }
    check_header(bpx["Header"]);
    if (problems_.empty()) {  // the version decides what follows
      check_parameterisation(bpx["Parameterisation"]);
      if (bpx.contains("State")) {
        check_state(bpx["State"]);
      }
      if (bpx.contains("Validation")) {
        check_validation(bpx["Validation"]);
      }
    }
    return std::move(problems_);
  }

 private:
  using Names = std::vector<std::string_view>;

  void problem(std::string where, std::string what, std::string advice = {}) {
    problems_.push_back({std::move(where), std::move(what), std::move(advice)});
  }

  // An object with these keys and no other; false where it is no object or lacks a needed one.
  bool keys(const BpxJson& value, const std::string& where, const Names& known, const Names& needed) {
    if (!value.is_object()) {
      problem(where, "an object was expected");
      return false;
    }
    for (const auto& [key, inner] : value.items()) {
      if (problems_.size() < most_problems && std::ranges::find(known, key) == known.end()) {
        problem(where, fmt::format("BPX {} has no field '{}' here", version_.empty() ? "" : version_, key),
                spelling_advice(key, known, "fields"));
      }
    }
    bool complete = true;
    for (const auto key : needed) {
      if (!value.contains(key)) {
        problem(where, fmt::format("the field '{}' is missing", key), "add it");
        complete = false;
      }
    }
    return complete;
  }

  void check_header(const BpxJson& header) {
    if (!keys(header, "Header", {"BPX", "Title", "Description", "References", "Model"}, {"BPX", "Model"})) {
      return;
    }
    for (const std::string_view key : {"Title", "Description", "References"}) {
      if (header.contains(key) && !header[key].is_string()) {
        problem(fmt::format("Header.{}", key), "a text was expected");
      }
    }
    const auto& version = header["BPX"];
    version_ = version.is_string()   ? version.get<std::string>()
               : version.is_number() ? fmt::format("{}", version.get<double>())
                                     : std::string{};
    const bool dotted = !version_.empty() && std::ranges::all_of(version_, [](char c) {
      return c == '.' || (c >= '0' && c <= '9');
    });
    if (!dotted || (version_.front() != '0' && version_.front() != '1')) {
      problem("Header.BPX", "a version 0.x or 1.x was expected", "write \"1.1.0\"");
    }
    legacy_ = version_.starts_with('0');
    const auto& model = header["Model"];
    const Names models{"SPM", "SPMe", "DFN", "Partial"};
    if (!model.is_string() || std::ranges::find(models, model.get<std::string>()) == models.end()) {
      problem("Header.Model", "the model must be one of SPM, SPMe, DFN, Partial");
      return;
    }
    model_ = model.get<std::string>();
  }

  void check_parameterisation(const BpxJson& value) {
    Names known{"User-defined"};
    Names needed;
    for (const auto& section : sections) {
      if (model_ != "SPM" || section.in_spm) {
        known.push_back(section.name);
        if (model_ != "Partial") {
          needed.push_back(section.name);
        }
      }
    }
    if (!value.is_object()) {
      problem("Parameterisation", "an object was expected");
      return;
    }
    keys(value, "Parameterisation", known, needed);
    for (const auto& section : sections) {
      if (value.contains(section.name)) {
        check_section(section, value[section.name]);
      }
    }
    if (value.contains("User-defined")) {
      check_user_defined(value["User-defined"], "Parameterisation.User-defined", 0);
    }
  }

  bool applies(const BpxSection& section, const BpxField& field, bool spm) const {
    const bool electrode = section.name.ends_with("electrode");
    return (field.versions == all || (field.versions == before_1) == legacy_) &&
           (!spm || !electrode || bpx_in_spm(field.name));
  }

  void check_section(const BpxSection& section, const BpxJson& value) {
    const std::string where = fmt::format("Parameterisation.{}", section.name);
    if (value.is_object() && value.contains("Particle")) {
      return;  // a blend: the reader says that no model here has one
    }
    // In "Partial" files an electrode without conductivity is one of SPM.
    const bool spm =
        model_ == "SPM" || (model_ == "Partial" && value.is_object() && !value.contains(bpx::conductivity));
    Names known;
    Names needed;
    for (const auto& field : section.fields) {
      if (applies(section, field, spm)) {
        known.push_back(field.name);
        if (field.required) {
          needed.push_back(field.name);
        }
      }
    }
    keys(value, where, known, needed);
    if (!value.is_object()) {
      return;
    }
    for (const auto& field : section.fields) {
      if (value.contains(field.name)) {
        check_field(section, field, value[field.name], fmt::format("{}.{}", where, field.name));
      }
    }
    if (is_number(value, bpx::lowest) && is_number(value, bpx::highest) &&
        value[bpx::lowest].get<double>() >= value[bpx::highest].get<double>()) {
      problem(fmt::format("{}.{}", where, bpx::lowest), "it is not below the maximum stoichiometry");
    }
  }

  static bool is_number(const BpxJson& object, std::string_view key) {
    return object.contains(key) && object[key].is_number();
  }

  void check_field(const BpxSection& section, const BpxField& field, const BpxJson& value,
                   const std::string& where) {
    if (field.kind == function && !value.is_number()) {
      check_function(value, where, section.prefix == "electrolyte." ? "concentration" : "stoichiometry");
      return;
    }
    if (!value.is_number() || !std::isfinite(value.get<double>())) {
      problem(where, field.kind == function ? "a number, a function of x or a table was expected"
                                            : "a number was expected");
      return;
    }
    const double number_value = value.get<double>();
    if (field.kind == count && number_value != std::floor(number_value)) {
      problem(where, "a whole number was expected");
    }
    if (field.path.empty()) {
      if (!(number_value > field.low && number_value <= field.high)) {
        problem(where, fmt::format("the value {:g} is out of range", number_value),
                field.high < 1e300 ? "it must lie between 0 and 1" : "it must be positive");
      }
    } else if (field.path.ends_with(".activation_energy")) {
      if (number_value < 0.0) {
        problem(where, "an activation energy must not be negative");
      }
    } else if (const Slot* slot = find_slot(std::string(section.prefix) + std::string(field.path));
               slot != nullptr && !slot->in_range(number_value)) {
      problem(where, fmt::format("the value {:g} is out of range", number_value),
              "it must be " + slot->range());
    }
  }

  void check_function(const BpxJson& value, const std::string& where, std::string_view argument) {
    constexpr std::array<std::string_view, 1> names{"x"};
    if (value.is_string()) {
      try {
        if (Expression(value.get<std::string>(), names).uses_temperature()) {
          problem(where, "a function of BPX may use x alone, not T");
        }
      } catch (const UsageError& error) {
        problem(where, error.what(),
                error.advice().empty() ? fmt::format("x is the {}", argument) : error.advice());
      }
    } else if (value.is_object()) {
      check_table(value, where);
    } else {
      problem(where, "a number, a function of x or a table was expected");
    }
  }

  bool numbers(const BpxJson& value, const std::string& where) {
    const bool sound =
        value.is_array() && !value.empty() && std::ranges::all_of(value, [](const BpxJson& element) {
          return element.is_number() && std::isfinite(element.get<double>());
        });
    if (!sound) {
      problem(where, "an array of numbers was expected");
    }
    return sound;
  }

  void check_table(const BpxJson& value, const std::string& where) {
    if (!keys(value, where, {"x", "y"}, {"x", "y"}) || !numbers(value["x"], where + ".x") ||
        !numbers(value["y"], where + ".y")) {
      return;
    }
    if (value["x"].size() != value["y"].size()) {
      problem(where, fmt::format("there are {} x and {} y", value["x"].size(), value["y"].size()));
      return;
    }
    auto x = value["x"].get<std::vector<double>>();
    std::ranges::sort(x);
    if (std::ranges::adjacent_find(x) != x.end()) {
      problem(where + ".x", "the same x is there twice");
    }
  }

  void check_user_defined(const BpxJson& value, const std::string& where, int depth) {
    if (!value.is_object() || depth > deepest_user_defined) {
      problem(where, depth > deepest_user_defined ? "it is nested too deeply" : "an object was expected");
      return;
    }
    for (const auto& [key, inner] : value.items()) {
      const std::string place = fmt::format("{}.{}", where, key);
      if (key == "description") {
        continue;
      }
      if (inner.is_object() && !inner.contains("x") && !inner.contains("y")) {
        check_user_defined(inner, place, depth + 1);
      } else if (!inner.is_number()) {
        check_function(inner, place, "argument");
      }
    }
  }

  void check_state(const BpxJson& value) {
    if (legacy_) {
      problem("State", fmt::format("BPX {} has no State", version_), "write \"1.1.0\" as the version");
      return;
    }
    keys(value, "State", {"Initial conditions", "Thermal environment", "Thermal state", "Degradation"}, {});
    check_numbers(
        value, "Initial conditions",
        {"Initial state-of-charge", bpx::initial_temperature, bpx::concentration,
         "Initial hysteresis state: Positive electrode", "Initial hysteresis state: Negative electrode"});
    for (const auto* name : {"Thermal environment", "Thermal state"}) {  // 1.1 and 1.0
      check_numbers(value, name, {bpx::ambient, bpx::heat_transfer});
    }
    check_numbers(value, "Degradation", {"LLI", "LAM: Positive electrode", "LAM: Negative electrode"});
  }

  void check_numbers(const BpxJson& state, std::string_view name, const Names& known) {
    if (!state.is_object() || !state.contains(name)) {
      return;
    }
    const std::string where = fmt::format("State.{}", name);
    if (!keys(state[name], where, known, {})) {
      return;
    }
    for (const auto& [key, value] : state[name].items()) {
      // A blend gives one number per material.
      if (!value.is_object() && !value.is_null() &&
          (!value.is_number() || !std::isfinite(value.get<double>()))) {
        problem(fmt::format("{}.{}", where, key), "a number was expected");
      }
    }
  }

  void check_validation(const BpxJson& value) {
    if (!value.is_object()) {
      problem("Validation", "an object was expected");
      return;
    }
    const Names columns{"Time [s]", "Current [A]", "Voltage [V]", "Temperature [K]"};
    for (const auto& [name, experiment] : value.items()) {
      const std::string where = "Validation." + name;
      if (!keys(experiment, where, columns, {columns.begin(), columns.begin() + 3})) {
        continue;
      }
      for (const auto column : columns) {
        if (experiment.contains(column) && numbers(experiment[column], fmt::format("{}.{}", where, column)) &&
            experiment[column].size() != experiment[columns[0]].size()) {
          problem(fmt::format("{}.{}", where, column), "it is not as long as the time");
        }
      }
    }
  }

  std::vector<BpxProblem> problems_;
  std::string version_;
  std::string model_;
  bool legacy_ = false;
};

}  // namespace

std::span<const BpxSection> bpx_sections() { return sections; }

bool bpx_in_spm(std::string_view field) {
  return field != "Porosity" && field != bpx::transport && field != bpx::conductivity;
}

std::vector<BpxProblem> check_bpx(const BpxJson& bpx) { return Checker().check(bpx); }

}  // namespace nacre::cell
