#include "nacre/material/material_state.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nacre/base/error.hpp"
#include "nacre/material/state_numbers.hpp"

namespace nacre::material {
namespace {

std::vector<double> numbers(const Json& list) {
  std::vector<double> values;
  for (const auto& value : list) {
    values.push_back(number_or_nan(value));
  }
  return values;
}

}  // namespace

std::vector<std::pair<std::string, double>> numbers_of(const MaterialState& state) {
  std::vector<std::pair<std::string, double>> list;
  for_each_number(state,
                  [&](const char* name, const char*, double value) { list.emplace_back(name, value); });
  return list;
}

std::vector<Quantity> quantities_of(const MaterialState& state) {
  std::vector<Quantity> list;
  for_each_number(state, [&](const char* name, const char* unit, double value) {
    list.push_back({name, value, not_determined, unit, {}});
  });
  return list;
}

Json to_json(const MaterialState& state) {
  Json json{{"name", state.name}, {"coating", state.coating}};
  for_each_number(state, [&](const char* name, const char*, double value) { json[name] = value; });
  json["phases"] = Json::array();
  for (const auto& phase : state.phases) {
    json["phases"].push_back({{"name", phase.name}, {"weight_fraction", phase.weight_fraction}});
  }
  json["profile"] = {{"radius_m", state.profile.radius_m},
                     {"calcium_per_formula", state.profile.calcium_per_formula},
                     {"nickel_per_formula", state.profile.nickel_per_formula}};
  json["over_bed"] = Json::array();
  for (const auto& spread : state.over_bed) {
    json["over_bed"].push_back(
        {{"of", spread.of}, {"std", spread.std}, {"min", spread.min}, {"max", spread.max}});
  }
  return json;
}

MaterialState material_state_from_json(const Json& json, const std::string& file) {
  MaterialState state;
  try {
    state.name = json.at("name");
    state.coating = json.at("coating");
    for_each_number(
        state, [&](const char* name, const char*, double& value) { value = number_or_nan(json.at(name)); });
    for (const auto& phase : json.at("phases")) {
      state.phases.push_back({phase.at("name"), number_or_nan(phase.at("weight_fraction"))});
    }
    const auto& profile = json.at("profile");
    state.profile = {numbers(profile.at("radius_m")), numbers(profile.at("calcium_per_formula")),
                     numbers(profile.at("nickel_per_formula"))};
    for (const auto& spread : json.at("over_bed")) {
      state.over_bed.push_back({spread.at("of"), number_or_nan(spread.at("std")),
                                number_or_nan(spread.at("min")), number_or_nan(spread.at("max"))});
    }
  } catch (const Json::exception& error) {
    throw InputError(file, "no material state of this version of nacre", error.what(),
                     "make it anew: nacre furnace RECIPE --json FILE");
  }
  check(state, file);
  return state;
}

void check(const MaterialState& state, const std::string& file) {
  const auto& profile = state.profile;
  if (profile.calcium_per_formula.size() != profile.radius_m.size() ||
      profile.nickel_per_formula.size() != profile.radius_m.size()) {
    throw InputError(file, "the radial profile has lists of different lengths", "profile");
  }
  const auto numbers = numbers_of(state);
  for (const auto& spread : state.over_bed) {
    if (std::ranges::find(numbers, spread.of, &std::pair<std::string, double>::first) == numbers.end()) {
      throw InputError(file, "a spread of '" + spread.of + "', which is no number of a material", "over_bed");
    }
  }
}

MaterialState mean_over_bed(const std::vector<MaterialState>& places, const std::vector<double>& weights) {
  if (places.empty() || places.size() != weights.size()) {
    throw std::logic_error("mean_over_bed: as many weights as places, one at least");
  }
  double total = 0.0;
  for (const double weight : weights) {
    total += weight;
  }
  const auto mean = [&](const auto& member) {
    double sum = 0.0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      sum += weights[i] / total * member(places[i]);
    }
    return sum;
  };
  MaterialState state = places.front();
  state.over_bed.clear();
  std::size_t k = 0;
  for_each_number(state, [&](const char* name, const char*, double& value) {
    const auto member = [k](const MaterialState& place) { return numbers_of(place)[k].second; };
    value = mean(member);
    Spread spread{name, 0.0, member(places.front()), member(places.front())};
    for (const auto& place : places) {
      spread.min = std::min(spread.min, member(place));
      spread.max = std::max(spread.max, member(place));
    }
    spread.std = std::sqrt(
        mean([&](const MaterialState& place) { return (member(place) - value) * (member(place) - value); }));
    if (std::isfinite(value)) {
      state.over_bed.push_back(spread);
    }
    ++k;
  });
  for (std::size_t i = 0; i < state.phases.size(); ++i) {
    state.phases[i].weight_fraction =
        mean([i](const MaterialState& place) { return place.phases.at(i).weight_fraction; });
  }
  for (std::size_t i = 0; i < state.profile.radius_m.size(); ++i) {
    state.profile.calcium_per_formula[i] =
        mean([i](const MaterialState& place) { return place.profile.calcium_per_formula.at(i); });
    state.profile.nickel_per_formula[i] =
        mean([i](const MaterialState& place) { return place.profile.nickel_per_formula.at(i); });
  }
  return state;
}

}  // namespace nacre::material
