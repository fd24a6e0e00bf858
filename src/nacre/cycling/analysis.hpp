// A cycling record as numbers: what happened in each cycle, how it changed, and the curves behind it.
//
// Definitions. I > 0 charges. A row is at rest where |I| is below the zero threshold (Options). The record is
// cut into half-cycles at the turning points of the net charge (half_cycles.hpp), half-cycles are joined to
// cycles (cycles.hpp). In a half-cycle, over the rows in which it is under load, with q the net charge passed
// in its direction:
//   capacity = q, energy = integral V dq, mean voltage = energy / capacity,
//   polarisation = mean charge voltage - mean discharge voltage,
//   coulombic efficiency = discharge capacity / charge capacity (Options::efficiency), energy efficiency
//   alike.
// A standard uncertainty is NaN where it could not be determined; the member beside it says why.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"
#include "nacre/cycling/options.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::cycling {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A number that was fitted or averaged, with its standard uncertainty.
struct Estimate {
  double value = unknown;
  double std = unknown;
};

enum class Direction { charge, discharge };
std::string_view name_of(Direction direction);  // "charge", "discharge"

// What the voltage does at rest behind a half-cycle. The fit is V(t) = relaxed + amplitude exp(-(t/tau)^beta)
// (relaxation.hpp) over the rest, t from its first row.
struct Relaxation {
  double duration_s = 0.0;     // 0: no rest followed
  double change_V = unknown;   // last voltage at rest - last voltage under load
  double instant_V = unknown;  // first voltage at rest - last voltage under load
  Estimate relaxed_V;
  Estimate amplitude_V;
  Estimate tau_s;
  Estimate beta;
  double residual_V = unknown;  // root mean square of the fit
  std::string reason;           // why there is no fit; empty where there is one
};

struct HalfCycle {
  Direction direction = Direction::charge;
  std::size_t first_row = 0;  // of the table, counted from 0: first and last row under load
  std::size_t last_row = 0;
  double start_s = 0.0;
  double duration_s = 0.0;  // under load and at rest, from the first to the last row under load
  double capacity_Ah = 0.0;
  double integral_Ah = 0.0;     // by trapezoids
  double counter_Ah = unknown;  // by the instrument
  bool from_counter = false;    // which of both capacity_Ah is
  // The most by which the integral can be wrong: what passed between the first and last row and their
  // neighbours, and half the last decimal with which the current is written.
  double unseen_Ah = 0.0;
  double energy_Wh = 0.0;
  double mean_voltage_V = unknown;
  double start_voltage_V = unknown;
  double end_voltage_V = unknown;
  double current_A = unknown;  // magnitude: charge-weighted median over the constant-current part
  double c_rate = unknown;     // of current_A; NaN where neither nominal capacity nor 1C current is given
  double constant_voltage_share = 0.0;  // of the capacity
  double resistance_ohm = unknown;      // from the voltage jump between rest and the first row under load
  double resistance_after_s = unknown;  // how long after the last row at rest that row was taken
  Relaxation rest;
};

struct Cycle {
  int cycle = 0;  // counted from 1; the file's own number where Options::definition is vendor
  std::optional<HalfCycle> charge;
  std::optional<HalfCycle> discharge;
  bool complete = true;
  std::string reason;  // why it is not complete
  double coulombic_efficiency = unknown;
  double energy_efficiency = unknown;
  double polarisation_V = unknown;
  double retention = unknown;  // of Retention::of, relative to the reference cycle; complete cycles only

  double capacity_Ah(Direction direction) const {
    const auto& half = direction == Direction::charge ? charge : discharge;
    return half ? half->capacity_Ah : 0.0;
  }
};

// Capacity over cycles (fade.hpp). The line is fitted to the complete cycles that run at the current of the
// reference cycle.
struct Retention {
  Direction of = Direction::discharge;
  int reference_cycle = 0;  // 0: there is no complete cycle
  double reference_Ah = unknown;
  int last_cycle = 0;               // the last complete cycle at that current
  double last = unknown;            // its retention
  Estimate fade_percent_per_cycle;  // of the reference capacity; positive: the capacity falls
  int cycles_fitted = 0;
  std::string fade_reason;  // why there is no fade
  enum class EndOfLife { none, observed, extrapolated };
  EndOfLife end_of_life = EndOfLife::none;
  Estimate end_of_life_cycle;
  double end_of_life_percent = 80.0;
  std::string end_of_life_reason;
};

