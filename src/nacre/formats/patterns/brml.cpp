#include "nacre/formats/patterns/brml.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/members.hpp"
#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/xml.hpp"

namespace nacre::formats::patterns {
namespace {

bool is_raw_data(std::string_view name) {
  return name.find("RawData") != std::string_view::npos && name.ends_with(".xml") &&
         name.find("RawDataTemplate") == std::string_view::npos;
}

// The text of an element, or its attribute Value.
std::string value_of(const pugi::xml_node& node) {
  const std::string attribute = node.attribute("Value").value();
  return attribute.empty() ? text_in(node) : attribute;
}

std::optional<double> positive_of(const pugi::xml_node& node) {
  double value = 0;
  return read_field(value_of(node), value) ? if_positive(value) : std::nullopt;
}

class Brml {
 public:
  Brml(const Source& source, bool salvage) : source_(source), salvage_(salvage) {}

  Table read() {
    pattern_.radiation = "x-ray";
    for (const auto& member : unpack_members(source_, salvage_, is_raw_data)) {
      Xml xml;
      read_xml(member.source, salvage_, xml);
      if (!xml.complete || !member.complete) {
        pattern_.warnings.push_back(member.name + " is damaged: its points before that were read");
      }
      read_raw_data(member.source, xml.document);
    }
    // Behind an absorber, or averaged, intensities are no counts any more.
    const bool counts = std::all_of(pattern_.scans.begin(), pattern_.scans.end(), [](const Scan& scan) {
      return scan.intensity_std.empty() && all_whole(scan.intensity);
    });
    pattern_.counted = counts ? Counted::counts : Counted::unstated;
    return to_table(source_, std::move(pattern_));
  }

 private:
  void read_raw_data(const Source& member, const pugi::xml_node& root) {
    const auto instrument = find_node(root, "FixedInformation");
    const auto set = [&](std::optional<double>& value, const char* name) {
      value = value ? value : positive_of(find_node(instrument, name));
    };
    set(pattern_.wavelength_angstrom, "WaveLengthAlpha1");
    set(pattern_.wavelength_2_angstrom, "WaveLengthAlpha2");
    set(pattern_.wavelength_ratio, "WaveLengthRatio");
    if (pattern_.anode.empty()) {
      pattern_.anode = value_of(find_node(instrument, "TubeMaterial"));
    }
    if (pattern_.title.empty()) {
      const auto name = instrument.select_node(".//InfoItem[@Name='SampleName']").node();
      pattern_.title = value_of(name);
    }
    start_time_ = text_in(find_node(root, "TimeStampStarted"));
    const auto routes = find_node(root, "DataRoutes");
    const auto all = routes.children("DataRoute");
    const bool marked = std::any_of(all.begin(), all.end(), is_measured);
    for (const auto& route : all) {
      if (!marked || is_measured(route)) {
        read_route(member, route);
      }
    }
  }

  static bool is_measured(const pugi::xml_node& route) {
    return std::string_view(route.attribute("RouteFlag").value()) == "Measured";
  }

  // Which numbers of a datum are what, as the views of the route say.
  struct Places {
    std::optional<std::size_t> angle;
    std::optional<std::size_t> intensity;
    std::optional<std::size_t> time;
    std::optional<std::size_t> absorption;  // already applied to the intensity
    std::size_t channels = 1;               // of a detector, each with an intensity

    std::size_t needed() const {
      std::size_t last = intensity.value_or(0) + channels - 1;
      for (const auto& place : {angle, time, absorption}) {
        last = std::max(last, place.value_or(0));
      }
      return last + 1;
    }
  };

  static Places find_places(const pugi::xml_node& route) {
    Places places;
    for (const auto& view : find_node(route, "DataViews").children("RawDataView")) {
      const std::size_t start = view.attribute("Start").as_uint();
      const std::size_t length = view.attribute("Length").as_uint();
      const std::string_view type = view.attribute("xsi:type").value();
      const std::string_view fixed = view.attribute("LogicName").value();
      if (type.ends_with("VaryingRawDataView")) {
        std::size_t offset = 0;
        for (const auto& described : view.select_nodes(".//FieldDefinitions")) {
          const auto field = described.node();
          const std::string_view axis = field.attribute("AxisId").value();
          const std::string_view name = axis.empty() ? field.attribute("FieldName").value() : axis;
          if (name == "TwoTheta" && !places.angle) {
            places.angle = start + offset;
          }
          ++offset;
        }
      } else if (type.ends_with("FixedRawDataView") && fixed == "MeasuredTime") {
        places.time = start;
      } else if (type.ends_with("FixedRawDataView") && fixed == "AbsorptionFactor") {
        places.absorption = start;
      } else if (type.ends_with("RecordedRawDataView") && !places.intensity && length > 0) {
        // What is recorded beside the counts (a temperature, ...) has another category.
        const std::string_view category = view.child("Recording").attribute("Category").value();
        if (category.empty() || category == "Count") {
          places.intensity = start;
          places.channels = length;
        }
      }
    }
    return places;
  }

