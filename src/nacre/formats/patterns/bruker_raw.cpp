#include "nacre/formats/patterns/bruker_raw.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

// A decimal number that was stored as a 32-bit float: 0.02, not 0.0199999996.
double decimal(float value) {
  const std::string shortest = fmt::format("{}", value);
  double result = value;
  std::from_chars(shortest.data(), shortest.data() + shortest.size(), result);
  return result;
}

class Reader {
 public:
  Reader(const Source& source, bool salvage) : source_(source), salvage_(salvage) {}

  Table read() {
    pattern_.radiation = "x-ray";
    pattern_.counted = Counted::counts;
    const auto bytes = source_.bytes();
    try {
      if (bytes.starts_with("RAW4.00")) {
        read_version_4();
      } else if (bytes.starts_with("RAW1.01")) {
        read_version_3();
      } else if (bytes.starts_with("RAW2")) {
        read_version_2();
      } else {
        read_version_1();
      }
    } catch (const InputError& error) {
      if (!salvage_ || pattern_.scans.empty()) {
        throw;
      }
      pattern_.warnings.push_back(fmt::format("the file is damaged or cut off ({}): {} scans were read",
                                              error.where(), pattern_.scans.size()));
    }
    return to_table(source_, std::move(pattern_));
  }

 private:
  template <class T>
  T load(std::size_t at) const {
    return source_.load<T>(at);
  }
  double number(std::size_t at) const { return load<double>(at); }
  double single(std::size_t at) const { return decimal(load<float>(at)); }
  std::size_t count(std::size_t at) const { return load<std::uint32_t>(at); }

  // Characters up to the first zero.
  std::string text(std::size_t at, std::size_t size) const {
    const auto field = source_.slice(at, size);
    return text::to_utf8(text::trim(field.substr(0, field.find('\0'))));
  }

  void note(std::string_view key, const std::string& value) {
    const bool known = std::any_of(pattern_.metadata.begin(), pattern_.metadata.end(),
                                   [&](const auto& entry) { return entry.first == key; });
    if (!value.empty() && !known) {
      pattern_.metadata.emplace_back(key, value);
    }
  }

  // Intensities, one every `stride` bytes. With salvage, as many as there are.
  void add_scan(std::size_t at, double start, double step, std::size_t points, std::size_t stride,
                std::optional<double> count_time_s, std::optional<double> temperature_K = std::nullopt) {
    const auto bytes = source_.bytes();
    const std::size_t there = at < bytes.size() ? (bytes.size() - at) / stride : 0;
    if (points > there) {
      const std::string problem = fmt::format("ends too early: a range of {} points has {}", points, there);
      if (!salvage_) {
        source_.fail(problem, at_byte(bytes.size()),
                     "copy the file again, or read what there is with --salvage");
      }
      pattern_.warnings.push_back("the file " + problem);
      points = there;
    }
    Scan scan;
    scan.two_theta_deg = even_angles(start, step, points);
    scan.intensity.resize(points);
    for (std::size_t i = 0; i < points; ++i) {
      scan.intensity[i] = load<float>(at + i * stride);
    }
    scan.count_time_s = count_time_s;
    scan.temperature_K = temperature_K;
    pattern_.scans.push_back(std::move(scan));
  }

  void read_version_1() {
    constexpr std::string_view mark("RAW ");
    constexpr std::size_t header = 152;  // behind the mark
    constexpr std::size_t point = 4;
    std::size_t at = 0;
    bool more = true;
    while (more) {
      // Early programs did not repeat the mark in front of further ranges.
      at += source_.slice(at, mark.size()) == mark ? mark.size() : 0;
      const std::size_t points = count(at);
      if (pattern_.scans.empty()) {
        pattern_.title = text(at + 36, 32);
        pattern_.wavelength_angstrom = if_positive(single(at + 68));
        pattern_.wavelength_2_angstrom = if_positive(single(at + 72));
      }
      more = count(at + 148) > 0;
      add_scan(at + header, single(at + 20), single(at + 8), points, point, if_positive(single(at + 4)));
      at += header + point * points;
    }
  }

