#include "nacre/formats/text/layout.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "nacre/formats/text/line.hpp"
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
// texts: the number of its fields that hold something else.
bool is_data(const std::vector<std::string>& fields, char decimal, std::size_t& texts) {
  std::size_t values = 0;
  std::size_t numbers = 0;
  texts = 0;
  for (const auto& field : fields) {
    const Cell cell = classify(field, decimal);
    numbers += static_cast<std::size_t>(cell == Cell::number);
    texts += static_cast<std::size_t>(cell == Cell::text);
    values += static_cast<std::size_t>(cell != Cell::skip && cell != Cell::text);
  }
  return numbers > 0 && values >= 2 && 2 * values >= filled(fields);
}

// What a field says about a mark in it: that it stands before the decimals, or that it may also part
// thousands.
enum class Evidence { none, possible, certain };

// "3,0125", "0,500" and "1.234,5" can only have a decimal comma; "3,025" may have one.
Evidence decimal_evidence(std::string_view field, char mark) {
  if (!field.empty() && (field.front() == '-' || field.front() == '+')) {
    field.remove_prefix(1);
  }
  const char other = mark == ',' ? '.' : ',';
  const auto at = field.rfind(mark);
  if (at == std::string_view::npos || field.find(mark) != at ||
      field.find(other, at) != std::string_view::npos) {
    return Evidence::none;
  }
  const auto whole = field.substr(0, at);
  const auto decimals = field.substr(at + 1, field.find_first_of("eE") - at - 1);
  const auto digits = [](std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); };
  if (!digits(decimals) || decimals.empty()) {
    return Evidence::none;
  }
  if (!digits(whole)) {
    double value = 0;
    std::string scratch;
    return read_whole_number(field, mark, 0, value, scratch) ? Evidence::certain : Evidence::none;
  }
  const bool like_thousands =
      decimals.size() == 3 && !whole.empty() && whole.size() <= 3 && whole.front() != '0';
  return like_thousands ? Evidence::possible : Evidence::certain;
}

template <class Lines>
char find_decimal(const Lines& lines, char delimiter) {
  std::array<std::size_t, 3> commas{};
  std::array<std::size_t, 3> points{};
  for (const auto& line : lines) {
    for (const auto& field : split_line(line, delimiter)) {
      ++commas[static_cast<std::size_t>(decimal_evidence(field, ','))];
      ++points[static_cast<std::size_t>(decimal_evidence(field, '.'))];
    }
  }
  const auto certain = static_cast<std::size_t>(Evidence::certain);
  const auto possible = static_cast<std::size_t>(Evidence::possible);
  if (commas[certain] != points[certain]) {
    return commas[certain] > points[certain] ? ',' : '.';
  }
  return commas[possible] > points[possible] ? ',' : '.';
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

// Headings are words. Rows of numbers, of which a file has many more, need no closer look.
bool more_letters_than_digits(std::string_view line) {
  std::ptrdiff_t surplus = 0;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    surplus += static_cast<std::ptrdiff_t>(byte >= 0x80 || std::isalpha(byte) != 0) -
               static_cast<std::ptrdiff_t>(is_digit(c));
  }
  return surplus > 0;
}

std::string shortened(std::string_view text) { return to_utf8(text.substr(0, 400)); }

