// nacre run STUDY: carries a study out and writes its report.
#include "nacre/study/run.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "command.hpp"
#include "nacre/report/study_report.hpp"
#include "nacre/report/write.hpp"
#include "study.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string study;
  std::string store;
  Output output;
};

void print_failures(const study::Outcome& outcome) {
  for (const auto& record : outcome.records) {
    if (!record.done()) {
      fmt::print(stderr, "error: {}: {}\n", record.file, record.error);
      if (!record.advice.empty()) {
        fmt::print(stderr, "{}\n", record.advice);
      }
    }
  }
}

std::vector<std::string> warnings_of(const study::Outcome& outcome) {
  auto warnings = outcome.warnings;
  for (const auto& record : outcome.records) {
    for (const auto& warning : record.warnings) {
      warnings.push_back(record.name + ": " + warning);
    }
  }
  return warnings;
}

std::string summary(const study::Ran& ran) {
  using study::Verdict;
  const auto& outcome = ran.outcome;
  std::string text = fmt::format("{}: {} records, {} of them unchanged since they were analysed, {} failed\n",
                                 outcome.study.title, outcome.records.size(), ran.reused, outcome.failed());
  if (!outcome.comparisons.empty()) {
    text += fmt::format("published values: {} agree, {} differ, {} missing, {} not judged\n",
                        outcome.count(Verdict::agrees), outcome.count(Verdict::differs),
                        outcome.count(Verdict::missing), outcome.count(Verdict::not_judged));
  }
  for (const auto& comparison : outcome.comparisons) {
    if (comparison.verdict == Verdict::differs) {
      const auto& published = comparison.published;
      text += fmt::format("  differs: {} of {}: {:.6g} {}, published {:.6g} (line {} of study.toml)\n",
                          published.quantity, comparison.record, comparison.ours, published.unit,
                          published.value, published.line);
    }
  }
  return text;
}

int run(const Options& options) {
  const auto loaded = study::load_study(options.study);
  if (!loaded.problems.empty()) {
    print_problems(loaded.problems);
    return exit_bad_input;
  }
  const auto& output = options.output;
  study::Store store(store_folder(loaded.study, options.store));
  const auto& interrupted = stop_on_interrupt();
  const bool silent = output.quiet;
  const auto ran = study::run_study(loaded.study, store, Progress::style_for(stderr, silent), interrupted);
  if (ran.stopped()) {
    fmt::print(stderr, "stopped: {} of {} steps are done; the same command goes on from there\n", ran.ended,
               ran.steps);
    return exit_interrupted;
  }
  const auto warnings = warnings_of(ran.outcome);
  std::vector<InputFile> inputs{input_file(loaded.study.file.string(), "study")};
  for (const auto& record : ran.outcome.records) {
    if (!record.sha256.empty()) {
      inputs.push_back({record.path.string(), record.reader, record.sha256});
    }
  }
  output.write_json(envelope("run", inputs, to_json(ran.outcome), warnings));

  const auto folder =
      output.folder.empty() ? loaded.study.folder() / "report" : std::filesystem::path(output.folder);
  const bool rendered = study::render_if_changed(
      ran, store, folder, [&] { report::write_document(report::make_document(ran.outcome), folder); });
  output.say(summary(ran));
  output.say(fmt::format("{} {}\n", rendered ? "wrote" : "unchanged:", folder.string()));
  print_failures(ran.outcome);
  if (ran.outcome.failed() > 0) {
    return exit_bad_input;
  }
  const auto whole = [](const study::Record& record) {
    return !record.simulated() || record.simulation.at("complete").get<bool>();
  };
  return std::ranges::all_of(ran.outcome.records, whole) ? exit_done : exit_not_converged;
}

}  // namespace

void add_run(CLI::App& app) {
  add_command(app, "run", "carry a study out and write its report", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    command.add_option("STUDY", options->study, "study.toml, or its folder")->required();
    command.add_option("--store", options->store, "keep results here instead of in .nacre beside study.toml");
    command.add_option("--out", options->output.folder,
                       "the report's folder instead of report beside study.toml");
    command.add_option("--json", options->output.json,
                       "write the result as JSON to PATH, or to standard output with -");
    command.add_flag("--quiet", options->output.quiet, "print nothing but warnings and errors");
    return [options] { return run(*options); };
  });
}

}  // namespace nacre::app
