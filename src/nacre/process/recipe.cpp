#include "nacre/process/recipe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/problems.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/process/parameters.hpp"

namespace nacre::process {
namespace {

constexpr double from_mm = 1e-3;
constexpr double from_um = 1e-6;
constexpr double from_nm = 1e-9;
constexpr double from_mg_per_cm2 = 1e-2;

constexpr std::array<std::string_view, 3> furnace_names{"strip", "tube", "measured"};  // as FurnaceKind

// ---- Changes: the value of a key, as --set gives it

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

void put(toml::table& table, std::string_view key, const std::string& text) {
  table.erase(key);  // with its place in the file, where the new value does not stand
  Problems ignored;  // as TOML writes it: a number, true, "a text"; anything else is a text as it stands
  if (auto parsed = parse_toml("value = " + text, "--set", ignored)) {
    table.insert(key, *parsed->get("value"));
  } else {
    table.insert(key, text);
  }
}

void change(toml::table& root, const std::string& path, const std::string& text) {
  const auto refuse = [&](const std::string& why) {
    throw UsageError(fmt::format("--set {}: {}", path, why), "for example --set coating.mol_percent=5");
  };
  toml::table* table = &root;
  std::string_view rest = path;
  for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
    const auto key = rest.substr(0, dot);
    rest.remove_prefix(dot + 1);
    if (!table->contains(key)) {
      table->insert(key, toml::table{});
    }
    toml::node* node = table->get(key);
    if (auto* list = node->as_array()) {  // step.2.hold_s
      const auto end = rest.find('.');
      const auto index = whole_number(rest.substr(0, end));
      if (end == std::string_view::npos || !index || *index < 1 || *index > list->size()) {
        refuse(fmt::format("{} has {} entries; name one, as {}.1.KEY", key, list->size(), key));
      }
      node = list->get(*index - 1);
      rest.remove_prefix(end + 1);
    }
    if (!node->is_table()) {
      refuse(fmt::format("'{}' holds no keys", key));
    }
    table = node->as_table();
  }
  if (rest.empty()) {
    refuse("no key");
  }
  put(*table, rest, text);
}

// ---- The file

class RecipeReader {
 public:
  RecipeReader(const toml::table& root, Recipe& recipe, Problems& problems)
      : root_(root), recipe_(recipe), problems_(problems), top_(root, "the recipe", problems) {}

  void read() {
    recipe_.name = top_.text("name").value_or(recipe_.file.stem().string());
    recipe_.description = top_.text("description").value_or("");
    if (const auto parameters = top_.text("parameters")) {
      recipe_.parameters = *parameters;
      know(top_, "parameters", *parameters);
    }
    gas();
    furnace();
    steps();
    precursor();
    coating();
    storage();
    top_.finish();
  }

 private:
  // What a number may be, in its file's unit: wide, but not so that a mistyped one is computed for hours.
  struct Between {
    double low;
    double high;
  };
  void keep(TomlSection& section, std::string_view key, double value, const Between& between, double& into,
            double factor) {
    if (!(value >= between.low && value <= between.high)) {
      section.problem(key, fmt::format("'{}' is {:g}, which is out of range", key, value),
                      fmt::format("it must lie between {:g} and {:g}", between.low, between.high));
      return;
    }
    into = value * factor;
  }
  // A number with a default, and one that must be there.
  void take(TomlSection& section, std::string_view key, double& into, const Between& between,
            double factor = 1.0) {
    if (const auto value = section.number(key)) {
      keep(section, key, *value, between, into, factor);
    }
  }
  void require(TomlSection& section, std::string_view key, double& into, const Between& between,
               double factor = 1.0) {
    if (const auto value = section.required_number(key)) {
      keep(section, key, *value, between, into, factor);
    } else {
      into = between.low * factor;  // to read on
    }
  }
  void at_most(TomlSection& section, std::string_view key, double value, double highest,
               const std::string& why) {
    if (value > highest) {
      section.problem(key, fmt::format("'{}' is {:g}, {}", key, value, why),
                      fmt::format("it must be at most {:g}", highest));
    }
  }
  std::optional<double> temperature_K(TomlSection& section, std::string_view key) {
    const auto celsius = section.number(key, {-constants::zero_celsius, false});
    if (celsius) {
      at_most(section, key, *celsius, hottest_programme_K - constants::zero_celsius,
              "above what such a furnace reaches,");
    }
    return celsius ? std::optional(*celsius + constants::zero_celsius) : std::nullopt;
  }
  // A table that must be there.
  const toml::table* needed(std::string_view key, const std::string& advice) {
    const auto* table = top_.table(key);
    if (table == nullptr && !top_.has(key)) {
      problems_.push_back({root_.source().begin, fmt::format("there is no [{}]", key), advice});
    }
    return table;
  }

