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
  const CLI::App* chosen = &app;
  std::string command = "nacre";
  while (!chosen->get_subcommands().empty()) {
    chosen = chosen->get_subcommands().front();
    command += " " + chosen->get_name();
  }
  std::vector<std::string_view> names;
  for (const auto* candidate : chosen->get_subcommands({})) {
    names.push_back(candidate->get_name());
  }
  if (!names.empty()) {
    const auto words = app.remaining(true);
    if (words.empty()) {
      throw nacre::UsageError("no command given", command + " --help lists the commands");
    }
    throw nacre::UsageError(fmt::format("{} knows no command '{}'", command, words.front()),
                            nacre::spelling_advice(words.front(), names, "commands"));
  }
  throw nacre::UsageError(error.what(), command + " --help lists its options");
}

int run(int argc, char** argv) {
  CLI::App app("nacre: a workbench for sodium-ion layered-oxide cathodes", "nacre");
  app.set_version_flag("--version", fmt::format("nacre {} ({})", nacre::version(), nacre::source_digest()));
  app.require_subcommand(1);
  nacre::app::add_table(app);
  nacre::app::add_cycling(app);
  nacre::app::add_eis(app);
  nacre::app::add_drt(app);
  nacre::app::add_xrd(app);
  nacre::app::add_cell(app);
  nacre::app::add_furnace(app);
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
