// An entry [[simulation]] of a study whose technique is "furnace": a recipe is carried out, or many of them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "nacre/base/toml_section.hpp"
#include "nacre/process/furnace_run.hpp"
#include "nacre/process/scan.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {

struct Furnace {
  std::filesystem::path file;  // the recipe
  std::string shown;           // the same for people
  process::Changes changes;
  std::vector<process::ScanAxis> axes;  // a process map; empty: the recipe itself
};

// Reads its keys: recipe, set, vary. Paths start from folder. Returns nullptr where there are problems more.
std::shared_ptr<const Furnace> parse_furnace(TomlSection& section, const std::filesystem::path& folder);

// What decides the result beside the recipe: changes, axes, and the SHA-256 of the parameter files and of a
// measured temperature. Throws Error where one of them cannot be used.
Json inputs_of(const Furnace& furnace);

struct Furnaced {
  Analysed analysed;
  // The parameter files as process::to_json gives them, and which of their parameters are assumed or
  // calibrated.
  Json simulation;
  std::size_t rows = 0;  // points in time, or recipes
};
// recipe_sha256: of the recipe that is meant. Throws Error, also where a file changed in the meantime.
Furnaced carry_out(const Furnace& furnace, const std::string& recipe_sha256);

// What `archive` of the analysis holds: a run with its recipe, or a scan.
struct FurnaceArchive {
  process::Recipe recipe;
  std::optional<process::FurnaceRun> run;
  std::optional<process::Scan> scan;
};
FurnaceArchive furnace_from_archive(const Json& archive);

}  // namespace nacre::study
