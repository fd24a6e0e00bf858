// nacre cell fit: parameters of a cell from measured records.
#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>

#include "cell.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/progress.hpp"
#include "nacre/cell/fit.hpp"
#include "nacre/cell/parameter_writer.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::app {
namespace {

struct Options {
  CellOptions cell;
  std::vector<std::string> free, voltage, rate, impedance;
  double noise_mV = 1.0;
  double noise_percent = 1.0;
  std::size_t starts = cell::FitOptions{}.starts;
  std::size_t searches = cell::FitOptions{}.searches;
  std::size_t points = cell::FitOptions{}.most_points;
  std::string write;
  Output output;
};

struct Given {
  std::string file;
  double state_of_charge = std::numeric_limits<double>::quiet_NaN();
};

// "FILE" or "FILE@0.5". A file whose name holds an @ is taken as it is where it exists.
Given parse_given(const std::string& text) {
  const auto at = text.rfind('@');
  std::error_code not_there;
  if (at == std::string::npos || std::filesystem::exists(text, not_there)) {
    return {text};
  }
  Given given{text.substr(0, at)};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + at + 1, end, given.state_of_charge);
  if (error != std::errc{} || stop != end || !(std::abs(given.state_of_charge - 0.5) <= 1.0)) {
    throw UsageError(fmt::format("'{}': what follows the @ is no state of charge", text),
                     "write FILE@0.5, between 0 and 1");
  }
  return given;
}

std::vector<cell::Record> read_records(const Options& options, std::vector<InputFile>& inputs,
                                       std::vector<std::string>& warnings) {
  std::vector<cell::Record> records;
  const auto table_of = [&](const std::string& file) {
    const auto source = formats::Source::open(file);
    auto table = formats::read_table(source);
    inputs.push_back({file, table.reader, sha256(source.packed_bytes())});
    warnings.insert(warnings.end(), table.warnings.begin(), table.warnings.end());
    return table;
  };
  for (const auto& text : options.voltage) {
    const auto given = parse_given(text);
    auto record = cell::voltage_record(table_of(given.file), given.state_of_charge);
    record.noise_V = 1e-3 * options.noise_mV;
    records.emplace_back(std::move(record));
  }
  for (const auto& file : options.rate) {
    auto record = cell::rate_record(table_of(file));
    record.relative_noise = 0.01 * options.noise_percent;
    records.emplace_back(std::move(record));
  }
  for (const auto& text : options.impedance) {
    const auto given = parse_given(text);
    if (std::isnan(given.state_of_charge)) {
      throw UsageError(fmt::format("--impedance {}: at which state of charge?", text),
                       fmt::format("write {}@0.5, between 0 and 1", text));
    }
    auto record = cell::impedance_record(table_of(given.file), given.state_of_charge);
    record.relative_noise = 0.01 * options.noise_percent;
    records.emplace_back(std::move(record));
  }
  return records;
}

std::string summary(const cell::FitResult& result) {
  std::size_t width = 0;
  for (const auto& p : result.parameters) {
    width = std::max(width, p.path.size());
  }
  std::string text;
  for (const auto& p : result.parameters) {
    const std::string uncertainty = p.determined         ? fmt::format("+- {:.2g}", p.std)
                                    : p.at_bound.empty() ? "not determined"
                                                         : fmt::format("at its {} bound", p.at_bound);
    text += fmt::format("{:{}}  {:.5g} {} {}  [{:.4g}, {:.4g}]\n", p.path, width, p.value, uncertainty,
                        p.unit == "1" ? "" : p.unit, p.lower, p.upper);
  }
  for (const auto& combination : result.combinations) {
    if (!combination.determined) {
      text += combination.text + "\n";
    }
  }
  for (const auto& record : result.records) {
    text += fmt::format("{}: RMSE {:.4g} of {} in {} points\n", record.name, record.rmse, record.quantity,
                        record.measured.size());
  }
  text += fmt::format("reduced chi2 {:.4g}; {} of {} starts simulated, {} distinct minima, {} simulations\n",
                      result.chi2_reduced, result.starts - result.failed_starts, result.starts,
                      result.minima.size(), result.simulations);
  return text;
}

