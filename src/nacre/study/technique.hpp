// The seam between a study and the techniques: the study knows them by name, they know nothing of studies.
//
// A new technique is one .cpp file beside technique_cycling.cpp and one line in techniques.cpp.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"
#include "nacre/formats/table.hpp"
#include "nacre/study/file_pattern.hpp"
#include "nacre/study/study.hpp"

namespace nacre::study {

struct Analysed {
  Json archive;                      // lossless, in the technique's own form
  Json summary;                      // the documented result
  std::vector<Quantity> quantities;  // values with unit and uncertainty
  std::vector<std::string> warnings;
};

// A kind of value that a technique gives, and a unit that a published value of it must be convertible to;
// empty: each value has its own.
struct QuantityKind {
  std::string_view name;
  std::string_view unit;
  std::vector<std::string_view> at;  // the keys that say where it holds: "cycle"
};

struct Technique {
  std::string_view name;
  std::string_view description;
  // Every option of the technique: those given, then what the sample states, then defaults.
  // Throws UsageError naming the option that is unknown or out of range.
  Json (*resolve)(const Json& options, const Sample& sample);
  // nullptr: it is only simulated. options as resolve returned them; one table, or all of a measurement whose
  // files are one record. folder: from which the paths in options start. Throws Error where the tables do not
  // allow the analysis.
  Analysed (*run)(std::span<const formats::Table> tables, const Json& options,
                  const std::filesystem::path& folder);
  std::span<const QuantityKind> (*quantities)();
  // Whether all files of a measurement are one record together, by the options that the study gives. nullptr:
  // each is its own.
  bool (*joins)(const Json& options) = nullptr;
  // The files that the options name: the result depends on what is in them. Throws UsageError that quotes the
  // option where there is no such file. nullptr: none.
  std::vector<FoundFile> (*files)(const Json& options, const std::filesystem::path& folder) = nullptr;
  // The number of a place that a published value gives by its name: the phase "NiO". Throws Error where the
  // options, as the study gives them, have no such thing. nullptr: places have no names.
  double (*place)(std::string_view key, const std::string& name, const Json& options,
                  const std::filesystem::path& folder) = nullptr;
};

// Every technique.
std::span<const Technique> techniques();

// The technique of that name, or nullptr.
const Technique* find_technique(std::string_view name);

}  // namespace nacre::study
