// nacre cell parameters SET: every number of a cell with its unit, status, source and bounds.
#include <fmt/core.h>

#include <cmath>

#include "cell.hpp"
#include "nacre/base/files.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/json.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string set;
  std::vector<std::string> changes;
  std::string bpx;  // a path
  Output output;
};

std::string value_of(const cell::Parameter& parameter) {
  switch (parameter.form) {
    case cell::Form::number:
      return fmt::format("{:.6g}", parameter.value);
    case cell::Form::expression:
      return parameter.scale == 1.0 ? "function" : fmt::format("{:.4g} function", parameter.scale);
    case cell::Form::table:
      return parameter.scale == 1.0 ? "table" : fmt::format("{:.4g} table", parameter.scale);
  }
  return "";
}

std::string bounds_of(const cell::Parameter& parameter) {
  return std::isfinite(parameter.lower) && std::isfinite(parameter.upper)
             ? fmt::format("[{:.4g}, {:.4g}]", parameter.lower, parameter.upper)
             : "";
}

// The size classes that a distribution was made into.
std::string describe_sizes(std::string_view side, const cell::Electrode& electrode) {
  if (!electrode.size_distribution) {
    return "";
  }
  std::string text = fmt::format("{} particles, radius in um and volume fraction:", side);
  for (const auto& size : electrode.sizes) {
    text += fmt::format(" {:.4g}: {:.4g}{}", 1e6 * size.radius, size.volume_fraction,
                        &size == &electrode.sizes.back() ? "\n" : ",");
  }
  return text;
}

std::string describe(const cell::ParameterSet& set) {
  std::string text = fmt::format("{}: {}\n{}\n", set.name, set.title, set.description);
  text += fmt::format("{:<38} {:>14} {:<9} {:<10} {:<22} {}\n", "parameter", "value", "unit", "status",
                      "bounds", "source");
  for (const auto& parameter : set.parameters) {
    const auto& source = parameter.status == cell::Status::calibrated ? parameter.calibrated_on
                         : parameter.source.empty()                   ? parameter.note
                                                                      : parameter.source;
    text += fmt::format("{:<38} {:>14} {:<9} {:<10} {:<22} {}\n", parameter.path, value_of(parameter),
                        parameter.unit, cell::to_string(parameter.status), bounds_of(parameter), source);
  }
  const auto cell = cell::cell_parameters(set);
  if (cell.negative) {
    text += describe_sizes("negative", *cell.negative);
  }
  text += describe_sizes("positive", cell.positive);
  for (const auto& citation : set.sources) {
    text += fmt::format("{}: {}\n", citation.key, citation.text);
  }
  return text;
}

int parameters(const Options& options) {
  if (options.set.empty()) {
    for (const auto& name : cell::parameter_set_names()) {
      fmt::print("{:<20} {}\n", name, cell::find_parameter_set(name).title);
    }
    return exit_done;
  }
  std::vector<std::pair<std::string, std::string>> changes;
  for (const auto& text : options.changes) {
    changes.push_back(parse_change(text));
  }
  const auto set = cell::changed_set(options.set, changes);
  cell::cell_parameters(set);  // whether the models can use it
  std::vector<std::string> warnings = set.warnings;
  if (!options.bpx.empty()) {
    const auto bpx = cell::to_bpx(set);
    write_file_atomic(options.bpx, bpx.text);
    warnings.insert(warnings.end(), bpx.warnings.begin(), bpx.warnings.end());
  }
  options.output.warn(warnings);
  options.output.write_envelope("cell parameters", {input_file(set.file.string(), "parameter set")},
                                cell::to_json(set), warnings);
  options.output.say(describe(set));
  return exit_done;
}

}  // namespace

void add_cell_parameters(CLI::App& app) {
  add_command(app, "parameters", "list a parameter set, or the sets that there are",
              [](CLI::App& command) -> Action {
                auto options = std::make_shared<Options>();
                command.add_option("SET", options->set, "a name or a file; none: list the sets");
                command
                    .add_option("--set", options->changes,
                                "PATH=VALUE: another value for a parameter; may be given again")
                    ->allow_extra_args(false);
                command.add_option("--bpx", options->bpx, "write the set to PATH as BPX JSON");
                options->output.add_options(command);
                return [options] { return parameters(*options); };
              });
}

}  // namespace nacre::app