// "Key: value", "Key = value", or "Key", "value" in two fields, as often as a line holds them.
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
    } else if (const auto equals = field.find(" = "); equals != std::string::npos) {
      add(std::string_view(field).substr(0, equals), std::string_view(field).substr(equals + 3));
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
    if (!more_letters_than_digits(line)) {
      continue;
    }
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

namespace {

// How much speaks for a line being the first row of a table, the most last.
// A wrong delimiter cuts numbers with decimal commas into numbers and texts.
enum class Belief { none, rows_with_texts_alone, rows_alone, heading_and_row, heading_and_rows };

// The lines of a head as fields, parted by one delimiter.
class Fields {
 public:
  Fields(const std::vector<std::string_view>& lines, char delimiter)
      : lines_(lines), delimiter_(delimiter), decimal_(find_decimal(lines, delimiter)) {
    fields_.reserve(lines.size());
    for (const auto line : lines) {
      const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter));
      fields_.push_back(count > 2 * column_limit ? std::vector<std::string>{} : split_line(line, delimiter));
      texts_.push_back(0);
      data_.push_back(is_data(fields_.back(), decimal_, texts_.back()));
    }
  }

  std::size_t columns(std::size_t row) const { return width(fields_[row]); }

  // first: a line that may be the first row. heading receives the line above it that names the columns.
  Belief judge(std::size_t first, HeadingLine& heading) const {
    if (!data_[first]) {
      return Belief::none;
    }
    heading = HeadingLine{first, delimiter_, {}};
    for (std::size_t above = first; above-- > 0;) {
      if (is_blank(above) || (is_units_row(fields_[above]) && above > 0)) {
        continue;
      }
      if (filled(fields_[above]) >= 2 && fields_[above].size() + 1 >= columns(first) && !data_[above]) {
        heading = HeadingLine{above, delimiter_, interpret_all(fields_[above])};
      }
      break;
    }
    constexpr std::size_t looked_at = 5;
    const std::size_t last = std::min(first + looked_at, lines_.size());
    std::size_t rows = 1;
    bool regular = true;
    for (std::size_t i = first + 1; i < last; ++i) {
      const bool row = fields_[i].size() == fields_[first].size() && data_[i];
      rows += static_cast<std::size_t>(row);
      regular = regular && (row || is_blank(i) || i + 1 == lines_.size());
    }
    if (!heading.headings.empty()) {
      return regular ? Belief::heading_and_rows : Belief::heading_and_row;
    }
    if (!regular || rows < 2) {
      return Belief::none;
    }
    return texts_[first] > 0 ? Belief::rows_with_texts_alone : Belief::rows_alone;
  }

 private:
  bool is_blank(std::size_t line) const { return trim(lines_[line]).empty(); }

  const std::vector<std::string_view>& lines_;
  char delimiter_;
  char decimal_;
  std::vector<std::vector<std::string>> fields_;
  std::vector<bool> data_;
  std::vector<std::size_t> texts_;
};

}  // namespace

std::optional<HeadingLine> find_any_heading(const Head& head) {
  std::optional<HeadingLine> best;
  Belief most = Belief::none;
  std::size_t best_width = 1;
  for (const char delimiter : delimiters) {
    if (delimiter == ' ' && best) {
      break;  // blanks also stand inside names and times: they separate only where nothing else does
    }
    const Fields fields(head.lines(), delimiter);
    Belief found = Belief::none;
    for (std::size_t first = 0; first < head.lines().size() && found != Belief::heading_and_rows; ++first) {
      const std::size_t columns = fields.columns(first);
      HeadingLine heading;
      if (columns < 2) {
        continue;
      }
      const Belief belief = fields.judge(first, heading);
      if (belief > most || (belief == most && belief > found && columns > best_width)) {
        best = std::move(heading);
        best_width = columns;
        most = belief;
      }
      found = std::max(found, belief);
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
  settle(source, layout);
  return layout;
}

void settle(const Source& source, Layout& layout) {
  Body& body = layout.body;
  const bool has_heading = !layout.headings.empty();
  auto first_rows = split_lines(body.text.substr(0, head_bytes), 60);
  if (has_heading && !first_rows.empty()) {
    if (const auto units = split_line(first_rows.front(), body.delimiter); is_units_row(units)) {
      for (std::size_t c = 0; c < std::min(units.size(), layout.headings.size()); ++c) {
        if (auto& heading = layout.headings[c]; heading.unit.empty() && !units[c].empty()) {
          const std::string_view unit = units[c];
          const bool bracketed = unit.front() == '(' || unit.front() == '[';
          heading.unit = bracketed ? unit.substr(1, unit.size() - 2) : unit;
        }
      }
      body.text.remove_prefix(std::min(first_rows.front().size() + 1, body.text.size()));
      ++body.line;
      first_rows.erase(first_rows.begin());
    }
  }
  body.decimal = find_decimal(first_rows, body.delimiter);

  // Some programs print more names than values: two rows that agree decide.
  std::vector<std::size_t> widths;
  for (const auto row : first_rows) {
    if (!trim(row).empty() && widths.size() < 2 && row.size() < head_bytes) {
      const auto fields = split_line(row, body.delimiter);
      widths.push_back(fields.size());
      if (!has_heading && widths.size() == 1) {
        layout.headings.resize(width(fields));
      }
    }
  }
  if (widths.empty()) {
    source.fail("has a heading but no rows of data", at_line(body.line),
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
}

}  // namespace nacre::formats::text
