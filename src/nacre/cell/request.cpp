#include "nacre/cell/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/grammar.hpp"

namespace nacre::cell {
namespace {

constexpr std::array<std::string_view, 3> model_names{"spm", "spme", "dfn"};  // in the order of ModelKind
constexpr std::size_t mesh_at_most = 1000;

}  // namespace

ModelKind model_kind(std::string_view name) {
  const auto found = std::ranges::find(model_names, name);
  if (found == model_names.end()) {
    throw UsageError(fmt::format("there is no model '{}'", name),
                     spelling_advice(name, model_names, "models"));
  }
  return static_cast<ModelKind>(found - model_names.begin());
}

std::string_view to_string(ModelKind kind) { return model_names[static_cast<std::size_t>(kind)]; }

Mesh parse_mesh(std::string_view text) {
  std::array<std::size_t, 4> counts{};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  bool sound = true;
  for (std::size_t i = 0; i < counts.size() && sound; ++i) {
    const auto read = std::from_chars(at, end, counts[i]);
    const bool last = i + 1 == counts.size();
    sound = read.ec == std::errc{} && (last ? read.ptr == end : read.ptr != end && *read.ptr == ',') &&
            counts[i] >= 1 && counts[i] <= mesh_at_most;
    at = read.ptr + (last ? 0 : 1);
  }
  if (!sound) {
    throw UsageError(fmt::format("the mesh '{}' is not four counts from 1 to {}", text, mesh_at_most),
                     "negative electrode, separator, positive electrode, particle: 16,8,16,8");
  }
  return {counts[0], counts[1], counts[2], counts[3]};
}

std::string to_text(const Mesh& mesh) {
  return fmt::format("{},{},{},{}", mesh.negative, mesh.separator, mesh.positive, mesh.radial);
}

double parse_period(const std::string& text) {
  const bool bare = text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  Protocol protocol;
  parse_setting("period", bare ? text + " s" : text, protocol);
  return protocol.period_s;
}

Protocol repeated(const Protocol& protocol, int times) {
  Protocol result = protocol;
  std::size_t steps = 0;
  bool loose = true;
  for (const auto& cycle : protocol.cycles) {
    steps += cycle.steps->size();
    loose = loose && cycle.steps->size() == 1 && cycle.at_most == 1;
  }
  if (times < 1 || steps * static_cast<std::size_t>(times) > steps_at_most) {
    throw UsageError(
        fmt::format("{} cycles of {} steps are not between 1 and {} steps", times, steps, steps_at_most));
  }
  if (loose && steps > 1) {
    CycleSteps joined;
    for (const auto& cycle : protocol.cycles) {
      joined.push_back(cycle.steps->front());
    }
    result.cycles = {{std::make_shared<const CycleSteps>(std::move(joined))}};
  }
  const auto once = result.cycles;
  for (int n = 1; n < times; ++n) {
    result.cycles.insert(result.cycles.end(), once.begin(), once.end());
  }
  return result;
}

ParameterSet changed_set(std::string_view name,
                         const std::vector<std::pair<std::string, std::string>>& changes) {
  auto set = find_parameter_set(name);
  for (const auto& [path, value] : changes) {
    set.set(path, value);
  }
  return set;
}

CellParameters cell_parameters(const ParameterSet& set, std::optional<double> temperature_C) {
  auto parameters = cell_parameters(set);
  if (temperature_C) {
    if (!(*temperature_C > -constants::zero_celsius && *temperature_C < 1000.0)) {
      throw UsageError(fmt::format("a temperature of {:g} C", *temperature_C),
                       "it must be above absolute zero and below 1000 C");
    }
    parameters.temperature = *temperature_C + constants::zero_celsius;
  }
  return parameters;
}

std::vector<std::string> assumed_parameters(const ParameterSet& set) {
  std::vector<std::string> paths;
  for (const auto& parameter : set.parameters) {
    if (parameter.status == Status::assumed) {
      paths.push_back(parameter.path);
    }
  }
  return paths;
}

}  // namespace nacre::cell
