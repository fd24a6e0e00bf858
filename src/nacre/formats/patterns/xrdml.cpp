#include "nacre/formats/patterns/xrdml.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/xml.hpp"
#include "nacre/formats/text/encoding.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t head_bytes = 4096;

std::string at(const pugi::xml_node& node) {
  return at_byte(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
}

class Reader {
 public:
  Reader(const Source& source, bool salvage) : source_(source), salvage_(salvage) {}

  Table read() {
    Xml xml;
    read_xml(source_, salvage_, xml);
    const auto root = xml.document.child("xrdMeasurements");
    if (!root) {
      source_.fail("has no measurements in its XML", at_byte(0));
    }
    pattern_.title = text_in(root.child("sample").child("id"));
    if (pattern_.title.empty()) {
      pattern_.title = text_in(root.child("sample").child("name"));
    }
    std::size_t scans = 0;
    for (const auto& measurement : root.children("xrdMeasurement")) {
      scans += static_cast<std::size_t>(
          std::distance(measurement.children("scan").begin(), measurement.children("scan").end()));
    }
    if (!xml.complete) {
      scans = std::min(scans, whole_scans());
      pattern_.warnings.push_back(
          fmt::format("the file is damaged or cut off: its first {} scans were read", scans));
    }
    for (const auto& measurement : root.children("xrdMeasurement")) {
      read_instrument(measurement);
      for (const auto& scan : measurement.children("scan")) {
        if (scans > 0) {
          read_scan(scan);
          --scans;
        }
      }
    }
    pattern_.counted = rate_ ? Counted::rate : attenuated_ ? Counted::unstated : Counted::counts;
    return to_table(source_, std::move(pattern_));
  }

 private:
  // Scans that end before the damage.
  std::size_t whole_scans() const {
    constexpr std::string_view end = "</scan>";
    std::size_t count = 0;
    for (auto place = source_.bytes().find(end); place != std::string_view::npos;
         place = source_.bytes().find(end, place + end.size())) {
      ++count;
    }
    return count;
  }

  void note(std::string_view key, const std::string& value) {
    const bool known = std::any_of(pattern_.metadata.begin(), pattern_.metadata.end(),
                                   [&](const auto& entry) { return entry.first == key; });
    if (!value.empty() && !known) {
      pattern_.metadata.emplace_back(key, value);
    }
  }

  void read_instrument(const pugi::xml_node& measurement) {
    const auto set = [](std::optional<double>& value, const pugi::xml_node& node) {
      value = value ? value : if_positive(number_in(node));
    };
    const auto wavelength = measurement.child("usedWavelength");
    set(pattern_.wavelength_angstrom, wavelength.child("kAlpha1"));
    set(pattern_.wavelength_2_angstrom, wavelength.child("kAlpha2"));
    const auto ratio = wavelength.child("ratioKAlpha2KAlpha1");
    set(pattern_.wavelength_ratio, ratio);
    const std::string_view intended = wavelength.attribute("intended").value();
    note("intended wavelength", std::string(intended));
    const auto incident = measurement.child("incidentBeamPath");
    // A crystal in front of the sample lets K alpha 1 alone pass, whatever ratio the file repeats of the
    // tube; a mirror is another element.
    const auto crystal = incident.child("monochromator").child("crystal");
    if (number_in(ratio) == 0 || (crystal && intended == "K-Alpha 1")) {
      pattern_.wavelength_2_angstrom.reset();
      pattern_.wavelength_ratio.reset();
    }
    set(pattern_.goniometer_radius_mm, incident.child("radius"));
    const auto tube = incident.child("xRayTube");
    if (tube) {
      pattern_.radiation = "x-ray";
      pattern_.anode = text_in(tube.child("anodeMaterial"));
    }
    note("tube", tube.attribute("name").value());
    note("tension / kV", text_in(tube.child("tension")));
    note("current / mA", text_in(tube.child("current")));
    note("monochromator", incident.child("monochromator").attribute("name").value());
    const auto slit = incident.child("divergenceSlit");
    if (slit) {
      const std::string type = slit.attribute("xsi:type").value();
      const bool automatic = slit.child("irradiatedLength") || slit.child("irradiatedLengthMode");
      pattern_.divergence_slit = automatic ? "automatic"
                                 : type.find("fixed") != std::string::npos || slit.child("angle") ? "fixed"
                                                                                                  : "";
      note("divergence slit", slit.attribute("name").value());
    }
    const auto diffracted = measurement.child("diffractedBeamPath");
    note("filter", diffracted.child("filter").child("material").child_value());
    note("detector", diffracted.child("detector").attribute("name").value());
    note("sample mode", measurement.attribute("sampleMode").value());
  }

  void read_scan(const pugi::xml_node& node) {
    const auto points = node.child("dataPoints");
    auto counts = points.child("counts");
    const bool raw = static_cast<bool>(counts);
    counts = raw ? counts : points.child("intensities");
    if (!counts) {
      return;
    }
    if (const std::string status = node.attribute("status").value();
        !status.empty() && status != "Completed") {
      pattern_.warnings.push_back("a scan has the status " + status);
    }
    Scan scan;
    scan.intensity = numbers_in(source_, counts);
    const std::size_t count = scan.intensity.size();
    if (!read_angles(points, count, scan)) {
      pattern_.left_out.push_back(fmt::format("along {}", node.attribute("scanAxis").value()));
      return;
    }
    rate_ = rate_ || std::string_view(counts.attribute("unit").value()) == "cps";
    apply_attenuation(points, raw, scan);
    if (points.child("divergenceCorrections") || points.child("commonDivergenceCorrection")) {
      pattern_.warnings.emplace_back("the file has divergence corrections, which were not applied");
    }
    scan.count_time_s = if_positive(number_in(points.child("commonCountingTime")));
    if (const auto times = points.child("countingTimes")) {
      scan.count_times_s = numbers_in(source_, times);
      check_number(times, scan.count_times_s.size(), count);
    }
    scan.start_time = text_in(node.child("header").child("startTimeStamp"));
    scan.temperature_K = read_temperature(node.child("nonAmbientPoints"));
    note("scan axis", node.attribute("scanAxis").value());
    pattern_.scans.push_back(std::move(scan));
  }

  // The mean of what a stage for other temperatures reported during the scan.
  std::optional<double> read_temperature(const pugi::xml_node& points) const {
    const std::string_view unit = points.attribute("unit").value();
    if (std::string_view(points.attribute("type").value()) != "Temperature") {
      return std::nullopt;
    }
    const auto values = numbers_in(source_, points.child("nonAmbientValues"));
    if (values.empty()) {
      return std::nullopt;
    }
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    return unit == "K" ? if_positive(mean) : unit == "Celsius" ? if_positive(mean + 273.15) : std::nullopt;
  }

  // False: 2 theta stays where it is.
  bool read_angles(const pugi::xml_node& points, std::size_t count, Scan& scan) {
    const auto positions = points.find_child_by_attribute("positions", "axis", "2Theta");
    if (const auto list = positions.child("listPositions")) {
      scan.two_theta_deg = numbers_in(source_, list);
      check_number(list, scan.two_theta_deg.size(), count);
      return true;
    }
    const double first = number_in(positions.child("startPosition"));
    const double last = number_in(positions.child("endPosition"));
    if (std::isnan(first) || std::isnan(last)) {
      return false;
    }
    scan.two_theta_deg =
        even_angles(first, count > 1 ? (last - first) / static_cast<double>(count - 1) : 0, count);
    return true;
  }

  void apply_attenuation(const pugi::xml_node& points, bool raw, Scan& scan) {
    Numbers factors;
    if (const auto list = points.child("beamAttenuationFactors")) {
      factors = numbers_in(source_, list);
      check_number(list, factors.size(), scan.intensity.size());
    } else if (const auto common = if_positive(number_in(points.child("commonBeamAttenuationFactor")))) {
      factors.assign(scan.intensity.size(), *common);
    }
    if (std::all_of(factors.begin(), factors.end(), [](double factor) { return factor == 1; })) {
      return;
    }
    attenuated_ = true;
    scan.intensity_std.reserve(factors.size());
    for (std::size_t i = 0; i < factors.size(); ++i) {
      scan.intensity[i] *= raw ? factors[i] : 1;
      scan.intensity_std.push_back(attenuated_std(scan.intensity[i], factors[i]));
    }
  }

  void check_number(const pugi::xml_node& list, std::size_t found, std::size_t wanted) const {
    if (found != wanted) {
      source_.fail(fmt::format("has {} values in <{}> and {} intensities", found, list.name(), wanted),
                   at(list), "the file is damaged");
    }
  }

  const Source& source_;
  bool salvage_;
  Pattern pattern_;
  bool rate_ = false;
  bool attenuated_ = false;
};

}  // namespace

Match detect_xrdml(const Source& source) {
  const auto head = text::decode(source.bytes().substr(0, head_bytes));
  return head.text.find("<xrdMeasurements") != std::string_view::npos ? Match::certain : Match::no;
}

Table read_xrdml(const Source& source, const ReadOptions& options) {
  return Reader(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
