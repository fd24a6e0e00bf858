#include "nacre/formats/patterns/pattern_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/patterns/axis.hpp"
#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/points.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/text/cell.hpp"
#include "nacre/formats/text/columns.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/generic.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

// "key,value" of a csv, beside "key: value".
void take_line(Pattern& pattern, std::string_view line, char delimiter) {
  const auto mark = line.find(delimiter);
  if (delimiter != ' ' && mark != std::string_view::npos &&
      line.find_first_of("=:") == std::string_view::npos &&
      line.find(delimiter, mark + 1) == std::string_view::npos) {
    state(pattern, line.substr(0, mark), line.substr(mark + 1));
    return;
  }
  take_statements(pattern, line);
}

text::Body body_of(const text::Decoded& decoded, const FoundPoints& found, Pattern& pattern) {
  text::Lines lines(decoded.text);
  for (std::string_view line; lines.number() < found.first && lines.next(line);) {
    if (line.size() <= longest_line) {
      take_line(pattern, text::trim(line), found.mark.delimiter);
    }
  }
  return {lines.rest(), found.first + 1, found.mark.delimiter, found.mark.decimal};
}

class Builder {
 public:
  Builder(const Source& source, const FoundPoints& found, text::Parsed&& parsed, Pattern&& pattern)
      : source_(source),
        columns_(found.columns),
        found_(found),
        parsed_(std::move(parsed)),
        pattern_(std::move(pattern)) {}

  Table build() {
    auto& angles = values(columns_.x);
    if (const auto& x = parsed_.columns[columns_.x]; x.unreadable + x.empty > 0) {
      source_.fail("has a row without an angle",
                   x.unreadable > 0 ? at_line(x.first_unreadable_line) : at_line(found_.first + 1));
    }
    convert(angles);
    if (!columns_.scan && angles.size() > 1 && angles.front() > angles.back()) {
      for (auto& column : parsed_.columns) {
        std::reverse(column.values.begin(), column.values.end());
      }
    }
    pattern_.counted = columns_.counted == Counted::unstated ? pattern_.counted : columns_.counted;
    cut_into_scans();
    for (std::size_t c = 0; c < parsed_.columns.size(); ++c) {
      if (const auto& column = parsed_.columns[c]; column.unreadable > 0) {
        pattern_.warnings.push_back(fmt::format(
            "{}: {} of {} fields hold no number (first {}: '{}'): taken as missing", name_of(c),
            column.unreadable, parsed_.rows, at_line(column.first_unreadable_line), column.first_unreadable));
      }
    }
    Table table = to_table(source_, std::move(pattern_));
    for (std::size_t c = 0; c < parsed_.columns.size(); ++c) {
      const bool taken =
          c == columns_.x || c == columns_.intensity || c == columns_.deviation || c == columns_.scan;
      if (!taken) {
        table.add(name_of(c), "", std::move(parsed_.columns[c].values));
      }
    }
    return table;
  }

 private:
  Numbers& values(std::size_t c) { return parsed_.columns[c].values; }
  std::string name_of(std::size_t c) const {
    return c < found_.headings.size() && !found_.headings[c].empty() ? text::to_utf8(found_.headings[c])
                                                                     : fmt::format("column {}", c + 1);
  }

  void convert(Numbers& angles) {
    if (columns_.axis == Axis::two_theta) {
      return;
    }
    const std::string quantity = columns_.axis == Axis::d_angstrom ? "d" : "q";
    if (columns_.axis == Axis::q_without_unit) {
      source_.fail("gives q without its unit", at_line(found_.first),
                   "write the heading as q_A^-1 or q_nm^-1");
    }
    if (!pattern_.wavelength_angstrom) {
      source_.fail("gives " + quantity + ", and no wavelength to turn it into 2 theta",
                   at_line(found_.first + 1), "put a line '# wavelength = 1.5406' above the points");
    }
    for (std::size_t i = 0; i < angles.size(); ++i) {
      const double angle = two_theta_from(columns_.axis, angles[i], *pattern_.wavelength_angstrom);
      if (std::isnan(angle)) {
        source_.fail(fmt::format("has a {} of {}, which no angle reaches at {} angstrom", quantity, angles[i],
                                 *pattern_.wavelength_angstrom),
                     fmt::format("row {}", i + 1), "check the wavelength that the file states");
      }
      angles[i] = angle;
    }
    pattern_.metadata.emplace_back("two_theta_deg", "from " + quantity + " with the wavelength");
  }

  void cut_into_scans() {
    std::size_t begin = 0;
    const Numbers* scan = columns_.scan ? &values(*columns_.scan) : nullptr;
    for (std::size_t row = 1; row <= parsed_.rows; ++row) {
      if (row < parsed_.rows && (scan == nullptr || (*scan)[row] == (*scan)[row - 1])) {
        continue;
      }
      Scan part;
      const auto cut = [&](const Numbers& all) {
        return Numbers(all.begin() + static_cast<std::ptrdiff_t>(begin),
                       all.begin() + static_cast<std::ptrdiff_t>(row));
      };
      part.two_theta_deg = cut(values(columns_.x));
      part.intensity = cut(values(columns_.intensity));
      if (columns_.deviation) {
        part.intensity_std = cut(values(*columns_.deviation));
      }
      pattern_.scans.push_back(std::move(part));
      begin = row;
    }
  }

  const Source& source_;
  const Columns columns_;
  const FoundPoints& found_;
  text::Parsed parsed_;
  Pattern pattern_;
};

}  // namespace

Match detect_text(const Source& source) {
  const auto found = find_points(source);
  return !found ? Match::no : found->named ? Match::certain : Match::possible;
}

Table read_text(const Source& source, const ReadOptions& options) {
  if (!options.column_map.empty()) {
    return text::read_generic(source, options);
  }
  const auto found = find_points(source);
  if (!found) {
    source.fail("has no columns of angle and intensity", at_line(1),
                "name them in a line above the points: 2theta intensity");
  }
  Pattern pattern;
  const auto decoded = decode_lines(source.bytes());
  const auto body = body_of(decoded, *found, pattern);
  std::vector<text::ColumnFormat> formats(found->width);
  for (std::size_t c = 0; c < formats.size(); ++c) {
    formats[c].name = c < found->headings.size() ? found->headings[c] : fmt::format("column {}", c + 1);
    formats[c].cell = text::Cell::number;
  }
  auto parsed = text::parse_columns(source, body, formats, options.salvage);
  pattern.warnings = parsed.warnings;
  if (found->announced && parsed.rows < *found->announced) {
    const std::string problem =
        fmt::format("announces {} points, and has {}", *found->announced, parsed.rows);
    if (!options.salvage) {
      source.fail(problem, at_line(found->first + parsed.rows),
                  "copy the file again, or read what there is with --salvage");
    }
    pattern.warnings.push_back("the file " + problem);
  }
  if (!found->named && !has_custom_name(source)) {
    pattern.warnings.emplace_back(
        "the file names no columns: the first is taken as 2 theta in degrees, the second as the intensity");
  }
  return Builder(source, *found, std::move(parsed), std::move(pattern)).build();
}

}  // namespace nacre::formats::patterns
