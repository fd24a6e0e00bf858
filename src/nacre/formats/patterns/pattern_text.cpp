#include "nacre/formats/patterns/pattern_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/patterns/axis.hpp"
#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/text/cell.hpp"
#include "nacre/formats/text/columns.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/generic.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 15U;
constexpr std::size_t longest_line = 4096;
constexpr std::size_t most_columns = 64;

struct Mark {
  char delimiter;
  char decimal;
};
constexpr Mark marks[] = {{';', '.'}, {',', '.'},  {'\t', '.'}, {' ', '.'},
                          {';', ','}, {'\t', ','}, {' ', ','}};

bool is_number(std::string_view field, char decimal) {
  if (decimal == '.') {
    double value = 0;
    return read_field(field, value);
  }
  std::string copy(field);
  std::replace(copy.begin(), copy.end(), '.', '?');
  std::replace(copy.begin(), copy.end(), ',', '.');
  double value = 0;
  return read_field(copy, value);
}

// The fields of a line that holds numbers alone, two or more; empty: another line.
std::vector<std::string> numbers_of(std::string_view line, Mark mark) {
  if (line.size() > longest_line) {
    return {};
  }
  auto fields = text::split_line(line, mark.delimiter);
  while (!fields.empty() && fields.back().empty()) {
    fields.pop_back();
  }
  const bool all = std::all_of(fields.begin(), fields.end(),
                               [&](const std::string& field) { return is_number(field, mark.decimal); });
  return all && fields.size() >= 2 && fields.size() <= most_columns ? fields : std::vector<std::string>{};
}

struct Found {
  std::size_t first = 0;  // line of the first row, from 0
  Mark mark{' ', '.'};
  std::size_t width = 0;
  std::vector<std::string> headings;
  Columns columns;
  bool named = false;                    // false: by the numbers alone
  std::optional<std::size_t> announced;  // points
};

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> all;
  text::Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    all.push_back(line);
  }
  return all;
}

// The first of three rows of equally many numbers.
std::optional<Found> find_rows(const std::vector<std::string_view>& lines) {
  constexpr std::size_t rows = 3;
  constexpr std::string_view number_characters = "0123456789+-.,;eE \t\r";
  for (std::size_t i = 0; i + rows <= lines.size(); ++i) {
    if (lines[i].find_first_not_of(number_characters) != std::string_view::npos) {
      continue;
    }
    for (const Mark mark : marks) {
      const auto width = numbers_of(lines[i], mark).size();
      bool regular = width > 0;
      for (std::size_t k = 1; regular && k < rows; ++k) {
        regular = numbers_of(lines[i + k], mark).size() == width;
      }
      if (regular) {
        Found found;
        found.first = i;
        found.mark = mark;
        found.width = width;
        return found;
      }
    }
  }
  return std::nullopt;
}

// A line of names as many as there are columns, whatever stands between them.
std::vector<std::string> split_headings(std::string_view line, const Found& found) {
  const auto start = std::min(line.find_first_not_of("#;!%'\" \t"), line.size());
  line = text::trim(line.substr(start));
  if (line.size() > longest_line) {
    return {};
  }
  for (const char delimiter : {found.mark.delimiter, '\t', ';', ',', ' '}) {
    auto fields = text::split_line(line, delimiter);
    while (fields.size() > found.width && fields.back().empty()) {
      fields.pop_back();
    }
    if (fields.size() == found.width) {
      return fields;
    }
  }
  return {};
}

// Fit2D: a title, the label of either axis, the number of points, each a line.
bool take_labels(const std::vector<std::string_view>& lines, Found& found) {
  constexpr std::size_t labels = 4;
  if (found.first < labels || found.width < 2) {
    return false;
  }
  const auto counted = text::split_line(lines[found.first - 1], ' ');
  const auto axis = axis_of(text::trim(lines[found.first - 3]));
  found.announced = counted.empty() ? std::nullopt : text::read_count(counted[0]);
  if (!found.announced || !axis) {
    return false;
  }
  found.columns.axis = *axis;
  if (found.width > 2) {
    found.columns.deviation = 2;
  }
  return true;
}

