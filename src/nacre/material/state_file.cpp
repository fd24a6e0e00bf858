#include "nacre/material/state_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/material/hdf5.hpp"
#include "nacre/material/state_numbers.hpp"

namespace nacre::material {
namespace {

constexpr const char* format = "nacre material state";
constexpr const char* version = "1";
constexpr const char* advice = "make it anew: nacre furnace RECIPE --material FILE";

bool is_hdf5_name(const std::filesystem::path& file) {
  return file.extension() == ".h5" || file.extension() == ".hdf5";
}

void need_length(const std::string& file, const std::string& path, std::size_t length, std::size_t wanted) {
  if (length != wanted) {
    throw InputError(file, fmt::format("has {} entries, the list beside it {}", length, wanted),
                     "dataset " + path);
  }
}

}  // namespace

std::string to_hdf5(const MaterialState& state) {
  Hdf5Writer file;
  file.attribute("/", "format", format);
  file.attribute("/", "version", version);
  file.attribute("/", "name", state.name);
  file.attribute("/", "coating", state.coating);
  for_each_number(state, [&](const std::string& name, const char* unit, double value) {
    file.number("/" + name, value, unit);
  });
  std::vector<std::string> names;
  std::vector<double> fractions;
  for (const auto& phase : state.phases) {
    names.push_back(phase.name);
    fractions.push_back(phase.weight_fraction);
  }
  file.group("/phases");
  file.texts("/phases/name", names);
  file.numbers("/phases/weight_fraction", fractions, "1");
  file.group("/profile");
  file.numbers("/profile/radius_m", state.profile.radius_m, "m");
  file.numbers("/profile/calcium_per_formula", state.profile.calcium_per_formula, "1");
  file.numbers("/profile/nickel_per_formula", state.profile.nickel_per_formula, "1");
  std::vector<std::string> of;
  std::vector<double> std;
  std::vector<double> min;
  std::vector<double> max;
  for (const auto& spread : state.over_bed) {
    of.push_back(spread.of);
    std.push_back(spread.std);
    min.push_back(spread.min);
    max.push_back(spread.max);
  }
  file.group("/over_bed");
  file.texts("/over_bed/of", of);
  file.numbers("/over_bed/std", std, "");
  file.numbers("/over_bed/min", min, "");
  file.numbers("/over_bed/max", max, "");
  return file.bytes();
}

MaterialState material_state_from_hdf5(std::string bytes, const std::string& file) {
  const Hdf5Reader reader(std::move(bytes), file);
  if (const auto found = reader.attribute("/", "format"); found != format) {
    throw InputError(file, fmt::format("holds '{}', no material state", found), "attribute format", advice);
  }
  if (const auto found = reader.attribute("/", "version"); found != version) {
    throw InputError(file, fmt::format("version '{}' is not known to this nacre", found), "attribute version",
                     advice);
  }
  MaterialState state;
  state.name = reader.attribute("/", "name");
  state.coating = reader.attribute("/", "coating");
  for_each_number(state, [&](const std::string& name, const char* unit, double& value) {
    value = reader.number("/" + name, unit);
  });
  const auto names = reader.texts("/phases/name");
  const auto fractions = reader.numbers("/phases/weight_fraction", "1");
  need_length(file, "/phases/weight_fraction", fractions.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    state.phases.push_back({names[i], fractions[i]});
  }
  auto& profile = state.profile;
  profile.radius_m = reader.numbers("/profile/radius_m", "m");
  profile.calcium_per_formula = reader.numbers("/profile/calcium_per_formula", "1");
  profile.nickel_per_formula = reader.numbers("/profile/nickel_per_formula", "1");
  const auto of = reader.texts("/over_bed/of");
  const auto column = [&](const std::string& name) {
    auto values = reader.numbers("/over_bed/" + name, "");
    need_length(file, "/over_bed/" + name, values.size(), of.size());
    return values;
  };
  const auto std = column("std");
  const auto min = column("min");
  const auto max = column("max");
  for (std::size_t i = 0; i < of.size(); ++i) {
    state.over_bed.push_back({of[i], std[i], min[i], max[i]});
  }
  check(state, file);
  return state;
}

MaterialState read_material_state(const std::filesystem::path& file) {
  auto bytes = read_file(file);
  if (is_hdf5(bytes)) {
    return material_state_from_hdf5(std::move(bytes), file.string());
  }
  Json json;
  try {
    json = Json::parse(bytes);
  } catch (const Json::exception& error) {
    throw InputError(file.string(), "is neither HDF5 nor JSON", error.what(), advice);
  }
  if (json.contains("result") && json["result"].is_object() && json["result"].contains("material")) {
    json = Json(json["result"]["material"]);
  }
  return material_state_from_json(json, file.string());
}

void write_material_state(const MaterialState& state, const std::filesystem::path& file) {
  if (is_hdf5_name(file)) {
    write_file_atomic(file, to_hdf5(state));
  } else if (file.extension() == ".json") {
    write_file_atomic(file, to_json(state).dump(2) + "\n");
  } else {
    throw UsageError(fmt::format("{}: a material is written as .h5, .hdf5 or .json", file.string()),
                     "give a file with such an ending");
  }
}

}  // namespace nacre::material
