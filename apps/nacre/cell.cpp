// nacre cell COMMAND: the models of a cell. One file for each of its commands.
#include "cell.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/base/version.hpp"
#include "nacre/cell/json.hpp"
#include "nacre/cell/protocol_file.hpp"
#include "nacre/report/cell_report.hpp"

namespace nacre::app {
namespace {

// The files that a protocol was read from: its own, and its profiles.
void add_protocol_files(const std::string& given, const cell::Protocol& protocol,
                        std::vector<InputFile>& inputs) {
  std::error_code not_there;
  std::filesystem::path folder;
  if (std::filesystem::is_regular_file(given, not_there)) {
    inputs.push_back(input_file(given, "protocol"));
    folder = std::filesystem::path(given).parent_path();
  }
  const cell::CycleSteps* before = nullptr;
  for (const auto& cycle : protocol.cycles) {
    if (cycle.steps.get() == before) {  // a repeat
      continue;
    }
    before = cycle.steps.get();
    for (const auto& step : *cycle.steps) {
      const std::string path = (folder / step.profile_file).string();
      const auto same = [&](const InputFile& input) { return input.path == path; };
      if (!step.profile_file.empty() && std::ranges::none_of(inputs, same)) {
        inputs.push_back(input_file(path, "current profile"));
      }
    }
  }
}

}  // namespace

std::pair<std::string, std::string> parse_change(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw UsageError(fmt::format("--set {}: expected PATH=VALUE", text),
                     "for example --set positive.particle_radius=\"3 um\"");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void CellOptions::add_model_options(CLI::App& command) {
  command
      .add_option("--parameters", parameters,
                  "the parameter set: a name (nacre cell parameters lists them) or a file")
      ->required();
  command.add_option("--model", model,
                     "spm, spme or dfn (single particle, with electrolyte, Doyle-Fuller-Newman); dfn");
  command.add_option("--mesh", mesh,
                     "cells in the negative electrode, separator, positive electrode, and nodes of a "
                     "particle: 16,8,16,8");
  command.add_option("--temperature-C", temperature_C, "of the surroundings and at the start");
  command
      .add_option("--set", set,
                  "PATH=VALUE: another value for a parameter, as 5e-6 or \"5 um\"; may be given "
                  "again")
      ->allow_extra_args(false);
  command.add_option("--rtol", relative_tolerance, "relative tolerance of the solver (1e-5)")
      ->check(CLI::Range(1e-12, 0.1));
}

void CellOptions::add_options(CLI::App& command, bool protocol_needed) {
  add_model_options(command);
  auto* what =
      command.add_option("--protocol", protocol,
                         protocol_needed ? "what is done: steps as text, or a file with them"
                                         : "what is done before: steps as text, or a file with them");
  if (protocol_needed) {
    what->required();
  }
  command.add_option("--period", period,
                     "between the rows of the result, as 60 or \"1 min\"; without it the "
                     "solver's own steps");
}

Cell read_cell(const CellOptions& options) {
  Cell cell;
  std::vector<std::pair<std::string, std::string>> changes;
  for (const auto& text : options.set) {
    changes.push_back(parse_change(text));
  }
  cell.simulation.model = cell::model_kind(options.model);
  if (!options.mesh.empty()) {
    cell.simulation.mesh = cell::parse_mesh(options.mesh);
  }
  if (options.relative_tolerance > 0.0) {
    cell.simulation.relative_tolerance = options.relative_tolerance;
    cell.simulation.absolute_tolerance = 0.01 * options.relative_tolerance;
  }
  cell.simulation.initial_state_of_charge = options.initial_soc;
  cell.set = cell::changed_set(options.parameters, changes);
  cell.warnings = cell.set.warnings;
  cell.parameters = cell::cell_parameters(cell.set, options.temperature_C);
  cell.inputs.push_back(input_file(cell.set.file.string(), "parameter set"));
  if (options.protocol) {
    cell.protocol = cell::read_protocol(*options.protocol);
    add_protocol_files(*options.protocol, cell.protocol, cell.inputs);
  }
  if (!options.period.empty()) {
    cell.protocol.period_s = cell::parse_period(options.period);
  }
  if (const auto assumed = cell::assumed_parameters(cell.set); !assumed.empty()) {
    cell.warnings.push_back(
        fmt::format("uncalibrated: {} of the {} parameters of {} are assumed (nacre cell parameters {} lists "
                    "them)",
                    assumed.size(), cell.set.parameters.size(), cell.set.name, options.parameters));
  }
  return cell;
}

void close_document(report::Document& document, const std::string& command, const Cell& cell) {
  const Json set = cell::to_json(cell.set);
  document.sections.push_back({"Parameters"});
  document.sections.back().tables = {report::parameter_table(set, "parameters")};
  document.methods.push_back(report::simulation_method(
      cell.set.name, cell::describe(cell.set, cell.parameters, cell.protocol, cell.simulation), set));
  document.provenance = {
      command, report_inputs(cell.inputs), std::string(version()), std::string(source_digest()), "", {}};
}

void add_cell(CLI::App& app) {
  auto* cell = app.add_subcommand("cell", "simulate a cell: protocols, ageing, impedance, fits");
  cell->require_subcommand(1);
  add_cell_run(*cell);
  add_cell_age(*cell);
  add_cell_eis(*cell);
  add_cell_fit(*cell);
  add_cell_parameters(*cell);
}

}  // namespace nacre::app