  // A name must be that of a parameter file.
  static void know(TomlSection& section, std::string_view key, const std::string& file) {
    try {
      ParameterFile::locate(file);
    } catch (const UsageError& error) {
      section.problem(key, fmt::format("{}, named", error.what()), error.advice());
    }
  }

  void gas() {
    if (const auto* table = top_.table("gas")) {
      TomlSection section(*table, "[gas]", problems_);
      auto& gas = recipe_.gas;
      gas.name = section.text("name").value_or(gas.name);
      static const std::map<std::string_view, double> oxygen{
          {"air", 0.21}, {"oxygen", 1.0}, {"argon", 1e-5}, {"nitrogen", 1e-5}};
      if (const auto known = oxygen.find(gas.name); known != oxygen.end()) {
        gas.oxygen_bar = known->second;
      } else if (!section.has("oxygen_bar")) {
        section.problem("name", fmt::format("the gas '{}' is not known", gas.name),
                        "air, oxygen, argon, nitrogen; or say its oxygen_bar");
      }
      take(section, "oxygen_bar", gas.oxygen_bar, {1e-30, 1000.0});
      take(section, "convection_W_per_m2_K", gas.convection_W_per_m2_K, {0.0, 1e5});
      gas.quench_W_per_m2_K = gas.convection_W_per_m2_K;
      take(section, "quench_W_per_m2_K", gas.quench_W_per_m2_K, {0.0, 1e5});
      if (const auto ambient = temperature_K(section, "ambient_C")) {
        gas.ambient_K = *ambient;
      }
      section.finish();
    }
  }

  void furnace() {
    const auto* table = needed("furnace", "add [furnace] with kind = \"strip\" or \"tube\"");
    if (table == nullptr) {
      return;
    }
    TomlSection section(*table, "[furnace]", problems_);
    const auto kind = section.required_text("kind");
    const auto found = std::ranges::find(furnace_names, kind);
    if (found == furnace_names.end()) {
      if (!kind.empty()) {
        section.problem("kind", fmt::format("there is no furnace '{}', named", kind),
                        spelling_advice(kind, furnace_names, "furnaces"));
      }
      return;
    }
    recipe_.furnace = static_cast<FurnaceKind>(found - furnace_names.begin());
    switch (recipe_.furnace) {
      case FurnaceKind::strip:
        strip(section);
        break;
      case FurnaceKind::tube:
        tube(section);
        break;
      case FurnaceKind::measured:
        recipe_.measured_file = recipe_.file.parent_path() / section.required_text("file");
        take(section, "mass_g", recipe_.mass_kg, {1e-6, 1e7}, 1e-3);
        break;
    }
    section.finish();
  }

