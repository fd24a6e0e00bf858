// A study as study.toml states it: samples, measurements on them, and the values that somebody published.
//
// docs/study.md describes every key. Keys that hold a number with a unit carry the unit in their name.
#pragma once

#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/json.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::study {

struct Simulation;  // simulation.hpp
struct Furnace;     // furnace.hpp

struct Sample {
  std::string name;
  std::string description;
  std::optional<double> active_mass_g;
  std::optional<double> area_cm2;
  std::optional<double> loading_mg_per_cm2;   // of active material
  std::optional<double> nominal_capacity_Ah;  // what 1C empties in one hour
  std::optional<double> one_C_mA_per_g;       // the same, per gram of active material
  std::string notes;
  int line = 0;  // in study.toml

  // The mass of active material: as given, or area times loading.
  std::optional<double> mass_g() const;
  // The nominal capacity: as given, or one_C_mA_per_g times the mass.
  std::optional<double> capacity_Ah() const;
};

// One entry [[measurement]], each file of which becomes one record of the outcome; or one entry
// [[simulation]], which becomes one record.
struct Measurement {
  std::string name;                          // unique; "SAMPLE TECHNIQUE" where the study gives none
  std::string sample;                        // the name of a sample
  std::string technique;                     // "cycling"
  std::vector<std::filesystem::path> files;  // that exist, sorted
  std::vector<std::string> shown_files;      // the same for people: below the study folder, or as ${NAME}/...
  formats::ReadOptions read;
  std::shared_ptr<const Simulation> simulation;  // in place of the files, of a cell
  std::shared_ptr<const Furnace> furnace;        // or of a furnace
  Json options = Json::object();                 // of the technique, as the study gives them
  std::string notes;
  int line = 0;
};

// What a published value is used for. A value that was used to calibrate never counts as predicted.
enum class Role { input, calibrate, predict, qualitative };
std::string_view to_string(Role role);

struct Published {
  std::string sample;
  std::string measurement;  // compare with this one only; empty: with every measurement of the sample
  std::string quantity;     // "discharge_capacity"
  std::map<std::string, double> at;                         // {"cycle", 3}, {"c_rate", 0.5}
  double value = std::numeric_limits<double>::quiet_NaN();  // NaN: a statement without a number
  std::string unit;
  std::optional<double> uncertainty;  // standard, in unit
  std::optional<double> tolerance;    // the difference that still counts as agreement, in unit
  bool approx = false;                // printed with "about" or "over"
  Role role = Role::predict;
  std::string statement;  // of a qualitative value: "no NiO in the pattern"
  std::string where;      // "Fig. 3(e)"
  std::string source;     // who published it: a DOI, a data sheet, a README
  int line = 0;
};

struct Study {
  std::filesystem::path file;  // study.toml
  std::string title;
  std::vector<std::string> authors;
  std::string description;
  std::string licence;
  std::string doi;
  std::string sha256;  // of study.toml
  std::vector<Sample> samples;
  std::vector<Measurement> measurements;
  std::vector<Published> published;

  std::filesystem::path folder() const;  // that the file paths in study.toml start from
  const Sample* find_sample(std::string_view name) const;
};

// What could be read of a study, and everything that is wrong with it, in the order of the lines.
struct Loaded {
  Study study;
  std::vector<InputError> problems;
};

// Reads a study from its file, or from the study.toml of a folder, and finds its files. Paths may begin with
// ${NAME} or ${NAME:-elsewhere}, an environment variable, and their last parts may hold * ? [..].
// Throws InputError where the file cannot be read or is no TOML; every other problem is listed.
Loaded load_study(const std::filesystem::path& path);

// The same from text; file names it in problems and gives the folder.
Loaded parse_study(std::string_view text, const std::filesystem::path& file);

}  // namespace nacre::study
