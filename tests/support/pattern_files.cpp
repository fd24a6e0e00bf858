#include "support/pattern_files.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <numbers>

#include "support/packing.hpp"

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

namespace {

// Bytes of a binary file, little-endian.
class Block {
 public:
  explicit Block(std::size_t size) : bytes_(size, '\0') {}
  template <class T>
  Block& put(std::size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof value);
    return *this;
  }
  Block& put(std::size_t at, std::string_view text) {
    bytes_.replace(at, text.size(), text);
    return *this;
  }
  // behind: what follows each intensity
  std::string with_counts(const std::string& behind = {}) const {
    std::string bytes = bytes_;
    for (const auto& p : pattern_points()) {
      const auto counts = static_cast<float>(p.counts);
      char raw[sizeof counts];
      std::memcpy(raw, &counts, sizeof counts);
      bytes.append(raw, sizeof counts);
      bytes += behind;
    }
    return bytes;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::uint32_t number_of_points() { return static_cast<std::uint32_t>(pattern_points().size()); }

std::string raw_1(int ranges) {
  std::string bytes;
  for (int range = 1; range <= ranges; ++range) {
    // The mark is repeated in front of every second range only: early programs left it out.
    Block block(152);
    block.put(0, number_of_points())
        .put(4, 2.5F)
        .put(8, 0.02F)
        .put(20, 10.0F)
        .put(36, std::string_view("A title"));
    block.put(68, 1.5406F).put(72, 1.54439F).put(148, static_cast<std::uint32_t>(range < ranges));
    bytes += (range % 2 == 1 ? "RAW " : "") + block.with_counts();
  }
  return bytes;
}

std::string raw_2(int ranges) {
  Block header(256);
  header.put(0, std::string_view("RAW2")).put(4, static_cast<std::uint16_t>(ranges));
  header.put(168, std::string_view("01-Feb-1999,12:00")).put(188, std::string_view("Cu"));
  header.put(190, 1.5406F).put(194, 1.54439F).put(198, 0.5F);
  std::string bytes = header.bytes();
  for (int range = 0; range < ranges; ++range) {
    Block block(60);
    block.put(0, std::uint16_t{60}).put(2, static_cast<std::uint16_t>(number_of_points())).put(8, 2.5F);
    block.put(12, 0.02F).put(16, 10.0F).put(46, std::uint16_t{298});
    bytes += block.with_counts();
  }
  return bytes;
}

std::string raw_3(int ranges, std::uint32_t scan_type) {
  Block header(712);
  header.put(0, std::string_view("RAW1.01"))
      .put(8, std::uint32_t{1})
      .put(12, static_cast<std::uint32_t>(ranges));
  header.put(16, std::string_view("01/22/18")).put(26, std::string_view("16:34:23"));
  header.put(326, std::string_view("A title")).put(564, 250.0F).put(608, std::string_view("Cu"));
  header.put(624, 1.5406).put(632, 1.54439).put(648, 0.5);
  std::string bytes = header.bytes();
  for (int range = 0; range < ranges; ++range) {
    Block block(304 + 40);
    block.put(0, std::uint32_t{304}).put(4, number_of_points()).put(8, 5.0).put(16, 10.0).put(176, 0.02);
    block.put(192, 2.5F)
        .put(196, scan_type)
        .put(204, 10.0F * static_cast<float>(range + 1))
        .put(212, 298.0F)
        .put(252, std::uint32_t{4})
        .put(256, std::uint32_t{40});
    bytes += block.with_counts();
  }
  return bytes;
}

std::string raw_4(int ranges, std::string_view scan_type, const std::string& behind) {
  Block header(61);
  header.put(0, std::string_view("RAW4.00")).put(12, std::string_view("01/22/2018"));
  header.put(24, std::string_view("16:34:23"));
  Block title(48);
  title.put(0, std::uint32_t{10}).put(4, std::uint32_t{48}).put(12, std::string_view("SAMPLEID"));
  title.put(36, std::string_view("A title"));
  Block hardware(120);
  hardware.put(0, std::uint32_t{30})
      .put(4, std::uint32_t{120})
      .put(80, 1.5406)
      .put(88, 1.54439)
      .put(104, 0.5);
  hardware.put(116, std::string_view("Cu"));
  std::string bytes = header.bytes() + title.bytes() + hardware.bytes();
  for (int range = 0; range < ranges; ++range) {
    Block block(160 + 64);
    block.put(32, scan_type).put(72, 10.0).put(80, 0.02).put(88, number_of_points());
    block.put(92, 2.5F).put(136, static_cast<std::uint32_t>(4 + behind.size())).put(140, std::uint32_t{64});
    block.put(160, std::uint32_t{50}).put(164, std::uint32_t{64}).put(172, std::string_view("2Theta"));
    bytes += block.with_counts(behind);
  }
  return bytes;
}

}  // namespace

std::string bruker_raw_bytes(int version, int ranges) {
  return version == 1   ? raw_1(ranges)
         : version == 2 ? raw_2(ranges)
         : version == 3 ? raw_3(ranges, 0)
                        : raw_4(ranges, "Locked Coupled", "");
}

std::string eva_raw_bytes() { return raw_4(1, "Locked Coupled", std::string("\1\0\0\0", 4)); }

std::string rocking_curve_bytes(int version) {
  constexpr std::uint32_t rocking_curve = 3;
  return version == 3 ? raw_3(2, rocking_curve) : raw_4(2, "Rocking Curve", "");
}

namespace {

// A member of an archive: one route, with the text of its axis, its data and its views.
std::pair<std::string, std::string> brml_member(int scan, const std::string& axis, const std::string& data,
                                                const std::string& views) {
  return {
      fmt::format("Experiment0/RawData{}.xml", scan),
      fmt::format(
          "<?xml version=\"1.0\"?>\n<RawData xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
          "<TimeStampStarted>2024-01-02T03:{:02}:05+01:00</TimeStampStarted><DataRoutes><DataRoute "
          "RouteFlag=\"Measured\"><ScanInformation ScanName=\"LockedCoupled\" VisibleName=\"Coupled "
          "TwoTheta/Theta\"><TimePerStep>0.25</TimePerStep><TimePerStepEffective>2.5</TimePerStepEffective>"
          "<ScanAxes>{}</ScanAxes></ScanInformation>{}<DataViews>"
          "<RawDataView xsi:type=\"FixedRawDataView\" Start=\"0\" Length=\"1\" LogicName=\"MeasuredTime\"/>"
          "<RawDataView xsi:type=\"FixedRawDataView\" Start=\"1\" Length=\"1\" "
          "LogicName=\"AbsorptionFactor\"/>{}</DataViews></DataRoute></DataRoutes><FixedInformation>"
          "<InfoList><InfoItem Name=\"User\" Value=\"Lab\"/><InfoItem Name=\"SampleName\" Value=\"A "
          "title\"/></InfoList><Instrument><Tube><TubeMaterial>Cu</TubeMaterial>"
          "<WaveLengthAlpha1 Unit=\"A\" Value=\"1.5406\"/><WaveLengthAlpha2 Unit=\"A\" Value=\"1.54439\"/>"
          "<WaveLengthRatio Value=\"0.5\"/></Tube></Instrument></FixedInformation></RawData>\n",
          scan % 60, axis, data, views)};
}

std::string brml_counter(std::size_t start, std::size_t length) {
  return fmt::format(
      "<RawDataView xsi:type=\"RecordedRawDataView\" Start=\"{}\" Length=\"{}\"><Recording "
      "Category=\"Count\"/></RawDataView>",
      start, length);
}

}  // namespace

std::string brml_bytes(int scans, double absorption) {
  std::vector<std::pair<std::string, std::string>> members = {
      {"Experiment0/DataContainer.xml", "<DataContainer/>"}};
  for (int scan = 0; scan < scans; ++scan) {
    members.push_back(brml_member(
        scan, "", each([&](const auto& p) {
          const double factor = p.counts > 500 ? absorption : 1;
          return fmt::format("<Datum>2.5,{},{:.4f},{:.4f},21.5,{}</Datum>\n", factor, p.two_theta_deg,
                             p.two_theta_deg / 2, factor * p.counts);
        }),
        "<RawDataView Start=\"2\" Length=\"2\" xsi:type=\"VaryingRawDataView\"><Varying>"
        "<FieldDefinitions AxisId=\"TwoTheta\"/><FieldDefinitions AxisId=\"Theta\"/></Varying></RawDataView>"
        "<RawDataView xsi:type=\"RecordedRawDataView\" Start=\"4\" Length=\"1\"><Recording "
        "Category=\"Temperature\"/></RawDataView>" +
            brml_counter(5, 1)));
  }
  return zip_bytes(members);
}

std::string brml_frame_bytes() {
  std::string datum = "<Datum>2.5,1,11.2";
  for (const auto& p : pattern_points()) {
    datum += fmt::format(",{}", p.counts);
  }
  return zip_bytes(
      {{"Experiment0/DataContainer.xml", "<DataContainer/>"},
       brml_member(
           0,
           "<ScanAxisInfo AxisId=\"TwoTheta\"><Reference>8</Reference><Start>2</Start><Stop>4.4</Stop>"
           "<Increment>0.02</Increment></ScanAxisInfo>",
           datum + "</Datum>",
           "<RawDataView Start=\"2\" Length=\"1\" xsi:type=\"VaryingRawDataView\"><Varying>"
           "<FieldDefinitions AxisId=\"TwoTheta\"/></Varying></RawDataView>" +
               brml_counter(3, pattern_points().size()))});
}

std::string uxd_text(bool pairs) {
  const std::string head =
      "; a remark\n_FILEVERSION=2\n_SAMPLE='A "
      "title'\n_GONIOMETER_RADIUS=200.5\n_WL1=1.540600\n_WL2=1.544390\n"
      "_WLRATIO=0.500000\n_ANODE='Cu'\n; (Data for Range number 1)\n_DRIVE='COUPLED'\n_STEPTIME=2.5\n"
      "_STEPSIZE=0.020000\n_START=10.000000\n_THETA=5.0\n_2THETA=10.0\n";
  return head +
         (pairs ? "_2THETACOUNTS\n" + each([](const auto& p) {
                    return fmt::format("{:.2f}\t{}\n", p.two_theta_deg, p.counts);
                  })
                : "_COUNTS\n" + in_lines(8, [](const auto& p) { return fmt::format(" {:8}", p.counts); }));
}

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

std::string udf_text() {
  std::string counts = in_lines(8, [](const auto& p) { return fmt::format("{:8},", p.counts); });
  counts = counts.substr(0, counts.rfind(',')) + "/\r\n";
  return "SampleIdent,A title ,/\r\nAnode,Cu,/\r\nLabdaAlpha1, 1.54060,/\r\nLabdaAlpha2, 1.54439,/\r\n"
         "RatioAlpha21, 0.50000,/\r\nDivergenceSlit,Automatic, 10,/\r\nDataAngleRange,  10.0000,  "
         "12.4000,/\r\n"
         "ScanStepSize,    0.020,/\r\nScanStepTime,    2.50,/\r\nRawScan\r\n" +
         counts;
}

std::string cpi_text() {
  return "SIETRONICS XRD SCAN\n10.00\n12.40\n0.020\nCu\n1.54056\n1-1-1990\n0.60\nA title\nSCANDATA\n" +
         each([](const auto& p) { return fmt::format("{}\n", p.counts); });
}

std::vector<TextFile> all_pattern_files() {
  return {{"counts.gsas", gsas_counts_text()},  {"counters.cwn", gsas_counters_text(4)},
          {"esd.gsas", gsas_esd_text()},        {"synchrotron.fxye", gsas_fxye_text()},
          {"lhpm.dat", stepped_text()},         {"hrpt.dat", stepped_text_with_deviations()},
          {"blanks.xy", xy_text(" ", false)},   {"tabs.txt", xy_text("\t", true)},
          {"commas.csv", xy_text(",", true)},   {"three.xye", xye_text()},
          {"fit2d.chi", chi_text_of_pattern()}, {"pyfai_angle.dat", pyfai_text(false)},
          {"pyfai_q.dat", pyfai_text(true)},    {"fullprof.dat", xydata_text()},
          {"highscore.csv", highscore_text()},  {"malvern.xrdml", xrdml_text()},
          {"first.raw", bruker_raw_bytes(1)},   {"second.raw", bruker_raw_bytes(2)},
          {"third.raw", bruker_raw_bytes(3)},   {"fourth.raw", bruker_raw_bytes(4)},
          {"bruker.brml", brml_bytes()},        {"eva.raw", eva_raw_bytes()},
          {"frame.brml", brml_frame_bytes()},   {"counts.uxd", uxd_text(false)},
          {"pairs.uxd", uxd_text(true)},        {"rigaku.ras", ras_text()},
          {"rigaku.rasx", rasx_bytes()},        {"philips.udf", udf_text()},
          {"sietronics.cpi", cpi_text()}};
}

}  // namespace nacre::testing
