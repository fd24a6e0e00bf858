// Siemens and Bruker: .raw, .brml and .uxd.
#include "support/pattern_rows.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "support/packing.hpp"

namespace nacre::testing {
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

}  // namespace nacre::testing
