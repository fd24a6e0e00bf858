// What the columns of a pattern are, by their headings.
//
// The angle: 2theta, 2-Theta, 2th_deg, TwoTheta, tth, Angle, Pos. [2Th.]; or q, Q(1/A), q_nm^-1; or d,
// d-spacing. The intensity: Intensity, I, Counts, cps, Yobs; its uncertainty: sigma, esd, error, std, dI,
// intensity_std.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/patterns/pattern.hpp"

namespace nacre::formats::patterns {

enum class Axis { two_theta, q_per_angstrom, q_per_nm, q_without_unit, d_angstrom };

struct Columns {
  Axis axis = Axis::two_theta;
  std::size_t x = 0;
  std::size_t intensity = 1;
  std::optional<std::size_t> deviation;
  std::optional<std::size_t> scan;
  Counted counted = Counted::unstated;
};

// Nothing where no column is an angle, or one that could be (q and d) is not the first or stands beside no
// intensity.
std::optional<Columns> find_columns(const std::vector<std::string>& headings);

// A name of a column or of an axis as letters and digits alone: "2-Theta (deg)" is "2thetadeg".
std::string simplified(std::string_view name);

// What one heading says of the horizontal axis.
std::optional<Axis> axis_of(std::string_view heading);

// 2 theta in degrees: of q, 2 asin(q lambda / 4 pi); of d, 2 asin(lambda / 2 d). missing where there is none.
double two_theta_from(Axis axis, double value, double wavelength_angstrom);

}  // namespace nacre::formats::patterns
