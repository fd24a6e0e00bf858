#include "nacre/formats/patterns/keyed_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/rigaku.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 14U;

std::string_view unquoted(std::string_view value) {
  value = text::trim(value);
  const bool quoted =
      value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
  return quoted ? text::trim(value.substr(1, value.size() - 2)) : value;
}

// What the four have in common: lines, a pattern that grows, and what to do at damage.
class KeyedText {
 public:
  KeyedText(const Source& source, bool salvage)
      : source_(source), salvage_(salvage), decoded_(decode_lines(source.bytes())), lines_(decoded_.text) {}
  KeyedText(const KeyedText&) = delete;
  KeyedText& operator=(const KeyedText&) = delete;

 protected:
  ~KeyedText() = default;

  bool next() { return lines_.next(line_); }

  // Ends the reading with an error, or with a warning.
  void stop(const std::string& problem) {
    if (!salvage_) {
      source_.fail(problem, at_line(std::max<std::size_t>(lines_.number(), 1)),
                   "copy the file again, or read what there is with --salvage");
    }
    pattern_.warnings.push_back(
        fmt::format("the file {} ({}): read up to there", problem, at_line(lines_.number())));
    damaged_ = true;
  }

  // Takes the numbers of the current line into `values`. False: damage.
  bool take_numbers(std::string_view line, Numbers& values) {
    NumberScanner numbers(line);
    for (double value = 0; numbers.next(value);) {
      values.push_back(value);
    }
    const bool good = numbers.at_end();
    if (!good) {
      stop("has a line that holds no numbers");
    }
    return good;
  }

  // One more scan, of intensities at even steps.
  void add_even(double start, double step, Numbers&& intensities, Scan scan = {}) {
    scan.two_theta_deg = even_angles(start, step, intensities.size());
    scan.intensity = std::move(intensities);
    pattern_.scans.push_back(std::move(scan));
  }

  Table finish() {
    if (damaged_ && !pattern_.scans.empty()) {
      drop_cut_point(source_, pattern_.scans.back());
    }
    return to_table(source_, std::move(pattern_));
  }

  void require(const std::optional<double>& value, std::string_view what) const {
    if (!value) {
      source_.fail(fmt::format("does not state {} before its intensities", what), at_line(lines_.number()),
                   "the file is damaged");
    }
  }

  const Source& source_;
  bool salvage_;
  text::Decoded decoded_;
  text::Lines lines_;
  std::string_view line_;
  Pattern pattern_;
  bool damaged_ = false;
};

std::optional<double> number_of(std::string_view value) {
  double number = 0;
  return read_field(value, number) ? std::optional(number) : std::nullopt;
}

class Uxd : KeyedText {
 public:
  using KeyedText::KeyedText;

  Table read() {
    pattern_.radiation = "x-ray";
    bool more = next();
    while (more && !damaged_) {
      const auto key = text::trim(line_);
      const bool rates = key == "_CPS" || key == "_2THETACPS";
      if (rates || key == "_COUNTS" || key == "_2THETACOUNTS") {
        pattern_.counted = rates ? Counted::rate : Counted::counts;
        more = read_intensities(key.starts_with("_2THETA"));
        continue;
      }
      take_key(key);
      more = next();
    }
    return finish();
  }

 private:
  void take_key(std::string_view line) {
    const auto equals = line.find('=');
    if (!line.starts_with('_') || equals == std::string_view::npos) {
      return;
    }
    const auto key = line.substr(1, equals - 1);
    const auto value = unquoted(line.substr(equals + 1));
    if (key == "START" || key == "2THETA") {
      start_ = key == "START" || !start_ ? number_of(value) : start_;
    } else if (key == "STEPSIZE") {
      step_ = number_of(value);
    } else if (key == "STEPTIME") {
      count_time_s_ = if_positive(number_of(value).value_or(0));
    } else if (key == "TIMESTARTED") {
      started_s_ = number_of(value);
    } else if (key == "DRIVE") {
      drive_ = text::to_utf8(value);
    } else {
      state(pattern_, key, value);
    }
  }

  // True: a line follows.
  bool read_intensities(bool pairs) {
    Numbers values;
    bool more = false;
    while (!damaged_ && (more = next()) && !line_.starts_with('_') && !line_.starts_with(';')) {
      take_numbers(line_, values);
    }
    if (!is_along_two_theta(drive_)) {
      pattern_.left_out.push_back("along " + drive_);
      start_.reset();
      return more;
    }
    Scan scan;
    scan.count_time_s = count_time_s_;
    scan.started_s = started_s_;
    if (!pairs) {
      require(start_, "where it starts (_START)");
      require(step_, "its steps (_STEPSIZE)");
      add_even(*start_, *step_, std::move(values), std::move(scan));
    } else {
      add_pairs(values, std::move(scan));
    }
    start_.reset();
    return more;
  }

