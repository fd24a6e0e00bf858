// nacre check STUDY: everything that is wrong with a study, without running it.
#include "nacre/study/check.hpp"

#include <fmt/core.h>

#include "command.hpp"
#include "study.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string study;
  Output output;
};

Json to_json(const InputError& problem) {
  return {{"problem", problem.problem()},
          {"file", problem.file()},
          {"where", problem.where()},
          {"advice", problem.advice()}};
}

int check(const Options& options) {
  const auto loaded = study::load_study(options.study);
  const auto problems = study::check(loaded);
  Json result{{"study", loaded.study.file.string()}, {"problems", Json::array()}};
  std::size_t files = 0;
  std::size_t simulations = 0;
  for (const auto& measurement : loaded.study.measurements) {
    files += measurement.files.size();
    simulations += measurement.simulation || measurement.furnace ? 1 : 0;
  }
  for (const auto& problem : problems) {
    result["problems"].push_back(to_json(problem));
  }
  options.output.write_envelope("check", {input_file(loaded.study.file.string(), "study")}, result, {});
  print_problems(problems);
  if (!problems.empty()) {
    return exit_bad_input;
  }
  options.output.say(fmt::format(
      "{}: {} samples, {} measurements with {} files, {} simulations, {} published values: ready to run\n",
      loaded.study.file.string(), loaded.study.samples.size(), loaded.study.measurements.size() - simulations,
      files, simulations, loaded.study.published.size()));
  return exit_done;
}

}  // namespace

void add_check(CLI::App& app) {
  add_command(app, "check", "say what is wrong with a study, without running it",
              [](CLI::App& command) -> Action {
                auto options = std::make_shared<Options>();
                command.add_option("STUDY", options->study, "study.toml, or its folder")->required();
                command.add_option("--json", options->output.json,
                                   "write the problems as JSON to PATH, or to standard output with -");
                command.add_flag("--quiet", options->output.quiet, "print nothing but errors");
                return [options] { return check(*options); };
              });
}

}  // namespace nacre::app
