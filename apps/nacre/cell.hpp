// What the commands on cells share: the options that say which cell, and the files that they stand for.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "nacre/cell/request.hpp"

namespace nacre::app {

struct CellOptions {
  std::string parameters;
  std::vector<std::string> set;  // "path=value"
  std::string model = "dfn";
  std::string mesh;
  std::optional<std::string> protocol;  // text or file
  std::string period;
  std::optional<double> temperature_C;
  double initial_soc = 1.0;
  double relative_tolerance = 0.0;  // 0: that of SimulationOptions

  void add_model_options(CLI::App& command);  // all but what is done with the cell
  // protocol: "needed", or what a protocol is for where it need not be given.
  void add_options(CLI::App& command, bool protocol_needed);
};

// Everything read and checked.
struct Cell {
  cell::ParameterSet set;
  cell::CellParameters parameters;
  cell::Protocol protocol;  // without cycles where none was given
  cell::SimulationOptions simulation;
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
};

// Throws UsageError, InputError.
Cell read_cell(const CellOptions& options);

// The parameters, what was simulated and the provenance: what the report of every command on cells ends with.
void close_document(report::Document& document, const std::string& command, const Cell& cell);

// "path=value". Throws UsageError.
std::pair<std::string, std::string> parse_change(const std::string& text);

void add_cell_run(CLI::App& app);
void add_cell_age(CLI::App& app);
void add_cell_eis(CLI::App& app);
void add_cell_fit(CLI::App& app);
void add_cell_parameters(CLI::App& app);

}  // namespace nacre::app