  void add_pairs(const Numbers& values, Scan&& scan) {
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
      scan.two_theta_deg.push_back(values[i]);
      scan.intensity.push_back(values[i + 1]);
    }
    if (start_ && step_) {
      const auto even = even_angles(*start_, *step_, scan.two_theta_deg.size());
      const bool agree =
          std::equal(even.begin(), even.end(), scan.two_theta_deg.begin(),
                     [&](double a, double b) { return std::abs(a - b) <= std::abs(*step_) / 2; });
      scan.two_theta_deg = agree ? even : scan.two_theta_deg;
    }
    pattern_.scans.push_back(std::move(scan));
  }

  std::optional<double> start_;
  std::optional<double> step_;
  std::optional<double> count_time_s_;
  std::optional<double> started_s_;
  std::string drive_;  // that is moved
};

class Udf : KeyedText {
 public:
  using KeyedText::KeyedText;

  Table read() {
    pattern_.radiation = "x-ray";
    pattern_.counted = Counted::counts;
    while (!damaged_ && next()) {
      const auto line = text::trim(line_);
      if (line == "RawScan") {
        read_scan();
        break;
      }
      const auto comma = line.find(',');
      auto value = line.substr(std::min(comma, line.size()));
      value.remove_prefix(std::min<std::size_t>(1, value.size()));
      value = text::trim(value.substr(0, value.rfind('/')));
      value = text::trim(value.substr(0, value.size() - (value.ends_with(',') ? 1 : 0)));
      take_key(line.substr(0, comma), value);
    }
    return finish();
  }

 private:
  void take_key(std::string_view key, std::string_view value) {
    if (key == "DataAngleRange") {
      const auto comma = value.find(',');
      start_ = number_of(value.substr(0, comma));
      stop_ = comma == std::string_view::npos ? std::nullopt : number_of(value.substr(comma + 1));
    } else if (key == "ScanStepSize") {
      step_ = number_of(value);
    } else {
      state(pattern_, key, value);
    }
  }

  void read_scan() {
    require(start_, "its range (DataAngleRange)");
    require(step_, "its steps (ScanStepSize)");
    Numbers counts;
    bool ended = false;
    while (!ended && !damaged_ && next()) {
      const auto slash = line_.find('/');
      ended = slash != std::string_view::npos;
      take_numbers(line_.substr(0, slash), counts);
    }
    if (!ended && !damaged_) {
      stop("ends before the mark '/' behind its counts");
    }
    const double wanted = stop_ && *step_ > 0 ? std::round((*stop_ - *start_) / *step_) + 1 : 0;
    if (!damaged_ && wanted > 0 && static_cast<double>(counts.size()) != wanted) {
      pattern_.warnings.push_back(
          fmt::format("the range of angles asks for {} counts, and the file has {}", wanted, counts.size()));
    }
    add_even(*start_, *step_, std::move(counts));
  }

  std::optional<double> start_;
  std::optional<double> stop_;
  std::optional<double> step_;
};

class Cpi : KeyedText {
 public:
  using KeyedText::KeyedText;

  Table read() {
    std::vector<std::string_view> head;
    while (next() && text::trim(line_) != "SCANDATA") {
      head.push_back(text::trim(line_));
    }
    constexpr std::size_t least = 4;  // mark, start, stop, step
    const auto field = [&](std::size_t i) { return i < head.size() ? head[i] : std::string_view(); };
    const auto start = number_of(field(1));
    const auto last = number_of(field(2));
    const auto step = number_of(field(3));
    if (head.size() < least || !start || !last || !step || !(*step > 0)) {
      source_.fail("has no start, stop and step of the angle in its first lines", at_line(2),
                   "the file is damaged");
    }
    pattern_.anode = text::to_utf8(field(4)).substr(0, 10);
    pattern_.wavelength_angstrom = if_positive(number_of(field(5)).value_or(0));
    pattern_.start_time = text::to_utf8(field(6)).substr(0, 100);
    pattern_.title = text::to_utf8(field(8)).substr(0, 400);
    pattern_.counted = Counted::counts;
    Numbers counts;
    while (!damaged_ && next()) {
      take_numbers(line_, counts);
    }
    const double wanted = std::floor((*last - *start) / *step + 0.5) + 1;
    if (!damaged_ && static_cast<double>(counts.size()) < wanted - 1) {
      stop(fmt::format("should have {} counts, and has {}", wanted, counts.size()));
    }
    add_even(*start, *step, std::move(counts));
    return finish();
  }
};

