#include "nacre/formats/patterns/points.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/text/cell.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 15U;
constexpr std::size_t most_columns = 64;

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

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> all;
  text::Lines lines(text);
  for (std::string_view line; lines.next(line);) {
    all.push_back(line);
  }
  return all;
}

// The first of three rows of equally many numbers.
std::optional<FoundPoints> find_rows(const std::vector<std::string_view>& lines) {
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
        FoundPoints found;
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
std::vector<std::string> split_headings(std::string_view line, const FoundPoints& found) {
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
bool take_labels(const std::vector<std::string_view>& lines, FoundPoints& found) {
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

bool take_names(const std::vector<std::string_view>& lines, FoundPoints& found) {
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
bool looks_like_pattern(const std::vector<std::string_view>& lines, const FoundPoints& found, bool custom) {
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

}  // namespace

bool has_custom_name(const Source& source) {
  return source.has_extension(".xy") || source.has_extension(".xye");
}

std::optional<FoundPoints> find_points(const Source& source) {
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

}  // namespace nacre::formats::patterns
