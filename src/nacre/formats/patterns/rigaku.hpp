// What Rigaku's .ras and .rasx have in common: how they state a speed, and what they do not say of
// intensities.
#pragma once

#include <optional>
#include <string_view>

#include "nacre/formats/patterns/pattern.hpp"

namespace nacre::formats::patterns {

// Seconds at a point: of a scan in steps the speed is a time ("1.20", "sec"), of a continuous one it is in
// degrees per minute, and the time is that of a step. Where no unit stands there, the mode ("STEP",
// "CONTINUOUS") says which. Nothing where one of them is no number.
std::optional<double> rigaku_count_time_s(std::string_view speed, std::string_view unit,
                                          std::string_view step, std::string_view mode);

// Warns of points behind an attenuator, whose factor the files give beside an intensity without saying
// whether it has been applied, and of counts that are no whole numbers: they were corrected for something.
void report_scaling(Pattern& pattern, std::size_t attenuated);

}  // namespace nacre::formats::patterns
