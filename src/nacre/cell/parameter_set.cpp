#include "nacre/cell/parameter_set.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "nacre/base/error.hpp"
#include "nacre/base/parameter_folders.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/unit.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

constexpr std::string_view scale_ending = ".scale";
constexpr std::string_view energy_ending = ".activation_energy";

// A number of a parameter, as a path names it.
struct Handle {
  Parameter* parameter = nullptr;
  double Parameter::*member = &Parameter::value;
  std::string unit;
};

Parameter* find_in(ParameterSet& set, std::string_view path) {
  const auto found = std::ranges::find(set.parameters, path, &Parameter::path);
  return found == set.parameters.end() ? nullptr : &*found;
}

Handle handle(ParameterSet& set, std::string_view path) {
  if (auto* parameter = find_in(set, path)) {
    return {parameter, &Parameter::value, parameter->unit};
  }
  for (const auto ending : {scale_ending, energy_ending}) {
    if (!path.ends_with(ending) || find_slot(path) != nullptr) {
      continue;
    }
    auto* parameter = find_in(set, path.substr(0, path.size() - ending.size()));
    if (parameter != nullptr && ending == scale_ending && parameter->form != Form::number) {
      return {parameter, &Parameter::scale, "1"};
    }
    if (parameter != nullptr && ending == energy_ending && find_slot(parameter->path)->function) {
      return {parameter, &Parameter::activation_energy, "J/mol"};
    }
  }
  return {};
}

void check(const Handle& found, std::string_view path, double value) {
  const auto refuse = [&](const std::string& range) {
    throw UsageError(fmt::format("'{}' cannot be {:g} {}", path, value, found.unit), "it must be " + range);
  };
  if (!std::isfinite(value)) {
    refuse("a finite number");
  }
  if (found.member == &Parameter::value) {
    const Slot* slot = find_slot(found.parameter->path);
    if (slot->argument == Argument::radius) {
      throw UsageError(fmt::format("'{}' is a table", path), "set the radius of one size, or edit the file");
    }
    if (!slot->in_range(value)) {
      refuse(slot->range());
    }
  } else if (found.member == &Parameter::scale && value <= 0.0) {
    refuse("greater than 0");
  } else if (found.member == &Parameter::activation_energy && found.parameter->function &&
             found.parameter->function->general && value != 0.0) {
    throw UsageError(fmt::format("'{}' says itself how it depends on T", found.parameter->path),
                     "leave the activation energy out");
  }
}

// "5 um" -> 5 and "um".
std::pair<double, std::string_view> split(std::string_view path, std::string_view text) {
  const auto trim = [](std::string_view part) {
    const auto first = part.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : part.substr(first, part.find_last_not_of(" \t") - first + 1);
  };
  text = trim(text);
  double value = 0.0;
  const char* first = text.data() + (text.starts_with('+') ? 1 : 0);
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), value);
  if (error != std::errc{}) {
    throw UsageError(fmt::format("'{}' cannot be '{}'", path, text),
                     "write a number, perhaps with a unit: 5 um");
  }
  return {value, trim({end, static_cast<std::size_t>(text.data() + text.size() - end)})};
}

}  // namespace

std::string_view to_string(Status status) {
  constexpr std::array<std::string_view, 4> names{"measured", "cited", "calibrated", "assumed"};
  return names.at(static_cast<std::size_t>(status));
}

const Parameter* ParameterSet::find(std::string_view path) const {
  const auto found = std::ranges::find(parameters, path, &Parameter::path);
  return found == parameters.end() ? nullptr : &*found;
}

void ParameterSet::set(std::string_view path, std::string_view text) {
  const auto [value, unit] = split(path, text);
  Handle found = handle(*this, path);
  const Slot* slot = find_slot(path);
  const std::string own = found.parameter != nullptr ? found.unit : slot != nullptr ? slot->unit : "";
  const auto converted = unit.empty() || own.empty() ? value : convert_unit(value, unit, own);
  if (!converted) {
    throw UsageError(fmt::format("'{}' cannot be given in '{}'", path, unit), "its unit is " + own);
  }
  set(path, *converted);
}

void ParameterSet::set(std::string_view path, double value) {
  Handle found = handle(*this, path);
  if (found.parameter == nullptr) {
    const Slot* slot = find_slot(path);
    if (slot == nullptr) {
      throw UsageError(fmt::format("there is no parameter '{}'", path), slot_advice(path));
    }
    Parameter added;
    added.path = std::string(path);
    added.unit = slot->unit;
    Handle unborn{&added, &Parameter::value, slot->unit};
    check(unborn, path, value);
    parameters.push_back(std::move(added));
    found = {&parameters.back(), &Parameter::value, slot->unit};
  }
  check(found, path, value);
  found.parameter->*found.member = value;
  found.parameter->overridden = true;
  if (found.member == &Parameter::value && found.parameter->form != Form::number) {
    found.parameter->form = Form::number;  // a constant in place of the function
    found.parameter->function.reset();
  }
}

void ParameterSet::apply(const std::vector<std::pair<std::string, double>>& values) {
  for (const auto& [path, value] : values) {
    set(path, value);
  }
}

double ParameterSet::number(std::string_view path) const {
  const Handle found = handle(const_cast<ParameterSet&>(*this), path);  // only read through
  if (found.parameter == nullptr) {
    throw UsageError(fmt::format("the set '{}' gives no '{}'", name, path), slot_advice(path));
  }
  if (found.member == &Parameter::value && found.parameter->form != Form::number) {
    throw UsageError(fmt::format("'{}' is a function", path), fmt::format("its factor is '{}.scale'", path));
  }
  return found.parameter->*found.member;
}

std::vector<std::string> parameter_set_names() {
  std::set<std::string> names;
  for (const auto& folder : parameter_folders()) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
      if (entry.path().extension() == ".toml") {
        names.insert(entry.path().stem().string());
      }
    }
  }
  return {names.begin(), names.end()};
}

ParameterSet find_parameter_set(std::string_view name) {
  const std::filesystem::path path(name);
  if (path.has_parent_path() || path.has_extension()) {
    return path.extension() == ".json" ? read_bpx(path) : read_parameter_set(path);
  }
  for (const auto& folder : parameter_folders()) {
    const auto file = folder / (std::string(name) + ".toml");
    if (std::filesystem::is_regular_file(file)) {
      return read_parameter_set(file);
    }
  }
  const auto names = parameter_set_names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw UsageError(
      fmt::format("there is no parameter set '{}'", name),
      known.empty() ? "give the path of a .toml or BPX .json file" : spelling_advice(name, known, "sets"));
}

}  // namespace nacre::cell
