// The options of a record as JSON and back.
#include <fmt/format.h>

#include <string_view>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/diffraction/record.hpp"

namespace nacre::diffraction {
namespace {

// Every option with its name, for both ways.
template <class Options, class Visit>
void for_each_option(Options& options, const Visit& visit) {
  auto& request = options.request;
  visit("phases", request.phases);
  visit("wavelength", request.wavelength);
  visit("instrument", request.instrument);
  visit("monochromator", request.monochromator_deg);
  visit("range", request.ranges);
  visit("exclude", request.excluded);
  visit("fix", request.fixed);
  visit("method", request.method);
  visit("free_intensities", request.free_intensities);
  visit("particle_um", request.particle_um);
  visit("standard", request.standard);
  visit("harmonics", request.harmonics);
  visit("uniaxial", request.uniaxial);
  visit("stephens", request.stephens);
  visit("humps", request.humps);
  visit("constraints", request.constraints);
  visit("restraints", request.restraints);
  visit("ties", request.ties);
  visit("absorption", request.absorption);
  visit("background_terms", request.background_terms);
  visit("zero", request.zero);
  visit("axial", request.axial);
  visit("no_cell_search", request.no_cell_search);
  visit("scan", options.scan);
  visit("series", options.series);
  visit("coordinate", options.coordinate);
  visit("cycler", options.cycler);
  visit("every_s", options.every_s);
  visit("offset_s", options.offset_s);
  visit("backwards", options.backwards);
  visit("parallel", options.parallel);
}

// As the command line would have it: a number, a text, or an array of numbers between such a sign.
std::string text_of(const Json& json, const char* between) {
  if (json.is_string()) {
    return json.get<std::string>();
  }
  if (json.is_array()) {
    std::string text;
    for (const auto& part : json) {
      text += (text.empty() ? "" : between) + text_of(part, between);
    }
    return text;
  }
  if (!json.is_number()) {
    throw Json::other_error::create(501, "no text", nullptr);
  }
  return fmt::format("{}", json.get<double>());
}

// "a", ["a", "b"]; { NiO = 5 } for "NiO=5"; [20, 145] and [[30, 31], [40, 41]] for ranges.
std::vector<std::string> texts_of(const Json& json) {
  if (json.is_object()) {
    std::vector<std::string> texts;
    for (const auto& [name, value] : json.items()) {
      texts.push_back(name + "=" + text_of(value, ","));
    }
    return texts;
  }
  const bool one = !json.is_array() || (json.size() == 2 && json[0].is_number());
  std::vector<std::string> texts;
  for (const auto& item : one ? Json::array({json}) : json) {
    texts.push_back(text_of(item, ":"));
  }
  return texts;
}

void take(const Json& json, std::string& value) {
  const auto texts = texts_of(json);
  value = texts.empty() ? "" : texts.front();
}
void take(const Json& json, std::vector<std::string>& value) { value = texts_of(json); }
void take(const Json& json, bool& value) { value = json.get<bool>(); }
void take(const Json& json, double& value) { value = json.get<double>(); }
template <class Number>
void take(const Json& json, std::optional<Number>& value) {
  value = json.is_null() ? std::nullopt : std::optional(json.get<Number>());
}

template <class Value>
Json given(const Value& value) {
  return value;
}
template <class Number>
Json given(const std::optional<Number>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

RecordOptions record_options_from_json(const Json& json) {
  RecordOptions options;
  std::vector<std::string_view> known;
  for_each_option(options, [&](std::string_view key, auto& value) {
    known.push_back(key);
    if (!json.contains(key)) {
      return;
    }
    try {
      take(json.at(std::string(key)), value);
    } catch (const Json::exception&) {
      throw UsageError(fmt::format("the option '{}' cannot be {}", key, json.at(std::string(key)).dump()),
                       "docs/xrd.md says what it may be");
    }
  });
  for (const auto& [key, value] : json.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw UsageError(fmt::format("there is no option '{}' of diffraction", key),
                       spelling_advice(key, known, "options"));
    }
  }
  options.validate();
  return options;
}

Json to_json(const RecordOptions& options) {
  Json json = Json::object();
  for_each_option(options, [&](const char* key, const auto& value) { json[key] = given(value); });
  return json;
}

}  // namespace nacre::diffraction
