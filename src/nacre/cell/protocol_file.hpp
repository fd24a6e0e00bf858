// Protocols and current profiles from files.
//
// A protocol file is text in the language of grammar.hpp, with '#' before comments; or TOML (name.toml):
//   steps = ["Rest for 1 hour", ["Charge at 1C until 4 V", "Hold at 4 V until C/20"]]   an inner list is a
//   cycle repeat = 100                 of all steps; 1 where absent period = "1 minute"          the rest as
//   in grammar.hpp termination = ["80% capacity", "2.5 V"] temperature_C = 25.0
// A profile is any table that nacre reads (formats/reader.hpp) with time_s and current_A, or of two columns,
// time in s and current in A. Current is positive on charge; times must rise, and are counted from the first.
#pragma once

#include <filesystem>
#include <string>

#include "nacre/cell/grammar.hpp"

namespace nacre::cell {

// The protocol in a file; profiles are looked for from its folder on. Throws InputError with the line.
Protocol protocol_from_file(const std::filesystem::path& file);

// What a command line gives: the file of that name, or else the text itself, with profiles from the present
// folder. Throws as protocol_from_file and parse_protocol do.
Protocol read_protocol(const std::string& text_or_file);

// Reads profiles of which the names count from `folder`. The reader throws InputError.
ProfileReader profiles_in(std::filesystem::path folder);

}  // namespace nacre::cell
