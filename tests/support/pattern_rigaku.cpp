// Rigaku: .ras and .rasx.
#include "support/pattern_rows.hpp"

#include <fmt/format.h>

#include <utility>

#include "support/packing.hpp"

namespace nacre::testing {

std::string ras_text(int scans, double attenuator, const std::string& axis) {
  std::string text = "*RAS_DATA_START\r\n";
  for (int scan = 0; scan < scans; ++scan) {
    text += fmt::format(
                "*RAS_HEADER_START\r\n*FILE_SAMPLE \"A title\"\r\n*HW_XG_TARGET_NAME \"Cu\"\r\n"
                "*HW_XG_WAVE_LENGTH_ALPHA1 \"1.540593\"\r\n*HW_XG_WAVE_LENGTH_ALPHA2 \"1.544414\"\r\n"
                "*MEAS_DATA_COUNT \"{}.0000000000\"\r\n*MEAS_SCAN_AXIS_X \"{}\"\r\n*MEAS_SCAN_MODE "
                "\"CONTINUOUS\"\r\n*MEAS_SCAN_SPEED \"0.480000\"\r\n*MEAS_SCAN_SPEED_UNIT \"deg/min\"\r\n"
                "*MEAS_SCAN_START_TIME \"12/05/15 22:{:02}:01\"\r\n*MEAS_SCAN_STEP \"0.0200000000\"\r\n"
                "*MEAS_SCAN_UNIT_Y \"counts\"\r\n*RAS_HEADER_END\r\n*RAS_INT_START\r\n",
                pattern_points().size(), axis, scan % 60) +
            each([&](const auto& p) {
              return fmt::format("{:.4f} {:.4f} {:.4f}\r\n", p.two_theta_deg, p.counts, attenuator);
            }) +
            "*RAS_INT_END\r\n";
  }
  return text + "*RAS_DATA_END\r\n";
}

std::string rasx_bytes(int scans, const std::string& axis) {
  std::vector<std::pair<std::string, std::string>> members;
  for (int scan = 0; scan < scans; ++scan) {
    members.emplace_back(fmt::format("Data{0}/Profile{0}.txt", scan),
                         "\xef\xbb\xbf" + each([](const auto& p) {
                           return fmt::format("{:.4f}\t{}\t1\r\n", p.two_theta_deg, p.counts);
                         }));
    members.emplace_back(
        fmt::format("Data{0}/MesurementConditions{0}.xml", scan),
        "<MeasurementConditions><ScanInformation><AxisName>" + axis +
            "</AxisName><Mode>STEP</Mode><Speed>2.50</Speed><SpeedUnit>sec</SpeedUnit><Step>0.0200</Step>" +
            fmt::format("<StartTime>2021-05-05T14:{:02}:55Z</StartTime>", scan % 60) +
            "<IntensityUnit>counts</IntensityUnit></"
            "ScanInformation><RASHeader><Pair><Key>*HW_XG_TARGET_NAME</Key><Value>Cu</Value></"
            "Pair>"
            "<Pair><Key>*HW_XG_WAVE_LENGTH_ALPHA1</Key><Value>1.540593</Value></Pair></RASHeader>"
            "</MeasurementConditions>");
  }
  return zip_bytes(members);
}

}  // namespace nacre::testing