  void read_version_2() {
    constexpr std::size_t header = 256;
    constexpr std::size_t least = 48;
    constexpr std::size_t point = 4;
    const std::size_t ranges = load<std::uint16_t>(4);
    pattern_.start_time = text(168, 20);
    pattern_.anode = text(188, 2);
    pattern_.wavelength_angstrom = if_positive(single(190));
    pattern_.wavelength_2_angstrom = if_positive(single(194));
    pattern_.wavelength_ratio = if_positive(single(198));
    std::size_t at = header;
    for (std::size_t range = 0; range < ranges; ++range) {
      const std::size_t size = load<std::uint16_t>(at);
      const std::size_t points = load<std::uint16_t>(at + 2);
      if (size < least) {
        source_.fail(fmt::format("has a range with a header of {} bytes", size), at_byte(at),
                     "the file is damaged");
      }
      add_scan(at + size, single(at + 16), single(at + 12), points, point, if_positive(single(at + 8)),
               if_positive(load<std::uint16_t>(at + 46)));
      at += size + point * points;
    }
  }

  void read_version_3() {
    constexpr std::size_t header = 712;
    constexpr std::size_t least = 260;  // with the size of the supplementary headers
    const std::size_t ranges = count(12);
    pattern_.start_time = text(16, 10) + " " + text(26, 10);
    note("user", text(36, 72));
    pattern_.title = text(326, 60);
    note("comment", text(386, 160));
    pattern_.goniometer_radius_mm = if_positive(single(564));
    pattern_.anode = text(608, 4);
    pattern_.wavelength_angstrom = if_positive(number(624));
    pattern_.wavelength_2_angstrom = if_positive(number(632));
    pattern_.wavelength_ratio = if_positive(number(648));
    std::size_t at = header;
    for (std::size_t range = 0; range < ranges; ++range) {
      const std::size_t size = count(at);
      const std::size_t points = count(at + 4);
      const std::size_t varying = count(at + 248);
      const std::size_t point = count(at + 252);
      if (size < least || size > source_.bytes().size() || point < 4 || point > 1024) {
        source_.fail(fmt::format("has a range with a header of {} bytes and points of {}", size, point),
                     at_byte(at), "the file is damaged");
      }
      const std::size_t begin = at + size + count(at + 256);
      const double step = number(at + 176);
      const auto axis = scan_name(count(at + 196));
      if (step != 0 && is_along_two_theta(axis)) {
        add_scan(begin, number(at + 16), step, points, point, if_positive(single(at + 192)),
                 if_positive(single(at + 212)));
        pattern_.scans.back().started_s = single(at + 204);
        if ((varying & 1U) != 0 && point >= 12) {
          take_measured_angles(begin, point);
        }
      } else {
        pattern_.left_out.push_back(step != 0 ? axis : "without a step");
      }
      at = begin + point * points;
    }
  }

