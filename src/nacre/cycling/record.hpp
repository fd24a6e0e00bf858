// The rows of a table that can be used, with the charge that has passed up to each.
//
// Rows without time, voltage or current are left out. Where time falls, the instrument started to count anew:
// the interval is taken as empty. A row is at rest where |I| is below the zero threshold, or where the file
// says so. Charge is the sum of trapezoids over the intervals whose both ends carry current of the same sign.
// What passes in an interval at whose ends the current starts, stops or reverses is not known (cyclers write
// a row at the start of a step, so that it is little) and is counted as none; it bounds the error
// (HalfCycle::unseen_Ah).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nacre/cycling/options.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::cycling {

struct Record {
  std::vector<double> time_s;  // never falls
  std::vector<double> voltage_V;
  std::vector<double> current_A;
  std::vector<double> charge_Ah;   // net, by trapezoids, from the first row up to this one
  std::vector<double> energy_Wh;   // net, integral of V dq
  std::vector<double> counter_Ah;  // net, as the instrument counted it; empty where it did not
  std::vector<std::int8_t> sign;   // -1 discharge, 0 rest, 1 charge
  std::vector<std::int8_t> held;   // 1: the file says that the voltage is held; empty where it does not say
  std::vector<double> cycle;       // the file's own number; empty where there is none
  std::vector<std::uint32_t> row;  // of the table
  double zero_current_A = 0.0;
  double current_step_A = 0.0;  // the last decimal with which currents are written
  double window_low_V = 0.0;    // the range of voltage under load, without the outermost 0.5 % of rows
  double window_high_V = 0.0;
  std::vector<std::string> warnings;

  std::size_t size() const noexcept { return time_s.size(); }
};

// Throws InputError (see analyse()).
Record make_record(const formats::Table& table, const Options& options);

}  // namespace nacre::cycling
