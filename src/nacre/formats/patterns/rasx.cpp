#include "nacre/formats/patterns/rasx.hpp"

#include <map>

#include "nacre/formats/members.hpp"
#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/rigaku.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/patterns/xml.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

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
    // Conditions and profile of a scan lie in one folder; the order of their names says nothing.
    for (const auto& member : members) {
      if (is_conditions(member.name)) {
        read_conditions(member.source, conditions_[folder_of(member.name)]);
      }
    }
    for (const auto& member : members) {
      if (is_profile(member.name)) {
        read_profile(member, conditions_[folder_of(member.name)]);
      }
    }
    report_scaling(pattern_, attenuated_);
    return to_table(source_, std::move(pattern_));
  }

 private:
  // Of one scan.
  struct Conditions {
    std::string axis;
    std::string start_time;
    std::optional<double> count_time_s;
  };

  static std::string folder_of(std::string_view name) { return std::string(name.substr(0, name.rfind('/'))); }

  void read_conditions(const Source& member, Conditions& conditions) {
    Xml xml;
    read_xml(member, salvage_, xml);
    const auto scan = find_node(xml.document, "ScanInformation");
    conditions.axis = text_in(scan.child("AxisName"));
    conditions.start_time = text_in(scan.child("StartTime"));
    conditions.count_time_s =
        rigaku_count_time_s(text_in(scan.child("Speed")), text_in(scan.child("SpeedUnit")),
                            text_in(scan.child("Step")), text_in(scan.child("Mode")));
    if (conditions_read_) {
      return;
    }
    const auto take = [&](std::optional<double>& value, const char* name) {
      value = value ? value : if_positive(number_in(find_node(xml.document, name)));
    };
    take(pattern_.wavelength_angstrom, "WavelengthKalpha1");
    take(pattern_.wavelength_2_angstrom, "WavelengthKalpha2");
    pattern_.anode = text_in(find_node(xml.document, "TargetName"));
    pattern_.title = text_in(find_node(xml.document, "SampleName"));
    pattern_.start_time = conditions.start_time;
    const auto unit = text_in(scan.child("IntensityUnit"));
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

  void read_profile(const UnpackedMember& member, const Conditions& conditions) {
    if (!is_along_two_theta(conditions.axis)) {
      pattern_.left_out.push_back("along " + conditions.axis);
      return;
    }
    const auto decoded = decode_lines(member.source.bytes());
    text::Lines lines(decoded.text);
    Scan scan;
    scan.start_time = conditions.start_time;
    scan.count_time_s = conditions.count_time_s;
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
  std::map<std::string, Conditions> conditions_;  // by folder
  bool conditions_read_ = false;                  // those that hold for all scans
  std::size_t attenuated_ = 0;
};

}  // namespace

Match detect_rasx(const Source& source) {
  return holds_member(source, "Data0/Profile0.txt") ? Match::certain : Match::no;
}

Table read_rasx(const Source& source, const ReadOptions& options) {
  return Rasx(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
