// What readers of cycler texts put right after reading: names of step kinds, signs of currents, and whether a
// capacity column is what its heading says.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "nacre/formats/table.hpp"

namespace nacre::formats::text {

// "CC Chg", "charge CC", "CCCV_Charge", "CC_DChg", "Rest" -> "cc_charge", "cc_charge", "cccv_charge",
// "cc_discharge", "rest"; other texts as a key ("Pause" -> "pause").
std::string step_type_name(std::string_view text);

// Renames the labels of a text column; labels that become the same are joined.
void rename_labels(Column& column, const std::function<std::string(std::string_view)>& name);

// Where the current has no sign (none below zero): gives the steps that step_type calls a discharge a
// negative one. Says so in the metadata.
void sign_current_by_step_type(Table& table);

// How a capacity (or energy) column counts, from its changes beside the integral of the current (or power)
// over time.
enum class Counting {
  from_step_start,  // starts at zero in each step and grows by the charge that passed
  otherwise,        // a counter over a longer time, a net charge, an amount per row, ...
};
Counting counting(const Table& table, std::string_view column);

// Takes the name capacity_Ah or energy_Wh away from a column that does not count from zero in each step: it
// is called by its own name again, with a warning.
void keep_only_step_counters(Table& table, std::string_view column, const std::string& own_name);

// Warns where voltage and current go against one another over the record: the current then seems to count
// discharge as positive.
void check_sign_of_current(Table& table);

// Puts time_s first, in place of one that is there, and says in the metadata where it is from.
void set_time(Table& table, Numbers time, const std::string& source);

// time_s from step_time_s where the file has no running time: each step goes on from the last row of the one
// before. Says so in the metadata.
void accumulate_step_time(Table& table);

}  // namespace nacre::formats::text
