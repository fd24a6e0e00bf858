// Measured records that a cell can be fitted to, and what a model says in their place.
//
//   voltage    time, current, voltage: the measured current is imposed, piece by piece linear between the
//   rows,
//              with a jump half-way where it changes at once; the voltage is compared at rows of the record
//   rate       discharge capacity over C-rate: each rate discharges from full to the lower cut-off
//   impedance  Re Z and Im Z over frequency, at rest at one state of charge
//
// A simulation that ends before its record does (surface full, electrolyte used up) goes on as a straight
// line in the direction of the current, 2 V over the length of the record: the misfit is large, finite and
// gets smaller as the simulation gets further.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "nacre/cell/simulate.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::cell {

struct VoltageRecord {
  std::string name;
  std::vector<double> time_s, current_A, voltage_V;  // time rising or, where the current jumps, equal
  double initial_state_of_charge = 1.0;              // at rest
  double noise_V = 1e-3;                             // standard deviation of one point
};

struct RateRecord {
  std::string name;
  std::vector<double> c_rate, capacity_Ah;
  double initial_state_of_charge = 1.0;
  double relative_noise = 0.01;  // of the largest capacity
};

struct ImpedanceRecord {
  std::string name;
  std::vector<double> frequency_Hz, z_real_ohm, z_imag_ohm;  // Im Z negative where capacitive
  double state_of_charge = 0.5;
  double relative_noise = 0.01;  // of |Z|, of each part
};

using Record = std::variant<VoltageRecord, RateRecord, ImpedanceRecord>;

// Takes the record from columns of a table. A voltage record begins at state of charge 1 where its first
// current discharges, else at 0, if none is given (NaN). A rate table has c_rate and capacity_Ah or
// capacity_mAh. Throws InputError where a column lacks or its numbers cannot be used.
VoltageRecord voltage_record(const formats::Table& table, double initial_state_of_charge);
RateRecord rate_record(const formats::Table& table);
ImpedanceRecord impedance_record(const formats::Table& table, double state_of_charge);

// A record made ready for comparison.
struct Target {
  std::string name;
  std::string quantity;    // "voltage_V", "capacity_Ah", "impedance_ohm"
  std::vector<double> at;  // time_s, C-rate, frequency_Hz (real parts, then imaginary parts)
  std::vector<double> measured;
  std::vector<double> noise;  // standard deviations
  // Fills one value for each measured; returns why the simulation ended early, or nothing. Throws Error where
  // the parameters are impossible.
  std::function<std::string(const CellParameters&, SimulationOptions, std::vector<double>&)> predict;
};

// Of a voltage record at most so many rows are compared: evenly along the curve, so that steep parts count.
// Throws UsageError where the record cannot be used.
Target make_target(const Record& record, std::size_t most_points);

}  // namespace nacre::cell
