// What the commands on powder patterns share: their options, and reading the pattern.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "nacre/diffraction/request.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::app {

// As the options of a command line ask.
struct XrdOptions : diffraction::Request {
  void add_phase_options(CLI::App& command, bool required);
  void add_options(CLI::App& command, bool phases_required);
  void add_instrument_option(CLI::App& command);
  // Where no instrument was named, the parameter file beside the pattern.
  void look_beside(const std::string& pattern_file, std::vector<std::string>& warnings);
};

// The pattern that a command is about: read, and the part of it that is asked for.
struct ReadPattern {
  diffraction::Pattern pattern;
  XrdOptions xrd;                 // with the instrument beside the pattern
  std::vector<InputFile> inputs;  // the file, with its hash where output wants a result
  std::vector<std::string> warnings;
};
// scan: of several, this one. Throws InputError, UsageError.
ReadPattern read_pattern(const std::string& file, const formats::ReadOptions& read, XrdOptions xrd,
                         const Output& output, std::optional<int> scan = std::nullopt);

// The files beside the pattern: those of the phases, that of the instrument.
void enter_files(const XrdOptions& xrd, const diffraction::Phases& phases, std::vector<InputFile>& inputs);

void add_xrd_refine(CLI::App& app);
void add_xrd_series(CLI::App& app);
void add_xrd_search(CLI::App& app);
void add_xrd_faults(CLI::App& app);
void add_xrd_simulate(CLI::App& app);

}  // namespace nacre::app
