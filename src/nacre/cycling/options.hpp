// What a user may decide about a cycling analysis. Every JSON key (study.toml, store) is the name of the
// member.
//
// Not-a-number means "not given". Enumerations are written in JSON as the names of their values.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"

namespace nacre::cycling {

inline constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

// What a cycle is (see cycles.hpp): two half-cycles, the first of which has this direction.
enum class Definition {
  automatic,        // the direction that the record shows first
  charge_first,     // full cells and cathodes
  discharge_first,  // anodes against their metal
  vendor,           // the file's own cycle column
};

// Where the charge of a half-cycle comes from.
enum class CapacitySource {
  automatic,  // the counter where it agrees with the integral within what sampling explains, else the
              // integral
  integral,   // trapezoids of current over time
  counter,    // the instrument's own counter
};

// Which ratio the coulombic (and energy) efficiency is.
enum class Efficiency {
  automatic,              // discharge over charge, but charge over discharge for an anode against its metal
  discharge_over_charge,  //   (a record that starts with a discharge and whose mean voltage is below 1.8 V)
  charge_over_discharge,
};

// Whether the first cycle starts from the empty (or, discharge first, the full) state.
enum class FirstCycle {
  automatic,  // complete where its first half-cycle passes at least 95 % of the charge of its second
  complete,
  partial,
};

enum class Smoothing { gaussian, savitzky_golay, none };

// Cycles that were run at one rate, as the study states them.
struct RateStep {
  double c_rate = not_given;
  int first_cycle = 0;
  int last_cycle = 0;
};

struct Options {
  // The cell.
  double active_mass_g = not_given;
  double area_cm2 = not_given;
  double nominal_capacity_Ah = not_given;  // the capacity that 1C empties in one hour
  double one_C_mA_per_g = not_given;       // or this current density times active_mass_g

  // Cycles.
  Definition definition = Definition::automatic;
  Efficiency efficiency = Efficiency::automatic;
  FirstCycle first_cycle = FirstCycle::automatic;
  CapacitySource capacity_from = CapacitySource::automatic;
  double zero_current_relative = 5e-4;  // of the largest current: below it the cell is at rest
  double zero_current_A = not_given;    // the same in ampere, instead of the relative threshold
  double reversal_share = 0.05;         // of the largest half-cycle: net charge after which a reversal counts
  double constant_voltage_tolerance_V = 0.005;

  // Retention and fade.
  std::string retention_of = "discharge";  // or "charge"
  int reference_cycle = 0;                 // 0: the first complete cycle at the record's most common current
  double end_of_life_percent = 80.0;

  // Rate table. Empty: detected.
  std::vector<RateStep> rates;
  double rate_tolerance = 0.05;  // currents that differ by less than this share are the same rate

  // Differential capacity.
  Smoothing smoothing = Smoothing::gaussian;
  double smoothing_fwhm_V = 0.010;
  int savitzky_golay_points = 21;    // odd; order 3, on a grid of a fifth of smoothing_fwhm_V
  double peak_prominence = 0.04;     // of the highest value of the smoothed curve, and 6 times its noise
  int peaks_max = 10;                // per half-cycle; 0: no peaks
  double smoothing_capacity = 0.01;  // dV/dQ: full width at half maximum as a share of the capacity

  // What is kept for figures.
  int curve_cycles = 40;   // curves and peaks of at most so many cycles, spread over the record
  int curve_points = 500;  // of one curve, and of one differential curve
  int trace_points = 4000;

  // Throws UsageError naming the key, what was found and the range allowed.
  void validate() const;
};

// Throws UsageError for an unknown key, a wrong type or a value out of range.
Options options_from_json(const Json& json);
Json to_json(const Options& options);

}  // namespace nacre::cycling
