// A recipe: what goes into the furnace and what is done to it. docs/furnace.md has the file, key by key.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"
#include "nacre/process/programme.hpp"

namespace nacre::process {

inline constexpr double hottest_programme_K = 2273.15;  // no furnace of these kinds goes further
inline constexpr double longest_programme_s = 30.0 * seconds_per_day;

enum class FurnaceKind { strip, tube, measured };

// A strip of metal foil or carbon, heated by the current through it, with the powder on it.
struct StripHeater {
  std::string material = "nickel";  // parameters/process/<material>.toml
  double length_m = 0.0;            // between the clamps
  double width_m = 0.0;
  double thickness_m = 0.0;
  double clamp_W_per_m2_K = 0.0;  // from the strip's ends into the clamps, per cross-section
  double lead_ohm = 0.0;          // of leads and clamps
  double current_limit_A = 0.0;
  double voltage_limit_V = 0.0;
  double sensor_lag_s = 0.0;
  double bed_length_m = 0.0;
  double bed_width_m = 0.0;
  double bed_kg_per_m2 = 0.0;
  std::size_t cells_along = 16;  // of a quarter of the strip
  std::size_t cells_across = 6;
};

struct TubeFurnace {
  double lag_s = 0.0;         // of the powder behind the furnace
  double cooling_s = 0.0;     // the furnace, switched off, cools with this time constant
  double loss_W_per_K = 0.0;  // through the insulation
  double heat_capacity_J_per_K = 0.0;
};

struct Gas {
  std::string name = "air";
  double oxygen_bar = 0.21;
  double convection_W_per_m2_K = 10.0;
  double quench_W_per_m2_K = 10.0;  // from the last cooling on: a stream of gas
  double ambient_K = 298.15;
};

struct Precursor {
  double d50_m = 6e-6;
  double surface_m2_per_g = 0.65;  // of the particles that will be coated
  double grain_m = 50e-9;          // of the primary grains
  double calcium_doping = 0.0;     // mixed in, per formula unit
  double sodium_ratio = 1.0;       // Na to transition metals; above 1: excess
};

struct CoatingRecipe {
  std::string name;  // a file parameters/process/coating-<name>.toml; empty: none
  double mol_percent = 0.0;
};

// In the open, before it is measured.
struct Storage {
  double hours = 1.0;
  double relative_humidity = 0.5;
  double co2_ppm = 420.0;
};

struct Recipe {
  std::string name;
  std::string description;
  std::filesystem::path file;
  std::string sha256;
  FurnaceKind furnace = FurnaceKind::strip;
  StripHeater strip;
  TubeFurnace tube;
  std::filesystem::path measured_file;  // time_s and temperature_C
  double mass_kg = 0.0;                 // of powder
  std::vector<ProgrammeStep> steps;
  double after_s = 0.0;  // watched after the end of the programme
  Gas gas;
  Precursor precursor;
  CoatingRecipe coating;
  Storage storage;
  std::string parameters = "nfm333";  // parameters/process/<name>.toml
  std::size_t places = 5;             // of the bed, of which the chemistry is followed

  Programme programme() const { return {gas.ambient_K, steps}; }
};

using Changes = std::vector<std::pair<std::string, std::string>>;

// "coating.mol_percent=5" as path and value. Throws UsageError.
std::pair<std::string, std::string> parse_change(const std::string& text);

// Reads a recipe, with other values for some of its keys: {"coating.mol_percent", "5"},
// {"step.2.hold_s", "600"}. Throws InputError with the line, UsageError for a change that has no place.
Recipe read_recipe(const std::filesystem::path& file, const Changes& changes = {});
Recipe parse_recipe(std::string_view text, const std::filesystem::path& file, const Changes& changes = {});
// Every problem of the text, none where it is sound.
std::vector<InputError> check_recipe(std::string_view text, const std::filesystem::path& file,
                                     const Changes& changes = {});

}  // namespace nacre::process
