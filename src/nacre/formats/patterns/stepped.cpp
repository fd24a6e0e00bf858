#include "nacre/formats/patterns/stepped.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/statements.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::size_t lines_of_text = 40;  // above the steps, at most
constexpr std::size_t head_bytes = std::size_t{1} << 14U;

struct Steps {
  double start_deg = 0;
  double step_deg = 0;
  std::size_t points = 0;
  std::string_view text;       // what follows the three numbers
  std::size_t behind = 0;      // where the counts begin
  std::size_t line = 0;        // of the steps
  bool different_rows = true;  // the first row of counts is no row of three numbers like the steps
};

// The numbers of a line, up to `most`, if it holds nothing else.
std::size_t count_numbers(std::string_view line, std::size_t most) {
  NumberScanner numbers(line);
  std::size_t count = 0;
  for (double value = 0; count < most && numbers.next(value) && value >= 0;) {
    ++count;
  }
  return count == most || numbers.at_end() ? count : 0;
}

std::optional<Steps> read_steps(std::string_view line) {
  NumberScanner numbers(line);
  double start = 0;
  double step = 0;
  double stop = 0;
  if (!numbers.next(start) || !numbers.next(step) || !numbers.next(stop)) {
    return std::nullopt;
  }
  constexpr double least_deg = -180;
  constexpr double most_deg = 180;
  constexpr double most_points = 1e7;
  const double steps = (stop - start) / step;
  const bool plausible = start >= least_deg && stop <= most_deg && step > 0 && steps >= 10 &&
                         steps < most_points && std::abs(steps - std::round(steps)) < 0.1;
  if (!plausible) {
    return std::nullopt;
  }
  Steps found{start, step, static_cast<std::size_t>(std::round(steps)) + 1, {}, 0, 0, true};
  numbers.at_end();
  found.text = line.substr(static_cast<std::size_t>(numbers.position() - line.data()));
  return found;
}

// The line with the steps: counts follow it, and only text comes before it.
std::optional<Steps> find_steps(std::string_view text) {
  text::Lines lines(text);
  for (std::string_view line; lines.number() < lines_of_text && lines.next(line);) {
    auto steps = read_steps(line);
    if (!steps) {
      if (count_numbers(line, 4) > 1) {
        return std::nullopt;  // rows have begun
      }
      continue;
    }
    steps->behind = lines.position();
    steps->line = lines.number();
    std::string_view row;
    if (!lines.next(row) || count_numbers(row, 1000) == 0) {
      return std::nullopt;
    }
    steps->different_rows = !steps->text.empty() || count_numbers(row, 1000) != 3;
    return steps;
  }
  return std::nullopt;
}

// The numbers from the steps on, and where what is no number stands, if it does.
struct Values {
  Numbers values;
  std::optional<std::size_t> line;
};

Values read_values(std::string_view text, const Steps& steps, std::size_t most) {
  Values found;
  const auto body = text.substr(steps.behind);
  found.values.reserve(std::min(most, body.size() / 2 + 1));
  NumberScanner numbers(body);
  for (double value = 0; found.values.size() < most && numbers.next(value, 0, true);) {
    found.values.push_back(value);
  }
  if (found.values.size() < most && !numbers.at_end()) {
    const auto read = text.substr(0, static_cast<std::size_t>(numbers.position() - text.data()));
    found.line = 1 + static_cast<std::size_t>(std::count(read.begin(), read.end(), '\n'));
  }
  return found;
}

constexpr std::size_t padding = 20;  // zeros that fill up the last line

// How many numbers the points take of those that are there: as many, or twice as many; 0: neither.
std::size_t per_point(const Steps& steps, const Numbers& values) {
  for (const std::size_t numbers : {1, 2}) {
    const std::size_t needed = numbers * steps.points;
    if (values.size() >= needed && values.size() < needed + padding &&
        std::all_of(values.begin() + static_cast<std::ptrdiff_t>(needed), values.end(),
                    [](double value) { return value == 0; })) {
      return numbers;
    }
  }
  return 0;
}

}  // namespace

Match detect_stepped(const Source& source) {
  const auto head = decode_lines(source.bytes().substr(0, head_bytes));
  if (!find_steps(head.text)) {
    return Match::no;
  }
  const auto decoded = decode_lines(source.bytes());
  const auto steps = find_steps(decoded.text);
  if (!steps) {
    return Match::no;
  }
  const auto found = read_values(decoded.text, *steps, 2 * steps->points + padding);
  if (!found.line && per_point(*steps, found.values) > 0) {
    return Match::certain;
  }
  const bool cut_off = found.values.size() < 2 * steps->points && steps->different_rows;
  return cut_off ? Match::possible : Match::no;
}

Table read_stepped(const Source& source, const ReadOptions& options) {
  const auto decoded = decode_lines(source.bytes());
  const auto steps = find_steps(decoded.text);
  if (!steps) {
    source.fail("has no line with start, step and stop of the angle before its counts", at_line(1),
                "read it with --reader pattern-text if it has a column of angles");
  }
  Pattern pattern;
  text::Lines lines(std::string_view(decoded.text).substr(0, steps->behind));
  for (std::string_view line; lines.next(line);) {
    const bool is_steps = lines.number() == steps->line;
    const auto text = text::trim(is_steps ? steps->text : line);
    if (!take_words(pattern, text)) {
      take_statements(pattern, text);
      if (lines.number() == 1 && pattern.title.empty()) {
        pattern.title = text::to_utf8(text).substr(0, 200);
      }
    }
  }
  auto found = read_values(decoded.text, *steps, 2 * steps->points + padding);
  std::size_t numbers = found.line ? 0 : per_point(*steps, found.values);
  if (numbers == 0) {
    const std::string problem =
        fmt::format("should have counts at {} angles, and has {}{}", steps->points, found.values.size(),
                    found.line ? " before something else" : " numbers");
    const auto line = found.line.value_or(
        static_cast<std::size_t>(std::count(decoded.text.begin(), decoded.text.end(), '\n')));
    if (!options.salvage) {
      source.fail(problem, at_line(line), "copy the file again, or read what there is with --salvage");
    }
    pattern.warnings.push_back("the file " + problem + " (" + at_line(line) + "): read up to there");
    numbers = 1;
  }
  Scan scan;
  auto& values = found.values;
  const auto points = std::min(steps->points, values.size());
  scan.intensity.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(points));
  if (numbers == 2) {
    scan.intensity_std.assign(values.begin() + static_cast<std::ptrdiff_t>(points),
                              values.begin() + static_cast<std::ptrdiff_t>(2 * points));
  }
  scan.two_theta_deg = even_angles(steps->start_deg, steps->step_deg, points);
  if (points < steps->points) {
    drop_cut_point(source, scan);
  }
  pattern.counted = numbers == 1 && all_whole(scan.intensity) ? Counted::counts : Counted::unstated;
  pattern.scans.push_back(std::move(scan));
  return to_table(source, std::move(pattern));
}

}  // namespace nacre::formats::patterns