bool take_names(const std::vector<std::string_view>& lines, Found& found) {
  for (std::size_t above = found.first; above-- > 0 && found.first - above < 4;) {
    if (const auto headings = split_headings(lines[above], found); !headings.empty()) {
      if (const auto columns = find_columns(headings)) {
        found.columns = *columns;
        found.headings = headings;
        return true;
      }
    }
  }
  if (take_labels(lines, found)) {
    return true;
  }
  if (lines.front().starts_with("XYDATA")) {
    found.columns.deviation = found.width > 2 ? std::optional<std::size_t>(2) : std::nullopt;
    return true;
  }
  return false;
}

// Whether intensities were counted: whole numbers, or noise on numbers of more than one digit. Voltage
// curves, of which the charge may rise in even steps, are neither.
bool look_counted(const std::vector<double>& intensities) {
  constexpr double most_volts = 10;
  constexpr double least_noise = 0.05;  // turning points among the points
  std::size_t turns = 0;
  for (std::size_t i = 2; i < intensities.size(); ++i) {
    const double before = intensities[i - 1] - intensities[i - 2];
    const double behind = intensities[i] - intensities[i - 1];
    turns += static_cast<std::size_t>(before * behind < 0);
  }
  const bool whole = std::all_of(intensities.begin(), intensities.end(),
                                 [](double value) { return value == std::floor(value); });
  const bool noisy = static_cast<double>(turns) > least_noise * static_cast<double>(intensities.size());
  return *std::max_element(intensities.begin(), intensities.end()) > most_volts && (whole || noisy);
}

// custom: the file has a name that patterns have.
bool looks_like_pattern(const std::vector<std::string_view>& lines, const Found& found, bool custom) {
  constexpr std::size_t fewest = 20;
  constexpr double most_deg = 180;
  constexpr double largest_step_deg = 0.25;
  constexpr double unevenness = 3;
  if (found.width > 3) {
    return false;
  }
  std::vector<double> angles;
  std::vector<double> intensities;
  // The last line may be cut off by the end of the head.
  for (std::size_t i = found.first; i + 1 < lines.size(); ++i) {
    const auto fields = numbers_of(lines[i], found.mark);
    double values[2] = {};
    for (std::size_t c = 0; c < 2 && fields.size() == found.width; ++c) {
      std::string scratch;
      text::read_whole_number(fields[c], found.mark.decimal, 0, values[c], scratch);
    }
    if (fields.size() != found.width || values[0] < 0 || values[0] > most_deg || values[1] < 0) {
      return false;
    }
    angles.push_back(values[0]);
    intensities.push_back(values[1]);
  }
  if (angles.size() < fewest || (!custom && !look_counted(intensities))) {
    return false;
  }
  const double mean = (angles.back() - angles.front()) / static_cast<double>(angles.size() - 1);
  for (std::size_t i = 1; i < angles.size(); ++i) {
    if (const double step = angles[i] - angles[i - 1];
        !(step > mean / unevenness && step < mean * unevenness)) {
      return false;
    }
  }
  return mean <= largest_step_deg;
}

bool has_custom_name(const Source& source) {
  return source.has_extension(".xy") || source.has_extension(".xye");
}

std::optional<Found> find_pattern(const Source& source) {
  const auto head = decode_lines(source.bytes().substr(0, head_bytes));
  if (!text::looks_like_text(head.text)) {
    return std::nullopt;
  }
  const auto lines = split_lines(head.text);
  auto found = find_rows(lines);
  if (!found) {
    return std::nullopt;
  }
  found->named = take_names(lines, *found);
  if (!found->named) {
    if (!looks_like_pattern(lines, *found, has_custom_name(source))) {
      return std::nullopt;
    }
    if (found->width == 3 && source.has_extension(".xye")) {
      found->columns.deviation = 2;
    }
  }
  return found;
}

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

text::Body body_of(const text::Decoded& decoded, const Found& found, Pattern& pattern) {
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
  Builder(const Source& source, const Found& found, text::Parsed&& parsed, Pattern&& pattern)
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
  const Found& found_;
  text::Parsed parsed_;
  Pattern pattern_;
};

}  // namespace

Match detect_text(const Source& source) {
  const auto found = find_pattern(source);
  return !found ? Match::no : found->named ? Match::certain : Match::possible;
}

Table read_text(const Source& source, const ReadOptions& options) {
  if (!options.column_map.empty()) {
    return text::read_generic(source, options);
  }
  const auto found = find_pattern(source);
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
