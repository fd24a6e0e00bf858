#include "nacre/formats/patterns/gsas.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/text/cell.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 16U;
constexpr int from_centidegrees = -2;  // power of ten

struct Bank {
  std::size_t points = 0;
  std::string binning;  // "CONST"
  double start_deg = 0;
  double step_deg = 0;
  bool even = true;  // no coefficients beyond these two
  std::string format = "STD";
};

// nullopt: the line announces no bank.
std::optional<Bank> read_bank(std::string_view line) {
  if (!line.starts_with("BANK") || line.size() > 1000) {
    return std::nullopt;
  }
  const auto fields = text::split_line(line.substr(4), ' ');
  constexpr std::size_t least = 6;  // number, points, records, binning, start, step
  if (fields.size() < least || !text::read_count(fields[0]) || !text::read_count(fields[1])) {
    return std::nullopt;
  }
  Bank bank;
  bank.points = *text::read_count(fields[1]);
  bank.binning = fields[3];
  double centidegrees[2];
  if (!read_field(fields[4], centidegrees[0]) || !read_field(fields[5], centidegrees[1])) {
    return std::nullopt;
  }
  bank.start_deg = centidegrees[0] / 100;
  bank.step_deg = centidegrees[1] / 100;
  for (std::size_t i = least; i < fields.size(); ++i) {
    if (double more = 0; !read_field(fields[i], more)) {
      bank.format = fields[i];
    } else if (more != 0) {
      bank.even = false;
    }
  }
  return bank;
}

class Reader {
 public:
  Reader(const Source& source, bool salvage)
      : source_(source), salvage_(salvage), decoded_(decode_lines(source.bytes())), lines_(decoded_.text) {}

  Table read() {
    std::string_view line;
    bool more = lines_.next(line);
    if (more && !read_bank(line)) {
      pattern_.title = text::to_utf8(text::trim(line)).substr(0, 200);
      more = lines_.next(line);
    }
    while (more && !damaged_) {
      if (const auto bank = read_bank(line)) {
        more = read_points(*bank, line);
        continue;
      }
      if (pattern_.scans.empty()) {
        take_statements(pattern_, line);
      }
      more = lines_.next(line);
    }
    const bool all_counts = std::all_of(pattern_.scans.begin(), pattern_.scans.end(), [](const Scan& scan) {
      return scan.intensity_std.empty() && all_whole(scan.intensity);
    });
    pattern_.counted = counts_ && all_counts ? Counted::counts : Counted::unstated;
    return to_table(source_, std::move(pattern_));
  }

 private:
  // The points of one bank; `line` becomes the first line behind them. False: there is none.
  bool read_points(const Bank& bank, std::string_view& line) {
    if (bank.binning != "CONS" && bank.binning != "CONST" && bank.binning != "LPSD") {
      source_.fail("holds times of flight or energies (" + bank.binning + "), not angles",
                   at_line(lines_.number()), "nacre reads patterns of a constant wavelength");
    }
    const bool by_lines = bank.format == "FXYE" || bank.format == "FXY";
    if (!by_lines && !bank.even) {
      source_.fail("has angles that are no even steps (" + bank.binning + ")", at_line(lines_.number()),
                   "write it as FXYE, with the angle of each point");
    }
    Scan scan;
    const std::size_t room = std::min(bank.points, source_.bytes().size() / 2 + 1);
    for (Numbers* values : {&scan.two_theta_deg, &scan.intensity, &scan.intensity_std}) {
      values->reserve(room);
    }
    bool more = false;
    if (by_lines) {
      more = read_lines(bank.format == "FXYE", line, scan);
    } else if (bank.format == "STD") {
      more = read_counts(bank.points, line, scan);
    } else if (bank.format == "ESD") {
      more = read_pairs(bank.points, line, scan);
    } else {
      source_.fail("has points in the format " + bank.format, at_line(lines_.number()),
                   "nacre reads STD, ESD, FXYE and FXY");
    }
    if (!by_lines) {
      scan.two_theta_deg = even_angles(bank.start_deg, bank.step_deg, scan.intensity.size());
    }
    if (scan.intensity.size() < bank.points) {
      stop(fmt::format("announces {} points, and has {}", bank.points, scan.intensity.size()),
           lines_.number());
      drop_cut_point(source_, scan);
    } else if (scan.intensity.size() > bank.points) {
      pattern_.warnings.push_back(fmt::format("bank {} announces {} points, and has {}: all were read",
                                              pattern_.scans.size() + 1, bank.points, scan.intensity.size()));
    }
    pattern_.scans.push_back(std::move(scan));
    return more;
  }

