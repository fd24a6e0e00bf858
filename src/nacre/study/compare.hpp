// Published values beside ours.
//
// A published value is compared with the quantity of the same name of every record of its sample (or of the
// measurement that it names) that gives it. Of the places where a record gives that quantity, the nearest is
// taken: "cycle" and other counts must be equal, a C-rate may differ by 5 %, and a published value without a
// place is compared only with a quantity without one. Ours is converted to the published unit; per gram and
// per area use the sample's mass and area.
//
// |ours - published| agrees up to: the stated tolerance; else 2 sqrt(uncertainty^2 + std^2) where the
// published value has an uncertainty; else 1 % of the published value (5 % where it is marked approx) or 2
// std, whichever is more.
#pragma once

#include <vector>

#include "nacre/study/outcome.hpp"

namespace nacre::study {

// All comparisons, the misses first. Only values of the role predict are judged.
std::vector<Comparison> compare(const Study& study, const std::vector<Record>& records);

// value in `unit`, converted to `wanted`, with the mass and area of the sample where they are needed; nothing
// where that cannot be done.
std::optional<double> convert(double value, const std::string& unit, const std::string& wanted,
                              const Sample& sample);

}  // namespace nacre::study
