// nacre xrd search: which of many phases explain a powder pattern.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/search.hpp"
#include "nacre/report/diffraction_search_report.hpp"
#include "nacre/report/write.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::string file, folder;
  std::vector<std::string> detect;
  int most_phases = 8;
  formats::ReadOptions read;
  XrdOptions xrd;
  Output output;
};

// The CIF files of a folder, by name.
std::vector<std::string> cif_files(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    auto extension = entry.path().extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (extension == ".cif") {
      files.push_back(entry.path().string());
    }
  }
  if (error) {
    throw InputError(folder, "cannot be read as a folder", error.message());
  }
  if (files.empty()) {
    throw InputError(folder, "holds no .cif file", "", "give the folder with the phases that could be there");
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string describe(const diffraction::SearchResult& result) {
  std::string text = fmt::format("{:<24} {:>14} {:>16}\n", "phase", "alone explains", "wt%");
  for (const auto& candidate : result.candidates) {
    text += fmt::format("{:<24} {:>12.1f} %", candidate.name, 100.0 * candidate.gain);
    text += candidate.taken ? fmt::format(" {:>8.2f} +- {:.2f}\n", 100.0 * candidate.weight_fraction,
                                          100.0 * candidate.weight_fraction_std)
                            : "                -\n";
  }
  const auto& r = result.analysis.refined.r;
  text += fmt::format("\nRwp {:.2f} %  GOF {:.2f}\n", r.Rwp_percent, r.gof);
  for (const auto& detection : result.detections) {
    text += detection.seen
                ? fmt::format("{} is seen: {:.2f} +- {:.2f} wt%\n", detection.name,
                              100.0 * detection.weight_fraction, 100.0 * detection.std)
                : fmt::format("{} is not seen: below {:.2f} wt%\n", detection.name, 100.0 * detection.limit);
  }
  return text;
}

int run(const Arguments& arguments) {
  auto [pattern, xrd, inputs, warnings] =
      read_pattern(arguments.file, arguments.read, arguments.xrd, arguments.output);
  auto files = xrd.phases;
  if (!arguments.folder.empty()) {
    const auto found = cif_files(arguments.folder);
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.empty()) {
    throw UsageError("there is no candidate to search among", "give --folder or --phase");
  }
  // A file of the folder that holds no structure is passed over, with a warning.
  diffraction::Phases candidates;
  std::vector<std::string> origin;
  for (const auto& file : files) {
    try {
      auto phases = diffraction::read_phases({file}, true);
      candidates.files.insert(candidates.files.end(), phases.files.begin(), phases.files.end());
      for (auto& structure : phases.structures) {
        candidates.structures.push_back(std::move(structure));
        origin.push_back(file);
      }
    } catch (const InputError& error) {
      warnings.push_back(fmt::format("passed over: {}", error.what()));
    }
  }
  const auto named = diffraction::read_phases(arguments.detect, true);
  diffraction::SearchOptions options;
  options.analysis = diffraction::analysis_options(xrd);
  options.most_phases = arguments.most_phases;
  auto result = diffraction::search(pattern, candidates.structures, named.structures, options);
  for (auto& candidate : result.candidates) {
    for (std::size_t i = 0; i < candidates.structures.size(); ++i) {
      if (candidates.structures[i].name == candidate.name) {
        candidate.file = origin[i];
      }
    }
  }
  enter_files(xrd, candidates, inputs);
  warnings.insert(warnings.end(), result.analysis.warnings.begin(), result.analysis.warnings.end());
  arguments.output.say(describe(result));
  arguments.output.warn(warnings);
  const Json document = envelope("xrd search", inputs, to_json(result), warnings);
  arguments.output.write_json(document);
  if (!arguments.output.folder.empty()) {
    report::write_document(
        report::diffraction_search_document(std::filesystem::path(arguments.file).filename().string(), result,
                                            report_inputs(inputs), warnings, document),
        arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return result.analysis.refined.converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_xrd_search(CLI::App& app) {
  add_command(app, "search",
              "which phases of a folder explain a powder pattern, and what could be seen of a named one",
              [](CLI::App& command) -> Action {
                auto arguments = std::make_shared<Arguments>();
                command.add_option("PATTERN", arguments->file, "the pattern")->required();
                command.add_option("--folder", arguments->folder, "a folder of CIF files");
                command.add_option("--detect", arguments->detect,
                                   "phases of which the detection limit is asked: CIF files or names");
                command.add_option("--most-phases", arguments->most_phases, "stop after so many")
                    ->check(CLI::Range(1, 50));
                command.add_option("--reader", arguments->read.reader, "read the pattern with this reader");
                arguments->xrd.add_options(command, false);
                arguments->output.add_options(command);
                return [arguments] { return run(*arguments); };
              });
}

}  // namespace nacre::app
