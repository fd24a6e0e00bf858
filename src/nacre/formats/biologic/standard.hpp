// From the columns of an EC-Lab file, binary or text, to the neutral table: one mapping for both.
//
//   time/s -> time_s                          Ns -> step_index               freq/Hz -> frequency_Hz
//   Ewe/V, Ecell/V or <Ewe>/V -> voltage_V    cycle number -> cycle         Re(Z)/Ohm -> z_real_ohm
//   I/mA or <I>/mA -> current_A               Temperature/°C -> temperature_C   -Im(Z)/Ohm -> z_imag_ohm
//   (negated) Q charge/mA.h, Q discharge/mA.h -> charge_capacity_Ah, discharge_capacity_Ah Energy charge/W.h,
//   Energy discharge/W.h -> charge_energy_Wh, discharge_energy_Wh
// Every other column keeps EC-Lab's name. Added, where the file has what they need (metadata say so):
//   current_A    where no current is stored: 3600 s/h * dq / (t - t of the row before), as EC-Lab computes
//   <I> when
//                it exports; 0 where no charge passed; missing where it cannot be said. Else control/mA.
//   cycle        from "half cycle", as EC-Lab counts with "charge/discharge alternance": a cycle begins with
//                every charging half cycle, and the first cycle is 0.
//   capacity_Ah  |Q charge/discharge|, which EC-Lab counts from the start of each half cycle, less its value
//   at the
//                end of the step (Ns) before.
//   energy_Wh    the same of Energy charge while Q charge/discharge > 0, of Energy discharge while < 0.
//   step_type    from mode (1 current, 2 voltage controlled, 3 at rest) and ox/red; not for sweeps and
//   impedance. unix_time_s  start of the acquisition + time_s; the instrument writes local time, which is
//   taken as UTC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/formats/biologic/records.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::biologic {

struct Measurement {
  std::vector<RawColumn> columns;
  std::string technique;           // EC-Lab's full name or abbreviation; empty: not known
  std::optional<double> start;     // of the acquisition: seconds since 1970, local time taken as UTC
  std::vector<std::size_t> loops;  // the row with which each loop begins
};

// Appends the columns, and the metadata and warnings that say how they came about, to the table.
void add_columns(Measurement&& measurement, Table& table);

}  // namespace nacre::formats::biologic
