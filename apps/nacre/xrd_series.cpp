// nacre xrd series: the patterns of a sample while it changes.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/series.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/report/diffraction_series_report.hpp"
#include "nacre/report/write.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string coordinate, cycler;
  double every_s = 0.0, offset_s = 0.0;
  bool backwards = false, parallel = false;
  formats::ReadOptions read;
  XrdOptions xrd;
  Output output;
};

double interpolated(std::span<const double> x, std::span<const double> y, double at) {
  const auto above = std::lower_bound(x.begin(), x.end(), at);
  if (above == x.begin() || above == x.end()) {
    return above != x.end() && *above == at ? y[static_cast<std::size_t>(above - x.begin())] : std::nan("");
  }
  const auto i = static_cast<std::size_t>(above - x.begin());
  return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

// The time of each pattern in the cycler's record, and the voltage there.
void join_cycler(const Arguments& arguments, std::vector<diffraction::SeriesPattern>& patterns,
                 std::vector<InputFile>& inputs) {
  if (!(arguments.every_s > 0.0)) {
    throw UsageError("--cycler needs --every: the seconds from one pattern to the next");
  }
  const auto table = formats::read_table(arguments.cycler);
  inputs.push_back(input_file(arguments.cycler, table.reader));
  const auto time = table.numbers("time_s"), voltage = table.numbers("voltage_V");
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    patterns[i].coordinate = arguments.offset_s + arguments.every_s * static_cast<double>(i);
    if (const double v = interpolated(time, voltage, patterns[i].coordinate); std::isfinite(v)) {
      patterns[i].voltage_V = v;
    }
  }
}

std::string describe(const diffraction::Series& series) {
  std::string text;
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    text += fmt::format("{}{}\n{:<20} {:>10} {:>7} {:>8} {:>10} {:>12} {:>12} {:>12}\n", p > 0 ? "\n" : "",
                        series.phases[p], "pattern", "at", "Rwp %", "wt%", "std", "a", "b", "c");
    for (const auto& point : series.points) {
      const auto& phase = point.phases[p];
      text += fmt::format("{:<20} {:>10.5g} {:>7.2f} {:>8.2f} {:>10.2g} {:>12.6f} {:>12.6f} {:>12.6f}{}\n",
                          point.name, point.coordinate, point.r.Rwp_percent, 100.0 * phase.weight.value,
                          100.0 * phase.weight.std, phase.cell.a, phase.cell.b, phase.cell.c,
                          point.seen[p] ? "" : "  not seen");
    }
  }
  text += fmt::format("\n{} patterns in {:.2f} s\n", series.points.size(), series.seconds);
  return text;
}

// What the coordinate is: the name of a column.
std::string coordinate_name(const Arguments& arguments, bool stated) {
  if (!arguments.cycler.empty()) {
    return "time_s";
  }
  return !stated ? "pattern" : arguments.coordinate.empty() ? "temperature_K" : arguments.coordinate;
}

int run(const Arguments& arguments) {
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
  std::vector<diffraction::SeriesPattern> patterns;
  bool all_temperatures = true;
  std::vector<double> temperatures;
  for (const auto& file : arguments.files) {
    auto tables = formats::read_tables(file, arguments.read);
    if (!std::filesystem::is_directory(file)) {
      inputs.push_back(input_file(file, tables.front().reader));
    } else {
      for (const auto& table : tables) {
        inputs.push_back(input_file(table.file, table.reader));
      }
    }
    for (const auto& table : tables) {
      diffraction::SeriesPattern pattern;
      pattern.name =
          std::filesystem::path(table.file.substr(table.file.find_last_of(':') + 1)).stem().string();
      pattern.pattern = diffraction::cut(diffraction::pattern_of(table), arguments.xrd);
      pattern.coordinate = static_cast<double>(patterns.size() + 1);
      const auto& key = arguments.coordinate.empty() ? std::string("temperature_K") : arguments.coordinate;
      const auto value = formats::patterns::stated_number(table, key);
      if (!value && !arguments.coordinate.empty()) {
        throw InputError(table.file, fmt::format("states no {}", arguments.coordinate), "",
                         "see nacre table for what it states");
      }
      all_temperatures = all_temperatures && value.has_value();
      temperatures.push_back(value.value_or(0.0));
      for (const auto& list : {table.warnings, pattern.pattern.warnings}) {
        for (const auto& warning : list) {
          warnings.push_back(pattern.name + ": " + warning);
        }
      }
      patterns.push_back(std::move(pattern));
    }
  }
  if (all_temperatures) {
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      patterns[i].coordinate = temperatures[i];
    }
  }
  if (!arguments.cycler.empty()) {
    join_cycler(arguments, patterns, inputs);
  }
  const auto phases = diffraction::read_phases(arguments.xrd);
  enter_files(arguments.xrd, phases, inputs);
  diffraction::SeriesOptions options;
  options.analysis = diffraction::analysis_options(arguments.xrd, phases.structures);
  if (options.analysis.method == diffraction::Intensities::pawley) {
    throw UsageError("a series is fitted by Rietveld's or Le Bail's method", "--method lebail");
  }
  options.backwards = arguments.backwards;
  options.parallel = arguments.parallel;
  const auto& stop = stop_on_interrupt();
  options.progress = [&stop](std::size_t) { return !stop.load(); };
  const auto series = diffraction::analyse_series(patterns, phases.structures, options);
  warnings.insert(warnings.end(), phases.warnings.begin(), phases.warnings.end());
  warnings.insert(warnings.end(), series.warnings.begin(), series.warnings.end());
  arguments.output.say(describe(series));
  arguments.output.warn(warnings);
  const Json document = envelope("xrd series", inputs, to_json(series), warnings);
  arguments.output.write_json(document);
  if (!arguments.output.folder.empty()) {
    const auto name = std::filesystem::path(arguments.files.front()).filename().string();
    const report::DiffractionSeriesRecord record{
        arguments.files.size() == 1 ? name : fmt::format("{} and {} more", name, arguments.files.size() - 1),
        "", &series, &patterns, coordinate_name(arguments, all_temperatures)};
    report::write_document(
        report::diffraction_series_document(record, report_inputs(inputs), warnings, document),
        arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  const bool converged = std::all_of(series.points.begin(), series.points.end(),
                                     [](const auto& point) { return point.converged; });
  return converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_xrd_series(CLI::App& app) {
  add_command(
      app, "series", "the patterns of a sample while it changes: cells and fractions along the series",
      [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        command
            .add_option("PATTERN", arguments->files,
                        "the patterns in their order: files, a zip archive or a folder")
            ->required();
        command.add_option(
            "--coordinate", arguments->coordinate,
            "what the series runs over: a key that every file states (default temperature_K where all do, "
            "else their number)");
        command.add_option("--cycler", arguments->cycler,
                           "the record of the cell in which they were measured");
        command.add_option("--every", arguments->every_s,
                           "seconds from one pattern to the next, in that record");
        command.add_option("--offset", arguments->offset_s, "seconds into that record of the first pattern");
        command.add_flag("--backwards", arguments->backwards, "begin at the last pattern");
        command.add_flag("--parallel", arguments->parallel,
                         "every few patterns in turn, those between them all at once");
        command.add_option("--reader", arguments->read.reader, "read the patterns with this reader");
        arguments->xrd.add_options(command, true);
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