  bool read_lines(bool with_std, std::string_view& line, Scan& scan) {
    while (lines_.next(line)) {
      if (line.starts_with("BANK")) {
        return true;
      }
      NumberScanner numbers(line);
      double angle = 0;
      double intensity = 0;
      double deviation = 0;
      if (numbers.next(angle, from_centidegrees) && numbers.next(intensity) &&
          (!with_std || numbers.next(deviation)) && numbers.at_end()) {
        scan.two_theta_deg.push_back(angle);
        scan.intensity.push_back(intensity);
        if (with_std) {
          scan.intensity_std.push_back(deviation);
        }
      } else if (!text::trim(line).empty() && !stop("has a line that is no point", lines_.number())) {
        return false;
      }
    }
    return false;
  }

  // Calls take(field) for the fields of `width` characters until there are enough points; false from take:
  // damage. Returns whether a line follows.
  template <class Take>
  bool read_fields(std::size_t points, std::size_t width, const Scan& scan, std::string_view& line,
                   const Take& take) {
    while (lines_.next(line) && !line.starts_with("BANK")) {
      line = line.substr(0, line.find('\r'));
      constexpr std::size_t record = 80;
      for (std::size_t at = 0; at < std::min(record, line.size()) && scan.intensity.size() < points;
           at += width) {
        const auto field = line.substr(at, width);
        if (!take(field)) {
          if (!text::trim(line.substr(at)).empty()) {
            stop(fmt::format("has a field '{}' that is no point", text::to_utf8(field)), lines_.number());
            return false;
          }
          break;
        }
      }
      if (scan.intensity.size() == points) {
        return lines_.next(line);
      }
    }
    return line.starts_with("BANK");
  }

  bool read_counts(std::size_t points, std::string_view& line, Scan& scan) {
    counts_ = true;
    constexpr std::size_t counters_width = 2;
    constexpr std::size_t width = 8;
    Numbers counters;
    Numbers whole_fields;  // the numbers that fields hold if they name no counters
    bool overflow = false;
    bool blank_counters = false;
    bool apart = false;  // a blank between counters and counts
    const bool more = read_fields(points, width, scan, line, [&](std::string_view field) {
      const auto front = field.substr(0, counters_width);
      const bool one = text::trim(front).empty();
      double number = 1;
      double counts = 0;
      if ((!one && !read_field(front, number)) || field.size() <= counters_width ||
          !read_field(field.substr(counters_width), counts)) {
        return false;
      }
      double whole = counts;
      overflow = (!one && read_field(field, whole)) || overflow;
      blank_counters = blank_counters || one;
      apart = apart || (!one && field[counters_width] == ' ');
      counters.push_back(std::max(number, 1.0));
      whole_fields.push_back(whole);
      scan.intensity.push_back(counts);
      return true;
    });
    if (overflow && blank_counters && !apart) {
      pattern_.warnings.push_back(
          fmt::format("bank {} has counts of more than six digits, which the format has no room for: fields "
                      "of eight were read",
                      pattern_.scans.size() + 1));
      scan.intensity = std::move(whole_fields);
    } else if (std::any_of(counters.begin(), counters.end(), [](double number) { return number > 1; })) {
      // Of no counts at all the uncertainty is taken as that of one.
      for (std::size_t i = 0; i < counters.size(); ++i) {
        scan.intensity_std.push_back(std::sqrt(std::max(scan.intensity[i], 1.0) / counters[i]));
      }
    }
    return more;
  }

  bool read_pairs(std::size_t points, std::string_view& line, Scan& scan) {
    constexpr std::size_t half = 8;
    return read_fields(points, 2 * half, scan, line, [&](std::string_view field) {
      double intensity = 0;
      double deviation = 0;
      if (field.size() <= half || !read_field(field.substr(0, half), intensity) ||
          !read_field(field.substr(half), deviation)) {
        return false;
      }
      scan.intensity.push_back(intensity);
      scan.intensity_std.push_back(deviation);
      return true;
    });
  }

  // Ends the reading at damage: with an error, or with a warning. Always false.
  bool stop(const std::string& problem, std::size_t line) {
    if (!salvage_) {
      source_.fail(problem, at_line(line), "copy the file again, or read what there is with --salvage");
    }
    if (!damaged_) {
      pattern_.warnings.push_back("the file " + problem + " (" + at_line(line) + "): read up to there");
    }
    damaged_ = true;
    return false;
  }

  const Source& source_;
  bool salvage_;
  text::Decoded decoded_;
  text::Lines lines_;
  Pattern pattern_;
  bool counts_ = false;
  bool damaged_ = false;
};

}  // namespace

Match detect_gsas(const Source& source) {
  const auto head = text::decode(source.bytes().substr(0, head_bytes));
  std::size_t at = head.text.starts_with("BANK") ? 0 : head.text.find("\nBANK");
  while (at != std::string_view::npos) {
    const auto line = head.text.substr(at + (at > 0 || head.text.front() == '\n' ? 1 : 0));
    if (read_bank(line.substr(0, line.find('\n')))) {
      return Match::certain;
    }
    at = head.text.find("\nBANK", at + 1);
  }
  return Match::no;
}

Table read_gsas(const Source& source, const ReadOptions& options) {
  return Reader(source, options.salvage).read();
}

}  // namespace nacre::formats::patterns
