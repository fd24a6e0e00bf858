#include "support/pattern_files.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace nacre::testing {
namespace {

double deviation(const PatternPoint& p) { return 2 * std::sqrt(p.counts); }

std::string each(const std::function<std::string(const PatternPoint&)>& row) {
  std::string text;
  for (const auto& p : pattern_points()) {
    text += row(p);
  }
  return text;
}

// Fields one behind the other, `per_line` of them in a line.
std::string in_lines(std::size_t per_line, const std::function<std::string(const PatternPoint&)>& field) {
  std::string text;
  std::size_t count = 0;
  for (const auto& p : pattern_points()) {
    text += field(p);
    text += ++count % per_line == 0 ? "\r\n" : "";
  }
  return text + (count % per_line == 0 ? "" : "\r\n");
}

std::string bank_line(int number, std::size_t per_line, std::string_view format) {
  const auto points = pattern_points().size();
  return fmt::format("BANK {} {} {} CONST 1000 2 0 0 {}\r\n", number, points,
                     (points + per_line - 1) / per_line, format);
}

}  // namespace

std::vector<PatternPoint> pattern_points() {
  std::vector<PatternPoint> points;
  for (int i = 0; i <= 120; ++i) {
    const double away = (i - 50) / 8.0;
    points.push_back({(1000 + 2 * i) / 100.0, std::round(50 + 1000 * std::exp(-away * away))});
  }
  return points;
}

std::string gsas_counts_text(int banks) {
  std::string text = "A title\r\n";
  for (int bank = 1; bank <= banks; ++bank) {
    text += bank_line(bank, 10, bank == 1 ? "STD" : "");
    text += in_lines(10, [](const auto& p) { return fmt::format("{:8}", p.counts); });
  }
  return text;
}

std::string gsas_counters_text(int counters) {
  return "A title\r\n" + bank_line(1, 10, "") +
         in_lines(10, [&](const auto& p) { return fmt::format("{:2}{:6}", counters, p.counts); });
}

std::string gsas_esd_text() {
  return "A title\r\n" + bank_line(1, 5, "ESD") +
         in_lines(5, [](const auto& p) { return fmt::format("{:8.1f}{:8.3f}", p.counts, deviation(p)); });
}

std::string gsas_fxye_text() {
  return "A title\n# Temp (K) =              298.5\n# Time per step (sec) =   0.1\n"
         "# Calibrated wavelength = 0.413909\n" +
         bank_line(1, 1, "FXYE") + each([](const auto& p) {
           return fmt::format("{:15.6g} {:14.6g} {:11.9g}\n", 100 * p.two_theta_deg, p.counts, deviation(p));
         });
}

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

std::string highscore_text() {
  return "[Measurement conditions]\r\nSample identification,A title\r\nAnode material,Cu\r\n"
         "K-Alpha1 wavelength,1.5405980\r\nK-Alpha2 wavelength,1.5444260\r\nRatio K-Alpha2/K-Alpha1,0.5\r\n"
         "Divergence slit,Automatic\r\nScan step time [s],12.5\r\n[Scan points]\r\nAngle,Intensity\r\n" +
         each([](const auto& p) { return fmt::format("{:.4f},{}\r\n", p.two_theta_deg, p.counts); });
}

std::string xrdml_text(int scans, double attenuation) {
  std::string text =
      "\xef\xbb\xbf<?xml version=\"1.0\"?>\r\n<xrdMeasurements "
      "xmlns=\"http://www.xrdml.com/XRDMeasurement/2.3\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" status=\"Completed\">\r\n"
      "<sample type=\"To be analyzed\"><id>A title</id></sample>\r\n"
      "<xrdMeasurement measurementType=\"Scan\" status=\"Completed\" sampleMode=\"Reflection\">\r\n"
      "<usedWavelength intended=\"K-Alpha 1\"><kAlpha1 unit=\"Angstrom\">1.5405980</kAlpha1>"
      "<kAlpha2 unit=\"Angstrom\">1.5444260</kAlpha2><ratioKAlpha2KAlpha1>0.5000</ratioKAlpha2KAlpha1>"
      "</usedWavelength>\r\n<incidentBeamPath><radius unit=\"mm\">240.00</radius><xRayTube name=\"a tube\">"
      "<tension unit=\"kV\">45</tension><anodeMaterial>Cu</anodeMaterial></xRayTube>"
      "<divergenceSlit xsi:type=\"fixedDivergenceSlitType\"/></incidentBeamPath>\r\n";
  for (int scan = 1; scan <= scans; ++scan) {
    text += fmt::format(
        "<scan appendNumber=\"{}\" mode=\"Continuous\" scanAxis=\"Gonio\" status=\"Completed\"><header>"
        "<startTimeStamp>2024-11-14T16:51:45-08:00</startTimeStamp></header>\r\n<dataPoints>"
        "<positions axis=\"2Theta\" "
        "unit=\"deg\"><startPosition>10.0</startPosition><endPosition>12.4</endPosition>"
        "</positions><positions axis=\"Omega\" unit=\"deg\"><startPosition>5.0</startPosition>"
        "<endPosition>6.2</endPosition></positions>\r\n"
        "<commonCountingTime unit=\"seconds\">{}</commonCountingTime>\r\n",
        scan - 1, 12.5 * scan);
    std::string counts;
    std::string factors;
    for (const auto& p : pattern_points()) {
      const double factor = p.counts > 500 ? attenuation : 1;
      counts += fmt::format("{}{}", counts.empty() ? "" : " ", p.counts);
      factors += fmt::format("{}{}", factors.empty() ? "" : " ", factor);
    }
    if (attenuation != 1) {
      text += "<beamAttenuationFactors>" + factors + "</beamAttenuationFactors>\r\n";
    }
    text += "<counts unit=\"counts\">" + counts + "</counts></dataPoints></scan>\r\n";
  }
  return text + "</xrdMeasurement>\r\n</xrdMeasurements>\r\n";
}

std::vector<TextFile> all_pattern_files() {
  return {{"counts.gsas", gsas_counts_text()},  {"counters.cwn", gsas_counters_text(4)},
          {"esd.gsas", gsas_esd_text()},        {"synchrotron.fxye", gsas_fxye_text()},
          {"lhpm.dat", stepped_text()},         {"hrpt.dat", stepped_text_with_deviations()},
          {"blanks.xy", xy_text(" ", false)},   {"tabs.txt", xy_text("\t", true)},
          {"commas.csv", xy_text(",", true)},   {"three.xye", xye_text()},
          {"fit2d.chi", chi_text_of_pattern()}, {"pyfai_angle.dat", pyfai_text(false)},
          {"pyfai_q.dat", pyfai_text(true)},    {"fullprof.dat", xydata_text()},
          {"highscore.csv", highscore_text()},  {"malvern.xrdml", xrdml_text()}};
}

}  // namespace nacre::testing