// Consecutive complete cycles at the same discharge current (rates.hpp).
struct Rate {
  int first_cycle = 0;
  int last_cycle = 0;
  int cycles = 0;                  // complete ones
  double current_A = unknown;      // of the discharge, mean
  double c_rate = unknown;         // to two digits; as the study states it where it does
  Estimate discharge_capacity_Ah;  // mean over the cycles; std of the mean
  double scatter_Ah = unknown;     // standard deviation over the cycles
  double charge_capacity_Ah = unknown;
  double retention = unknown;  // discharge capacity relative to the first step at the lowest rate
};

// A peak of dQ/dV, fitted as a Gaussian of two widths over a straight background (peaks.hpp).
struct Peak {
  double position_V = unknown;
  double position_std_V = unknown;
  double area_Ah = unknown;
  double area_std_Ah = unknown;
  double width_V = unknown;  // full width at half maximum, smoothing taken off
  double width_std_V = unknown;
  double height_Ah_per_V = unknown;  // of the smoothed curve
  int track = -1;                    // index into Analysis::tracks, -1: seen in this half-cycle only
  std::string reason;                // why it has no uncertainty
};

// Points of one half-cycle for a figure, decimated so that the line between them misses no row by more than
// curve_error_V.
struct Curve {
  int cycle = 0;
  Direction direction = Direction::charge;
  std::vector<double> capacity_Ah;  // from zero, in order of time
  std::vector<double> voltage_V;
  double error_V = 0.0;

  // Differential capacity over voltage, and differential voltage over capacity (differential.hpp). Positive
  // in both directions.
  std::vector<double> dqdv_voltage_V;
  std::vector<double> dqdv_Ah_per_V;
  std::vector<double> dqdv_fit_Ah_per_V;  // peaks and background; empty where there is no fit
  std::vector<double> dvdq_capacity_Ah;
  std::vector<double> dvdq_V_per_Ah;
  std::vector<Peak> peaks;               // in order of voltage
  double dqdv_noise_Ah_per_V = unknown;  // standard deviation, at its highest value
};

// One peak followed over the cycles: positions and areas against cycle number, straight lines fitted.
struct PeakTrack {
  Direction direction = Direction::charge;
  std::vector<int> cycles;
  std::vector<double> position_V;
  std::vector<double> position_std_V;
  std::vector<double> area_Ah;
  std::vector<double> area_std_Ah;
  Estimate position_drift_V_per_cycle;
  Estimate area_drift_Ah_per_cycle;
  std::string reason;  // why there is no drift
};

// The whole record, decimated.
struct Trace {
  std::vector<double> time_s;
  std::vector<double> voltage_V;
  std::vector<double> current_A;
};

struct Analysis {
  std::string file;
  std::size_t rows = 0;         // of the table
  std::size_t rows_unused = 0;  // without time, voltage or current
  double duration_s = 0.0;
  double zero_current_A = 0.0;  // the threshold used
  Options options;
  Direction first_direction = Direction::charge;  // that every cycle starts with; vendor: of the record
  // Which ratio was taken: never automatic.
  Efficiency efficiency = Efficiency::discharge_over_charge;
  std::vector<Cycle> cycles;
  Retention retention;
  std::vector<Rate> rates;
  std::vector<Curve> curves;  // in order of cycle
  std::vector<PeakTrack> tracks;
  Trace trace;
  std::vector<std::string> warnings;
};

// Throws UsageError (options), InputError (no time, voltage or current; fewer than two usable rows; no charge
// or discharge; time running backwards).
Analysis analyse(const formats::Table& table, const Options& options = {});

// Ah as mAh/g or mAh/cm2 of this cell; NaN where mass or area is not given.
double mAh_per_g(double capacity_Ah, const Options& options);
double mAh_per_cm2(double capacity_Ah, const Options& options);

// The documented summary: result.rows, result.cycles[] with cycle, charge_capacity_Ah, ..., without the
// curves.
Json to_json(const Analysis& analysis);

// Everything, for the store: analysis_from_archive(archive(a)) equals a, to the last bit. Throws InputError
// where the JSON is something else.
Json archive(const Analysis& analysis);
Analysis analysis_from_archive(const Json& json);

// Named values for the comparison with published ones:
//   first_cycle_capacity, discharge_capacity, charge_capacity (mAh/g where the mass is given, else Ah; at
//   cycle), coulombic_efficiency (percent; at cycle), first_cycle_coulombic_efficiency,
//   mean_discharge_voltage, mean_charge_voltage, polarisation (V; at cycle), retention (percent; at cycle and
//   cycles), fade (percent/cycle), end_of_life_cycle (at percent), rate_capacity (at c_rate),
//   dqdv_peak_position, dqdv_peak_area (at cycle and peak, counted from 1 at low voltage; discharge
//   negative). Of a partial cycle only capacities and mean voltages are given, at partial = 1.
std::vector<Quantity> quantities(const Analysis& analysis);

}  // namespace nacre::cycling
