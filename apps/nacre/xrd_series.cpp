// nacre xrd series: the patterns of a sample while it changes.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <optional>
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

// What the series runs over: the name of a column and its value at each pattern.
struct Coordinate {
  std::string name;
  std::vector<double> values;

  bool changes(double by) const {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low > by;
  }
};

// A key that every pattern states, or nothing.
std::optional<Coordinate> stated_by_all(const std::vector<formats::Table>& tables, const std::string& key) {
  Coordinate coordinate{key, {}};
  for (const auto& table : tables) {
    const auto value = formats::patterns::stated_number(table, key);
    if (!value) {
      return std::nullopt;
    }
    coordinate.values.push_back(*value);
  }
  return coordinate;
}

// When each pattern was begun, in seconds since the first, or nothing where one of them does not say.
std::optional<Coordinate> stated_times(const std::vector<formats::Table>& tables) {
  Coordinate coordinate{"time_s", {}};
  for (const auto& table : tables) {
    const auto started = formats::patterns::start_time_s(table);
    if (!started) {
      return std::nullopt;
    }
    coordinate.values.push_back(*started);
  }
  const double first = coordinate.values.front();
  for (double& value : coordinate.values) {
    value -= first;
  }
  return coordinate;
}

Coordinate numbers(std::size_t patterns) {
  Coordinate coordinate{"pattern", std::vector<double>(patterns)};
  std::iota(coordinate.values.begin(), coordinate.values.end(), 1.0);
  return coordinate;
}

Coordinate choose_coordinate(const Arguments& arguments, const std::vector<formats::Table>& tables) {
  if (!arguments.coordinate.empty()) {
    const auto stated =
        arguments.coordinate == "time_s" ? stated_times(tables) : stated_by_all(tables, arguments.coordinate);
    if (!stated) {
      throw InputError(arguments.files.front(),
                       fmt::format("not every pattern states its {}", arguments.coordinate), "",
                       "see nacre table for what they state");
    }
    return *stated;
  }
  // A stage that kept its temperature is not what the series is about.
  constexpr double steady_K = 2.0;
  if (const auto temperature = stated_by_all(tables, "temperature_K");
      temperature && temperature->changes(steady_K)) {
    return *temperature;
  }
  const auto times = stated_times(tables);
  return times && times->changes(0.0) ? *times : numbers(tables.size());
}

// The time of each pattern in the cycler's record, and the voltage there.
Coordinate join_cycler(const Arguments& arguments, const std::vector<formats::Table>& tables,
                       std::vector<diffraction::SeriesPattern>& patterns, std::vector<InputFile>& inputs) {
  auto times = numbers(patterns.size());
  if (arguments.every_s > 0.0) {
    for (double& time : times.values) {
      time = arguments.every_s * (time - 1.0);
    }
  } else if (const auto stated = stated_times(tables); stated && stated->changes(0.0)) {
    times = *stated;
  } else {
    throw UsageError(
        "--cycler needs --every: the seconds from one pattern to the next, which the files do not state");
  }
  times.name = "time_s";
  const auto table = formats::read_table(arguments.cycler);
  inputs.push_back(input_file(arguments.cycler, table.reader));
  const auto time = table.numbers("time_s"), voltage = table.numbers("voltage_V");
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    times.values[i] += arguments.offset_s;
    if (const double v = interpolated(time, voltage, times.values[i]); std::isfinite(v)) {
      patterns[i].voltage_V = v;
    }
  }
  return times;
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

// Every pattern of the files. A file of several, one scan behind the other, is a series of its own.
std::vector<formats::Table> read_patterns(const Arguments& arguments, std::vector<InputFile>& inputs) {
  std::vector<formats::Table> tables;
  for (const auto& file : arguments.files) {
    auto files = formats::read_tables(file, arguments.read);
    if (!std::filesystem::is_directory(file)) {
      inputs.push_back(input_file(file, files.front().reader));
    }
    for (auto& table : files) {
      if (std::filesystem::is_directory(file)) {
        inputs.push_back(input_file(table.file, table.reader));
      }
      auto patterns = formats::patterns::split_patterns(std::move(table));
      std::move(patterns.begin(), patterns.end(), std::back_inserter(tables));
    }
  }
  return tables;
}

std::string name_of(const formats::Table& table) {
  auto name = std::filesystem::path(table.file.substr(table.file.find_last_of(':') + 1)).stem().string();
  if (const auto scan = formats::patterns::stated_number(table, "scan")) {
    name += fmt::format("-{:g}", *scan);
  }
  return name;
}

int run(const Arguments& arguments) {
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
  const auto tables = read_patterns(arguments, inputs);
  std::vector<diffraction::SeriesPattern> patterns;
  for (const auto& table : tables) {
    diffraction::SeriesPattern pattern;
    pattern.name = name_of(table);
    pattern.pattern = diffraction::cut(diffraction::pattern_of(table), arguments.xrd);
    for (const auto& list : {table.warnings, pattern.pattern.warnings}) {
      for (const auto& warning : list) {
        warnings.push_back(pattern.name + ": " + warning);
      }
    }
    patterns.push_back(std::move(pattern));
  }
  const auto coordinate = arguments.cycler.empty() ? choose_coordinate(arguments, tables)
                                                   : join_cycler(arguments, tables, patterns, inputs);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    patterns[i].coordinate = coordinate.values[i];
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
        "", &series, &patterns, coordinate.name};
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
            "what the series runs over: a key that every pattern states (default temperature_K where it "
            "changes, else time_s, else their number)");
        command.add_option("--cycler", arguments->cycler,
                           "the record of the cell in which they were measured");
        command.add_option("--every", arguments->every_s,
                           "seconds from one pattern to the next (default: as the files state their times)");
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