// A line to standard error for each part of the work.
cell::FitResult fit_with_progress(const cell::FitProblem& problem, cell::FitOptions options, bool quiet) {
  constexpr std::size_t parts = 3;
  Progress progress(parts, stderr, Progress::style_for(stderr, quiet));
  std::string part;
  options.progress = [&](const std::string& what) {
    if (!part.empty()) {
      progress.end(part);
    }
    part = what;
    progress.begin(part);
  };
  auto result = cell::fit(problem, options);
  progress.end(part);
  return result;
}

int run(const Options& options) {
  auto cell = read_cell(options.cell);
  cell::FitProblem problem;
  problem.set = cell.set;
  for (const auto& text : options.free) {
    problem.free.push_back(cell::parse_free_parameter(cell.set, text));
  }
  problem.records = read_records(options, cell.inputs, cell.warnings);
  cell::FitOptions fit;
  fit.model = cell.simulation.model;
  fit.mesh = cell.simulation.mesh;
  fit.temperature_K = cell.parameters.temperature;
  fit.starts = options.starts;
  fit.searches = options.searches;
  fit.most_points = options.points;
  if (options.cell.relative_tolerance > 0.0) {
    fit.relative_tolerance = options.cell.relative_tolerance;
  }
  const auto result = fit_with_progress(problem, fit, options.output.quiet);
  cell.warnings.insert(cell.warnings.end(), result.warnings.begin(), result.warnings.end());
  if (!options.write.empty()) {
    write_file_atomic(options.write, cell::to_toml(result.calibrated));
  }
  const auto& output = options.output;
  output.warn(cell.warnings);
  output.write_envelope("cell fit", cell.inputs, cell::to_json(result), cell.warnings);
  output.say(summary(result));
  if (!options.write.empty()) {
    output.say(fmt::format("wrote {}\n", options.write));
  }
  return result.converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_cell_fit(CLI::App& app) {
  add_command(app, "fit", "parameters of a cell from measured records", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    options->cell.add_model_options(command);
    command
        .add_option("--free", options->free,
                    "PATH, PATH:LOWER:UPPER or PATH:LOWER:UPPER:log: a parameter to fit; without bounds, "
                    "those of the set; may be given again")
        ->required()
        ->allow_extra_args(false);
    command
        .add_option("--voltage", options->voltage,
                    "FILE or FILE@SOC: a record with time, current and voltage, from rest at a state of "
                    "charge (1 before a discharge, 0 before a charge); may be given again")
        ->allow_extra_args(false);
    command
        .add_option("--rate", options->rate,
                    "FILE: c_rate and capacity_Ah or capacity_mAh of the cell, discharges from full; may be "
                    "given again")
        ->allow_extra_args(false);
    command
        .add_option("--impedance", options->impedance,
                    "FILE@SOC: frequency_Hz, z_real_ohm, z_imag_ohm of the cell; may be given again")
        ->allow_extra_args(false);
    command.add_option("--noise-mV", options->noise_mV, "standard deviation of a measured voltage (1)")
        ->check(CLI::PositiveNumber);
    command
        .add_option("--noise-percent", options->noise_percent,
                    "of |Z|, and of the largest capacity of a rate table (1)")
        ->check(CLI::PositiveNumber);
    command.add_option("--starts", options->starts, "points within the bounds that are screened (32)")
        ->check(CLI::Range(1, 100000));
    command.add_option("--searches", options->searches, "least squares from the best of them (3)")
        ->check(CLI::Range(1, 1000));
    command.add_option("--points", options->points, "rows of a voltage record that are compared (150)")
        ->check(CLI::Range(3, 100000));
    command.add_option("--write", options->write, "FILE: the set with the fitted values, as TOML");
    options->output.add_options(command);
    return [options] { return run(*options); };
  });
}

}  // namespace nacre::app
