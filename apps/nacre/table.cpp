// nacre table FILE: any instrument's file as the neutral table.
#include <fmt/core.h>

#include "command.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string file;
  formats::ReadOptions read;
  Output output;
};

int table(const Options& options) {
  const auto table = formats::read_table(options.file, options.read);
  options.output.say(fmt::format("{}: {} rows, {} columns ({})\n", table.file, table.rows(),
                                 table.columns().size(), table.reader));
  options.output.warn(table.warnings);
  return exit_done;
}

}  // namespace

void add_table(CLI::App& app) {
  add_command(app, "table", "read any instrument's file as a neutral table", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "the file")->required();
    command.add_flag("--salvage", options->read.salvage, "return what is readable before damage");
    options->output.add_options(command);
    return [options] { return table(*options); };
  });
}

}  // namespace nacre::app
