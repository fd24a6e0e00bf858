#include "command.hpp"

#include <fmt/core.h>

#include <csignal>
#include <cstdio>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/version.hpp"
#include "nacre/formats/source.hpp"

namespace nacre::app {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

const std::atomic<bool>& stop_on_interrupt() {
  std::signal(SIGINT, [](int) {
    interrupted = true;
    std::signal(SIGINT, SIG_DFL);
  });
  return interrupted;
}

void Output::add_options(CLI::App& command) {
  command.add_option("--json", json, "write the result as JSON to PATH, or to standard output with -");
  command.add_option("--out", folder, "write result.json, CSV tables and figures to this folder");
  command.add_flag("--quiet", quiet, "print nothing but warnings and errors");
}

InputFile input_file(const std::string& path, const std::string& reader) {
  return {path, reader, sha256(formats::Source::open(path).packed_bytes())};
}

Json envelope(const std::string& command, const std::vector<InputFile>& inputs, const Json& result,
              const std::vector<std::string>& warnings) {
  Json out{{"nacre", version()}, {"command", command}, {"inputs", Json::array()}};
  for (const auto& input : inputs) {
    out["inputs"].push_back({{"path", input.path}, {"sha256", input.sha256}, {"reader", input.reader}});
  }
  out["result"] = result;
  out["warnings"] = warnings;
  return out;
}

std::vector<report::InputFile> report_inputs(const std::vector<InputFile>& inputs) {
  std::vector<report::InputFile> files;
  for (const auto& input : inputs) {
    const std::filesystem::path path = input.path;
    std::error_code no_file;  // a member of an archive
    const auto size = std::filesystem::file_size(path, no_file);
    files.push_back({path.filename().string(), input.sha256, no_file ? 0 : size, input.reader,
                     report::modified_at(path)});
  }
  return files;
}

void Output::write_json(const Json& document) const {
  if (json.empty()) {
    return;
  }
  const std::string text = document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (json_to_stdout()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
  } else {
    write_file_atomic(json, text);
  }
}

void Output::write_envelope(const std::string& command, const std::vector<InputFile>& inputs,
                            const Json& result, const std::vector<std::string>& warnings) const {
  if (!wants_result()) {
    return;
  }
  const Json document = envelope(command, inputs, result, warnings);
  write_json(document);
  if (!folder.empty()) {
    write_file_atomic(std::filesystem::path(folder) / "result.json",
                      document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  }
}

void Output::say(const std::string& text) const {
  if (!quiet && !json_to_stdout()) {
    fmt::print("{}", text);
  }
}

void Output::warn(const std::vector<std::string>& warnings) const {
  for (const auto& warning : warnings) {
    fmt::print(stderr, "warning: {}\n", warning);
  }
}

void add_command(CLI::App& app, const std::string& name, const std::string& description,
                 const std::function<Action(CLI::App&)>& define) {
  CLI::App* command = app.add_subcommand(name, description);
  Action action = define(*command);
  command->final_callback([action = std::move(action)] {
    if (const int code = action(); code != exit_done) {
      throw CLI::RuntimeError(code);
    }
  });
}

}  // namespace nacre::app
