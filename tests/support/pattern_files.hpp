// Small powder patterns in the layouts of the instruments, all of one pattern that can be checked by hand:
// 121 angles from 10 to 12.4 degrees in steps of 0.02, a Gaussian peak of 1000 counts at 11 degrees on 50
// counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/text_files.hpp"

namespace nacre::testing {

struct PatternPoint {
  double two_theta_deg;
  double counts;  // whole
};
std::vector<PatternPoint> pattern_points();

std::string gsas_counts_text(int banks = 1);   // STD, no counters named
std::string gsas_counters_text(int counters);  // STD, I2 counters, the mean counts
std::string gsas_esd_text();                   // ESD, uncertainty 2 sqrt(counts)
std::string gsas_fxye_text();                  // as 11-BM writes it, uncertainty 2 sqrt(counts)
std::string stepped_text();                    // LHPM, with the words of the Philips programs
std::string stepped_text_with_deviations();    // Paul Scherrer Institute, 2 sqrt(counts)
std::string xy_text(std::string_view delimiter, bool heading);
std::string xye_text();             // uncertainty 2 sqrt(counts)
std::string chi_text_of_pattern();  // Fit2D
std::string pyfai_text(bool as_q);  // 2th_deg or q_nm^-1, wavelength 0.5 angstrom
std::string xydata_text();          // FullProf
std::string highscore_text();       // csv with a preamble
// attenuation: factor over the peak, raw counts; kelvin: what a stage reported, blanks between
std::string xrdml_text(int scans = 1, double attenuation = 1, const std::string& kelvin = "");
std::string bruker_raw_bytes(int version, int ranges = 1);  // 1 to 4
std::string eva_raw_bytes();                                // 4, with a one behind each intensity
std::string rocking_curve_bytes(int version);               // 3 or 4
// absorption: factor over the peak, already applied; a temperature stands before the counter
std::string brml_bytes(int scans = 1, double absorption = 1);
std::string brml_frame_bytes();  // one still picture of 121 channels
std::string uxd_text(bool pairs);
std::string ras_text(int scans = 1, double attenuator = 1, const std::string& axis = "2-Theta/Theta");
std::string rasx_bytes(int scans = 1, const std::string& axis = "TwoThetaTheta");
std::string udf_text();
std::string cpi_text();

// Layouts follow real files (docs/formats.md says of how many); of .raw versions 1 and 2, .uxd, .udf and .cpi
// they follow open readers.
//
// Every one of the above that says what it holds.
std::vector<TextFile> all_pattern_files();

}  // namespace nacre::testing
