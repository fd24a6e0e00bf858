// A powder diffraction pattern as its file states it, on its way to the neutral table.
//
// Columns: two_theta_deg (rising within a scan), intensity, intensity_std where the file states it (a
// standard uncertainty of zero is the file's own, and says that the point has no weight), scan (1, 2, ...)
// where there are several, count_time_s and temperature_K where they are not the same throughout, time_s (of
// the start of the scan, since that of the first) where each of several scans states its own. The unit of
// intensity is "counts", "1/s" for a rate, "1" where the file does not say what was counted.
//
// Metadata, each where the file states it:
//   title, radiation ("x-ray", "neutron"), anode ("Cu"), wavelength_angstrom (the only one, or K alpha 1),
//   wavelength_2_angstrom (K alpha 2), wavelength_ratio (I of alpha 2 / I of alpha 1), count_time_s (per
//   point), temperature_K, start_time (as it stands there), goniometer_radius_mm, divergence_slit ("fixed",
//   "automatic"), and behind these the file's own keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::patterns {

struct Scan {
  Numbers two_theta_deg;
  Numbers intensity;
  Numbers intensity_std;  // empty: not stated
  Numbers count_times_s;  // of each point; empty: all have count_time_s
  std::optional<double> count_time_s;
  std::optional<double> temperature_K;
  std::optional<double> started_s;  // into the measurement
  std::string start_time;           // as it stands in the file
};

enum class Counted { unstated, counts, rate };

struct Pattern {
  std::vector<Scan> scans;
  Counted counted = Counted::unstated;
  std::string title;
  std::string radiation;
  std::string anode;
  std::optional<double> wavelength_angstrom;
  std::optional<double> wavelength_2_angstrom;
  std::optional<double> wavelength_ratio;
  std::optional<double> count_time_s;   // of scans that do not state their own
  std::optional<double> temperature_K;  // the same
  std::string start_time;
  std::optional<double> goniometer_radius_mm;
  std::string divergence_slit;
  std::vector<std::pair<std::string, std::string>> metadata;  // the file's own keys
  std::vector<std::string> warnings;
  std::vector<std::string> left_out;  // scans that are no patterns: along which axis, or why
};

// Whether a scan along this axis, as programs call it, is along 2 theta: "TwoThetaOmega", "2-Theta/Theta",
// "Locked Coupled", "Gonio", "Detector Scan", "PSD Fixed Scan", ""; not "Omega", "Rocking Curve", "Phi".
bool is_along_two_theta(std::string_view axis);

// Scans without a point are left out; one that was measured downwards is turned round. Throws InputError: no
// point at all, an angle that is not finite or beyond 360 degrees.
Table to_table(const Source& source, Pattern&& pattern);

// A table of several patterns of a sample, one behind the other, as a table for each. A scan that starts
// beyond the middle of the one before it is a further range of the same pattern; any other begins a new one.
// What is the same throughout one of them (scan, temperature_K, time_s, count_time_s) is in its metadata. A
// table of one pattern: itself. Throws InputError: more than most_patterns, each of which holds a copy of the
// metadata.
inline constexpr std::size_t most_patterns = 20000;
std::vector<Table> split_patterns(Table&& table);

// The standard uncertainty of counts n of which the intensity is factor n, behind an attenuator; of no counts
// at all that of one.
double attenuated_std(double intensity, double factor);

// A value of the metadata above as a number; nothing where the table has none.
std::optional<double> stated_number(const Table& table, std::string_view key);

// When a table that split_patterns gave was begun, in seconds since 1970 by a clock that the file may not
// name: the file's start_time and time_s behind it. Nothing where the file states no date.
std::optional<double> start_time_s(const Table& table);

// 2 theta in degrees of first, first + step, ..., `points` of them.
Numbers even_angles(double first_deg, double step_deg, std::size_t points);

// Where a text that was cut off ends within a line, its last point may have lost digits: leaves it out.
void drop_cut_point(const Source& source, Scan& scan);

// Whether every value is a whole number, as counts are.
bool all_whole(const Numbers& values);

// A number that can be a wavelength in angstrom, a time, ...: positive and finite; nothing for another.
std::optional<double> if_positive(double value);

}  // namespace nacre::formats::patterns
