// What the subcommands share: the global options, the JSON envelope, the exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/report/document.hpp"

namespace nacre::app {

enum ExitCode : int {
  exit_done = 0,
  exit_usage = 2,
  exit_bad_input = 3,
  exit_not_converged = 4,
  exit_bug = 70,
  exit_interrupted = 130  // as shells say it: 128 + SIGINT
};

// From now on the first Ctrl-C sets this flag, so that running steps end; the second kills, which does no
// harm either.
const std::atomic<bool>& stop_on_interrupt();

struct InputFile {
  std::string path;
  std::string reader;
  std::string sha256;  // of the bytes that were read
};

// A small file, whose bytes are no longer at hand: reads it again for its hash. Throws InputError.
InputFile input_file(const std::string& path, const std::string& reader);

// {"nacre", "command", "inputs", "result", "warnings"}: what every command gives as JSON.
Json envelope(const std::string& command, const std::vector<InputFile>& inputs, const Json& result,
              const std::vector<std::string>& warnings);

// The same files with their sizes and dates, for the provenance of a report.
std::vector<report::InputFile> report_inputs(const std::vector<InputFile>& inputs);

// The options every command has, and the printing that goes with them.
struct Output {
  std::string json;    // a path, "-" for standard output, or empty
  std::string folder;  // --out
  bool quiet = false;

  void add_options(CLI::App& command);
  bool json_to_stdout() const { return json == "-"; }
  bool wants_result() const { return !json.empty() || !folder.empty(); }
  // Writes JSON where --json says.
  void write_json(const Json& document) const;
  // Writes {"nacre", "command", "inputs", "result", "warnings"} where --json says, and to
  // result.json in the folder of --out.
  void write_envelope(const std::string& command, const std::vector<InputFile>& inputs, const Json& result,
                      const std::vector<std::string>& warnings) const;
  // Text for a person: to standard output, or nowhere where --quiet or --json - is given.
  void say(const std::string& text) const;
  // Warnings, to standard error, one a line.
  void warn(const std::vector<std::string>& warnings) const;
};

// A command's own options and its action, whose return value is the exit code.
using Action = std::function<int()>;
void add_command(CLI::App& app, const std::string& name, const std::string& description,
                 const std::function<Action(CLI::App&)>& define);

// One function per file: each adds its command. main.cpp lists them.
void add_check(CLI::App& app);
void add_init(CLI::App& app);
void add_query(CLI::App& app);
void add_run(CLI::App& app);
void add_table(CLI::App& app);
void add_cycling(CLI::App& app);
void add_cell(CLI::App& app);
void add_eis(CLI::App& app);
void add_drt(CLI::App& app);
void add_xrd(CLI::App& app);
void add_furnace(CLI::App& app);

}  // namespace nacre::app
