// nacre xrd series: the patterns of a sample while it changes.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/series.hpp"
#include "nacre/diffraction/series_patterns.hpp"
#include "nacre/report/diffraction_series_report.hpp"
#include "nacre/report/write.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string cycler;
  diffraction::SeriesAxis axis;
  bool backwards = false, parallel = false;
  formats::ReadOptions read;
  XrdOptions xrd;
  Output output;
};

std::string describe(const diffraction::Series& series) {
  std::string text;
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    text += fmt::format("{}{}\n{:<20} {:>10} {:>7} {:>8} {:>10} {:>12} {:>12} {:>12}\n", p > 0 ? "\n" : "",
                        series.phases[p], "pattern", "at", "Rwp %", "wt%", "std", "a", "b", "c");
    for (const auto& point : series.points) {
      const auto& phase = point.phases[p];
      text += fmt::format("{:<20} {:>10.5g} {:>7.2f} {:>8.2f} {:>10.2g} {:>12.6f} {:>12.6f} {:>12.6f}{}{}\n",
                          point.name, point.coordinate, point.r.Rwp_percent, 100.0 * phase.weight.value,
                          100.0 * phase.weight.std, phase.cell.a, phase.cell.b, phase.cell.c,
                          point.seen[p] ? "" : "  not seen", point.trusted ? "" : "  not to be trusted");
    }
  }
  text += fmt::format("\n{} patterns in {:.2f} s\n", series.points.size(), series.seconds);
  return text;
}

int run(const Arguments& arguments) {
  std::vector<InputFile> inputs;
  std::vector<formats::Table> tables;
  for (const auto& file : arguments.files) {
    auto read = formats::read_tables(file, arguments.read);
    if (!std::filesystem::is_directory(file)) {
      inputs.push_back(input_file(file, read.front().reader));
    } else {
      for (const auto& table : read) {
        inputs.push_back(input_file(table.file, table.reader));
      }
    }
    std::ranges::move(read, std::back_inserter(tables));
  }
  auto axis = arguments.axis;
  std::optional<formats::Table> cycler;
  if (!arguments.cycler.empty()) {
    cycler = formats::read_table(arguments.cycler);
    inputs.push_back(input_file(arguments.cycler, cycler->reader));
    axis.cycler = &*cycler;
  }
  const auto first = tables.front().file;
  auto [patterns, along, warnings] = diffraction::series_patterns(std::move(tables), arguments.xrd, axis);
  auto xrd = arguments.xrd;
  xrd.look_beside(first, warnings);
  const auto phases = diffraction::read_phases(xrd);
  enter_files(xrd, phases, inputs);
  diffraction::SeriesOptions options;
  options.analysis = diffraction::analysis_options(xrd, phases.structures);
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
        "", &series, along};
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
            "--coordinate", arguments->axis.coordinate,
            "what the series runs over: a key that every pattern states (default temperature_K where it "
            "changes, else time_s, else their number)");
        command.add_option("--cycler", arguments->cycler,
                           "the record of the cell in which they were measured");
        command.add_option("--every", arguments->axis.every_s,
                           "seconds from one pattern to the next (default: as the files state their times)");
        command.add_option("--offset", arguments->axis.offset_s,
                           "seconds into that record of the first pattern");
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
