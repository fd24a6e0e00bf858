// Columns of text, and counts under their range.
#include "support/pattern_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace nacre::testing {

std::string stepped_text() {
  return "SampleIdent A title         DataFileName X-1\r\nDiffrType PW3710   GeneratorVoltage 40   "
         "TubeCurrent 40\r\n"
         "Anode Cu    Alpha1  1.54056    Alpha2  1.54439    Ratio  0.50000\r\nDivergenceSlit 1      "
         "ReceivingSlit 0.3\r\n"
         "  10.000   0.020  12.400    MeasureDateTime 20/12/1997   10:51   StepTime   3.00 \r\n" +
         in_lines(10, [](const auto& p) { return fmt::format("{:8}", p.counts); });
}

std::string stepped_text_with_deviations() {
  return "A title\nlambda=  1.49400, T=   0.000, dT=  0.000, Date=2001-06-16 06:25:59\n"
         "  10.000   0.020  12.400 18000000., sample=\"A\"\n" +
         in_lines(10, [](const auto& p) { return fmt::format("{:7}.", p.counts); }) +
         in_lines(10, [](const auto& p) { return fmt::format("{:8.3f}", deviation(p)); });
}

std::string xy_text(std::string_view delimiter, bool heading) {
  return (heading ? fmt::format("2-Theta (deg){}Intensity (counts)\n", delimiter) : "") +
         each([&](const auto& p) {
           return fmt::format("{:.2f}{}{}\n", p.two_theta_deg, delimiter, p.counts);
         });
}

std::string xye_text() {
  return each([](const auto& p) {
    return fmt::format("{:10.3f} {:10.2f} {:10.6f}\n", p.two_theta_deg, p.counts, deviation(p));
  });
}

std::string chi_text_of_pattern() {
  return fmt::format("A title: Azimuthal integration\n 2-Theta Angle (Degrees)\n Intensity\n      {}\n",
                     pattern_points().size()) +
         each([](const auto& p) { return fmt::format("  {:.7E}  {:.7E}\n", p.two_theta_deg, p.counts); });
}

std::string pyfai_text(bool as_q) {
  constexpr double wavelength_nm = 0.05;
  return fmt::format(
             "# == pyFAI calibration ==\n# Distance Sample to Detector: 0.2 m\n# Wavelength: 5e-11 m\n"
             "# Mask applied: False\n# --> data.xy\n#       {}             I         sigma\n",
             as_q ? "q_nm^-1" : "2th_deg") +
         each([&](const auto& p) {
           const double q =
               4 * std::numbers::pi / wavelength_nm * std::sin(p.two_theta_deg * std::numbers::pi / 360);
           return fmt::format("  {:.12e}    {:.6e}    {:.9e}\n", as_q ? q : p.two_theta_deg, p.counts,
                              deviation(p));
         });
}

std::string xydata_text() { return "XYDATA\nINTER  1.0 1.0 2 0.02\nTEMP  300\n! a remark\n" + xye_text(); }

std::string cpi_text() {
  return "SIETRONICS XRD SCAN\n10.00\n12.40\n0.020\nCu\n1.54056\n1-1-1990\n0.60\nA title\nSCANDATA\n" +
         each([](const auto& p) { return fmt::format("{}\n", p.counts); });
}

}  // namespace nacre::testing
