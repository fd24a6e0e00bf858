#include "nacre/study/simulation.hpp"

#include <fmt/format.h>

#include "nacre/base/hash.hpp"
#include "nacre/cell/grammar.hpp"
#include "nacre/cell/json.hpp"
#include "nacre/cell/protocol_file.hpp"
#include "nacre/cell/request.hpp"
#include "nacre/study/changes.hpp"
#include "nacre/study/store.hpp"

namespace nacre::study {
namespace {

using Changes = std::vector<std::pair<std::string, std::string>>;

// Reads the keys one by one; each that is wrong is a problem at its own line.
class Parser {
 public:
  Parser(TomlSection& section, const std::filesystem::path& folder) : section_(section), folder_(folder) {}

  std::shared_ptr<const Simulation> parse() {
    Simulation simulation;
    auto& options = simulation.options;
    if (const auto model = section_.text("model")) {
      attempt("model", [&] { options.model = cell::model_kind(*model); });
    }
    if (const auto mesh = section_.text("mesh")) {
      attempt("mesh", [&] { options.mesh = cell::parse_mesh(*mesh); });
    }
    options.initial_state_of_charge =
        section_.number("initial_soc").value_or(options.initial_state_of_charge);
    parse_protocol(simulation.protocol);
    parse_parameters(simulation);
    return sound_ ? std::make_shared<const Simulation>(std::move(simulation)) : nullptr;
  }

 private:
  template <class Body>
  void attempt(std::string_view key, const Body& body) {
    try {
      body();
    } catch (const cell::ProtocolError& error) {  // what() is a picture of several lines
      problem(key,
              fmt::format("{} (line {}, column {} of the protocol)", error.problem(), error.line(),
                          error.column()),
              error.advice());
    } catch (const Error& error) {
      problem(key, error.what(), error.advice());
    }
  }

  void problem(std::string_view key, const std::string& what, const std::string& advice = {}) {
    section_.problem(key, fmt::format("{}: {},", key, what), advice);
    sound_ = false;
  }

  void parse_protocol(cell::Protocol& protocol) {
    const auto text = section_.text("protocol");
    const auto file = section_.text("protocol_file");
    const auto period = section_.text("period");
    if (section_.has("protocol") == section_.has("protocol_file")) {
      problem("protocol", "one of 'protocol' and 'protocol_file' must be given",
              "add protocol = \"Discharge at 1C until 2 V\"");
      return;
    }
    if (text) {
      attempt("protocol", [&] { protocol = cell::parse_protocol(*text, cell::profiles_in(folder_)); });
    } else if (file) {
      attempt("protocol_file", [&] { protocol = cell::protocol_from_file(folder_ / *file); });
    } else {
      sound_ = false;  // not a text: said already
    }
    if (period) {
      attempt("period", [&] { protocol.period_s = cell::parse_period(*period); });
    }
  }

  void parse_parameters(Simulation& simulation) {
    std::string name = section_.required_text("parameters");
    const auto temperature_C = section_.number("temperature_C");
    Changes changes;
    if (const auto* table = section_.table("set")) {
      sound_ = collect_changes(section_, *table, changes) && sound_;
    }
    if (name.empty()) {
      sound_ = false;
      return;
    }
    const std::filesystem::path path(name);
    if (path.is_relative() && (path.has_parent_path() || path.has_extension())) {
      name = (folder_ / path).string();
    }
    attempt("parameters", [&] { simulation.set = cell::find_parameter_set(name); });
    if (!sound_) {
      return;
    }
    for (const auto& change : changes) {
      attempt("set", [&] { simulation.set.set(change.first, change.second); });
    }
    attempt("parameters", [&] { simulation.cell = cell::cell_parameters(simulation.set, temperature_C); });
  }

  TomlSection& section_;
  const std::filesystem::path& folder_;
  bool sound_ = true;
};

// Repeated cycles share their steps: each is said once.
Json profiles_of(const cell::Protocol& protocol) {
  Json profiles = Json::array();
  const cell::CycleSteps* before = nullptr;
  for (const auto& cycle : protocol.cycles) {
    if (cycle.steps.get() == before) {
      continue;
    }
    before = cycle.steps.get();
    for (const auto& step : *cycle.steps) {
      if (!step.profile_s.empty()) {
        profiles.push_back({{"time_s", step.profile_s}, {"current_A", step.profile_A}});
      }
    }
  }
  return profiles;
}

}  // namespace

std::shared_ptr<const Simulation> parse_simulation(TomlSection& section,
                                                   const std::filesystem::path& folder) {
  return Parser(section, folder).parse();
}

Json inputs_of(const Simulation& simulation) {
  const auto& [set, cell, protocol, options] = simulation;
  return {{"simulation", cell::describe(set, cell, protocol, options)},
          {"period_s", protocol.period_s},
          {"parameters", sha256(canonical(cell::to_json(set)))},
          {"profiles", sha256(canonical(profiles_of(protocol)))}};
}

Simulated simulate(const Simulation& simulation) {
  const auto& [set, cell, protocol, options] = simulation;
  const auto [run, profiles] = cell::simulate_with_profiles(cell, protocol, options);
  Simulated result{run.table(), cell::to_json(run)};
  auto& summary = result.summary;
  for (const char* key : {"time_s", "voltage_V", "current_A", "capacity_Ah", "temperature_C", "cycle", "step",
                          "solve_ms", "steps"}) {
    summary.erase(key);
  }
  auto& warnings = result.table.warnings;
  warnings = set.warnings;
  const auto assumed = cell::assumed_parameters(set);
  summary["description"] = cell::describe(set, cell, protocol, options);
  summary["assumed"] = assumed;
  summary["profiles"] = cell::to_json(profiles);
  summary["parameters"] = cell::to_json(set);
  if (!assumed.empty()) {
    warnings.push_back(fmt::format(
        "simulated and uncalibrated: {} of the {} parameters of {} are assumed, see the table of parameters",
        assumed.size(), set.parameters.size(), set.name));
  }
  if (!run.complete) {
    warnings.push_back("the simulation stopped before the end of its protocol: " + run.stopped_by);
  }
  return result;
}

}  // namespace nacre::study
