// Arbin MITS result files (.res): a Jet 4 database (jet.hpp) whose tables hold one test or several.
//
//   Channel_Normal_Table     a row per data point, in no particular order: sorted by Test_ID and Data_Point
//   Channel_Statistic_Table  per cycle, joined on the data point with which the cycle ends
//   Auxiliary_Table          further inputs per data point; Aux_Global_Data_Table has their names and units.
//   Data_Type
//                            0 is a voltage, 1 a temperature; the first temperature becomes temperature_C
//   Global_Table             a row per test: metadata. MASS is in g, Specific_Capacity in Ah/g
//
//   Test_Time -> time_s, Voltage, Current (charge positive already) -> voltage_V, current_A, Cycle_Index ->
//   cycle, Step_Index -> step, Charge_Capacity, ... -> charge_capacity_Ah, ... (cumulative, as the schedule
//   resets them), DateTime (days since 1899-12-30, local time) -> unix_time_s. Added: capacity_Ah and
//   energy_Wh of the step, the sum of what both counters grew by since the step began. Several tests in one
//   file stay in one table, told apart by the column test_id, each with its own time from zero; a warning
//   says so.
// Facts from the public readers galvani, cellpy and OpenReadout, and from the reference file.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::arbin {

Match detect_res(const Source& source);

// Throws InputError: damaged (what could be read with salvage), not of Arbin, no data points.
Table read_res(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::arbin
