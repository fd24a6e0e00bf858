// Steps counted through the record, from the number that each has in the schedule.
//
// A step begins where the schedule's number (step_index), the cycle, the half cycle or the test changes, or
// where step_time_s falls: a schedule that repeats a single step shows only in these.
#pragma once

#include "nacre/formats/table.hpp"

namespace nacre::formats {

// Adds the column step (1, 2, 3, ...) in front of step_index. Nothing happens where the table has no
// step_index, or a step already. A row without a number belongs to the step before it.
void count_steps(Table& table);

}  // namespace nacre::formats