  void read_route(const Source& member, const pugi::xml_node& route) {
    const auto places = find_places(route);
    const auto information = find_node(route, "ScanInformation");
    std::string name = information.attribute("VisibleName").value();
    name = name.empty() ? information.attribute("ScanName").value() : name;
    if (!places.angle || !places.intensity) {
      pattern_.left_out.push_back(name.empty() ? "without an angle and a counter" : name);
      return;
    }
    Scan scan;
    scan.start_time = start_time_;
    scan.count_time_s = positive_of(information.child("TimePerStep"));
    const auto data = route.children("Datum");
    if (places.channels == 1) {
      for (const auto& datum : data) {
        const auto values = values_of(member, datum, places.needed());
        if (values.empty()) {
          break;
        }
        scan.two_theta_deg.push_back(values[*places.angle]);
        add_intensity(places, values, *places.intensity, scan);
      }
    } else if (!read_frame(member, route, places, scan)) {
      pattern_.left_out.push_back(fmt::format("frames of {} channels ({})", places.channels, name));
      return;
    }
    if (std::all_of(factors_.begin(), factors_.end(), [](double factor) { return factor == 1; })) {
      scan.intensity_std.clear();
    }
    factors_.clear();
    pattern_.scans.push_back(std::move(scan));
  }

  // One still picture of a detector along 2 theta: its channels are the points. False: something else.
  bool read_frame(const Source& member, const pugi::xml_node& route, const Places& places, Scan& scan) {
    const auto axis =
        find_node(route, "ScanAxes").find_child_by_attribute("ScanAxisInfo", "AxisId", "TwoTheta");
    const double reference = number_in(axis.child("Reference"));
    const double first = number_in(axis.child("Start"));
    const double step = number_in(axis.child("Increment"));
    const auto datum = route.child("Datum");
    if (std::isnan(reference + first + step) || step == 0 || !datum || datum.next_sibling("Datum")) {
      return false;
    }
    const auto values = values_of(member, datum, places.needed());
    if (values.empty()) {
      return false;
    }
    scan.two_theta_deg = even_angles(reference + first, step, places.channels);
    for (std::size_t channel = 0; channel < places.channels; ++channel) {
      add_intensity(places, values, *places.intensity + channel, scan);
    }
    return true;
  }

  // The numbers of a datum; none where it has too few and is to be salvaged.
  Numbers values_of(const Source& member, const pugi::xml_node& datum, std::size_t needed) const {
    auto values = numbers_in(member, datum);
    if (values.size() < needed) {
      if (!salvage_) {
        member.fail(fmt::format("has a point of {} numbers, and {} are needed", values.size(), needed),
                    at_byte(static_cast<std::size_t>(std::max<std::ptrdiff_t>(datum.offset_debug(), 0))),
                    "the file is damaged");
      }
      values.clear();
    }
    return values;
  }

  void add_intensity(const Places& places, const Numbers& values, std::size_t place, Scan& scan) {
    const double factor =
        places.absorption && values[*places.absorption] > 0 ? values[*places.absorption] : 1;
    factors_.push_back(factor);
    scan.intensity.push_back(values[place]);
    scan.intensity_std.push_back(attenuated_std(values[place], factor));
    if (places.time) {
      scan.count_times_s.push_back(values[*places.time]);
    }
  }

  const Source& source_;
  bool salvage_;
  Pattern pattern_;
  std::string start_time_;  // of the member that is being read
  Numbers factors_;         // absorption at each point of the scan that is being read
};

}  // namespace

Match detect_brml(const Source& source) {
  return holds_member(source, "RawData0.xml") && holds_member(source, "DataContainer.xml") ? Match::certain
                                                                                           : Match::no;
}

Table read_brml(const Source& source, const ReadOptions& options) {
  return Brml(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
