// nacre <command> INPUT... : the commands, and how errors become exit codes.
#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/version.hpp"

namespace {

int report(const nacre::Error& error, int code) {
  fmt::print(stderr, "error: {}\n", error.what());
  if (!error.advice().empty()) {
    fmt::print(stderr, "{}\n", error.advice());
  }
  return code;
}

// What the command line says and no command understands, as an error with the nearest thing that exists.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    std::vector<std::string_view> names;
    for (const auto* command : app.get_subcommands({})) {
      names.push_back(command->get_name());
    }
    const auto words = app.remaining();
    if (words.empty()) {
      throw nacre::UsageError("no command given", "nacre --help lists the commands");
    }
    throw nacre::UsageError("nacre knows no command '" + words.front() + "'",
                            nacre::spelling_advice(words.front(), names, "commands"));
  }
  throw nacre::UsageError(error.what(), "nacre " + chosen.front()->get_name() + " --help lists its options");
}

int run(int argc, char** argv) {
  CLI::App app("nacre: a workbench for sodium-ion layered-oxide cathodes", "nacre");
  app.set_version_flag("--version", fmt::format("nacre {} ({})", nacre::version(), nacre::source_digest()));
  app.require_subcommand(1);
  nacre::app::add_table(app);
  nacre::app::add_cycling(app);
  nacre::app::add_init(app);
  nacre::app::add_check(app);
  nacre::app::add_run(app);
  nacre::app::add_query(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& finished) {
    return finished.get_exit_code();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      return app.exit(error);
    }
    refuse(app, error);
  }
  return nacre::app::exit_done;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const nacre::UsageError& error) {
    return report(error, nacre::app::exit_usage);
  } catch (const nacre::InputError& error) {
    return report(error, nacre::app::exit_bad_input);
  } catch (const nacre::ConvergenceError& error) {
    return report(error, nacre::app::exit_not_converged);
  } catch (const nacre::Error& error) {
    return report(error, nacre::app::exit_bad_input);
  } catch (const std::exception& bug) {
    fmt::print(stderr, "error: a bug in nacre: {}\nplease report it with the command that you ran\n",
               bug.what());
    return nacre::app::exit_bug;
  }
}
