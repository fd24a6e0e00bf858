// An impedance spectrum, clean enough to compute with, and the spectra that a table holds.
//
// From a table of frequency_Hz, z_real_ohm and z_imag_ohm (Im Z, negative when capacitive), by these rules:
//   - the column `spectrum` tells spectra apart; without it a new one begins where the frequency comes
//     back to within 2 % of the first one of its sweep after at least 3 steps;
//   - rows without a number of a spectrum where others have one (direct current between sweeps) belong to
//   none;
//   - rows where one of the three is missing, the frequency is not positive or the impedance zero are left
//   out,
//     with a warning;
//   - frequencies run from high to low; a sweep measured from low to high is turned around silently, any
//     other order is sorted with a warning;
//   - rows of the same frequency (relative difference below 1e-9) become their mean, with a warning that says
//     how far apart they were, unless they are the same; how far the last is from the first is kept;
//   - an imaginary part that is positive at more than three quarters of the frequencies gets a warning: it is
//     likely -Im Z. It is left as it is.
#pragma once

#include <complex>
#include <string>
#include <vector>

#include "nacre/formats/table.hpp"

namespace nacre::impedance {

// What the cell was like while the spectrum was measured: the median of a column of the table.
struct Condition {
  std::string name;  // "voltage_V", "temperature_C", "time_s", "cycle"
  double value = 0.0;
};

// A frequency that was measured more than once.
struct Repeat {
  double frequency_Hz = 0.0;
  double difference = 0.0;  // |Z_last - Z_first| / |mean Z|, in the order of measurement
};

struct Spectrum {
  std::vector<double> frequency_Hz;                 // positive, strictly descending
  std::vector<std::complex<double>> impedance_ohm;  // as many
  std::string source;                               // the file
  std::string label;                                // "1", "2", ... where a table holds several
  std::vector<Condition> conditions;
  std::vector<Repeat> repeats;  // but for rows that the file holds twice
  std::vector<std::string> warnings;

  std::size_t size() const noexcept { return frequency_Hz.size(); }
};

// At least one. Throws InputError where a column is missing or no row can be used.
std::vector<Spectrum> spectra(const formats::Table& table);

// The same rules for numbers that come from elsewhere. Throws InputError naming `source` where nothing is
// left, and std::logic_error where the lengths differ.
Spectrum make_spectrum(std::vector<double> frequency_Hz, std::vector<std::complex<double>> impedance_ohm,
                       std::string source);

}  // namespace nacre::impedance
