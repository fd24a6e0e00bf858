#include "nacre/study/furnace.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/process/archive.hpp"
#include "nacre/process/json.hpp"
#include "nacre/study/changes.hpp"
#include "nacre/study/file_pattern.hpp"

namespace nacre::study {
namespace {

// Where the sample and what the paper says of it are: the numbers of the material, and of the way there.
std::vector<Quantity> quantities_of(const process::FurnaceRun& run, const process::Recipe& recipe) {
  auto all = material::quantities_of(run.material);
  const auto ramps = process::ramps_of(run.heat, recipe.programme());
  const auto highest = std::ranges::max_element(ramps, {}, &process::Ramp::target_K);
  if (highest != ramps.end()) {
    all.push_back({"target_reached", highest->reached_s, material::not_determined, "s", {}});
  }
  all.push_back({"highest_temperature",
                 *std::ranges::max_element(run.heat.mean_K) - constants::zero_celsius,
                 material::not_determined,
                 "degC",
                 {}});
  if (run.energy_J_per_g > 0.0) {
    all.push_back({"energy", run.energy_J_per_g, material::not_determined, "J/g", {}});
  }
  return all;
}

Json describe(const std::vector<process::ParameterFile>& files) {
  Json json{{"parameters", Json::array()}, {"assumed", Json::array()}, {"calibrated", Json::array()}};
  for (const auto& file : files) {
    json["parameters"].push_back(process::to_json(file));
    for (const auto& parameter : file.parameters()) {
      if (parameter.status == "assumed" || parameter.status == "calibrated") {
        json[parameter.status].push_back(file.name() + ": " + parameter.path);
      }
    }
  }
  return json;
}

Json to_json(const process::Changes& changes) {
  Json json = Json::array();
  for (const auto& [key, value] : changes) {
    json.push_back({key, value});
  }
  return json;
}

// The parameter files of a recipe: the oxide's, the coating's, the strip's.
std::vector<process::ParameterFile> files_of(const process::Recipe& recipe) {
  std::vector<process::ParameterFile> files;
  process::particle_options(recipe, {}, files);
  if (recipe.furnace == process::FurnaceKind::strip) {
    files.push_back(process::ParameterFile::find(recipe.strip.material));
  }
  return files;
}

}  // namespace

std::shared_ptr<const Furnace> parse_furnace(TomlSection& section, const std::filesystem::path& folder) {
  Furnace furnace;
  bool sound = true;
  const auto attempt = [&](std::string_view key, const auto& body) {
    try {
      body();
    } catch (const Error& error) {
      section.problem(key, fmt::format("{}: {},", key, error.what()), error.advice());
      sound = false;
    }
  };
  const auto pattern = section.required_text("recipe");
  if (const auto* table = section.table("set")) {
    sound = collect_changes(section, *table, furnace.changes);
  }
  attempt("vary", [&] {
    for (const auto& text : section.texts("vary")) {
      furnace.axes.push_back(process::parse_scan_axis(text));
    }
  });
  if (pattern.empty() || !sound) {
    return nullptr;
  }
  attempt("recipe", [&] {
    const auto found = find_files(pattern, folder);
    if (found.size() != 1) {
      throw UsageError(fmt::format("{} files match '{}'", found.size(), pattern),
                       "a path starts from the folder of the study file");
    }
    furnace.file = found.front().path;
    furnace.shown = found.front().shown;
    const auto text = read_file(furnace.file);
    for (const auto& problem : process::check_recipe(text, furnace.shown, furnace.changes)) {
      throw InputError(problem);
    }
  });
  return sound ? std::make_shared<const Furnace>(std::move(furnace)) : nullptr;
}

Json inputs_of(const Furnace& furnace) {
  const auto recipe = process::read_recipe(furnace.file, furnace.changes);
  Json json{{"changes", to_json(furnace.changes)}, {"vary", Json::array()}, {"parameters", Json::object()}};
  for (const auto& axis : furnace.axes) {
    json["vary"].push_back({axis.key, axis.values, axis.logarithmic});
  }
  for (const auto& file : files_of(recipe)) {
    json["parameters"][file.name()] = file.sha256();
  }
  if (recipe.furnace == process::FurnaceKind::measured) {
    json["measured"] = sha256_file(recipe.measured_file);
  }
  return json;
}

Furnaced carry_out(const Furnace& furnace, const std::string& recipe_sha256) {
  const Json before = inputs_of(furnace);
  const auto text = read_file(furnace.file);
  const auto recipe = process::parse_recipe(text, furnace.file, furnace.changes);
  Furnaced result;
  auto& [analysed, simulation, rows] = result;
  analysed.archive = {
      {"recipe", {{"text", text}, {"file", furnace.shown}, {"changes", to_json(furnace.changes)}}}};
  if (furnace.axes.empty()) {
    const auto run = process::run_furnace(recipe);
    analysed.archive["run"] = process::archive(run);
    analysed.summary = process::to_json(run, recipe);
    analysed.quantities = quantities_of(run, recipe);
    analysed.warnings = run.warnings;
    simulation = describe(run.parameters);
    simulation["complete"] = true;
    rows = run.heat.size();
  } else {
    const auto scan = process::scan(furnace.file, furnace.changes, furnace.axes);
    analysed.archive["scan"] = process::archive(scan);
    analysed.summary = process::to_json(scan);
    simulation = describe(files_of(recipe));
    simulation["complete"] = std::ranges::all_of(scan.points, [](const auto& p) { return p.error.empty(); });
    rows = scan.points.size();
    const auto failed = std::ranges::count_if(scan.points, [](const auto& p) { return !p.error.empty(); });
    if (failed > 0) {
      analysed.warnings.push_back(fmt::format("{} of {} recipes have no material", failed, rows));
    }
  }
  if (recipe.sha256 != recipe_sha256 || inputs_of(furnace) != before) {
    throw InputError(furnace.shown, "the recipe or one of its files changed while it was carried out", "",
                     "run again when nothing writes to them");
  }
  return result;
}

FurnaceArchive furnace_from_archive(const Json& archive) {
  FurnaceArchive kept;
  const auto& recipe = archive.at("recipe");
  process::Changes changes;
  for (const auto& change : recipe.at("changes")) {
    changes.emplace_back(change.at(0), change.at(1));
  }
  kept.recipe = process::parse_recipe(recipe.at("text").get<std::string>(),
                                      recipe.at("file").get<std::string>(), changes);
  if (archive.contains("run")) {
    kept.run = process::furnace_run_from_archive(archive.at("run"));
  } else {
    kept.scan = process::scan_from_archive(archive.at("scan"));
  }
  return kept;
}

}  // namespace nacre::study
