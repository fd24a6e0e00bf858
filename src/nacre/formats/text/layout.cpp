#include "nacre/formats/text/layout.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 18U;
constexpr std::size_t head_lines = 400;
constexpr char delimiters[] = {'\t', ';', ',', '|', ' '};

std::vector<Heading> interpret_all(const std::vector<std::string>& fields) {
  std::vector<Heading> headings;
  headings.reserve(fields.size());
  for (const auto& field : fields) {
    headings.push_back(interpret_heading(field));
  }
  while (!headings.empty() && headings.back().text.empty()) {
    headings.pop_back();
  }
  return headings;
}

std::size_t filled(const std::vector<std::string>& fields) {
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [](const std::string& field) { return !field.empty(); }));
}

std::size_t width(const std::vector<std::string>& fields) {
  std::size_t count = fields.size();
  while (count > 0 && fields[count - 1].empty()) {
    --count;
  }
  return count;
}

// A row of measurements: at least two fields, of which most hold a number, a duration or a date.
bool is_data(const std::vector<std::string>& fields, char decimal) {
  std::size_t values = 0;
  std::size_t numbers = 0;
  for (const auto& field : fields) {
    const Cell cell = classify(field, decimal);
    numbers += static_cast<std::size_t>(cell == Cell::number);
    values += static_cast<std::size_t>(cell != Cell::skip && cell != Cell::text);
  }
  return numbers > 0 && values >= 2 && 2 * values >= filled(fields);
}

// Digits, one comma, digits.
bool has_decimal_comma(std::string_view field) {
  const auto comma = field.find(',');
  if (comma == std::string_view::npos || field.find(',', comma + 1) != std::string_view::npos) {
    return false;
  }
  return std::all_of(field.begin(), field.end(), [](char c) {
    return is_digit(c) || c == ',' || c == '-' || c == '+' || c == 'e' || c == 'E';
  });
}

bool has_decimal_point(std::string_view field) {
  return field.find('.') != std::string_view::npos && std::all_of(field.begin(), field.end(), [](char c) {
           return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
         });
}

template <class Lines>
char find_decimal(const Lines& lines, char delimiter) {
  std::size_t commas = 0;
  std::size_t points = 0;
  for (const auto& line : lines) {
    for (const auto& field : split_line(line, delimiter)) {
      commas += static_cast<std::size_t>(has_decimal_comma(field));
      points += static_cast<std::size_t>(has_decimal_point(field));
    }
  }
  return commas > 0 && points == 0 ? ',' : '.';
}

std::vector<std::string_view> split_lines(std::string_view text, std::size_t most) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size() && lines.size() < most;) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

bool is_units_row(const std::vector<std::string>& fields) {
  std::size_t units = 0;
  for (const auto& field : fields) {
    std::string_view unit = field;
    if (unit.size() > 2 && (unit.front() == '(' || unit.front() == '[')) {
      unit = unit.substr(1, unit.size() - 2);
    }
    const bool known = unit_scale(unit).has_value() && unit != "1";
    if (!field.empty() && field != "-" && !known && unit != "1") {
      return false;
    }
    units += static_cast<std::size_t>(known);
  }
  return units >= 2;
}

std::string shortened(std::string_view text) { return to_utf8(text.substr(0, 400)); }

// "Key: value", or "Key", "value" in two fields, as often as a line holds them.
void read_preamble(std::string_view line, char delimiter,
                   std::vector<std::pair<std::string, std::string>>& preamble) {
  std::vector<std::string> fields;
  for (auto& field : split_line(line, delimiter == ' ' ? '\t' : delimiter)) {
    if (!field.empty()) {
      fields.push_back(std::move(field));
    }
  }
  const auto add = [&](std::string_view key, std::string_view value) {
    key = trim(key);
    value = trim(value);
    while (key.ends_with(':') || key.ends_with('=')) {
      key = trim(key.substr(0, key.size() - 1));
    }
    if (!key.empty() && !value.empty()) {
      preamble.emplace_back(shortened(key), shortened(value));
    }
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string& field = fields[i];
    const auto colon = field.find(':');
    if (field.ends_with(':') || (colon == std::string::npos && i + 1 < fields.size())) {
      if (i + 1 < fields.size() && !fields[i + 1].ends_with(':')) {
        add(field, fields[i + 1]);
        ++i;
      }
    } else if (colon != std::string::npos) {
      add(std::string_view(field).substr(0, colon), std::string_view(field).substr(colon + 1));
    }
  }
}

}  // namespace

Head::Head(const Source& source) {
  const auto bytes = source.bytes();
  decoded_ = decode(bytes.substr(0, head_bytes));
  if (!looks_like_text(decoded_.text)) {
    return;
  }
  lines_ = split_lines(decoded_.text, head_lines);
  // The last line may be cut off by the end of the head.
  if (bytes.size() > head_bytes && lines_.size() > 1 && lines_.size() < head_lines) {
    lines_.pop_back();
  }
}

bool has_key(const std::vector<Heading>& headings, std::string_view key) {
  return std::any_of(headings.begin(), headings.end(),
                     [&](const Heading& heading) { return heading.key == key; });
}