class Ras : KeyedText {
 public:
  using KeyedText::KeyedText;

  Table read() {
    pattern_.radiation = "x-ray";
    while (!damaged_ && next()) {
      const auto line = text::trim(line_);
      if (line == "*RAS_INT_START") {
        read_rows();
      } else if (line.starts_with('*')) {
        const auto blank = line.find(' ');
        if (blank != std::string_view::npos) {
          take_key(line.substr(1, blank - 1), unquoted(line.substr(blank)));
        }
      }
    }
    report_scaling(pattern_, attenuated_);
    return finish();
  }

 private:
  void take_key(std::string_view key, std::string_view value) {
    if (key == "MEAS_SCAN_UNIT_Y") {
      pattern_.counted = value == "counts" ? Counted::counts
                         : value == "cps"  ? Counted::rate
                                           : Counted::unstated;
    } else if (key == "MEAS_DATA_COUNT") {
      wanted_ = number_of(value);
    } else if (key.starts_with("MEAS_SCAN_")) {
      scan_keys_[std::string(key)] = value;
    }
    // The same keys come again with every scan.
    const bool known = std::any_of(pattern_.metadata.begin(), pattern_.metadata.end(),
                                   [&](const auto& entry) { return entry.first == key; });
    if (!known) {
      state(pattern_, key, value);
    }
  }

  std::string_view scan_key(const char* key) const {
    const auto found = scan_keys_.find(key);
    return found == scan_keys_.end() ? std::string_view() : found->second;
  }

  void read_rows() {
    Scan scan;
    scan.start_time = text::to_utf8(scan_key("MEAS_SCAN_START_TIME"));
    scan.count_time_s = rigaku_count_time_s(scan_key("MEAS_SCAN_SPEED"), scan_key("MEAS_SCAN_SPEED_UNIT"),
                                            scan_key("MEAS_SCAN_STEP"), scan_key("MEAS_SCAN_MODE"));
    bool ended = false;
    while (!ended && !damaged_ && next()) {
      const auto line = text::trim(line_);
      ended = line == "*RAS_INT_END";
      if (ended || line.empty() || line.starts_with('#')) {
        continue;
      }
      NumberScanner numbers(line_);
      double angle = 0;
      double intensity = 0;
      double factor = 1;
      if (!numbers.next(angle) || !numbers.next(intensity)) {
        stop("has a row without angle and intensity");
        break;
      }
      attenuated_ += static_cast<std::size_t>(numbers.next(factor) && factor != 1);
      scan.two_theta_deg.push_back(angle);
      scan.intensity.push_back(intensity);
    }
    const bool whole = wanted_ && static_cast<double>(scan.intensity.size()) >= *wanted_;
    if (!ended && !whole && !damaged_) {
      stop("ends before the mark *RAS_INT_END");
    }
    if (const auto axis = scan_key("MEAS_SCAN_AXIS_X"); is_along_two_theta(axis)) {
      pattern_.scans.push_back(std::move(scan));
    } else {
      pattern_.left_out.push_back("along " + text::to_utf8(axis));
    }
    scan_keys_.clear();
  }

  std::map<std::string, std::string_view> scan_keys_;  // of the scan that is being read
  std::optional<double> wanted_;
  std::size_t attenuated_ = 0;
};

bool has_line(const Source& source, std::string_view start) {
  const auto head = text::decode(source.bytes().substr(0, head_bytes));
  return head.text.starts_with(start) || head.text.find("\n" + std::string(start)) != std::string_view::npos;
}

}  // namespace

Match detect_uxd(const Source& source) {
  return has_line(source, "_FILEVERSION") && has_line(source, "_DRIVE") ? Match::certain : Match::no;
}

Match detect_udf(const Source& source) {
  return has_line(source, "DataAngleRange,") && has_line(source, "RawScan") ? Match::certain : Match::no;
}

Match detect_cpi(const Source& source) {
  return source.bytes().starts_with("SIETRONICS XRD SCAN") ? Match::certain : Match::no;
}

Match detect_ras(const Source& source) {
  return source.bytes().starts_with("*RAS_") ? Match::certain : Match::no;
}

Table read_uxd(const Source& source, const ReadOptions& options) {
  return Uxd(source, options.salvage).read();
}
Table read_udf(const Source& source, const ReadOptions& options) {
  return Udf(source, options.salvage).read();
}
Table read_cpi(const Source& source, const ReadOptions& options) {
  return Cpi(source, options.salvage).read();
}
Table read_ras(const Source& source, const ReadOptions& options) {
  return Ras(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
