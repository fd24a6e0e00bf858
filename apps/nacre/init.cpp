// nacre init DIR: a study.toml to start from.
#include <fmt/core.h>

#include "command.hpp"
#include "nacre/study/starter.hpp"

namespace nacre::app {

void add_init(CLI::App& app) {
  add_command(app, "init", "write a commented study.toml to start from", [](CLI::App& command) -> Action {
    struct Options {
      std::string folder;
      bool quiet = false;
    };
    auto options = std::make_shared<Options>();
    command.add_option("DIR", options->folder, "the folder; files in it that nacre can read are listed")
        ->required();
    command.add_flag("--quiet", options->quiet, "print nothing but errors");
    return [options] {
      const auto path = study::write_starter(options->folder);
      if (!options->quiet) {
        fmt::print("wrote {}\nedit it, then: nacre check {}\n", path.string(), options->folder);
      }
      return exit_done;
    };
  });
}

}  // namespace nacre::app