std::optional<HeadingLine> find_heading(const Head& head, const HeadingTest& test) {
  for (std::size_t i = 0; i < head.lines().size(); ++i) {
    const auto line = head.lines()[i];
    for (const char delimiter : delimiters) {
      const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
      if (count == 0 || count > 2 * column_limit) {
        continue;
      }
      if (auto headings = interpret_all(split_line(line, delimiter)); test(headings)) {
        return HeadingLine{i, delimiter, std::move(headings)};
      }
    }
  }
  return std::nullopt;
}

std::optional<HeadingLine> find_any_heading(const Head& head) {
  constexpr std::size_t looked_at = 5;
  std::optional<HeadingLine> best;
  std::size_t best_width = 1;
  const auto& lines = head.lines();
  for (const char delimiter : delimiters) {
    if (delimiter == ' ' && best) {
      break;  // blanks also stand inside names and times: they separate only where nothing else does
    }
    std::vector<std::vector<std::string>> fields;
    fields.reserve(lines.size());
    for (const auto line : lines) {
      const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
      fields.push_back(count > 2 * column_limit ? std::vector<std::string>{} : split_line(line, delimiter));
    }
    const char decimal = find_decimal(lines, delimiter);
    for (std::size_t first = 0; first < lines.size(); ++first) {
      const std::size_t columns = width(fields[first]);
      if (columns <= best_width || !is_data(fields[first], decimal)) {
        continue;
      }
      const std::size_t last = std::min(first + looked_at, lines.size());
      bool rows = true;
      for (std::size_t i = first + 1; i < last; ++i) {
        const bool cut_off = i + 1 == lines.size();
        rows = rows && (cut_off || trim(lines[i]).empty() ||
                        (fields[i].size() == fields[first].size() && is_data(fields[i], decimal)));
      }
      if (!rows) {
        continue;
      }
      // The heading is the nearest line above that is not empty; one of units stands below the names.
      HeadingLine found{first, delimiter, {}};
      for (std::size_t above = first; above-- > 0;) {
        if (trim(lines[above]).empty() || (is_units_row(fields[above]) && above > 0)) {
          continue;
        }
        if (filled(fields[above]) >= 2 && fields[above].size() + 1 >= columns &&
            !is_data(fields[above], decimal)) {
          found = HeadingLine{above, delimiter, interpret_all(fields[above])};
        }
        break;
      }
      best = std::move(found);
      best_width = columns;
      break;
    }
  }
  return best;
}

Layout make_layout(const Source& source, const HeadingLine& line) {
  Layout layout;
  layout.decoded = decode(source.bytes());
  layout.headings = line.headings;
  const auto text = layout.decoded.text;
  const bool has_heading = !line.headings.empty();
  layout.heading_line = has_heading ? line.index + 1 : 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < line.index + static_cast<std::size_t>(has_heading); ++i) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (i < line.index && end - at < 4000) {
      read_preamble(text.substr(at, end - at), line.delimiter, layout.preamble);
    }
    at = std::min(end + 1, text.size());
  }
  layout.body.delimiter = line.delimiter;
  layout.body.line = line.index + 1 + static_cast<std::size_t>(has_heading);
  layout.body.text = text.substr(at);

  auto first_rows = split_lines(layout.body.text.substr(0, head_bytes), 60);
  if (has_heading && !first_rows.empty()) {
    if (const auto units = split_line(first_rows.front(), line.delimiter); is_units_row(units)) {
      for (std::size_t c = 0; c < std::min(units.size(), layout.headings.size()); ++c) {
        if (auto& heading = layout.headings[c]; heading.unit.empty() && !units[c].empty()) {
          const std::string_view unit = units[c];
          const bool bracketed = unit.front() == '(' || unit.front() == '[';
          heading.unit = bracketed ? unit.substr(1, unit.size() - 2) : unit;
        }
      }
      layout.body.text.remove_prefix(std::min(first_rows.front().size() + 1, layout.body.text.size()));
      ++layout.body.line;
      first_rows.erase(first_rows.begin());
    }
  }
  layout.body.decimal = find_decimal(first_rows, line.delimiter);

  // Some programs print more names than values: two rows that agree decide.
  std::vector<std::size_t> widths;
  for (const auto row : first_rows) {
    if (!trim(row).empty() && widths.size() < 2 && row.size() < head_bytes) {
      const auto fields = split_line(row, line.delimiter);
      widths.push_back(fields.size());
      if (!has_heading && widths.size() == 1) {
        layout.headings.resize(width(fields));
      }
    }
  }
  if (widths.empty()) {
    source.fail("has a heading but no rows of data", at_line(layout.body.line),
                "export it again with the measured points");
  }
  if (widths.size() == 2 && widths[0] == widths[1] && widths[0] < layout.headings.size()) {
    layout.warnings.push_back(
        fmt::format("the heading names {} columns but the rows have {}: the last {} left out",
                    layout.headings.size(), widths[0], layout.headings.size() - widths[0]));
    layout.headings.resize(widths[0]);
  }
  for (std::size_t c = 0; c < layout.headings.size(); ++c) {
    if (layout.headings[c].text.empty()) {
      layout.headings[c] = interpret_heading(fmt::format("column {}", c + 1));
    }
  }
  return layout;
}

}  // namespace nacre::formats::text
