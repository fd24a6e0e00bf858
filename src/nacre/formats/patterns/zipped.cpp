#include "nacre/formats/patterns/zipped.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/members.hpp"
#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/patterns/xml.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

// Whether a member's name ends in `part`. Of an archive without its directory, which is damaged: whether the
// bytes hold that name anywhere, for names are not packed.
bool names_member(const Source& source, std::string_view part) {
  if (!is_zip(source.bytes())) {
    return false;
  }
  try {
    const ZipArchive archive(source);
    return std::any_of(archive.members().begin(), archive.members().end(),
                       [&](const ZipArchive::Member& member) { return member.name.ends_with(part); });
  } catch (const InputError&) {
    return source.bytes().find(part) != std::string_view::npos;
  }
}

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

pugi::xml_node find_node(const pugi::xml_node& root, const char* name) {
  return root.find_node([&](const pugi::xml_node& node) { return std::string_view(node.name()) == name; });
}

class Brml {
 public:
  Brml(const Source& source, bool salvage) : source_(source), salvage_(salvage) {}

  Table read() {
    pattern_.radiation = "x-ray";
    pattern_.counted = Counted::counts;
    for (const auto& member : unpack_members(source_, salvage_, is_raw_data)) {
      Xml xml;
      read_xml(member.source, salvage_, xml);
      if (!xml.complete || !member.complete) {
        pattern_.warnings.push_back(member.name + " is damaged: its points before that were read");
      }
      read_raw_data(member.source, xml.document);
    }
    if (left_out_ > 0) {
      pattern_.warnings.push_back(
          fmt::format("{} data routes without 2 theta and one intensity a point are left out", left_out_));
    }
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
      pattern_.start_time = text_in(find_node(root, "TimeStampStarted"));
    }
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

  struct Places {
    std::optional<std::size_t> angle;
    std::optional<std::size_t> intensity;
  };

  // Which numbers of a datum are the angle and the intensity, as the views of the route say.
  static Places find_places(const pugi::xml_node& route) {
    Places places;
    for (const auto& view : find_node(route, "DataViews").children("RawDataView")) {
      const auto start = view.attribute("Start").as_uint();
      const std::string type = view.attribute("xsi:type").value();
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
      } else if (type.ends_with("RecordedRawDataView") && view.attribute("Length").as_uint() == 1 &&
                 !places.intensity) {
        places.intensity = start;
      }
    }
    return places;
  }

  void read_route(const Source& member, const pugi::xml_node& route) {
    const auto places = find_places(route);
    if (!places.angle || !places.intensity) {
      ++left_out_;
      return;
    }
    const std::size_t needed = std::max(*places.angle, *places.intensity) + 1;
    Scan scan;
    const auto information = find_node(route, "ScanInformation");
    scan.count_time_s = positive_of(information.child("TimePerStep"));
    for (const auto& datum : route.children("Datum")) {
      const auto values = numbers_in(member, datum);
      if (values.size() < needed) {
        if (salvage_) {
          break;
        }
        member.fail(fmt::format("has a point of {} numbers, and {} are needed", values.size(), needed),
                    at_byte(static_cast<std::size_t>(std::max<std::ptrdiff_t>(datum.offset_debug(), 0))),
                    "the file is damaged");
      }
      scan.two_theta_deg.push_back(values[*places.angle]);
      scan.intensity.push_back(values[*places.intensity]);
    }
    pattern_.scans.push_back(std::move(scan));
  }

  const Source& source_;
  bool salvage_;
  Pattern pattern_;
  std::size_t left_out_ = 0;
};

bool is_profile(std::string_view name) {
  return name.find("Profile") != std::string_view::npos && name.ends_with(".txt");
}
bool is_conditions(std::string_view name) {
  return name.find("Conditions") != std::string_view::npos && name.ends_with(".xml");
}

class Rasx {
 public:
  Rasx(const Source& source, bool salvage) : source_(source), salvage_(salvage) {}

  Table read() {
    pattern_.radiation = "x-ray";
    const auto members = unpack_members(
        source_, salvage_, [](std::string_view name) { return is_profile(name) || is_conditions(name); });
    for (const auto& member : members) {
      if (is_conditions(member.name) && !conditions_read_) {
        read_conditions(member.source);
      } else if (is_profile(member.name)) {
        read_profile(member);
      }
    }
    if (attenuated_ > 0) {
      pattern_.warnings.push_back(fmt::format(
          "{} points were measured behind an attenuator: its factor was not applied", attenuated_));
    }
    return to_table(source_, std::move(pattern_));
  }

 private:
  void read_conditions(const Source& member) {
    Xml xml;
    read_xml(member, salvage_, xml);
    const auto take = [&](std::optional<double>& value, const char* name) {
      value = value ? value : positive_of(find_node(xml.document, name));
    };
    take(pattern_.wavelength_angstrom, "WavelengthKalpha1");
    take(pattern_.wavelength_2_angstrom, "WavelengthKalpha2");
    pattern_.anode = text_in(find_node(xml.document, "TargetName"));
    pattern_.title = text_in(find_node(xml.document, "SampleName"));
    pattern_.start_time = text_in(find_node(xml.document, "StartTime"));
    const auto unit = text_in(find_node(xml.document, "IntensityUnit"));
    pattern_.counted = unit == "counts" ? Counted::counts : unit == "cps" ? Counted::rate : Counted::unstated;
    // The keys of a .ras again: pairs of elements.
    for (const auto& entry : find_node(xml.document, "RASHeader").children()) {
      const auto key = text_in(entry.first_child());
      if (key.starts_with('*')) {
        state(pattern_, std::string_view(key).substr(1), text_in(entry.last_child()));
      }
    }
    conditions_read_ = true;
  }

  void read_profile(const UnpackedMember& member) {
    const auto decoded = decode_lines(member.source.bytes());
    text::Lines lines(decoded.text);
    Scan scan;
    for (std::string_view line; lines.next(line);) {
      NumberScanner numbers(line);
      double angle = 0;
      double intensity = 0;
      double factor = 1;
      if (numbers.next(angle) && numbers.next(intensity)) {
        attenuated_ += static_cast<std::size_t>(numbers.next(factor) && factor != 1);
        scan.two_theta_deg.push_back(angle);
        scan.intensity.push_back(intensity);
      } else if (!text::trim(line).empty()) {
        if (!salvage_) {
          member.source.fail("has a row without angle and intensity", at_line(lines.number()),
                             "the file is damaged");
        }
        break;
      }
    }
    if (!member.complete) {
      pattern_.warnings.push_back(member.name + " is damaged: its points before that were read");
      drop_cut_point(member.source, scan);
    }
    pattern_.scans.push_back(std::move(scan));
  }

  const Source& source_;
  bool salvage_;
  Pattern pattern_;
  bool conditions_read_ = false;
  std::size_t attenuated_ = 0;
};

}  // namespace

Match detect_brml(const Source& source) {
  return names_member(source, "RawData0.xml") && names_member(source, "DataContainer.xml") ? Match::certain
                                                                                           : Match::no;
}

Match detect_rasx(const Source& source) {
  return names_member(source, "Data0/Profile0.txt") ? Match::certain : Match::no;
}

Table read_brml(const Source& source, const ReadOptions& options) {
  return Brml(source, options.salvage).read();
}
Table read_rasx(const Source& source, const ReadOptions& options) {
  return Rasx(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