  // What moved during a range of version 3. An unknown number is taken for a scan along 2 theta.
  static std::string scan_name(std::size_t type) {
    constexpr std::array<std::pair<std::size_t, const char*>, 14> names = {{{0, "Locked Coupled"},
                                                                            {1, "Unlocked Coupled"},
                                                                            {2, "Detector Scan"},
                                                                            {3, "Rocking Curve"},
                                                                            {4, "Chi Scan"},
                                                                            {5, "Phi Scan"},
                                                                            {6, "X Scan"},
                                                                            {7, "Y Scan"},
                                                                            {8, "Z Scan"},
                                                                            {9, "Aux1 Scan"},
                                                                            {10, "Aux2 Scan"},
                                                                            {11, "Aux3 Scan"},
                                                                            {12, "Psi Scan"},
                                                                            {9999, "Tube Scan"}}};
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == type; });
    return found == names.end() ? "" : found->second;
  }

  // Each point with an angle of its own behind the intensity.
  void take_measured_angles(std::size_t at, std::size_t point) {
    Scan& scan = pattern_.scans.back();
    for (std::size_t i = 0; i < scan.two_theta_deg.size(); ++i) {
      scan.two_theta_deg[i] = number(at + i * point + 4);
    }
  }

  void read_version_4() {
    constexpr std::size_t header = 61;
    pattern_.start_time = text(12, 12) + " " + text(24, 10);
    std::size_t at = header;
    std::size_t kind = count(at);
    while (!is_range(kind)) {
      at += read_record(at, kind);
      kind = count(at);
    }
    while (is_range(kind)) {
      at = read_range(at);
      // Anything less than a header behind the last range is the end.
      kind = source_.bytes().size() - std::min(at, source_.bytes().size()) >= 4 ? count(at) : 1;
    }
  }

  static bool is_range(std::size_t kind) { return kind == 0 || kind == 160; }

  // The size of the record that begins at `at`.
  std::size_t record_size(std::size_t at) const {
    constexpr std::size_t least = 8;
    const std::size_t size = count(at + 4);
    if (size < least) {
      source_.fail(fmt::format("has a record of {} bytes", size), at_byte(at), "the file is damaged");
    }
    source_.slice(at, size);
    return size;
  }

  std::size_t read_record(std::size_t at, std::size_t kind) {
    constexpr std::size_t text_record = 10;
    constexpr std::size_t hardware = 30;
    const std::size_t size = record_size(at);
    if (kind == text_record && size > 36) {
      const auto name = text(at + 12, 24);
      const auto value = text(at + 36, std::min<std::size_t>(size - 36, 400));
      if (name == "SAMPLEID") {
        pattern_.title = value;
      } else {
        note(name, value);
      }
    } else if (kind == hardware && size >= 120) {
      pattern_.wavelength_angstrom = if_positive(number(at + 80));
      pattern_.wavelength_2_angstrom = if_positive(number(at + 88));
      pattern_.wavelength_ratio = if_positive(number(at + 104));
      pattern_.anode = text(at + 116, 4);
    }
    return size;
  }

  // Returns where the next range begins.
  std::size_t read_range(std::size_t at) {
    constexpr std::size_t header = 160;
    source_.slice(at, header);
    const auto scan_type = text(at + 32, 24);
    const double start = number(at + 72);
    const double step = number(at + 80);
    const std::size_t points = count(at + 88);
    const std::size_t point = count(at + 136);
    const std::size_t drives = count(at + 140);
    if (point < 4 || point > 1024) {
      source_.fail(fmt::format("has a range with points of {} bytes", point), at_byte(at),
                   "the file is damaged");
    }
    source_.slice(at + header, drives);
    // Behind the intensity a point may have more: DIFFRAC.EVA writes a one.
    if (is_along_two_theta(scan_type) && step != 0) {
      note("scan type", scan_type);
      add_scan(at + header + drives, start, step, points, point, if_positive(single(at + 92)));
    } else {
      pattern_.left_out.push_back(step != 0 ? scan_type : "without a step");
    }
    return at + header + drives + point * points;
  }

  const Source& source_;
  bool salvage_;
  Pattern pattern_;
};

constexpr std::string_view stoe_mark = "RAW_1.";

}  // namespace

Match detect_bruker_raw(const Source& source) {
  const auto bytes = source.bytes();
  const bool stated = bytes.starts_with("RAW1.01") || bytes.starts_with("RAW4.00") ||
                      bytes.starts_with("RAW2") || bytes.starts_with(stoe_mark);
  // "RAW " alone could begin a text: zeros are in the number of points.
  const bool first = bytes.starts_with("RAW ") && bytes.size() > 156 && bytes[7] == '\0';
  return stated || first ? Match::certain : Match::no;
}

Table read_bruker_raw(const Source& source, const ReadOptions& options) {
  if (source.bytes().starts_with(stoe_mark)) {
    source.fail("is a .raw of STOE's WinXPOW, which nacre does not read", at_byte(0),
                "export it there as columns of angle and intensity");
  }
  return Reader(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