  void strip(TomlSection& section) {
    auto& strip = recipe_.strip;
    if (const auto material = section.text("material")) {
      strip.material = *material;
      know(section, "material", *material);
    }
    require(section, "length_mm", strip.length_m, {1.0, 1e4}, from_mm);
    require(section, "width_mm", strip.width_m, {0.1, 1e4}, from_mm);
    require(section, "thickness_um", strip.thickness_m, {1.0, 1e4}, from_um);
    require(section, "current_limit_A", strip.current_limit_A, {1e-3, 1e5});
    require(section, "voltage_limit_V", strip.voltage_limit_V, {1e-3, 1e4});
    strip.clamp_W_per_m2_K = 2e4;
    take(section, "clamp_W_per_m2_K", strip.clamp_W_per_m2_K, {0.0, 1e7});
    take(section, "lead_mohm", strip.lead_ohm, {0.0, 1e6}, 1e-3);
    strip.sensor_lag_s = 0.02;
    take(section, "sensor_lag_s", strip.sensor_lag_s, {1e-4, 1e3});
    require(section, "bed_length_mm", strip.bed_length_m, {0.1, 1e4}, from_mm);
    require(section, "bed_width_mm", strip.bed_width_m, {0.1, 1e4}, from_mm);
    require(section, "bed_mg_per_cm2", strip.bed_kg_per_m2, {0.01, 1e4}, from_mg_per_cm2);
    double along = static_cast<double>(strip.cells_along);
    double across = static_cast<double>(strip.cells_across);
    take(section, "cells_along", along, {2.0, 400.0});
    take(section, "cells_across", across, {1.0, 100.0});
    at_most(section, "bed_length_mm", strip.bed_length_m / from_mm, strip.length_m / from_mm,
            "longer than the strip,");
    at_most(section, "bed_width_mm", strip.bed_width_m / from_mm, strip.width_m / from_mm,
            "wider than the strip,");
    strip.cells_along = static_cast<std::size_t>(along);
    strip.cells_across = static_cast<std::size_t>(across);
    recipe_.mass_kg = strip.bed_kg_per_m2 * strip.bed_length_m * strip.bed_width_m;
    recipe_.after_s = 10.0;
    take(section, "after_s", recipe_.after_s, {0.0, longest_programme_s});
  }

  void tube(TomlSection& section) {
    auto& tube = recipe_.tube;
    require(section, "mass_g", recipe_.mass_kg, {1e-6, 1e7}, 1e-3);
    require(section, "lag_s", tube.lag_s, {5.0, 1e5});
    require(section, "cooling_s", tube.cooling_s, {1.0, 1e6});
    require(section, "loss_W_per_K", tube.loss_W_per_K, {1e-6, 1e6});
    require(section, "heat_capacity_kJ_per_K", tube.heat_capacity_J_per_K, {1e-6, 1e6}, 1e3);
    take(section, "after_s", recipe_.after_s, {0.0, longest_programme_s});
    recipe_.places = 1;  // in a tube every place is the same
  }

  void steps() {
    const auto preset = top_.text("preset");
    const auto tables = top_.tables("step");
    if (recipe_.furnace == FurnaceKind::measured) {
      if (preset || !tables.empty()) {
        top_.problem(preset ? "preset" : "step", "a measured temperature needs no programme");
      }
      return;
    }
    if (preset && !tables.empty()) {
      top_.problem("preset", "a preset and [[step]] at once");
      return;
    }
    if (preset) {
      try {
        recipe_.steps = preset_steps(*preset);
      } catch (const UsageError& error) {
        top_.problem("preset", error.what(), error.advice());
      }
      return;
    }
    if (tables.empty()) {
      problems_.push_back(
          {root_.source().begin, "there is no [[step]]",
           "add [[step]] with target_C, ramp_s or rate_K_per_min, and hold_s; or preset = \"" +
               std::string(preset_names().front()) + "\""});
      return;
    }
    double before_K = recipe_.gas.ambient_K;
    double time_s = 0.0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      before_K = step(*tables[i], fmt::format("step {}", i + 1), before_K, time_s);
    }
  }

