// nacre query STUDY "...": answers from the results of a study.
#include "nacre/study/query.hpp"

#include <fmt/core.h>

#include "command.hpp"
#include "nacre/base/files.hpp"
#include "study.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string study;
  std::string question;
  std::string store;
  std::string csv;
  Output output;
};

int query(const Options& options) {
  const auto loaded = study::load_study(options.study);
  const auto answer =
      study::query(store_folder(loaded.study, options.store), loaded.study.file, options.question);
  options.output.write_envelope("query", {input_file(loaded.study.file.string(), "study")}, to_json(answer),
                                {});
  if (options.csv == "-") {
    fmt::print("{}", to_csv(answer));
  } else if (!options.csv.empty()) {
    write_file_atomic(options.csv, to_csv(answer));
  } else {
    options.output.say(to_text(answer));
  }
  return exit_done;
}

}  // namespace

void add_query(CLI::App& app) {
  add_command(app, "query", "answer a question from the results of a study", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    command.add_option("STUDY", options->study, "study.toml, or its folder")->required();
    command.add_option("QUESTION", options->question,
                       "QUANTITY [where COLUMN = VALUE [and ...]], or a SELECT; none: what there is");
    command.add_option("--store", options->store, "the store, where it is not .nacre beside study.toml");
    command.add_option("--csv", options->csv,
                       "write the answer as CSV to PATH, or to standard output with -");
    command.add_option("--json", options->output.json,
                       "write the answer as JSON to PATH, or to standard output with -");
    command.add_flag("--quiet", options->output.quiet, "print nothing but errors");
    return [options] { return query(*options); };
  });
}

}  // namespace nacre::app
