// Small impedance files in the layouts of the instruments, all of one spectrum that can be checked by hand:
// 10 ohm in series with 40 ohm parallel to 1e-4 F and 0.1 uH, 16 frequencies from 10 kHz down to 0.1 Hz.
//
// Of CH Instruments, Parstat, PowerSuite, NOVA and VersaStudio no real file is among the reference files:
// their layouts follow public examples and other open readers.
#pragma once

#include <string>
#include <vector>

#include "support/text_files.hpp"

namespace nacre::testing {

struct SpectrumPoint {
  double frequency_Hz;
  double real_ohm;
  double imaginary_ohm;  // Im Z
};
std::vector<SpectrumPoint> spectrum_points();

std::string gamry_text(bool decimal_comma, int sweeps = 1);
std::string zplot_text();   // ZPLOT2 ASCII, tabs
std::string zplotw_text();  // quoted heading, commas, more points asked for than measured
std::string versastudio_text(int sweeps = 1);
std::string ivium_bytes(int sweeps = 1);
std::string dfr_text();
std::string p00_text();
std::string i2b_text();
std::string chi_text();
std::string parstat_text();  // rows of direct current before the spectrum
std::string powersuite_text();
std::string nova_text();  // semicolons, decimal commas, -Z''

// Rows "frequency real imaginary" without a heading; scale_imaginary -1: of -Im Z.
std::string bare_text(char delimiter, double scale_imaginary = 1);

// Every one of the above that says what it holds.
std::vector<TextFile> all_spectrum_files();

}  // namespace nacre::testing
