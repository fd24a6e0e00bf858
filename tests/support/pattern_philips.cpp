// Philips and Malvern Panalytical: .udf, .xrdml and the csv of HighScore.
#include "support/pattern_rows.hpp"

#include <fmt/format.h>

namespace nacre::testing {

std::string udf_text() {
  std::string counts = in_lines(8, [](const auto& p) { return fmt::format("{:8},", p.counts); });
  counts = counts.substr(0, counts.rfind(',')) + "/\r\n";
  return "SampleIdent,A title ,/\r\nAnode,Cu,/\r\nLabdaAlpha1, 1.54060,/\r\nLabdaAlpha2, 1.54439,/\r\n"
         "RatioAlpha21, 0.50000,/\r\nDivergenceSlit,Automatic, 10,/\r\nDataAngleRange,  10.0000,  "
         "12.4000,/\r\n"
         "ScanStepSize,    0.020,/\r\nScanStepTime,    2.50,/\r\nRawScan\r\n" +
         counts;
}

std::string highscore_text() {
  return "[Measurement conditions]\r\nSample identification,A title\r\nAnode material,Cu\r\n"
         "K-Alpha1 wavelength,1.5405980\r\nK-Alpha2 wavelength,1.5444260\r\nRatio K-Alpha2/K-Alpha1,0.5\r\n"
         "Divergence slit,Automatic\r\nScan step time [s],12.5\r\n[Scan points]\r\nAngle,Intensity\r\n" +
         each([](const auto& p) { return fmt::format("{:.4f},{}\r\n", p.two_theta_deg, p.counts); });
}

std::string xrdml_text(int scans, double attenuation, const std::string& kelvin) {
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
        "<startTimeStamp>2024-11-14T16:{:02}:45-08:00</startTimeStamp></header>\r\n<dataPoints>"
        "<positions axis=\"2Theta\" "
        "unit=\"deg\"><startPosition>10.0</startPosition><endPosition>12.4</endPosition>"
        "</positions><positions axis=\"Omega\" unit=\"deg\"><startPosition>5.0</startPosition>"
        "<endPosition>6.2</endPosition></positions>\r\n"
        "<commonCountingTime unit=\"seconds\">{}</commonCountingTime>\r\n",
        scan - 1, 50 + scan, 12.5 * scan);
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
    text += "<counts unit=\"counts\">" + counts + "</counts></dataPoints>" +
            (kelvin.empty() ? ""
                            : "<nonAmbientPoints type=\"Temperature\" unit=\"K\"><nonAmbientValues>" +
                                  kelvin + "</nonAmbientValues></nonAmbientPoints>") +
            "</scan>\r\n";
  }
  return text + "</xrdMeasurement>\r\n</xrdMeasurements>\r\n";
}

}  // namespace nacre::testing