  double step(const toml::table& table, const std::string& label, double before_K, double& time_s) {
    TomlSection section(table, label, problems_);
    ProgrammeStep step;
    step.line = static_cast<int>(section.position("target_C").line);
    if (!section.has("target_C")) {
      section.required_number("target_C");
    }
    step.target_K = temperature_K(section, "target_C").value_or(before_K);
    const auto ramp = section.number("ramp_s", not_negative);
    const auto rate = section.number("rate_K_per_min", positive);
    if (ramp && rate) {
      section.problem("ramp_s", "'ramp_s' and 'rate_K_per_min' at once");
    }
    step.ramp_s = rate ? std::abs(step.target_K - before_K) / *rate * 60.0 : ramp.value_or(0.0);
    if (recipe_.furnace == FurnaceKind::tube && !section.has("ramp_s") && !section.has("rate_K_per_min")) {
      section.problem("target_C", "a tube furnace needs a ramp", "add rate_K_per_min or ramp_s");
    }
    const auto hold = section.number("hold_s", not_negative);
    const auto hours = section.number("hold_h", not_negative);
    if (hold && hours) {
      section.problem("hold_s", "'hold_s' and 'hold_h' at once");
    }
    step.hold_s = hours ? *hours * seconds_per_hour : hold.value_or(0.0);
    time_s += step.ramp_s + step.hold_s;
    if (time_s > longest_programme_s) {
      section.problem("target_C", "the programme is longer than 30 days");
    }
    section.finish();
    recipe_.steps.push_back(step);
    return step.target_K;
  }

  void precursor() {
    auto& precursor = recipe_.precursor;
    if (const auto* table = top_.table("precursor")) {
      TomlSection section(*table, "[precursor]", problems_);
      take(section, "d50_um", precursor.d50_m, {0.01, 1e3}, from_um);
      take(section, "surface_m2_per_g", precursor.surface_m2_per_g, {1e-3, 100.0});
      take(section, "grain_nm", precursor.grain_m, {1.0, 1e5}, from_nm);
      take(section, "calcium_doping", precursor.calcium_doping, {0.0, 0.2});
      section.finish();
    }
    if (const auto* table = top_.table("sodium")) {
      TomlSection section(*table, "[sodium]", problems_);
      take(section, "ratio", precursor.sodium_ratio, {0.01, 1.5});
      section.finish();
    }
  }

  void coating() {
    if (const auto* table = top_.table("coating")) {
      TomlSection section(*table, "[coating]", problems_);
      recipe_.coating.name = section.required_text("name");
      if (!recipe_.coating.name.empty()) {
        know(section, "name", "coating-" + recipe_.coating.name);
      }
      require(section, "mol_percent", recipe_.coating.mol_percent, {0.0, 20.0});
      section.finish();
      if (recipe_.coating.mol_percent == 0.0) {
        recipe_.coating = {};
      }
    }
  }

  void storage() {
    if (const auto* table = top_.table("storage")) {
      TomlSection section(*table, "[storage]", problems_);
      auto& storage = recipe_.storage;
      take(section, "hours", storage.hours, {0.0, 1e6});
      take(section, "relative_humidity", storage.relative_humidity, {0.0, 1.0});
      take(section, "co2_ppm", storage.co2_ppm, {0.0, 1e6});
      section.finish();
    }
  }

  const toml::table& root_;
  Recipe& recipe_;
  Problems& problems_;
  TomlSection top_;
};

std::vector<InputError> parse(std::string_view text, const std::filesystem::path& file,
                              const Changes& changes, Recipe& recipe) {
  recipe.file = file;
  recipe.sha256 = sha256(text);
  Problems problems;
  if (auto root = parse_toml(text, file.string(), problems)) {
    for (const auto& [path, value] : changes) {
      change(*root, path, value);
    }
    RecipeReader(*root, recipe, problems).read();
  }
  auto errors = input_errors(std::move(problems), file.string());
  for (auto& error : errors) {  // what --set put in lies on no line
    if (error.where().starts_with("line 0,")) {
      error = InputError(error.file(), error.problem(), "--set", error.advice());
    }
  }
  return errors;
}

}  // namespace

std::pair<std::string, std::string> parse_change(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw UsageError(fmt::format("--set {}: expected KEY=VALUE", text),
                     "for example --set coating.mol_percent=5");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<InputError> check_recipe(std::string_view text, const std::filesystem::path& file,
                                     const Changes& changes) {
  Recipe recipe;
  return parse(text, file, changes, recipe);
}

Recipe parse_recipe(std::string_view text, const std::filesystem::path& file, const Changes& changes) {
  Recipe recipe;
  throw_first(parse(text, file, changes, recipe));
  return recipe;
}

Recipe read_recipe(const std::filesystem::path& file, const Changes& changes) {
  return parse_recipe(read_file(file), file, changes);
}

}  // namespace nacre::process
