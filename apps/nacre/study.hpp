// What the commands on studies share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nacre/study/study.hpp"

namespace nacre::app {

// Where a study keeps its results: as given, or .nacre beside study.toml.
std::filesystem::path store_folder(const study::Study& study, const std::string& given);

// Prints problems as errors to standard error, one line and one line of advice each.
void print_problems(const std::vector<InputError>& problems);

}  // namespace nacre::app
