#include "nacre/formats/text/columns.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <unordered_map>

#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {
namespace {

constexpr std::size_t sampled_rows = 100;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view word, std::string_view lower_case) {
  return word.size() == lower_case.size() && std::equal(word.begin(), word.end(), lower_case.begin(),
                                                        [](char a, char b) { return lower(a) == b; });
}

// Words that say that there is no value.
bool says_nothing(std::string_view field) {
  static constexpr std::string_view words[] = {"nan",  "-nan", "n/a",  "#n/a",     "na",
                                               "null", "none", "-",    "--",       "---",
                                               "inf",  "-inf", "+inf", "infinity", "-infinity"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return same_word(field, word); });
}

// A number with its thousands apart: 1,234.5 or 1.234,5 or 1 234,5 or 1'234.5.
bool strip_thousands(std::string_view field, char decimal, std::string& plain) {
  plain.clear();
  char mark = '\0';
  std::size_t group = 0;
  bool fraction = false;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    if (is_digit(c)) {
      ++group;
    } else if (c == decimal && !fraction) {
      if (mark != '\0' && group != 3) {
        return false;
      }
      fraction = true;
    } else if (!fraction && group > 0 && (c == ',' || c == '.' || c == ' ' || c == '\'') &&
               (mark == '\0' ? group <= 3 : c == mark && group == 3)) {
      mark = c;
      group = 0;
      continue;
    } else if (i != 0 || (c != '-' && c != '+')) {
      return false;
    }
    plain.push_back(c);
  }
  plain.push_back('\n');
  return mark != '\0' && (fraction || group == 3);
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// Labels of a text column and the number of each.
class Labels {
 public:
  // The index of a label, or missing where there are too many.
  double index(std::string_view field) {
    if (field == last_) {  // steps and states come in long runs
      return last_index_;
    }
    auto found = indices_.find(field);
    if (found == indices_.end()) {
      if (indices_.size() == label_limit) {
        full_ = true;
        return missing;
      }
      found = indices_.emplace(std::string(field), static_cast<double>(indices_.size())).first;
      order_.push_back(&found->first);
    }
    last_ = found->first;
    last_index_ = found->second;
    return last_index_;
  }
  bool full() const noexcept { return full_; }
  std::vector<std::string> take() const {
    std::vector<std::string> labels;
    labels.reserve(order_.size());
    for (const std::string* label : order_) {
      labels.push_back(to_utf8(*label));
    }
    return labels;
  }

 private:
  std::unordered_map<std::string, double, TextHash, std::equal_to<>> indices_;
  std::vector<const std::string*> order_;
  std::string_view last_{"\n"};  // no field holds a line's end without quotes around it
  double last_index_ = missing;
  bool full_ = false;
};

// Dates of one row differ from those of the row before in their time of day only: the day is kept.
class DateReader {
 public:
  DateOrder order = DateOrder::month_first;

  std::optional<double> read(std::string_view field) {
    const auto gap = field.find(' ');
    if (gap != std::string_view::npos && gap == day_.size() && field.starts_with(day_)) {
      if (const auto time = plain_time(field.substr(gap + 1))) {
        return midnight_ + *time;
      }
    }
    const auto date = read_date(field, order);
    if (date && gap != std::string_view::npos) {
      if (const auto time = plain_time(field.substr(gap + 1))) {
        day_.assign(field.substr(0, gap));
        midnight_ = *date - *time;
      }
    }
    return date;
  }

 private:
  // HH:MM:SS or HH:MM:SS.mmm, and nothing else.
  static std::optional<double> plain_time(std::string_view text) {
    if (text.size() < 8 || text.size() > 15 || text[2] != ':' || text[5] != ':') {
      return std::nullopt;
    }
    int two[3];
    for (std::size_t i = 0; i < 3; ++i) {
      if (!is_digit(text[3 * i]) || !is_digit(text[3 * i + 1])) {
        return std::nullopt;
      }
      two[i] = 10 * (text[3 * i] - '0') + (text[3 * i + 1] - '0');
    }
    double fraction = 0;
    if (text.size() > 8) {
      if (text[8] != '.' || text.size() == 9) {
        return std::nullopt;
      }
      int digits = 0;
      for (const char c : text.substr(9)) {
        if (!is_digit(c)) {
          return std::nullopt;
        }
        digits = 10 * digits + (c - '0');
      }
      fraction = digits / powers_of_ten[text.size() - 9];
    }
    if (two[0] > 23 || two[1] > 59 || two[2] > 59) {
      return std::nullopt;
    }
    return 3600 * two[0] + 60 * two[1] + two[2] + fraction;
  }

  std::string day_{"\n"};
  double midnight_ = 0;
};

struct ColumnState {
  Cell cell = Cell::number;
  int exponent = 0;
  double* values = nullptr;
  Labels labels;
  DateReader dates;
};

// Parses one text after another (the body, then a copy of its last row) into the columns.
class RowParser {
 public:
  RowParser(const Body& body, std::vector<ColumnState>& states, std::vector<ParsedColumn>& columns)
      : delimiter_(body.delimiter),
        decimal_(body.decimal),
        states_(states),
        columns_(columns),
        line_(body.line) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t line() const noexcept { return line_; }
  std::size_t bad_line() const noexcept { return bad_line_; }
  const std::string& problem() const noexcept { return problem_; }

  // [at, end) ends with a line's end. False: a row was wrong; line() is its number.
  bool parse(const char* at, const char* end) {
    while (at < end) {
      at = delimiter_ == ' ' ? row<true>(at, end) : row<false>(at, end);
      if (at == nullptr) {
        return false;
      }
    }
    return true;
  }

 private:
  bool ends_field(char c) const noexcept { return c == delimiter_ || c == '\n' || c == '\r'; }

  static bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

  // Behind a row's last field: nothing but empty fields up to the line's end.
  template <bool runs>
  const char* finish_line(const char* at, std::size_t fields) {
    while (*at != '\n') {
      if (!is_blank(*at) && *at != '\r' && (runs || *at != delimiter_)) {
        std::size_t more = fields;
        for (const char* c = at; *c != '\n'; ++c) {
          more += static_cast<std::size_t>(*c == delimiter_);
        }
        return wrong_row(more + static_cast<std::size_t>(delimiter_ == ' '));
      }
      ++at;
    }
    return at + 1;
  }

  const char* wrong_row(std::size_t fields) {
    bad_line_ = line_;
    problem_ = fmt::format("has {} field{} in a row where {} are expected", fields, fields == 1 ? "" : "s",
                           columns_.size());
    return nullptr;
  }

  // A line of blanks and delimiters alone is no row.
  const char* skip_blank_line(const char* at) const {
    while (is_blank(*at) || *at == delimiter_ || *at == '\r' || *at == '\f') {
      ++at;
    }
    return *at == '\n' ? at + 1 : nullptr;
  }

  template <bool runs>
  const char* row(const char* at, const char* end) {
    if (*at < '-' || *at == delimiter_) {  // no number without a sign starts so
      if (const char* next = skip_blank_line(at)) {
        ++line_;
        return next;
      }
    }
    const std::size_t lines_before = line_;
    const std::size_t count = columns_.size();
    for (std::size_t c = 0; c < count; ++c) {
      if (c > 0) {
        if (runs ? !is_blank(*at) : *at != delimiter_) {
          return wrong_row(c);
        }
        ++at;
      }
      if constexpr (runs) {
        while (is_blank(*at)) {
          ++at;
        }
        if (*at == '\n' || *at == '\r') {
          return wrong_row(c);
        }
      }
      at = field<runs>(at, end, c);
      if (at == nullptr) {
        line_ = lines_before;
        bad_line_ = lines_before;
        problem_ = "has a quoted field that does not end";
        return nullptr;
      }
    }
    if (*at == '\n') {
      ++at;
    } else if (*at == '\r' && at[1] == '\n') {
      at += 2;
    } else {
      at = finish_line<runs>(at, count);
      if (at == nullptr) {
        return nullptr;
      }
    }
    ++line_;
    ++rows_;
    return at;
  }

  template <bool runs>
  const char* field(const char* at, const char* end, std::size_t c) {
    ColumnState& state = states_[c];
    if (state.cell == Cell::number) {
      const char* start = at;
      if constexpr (!runs) {
        while (*start == ' ') {
          ++start;
        }
      }
      double value;
      const char* stop = read_number(start, decimal_, state.exponent, value);
      if (stop != nullptr && (ends_field(*stop) || (runs && is_blank(*stop))) && std::isfinite(value)) {
        state.values[rows_] = value;
        return stop;
      }
    }
    std::string_view content;
    if (*at == '"') {
      at = quoted(at, end, content);
      if (at == nullptr) {
        return nullptr;
      }
    } else {
      const char* start = at;
      while (!ends_field(*at) && !(runs && is_blank(*at))) {
        ++at;
      }
      content = {start, static_cast<std::size_t>(at - start)};
    }
    store(c, state, content);
    return at;
  }

  // The field that opens with the quote at `at`; what stands between its end and the next delimiter is
  // dropped.
  const char* quoted(const char* at, const char* end, std::string_view& content) {
    const char* start = ++at;
    unquoted_.clear();
    bool rewritten = false;
    for (;; ++at) {
      if (at >= end) {
        return nullptr;
      }
      if (*at == '\n') {
        ++line_;
      }
      if (*at == '"') {
        if (at + 1 < end && at[1] == '"') {
          unquoted_.append(start, at + 1);
          rewritten = true;
          start = ++at + 1;
          continue;
        }
        break;
      }
    }
    if (rewritten) {
      unquoted_.append(start, at);
      content = unquoted_;
    } else {
      content = {start, static_cast<std::size_t>(at - start)};
    }
    ++at;
    while (!ends_field(*at)) {
      ++at;
    }
    return at;
  }

  void store(std::size_t c, ColumnState& state, std::string_view content) {
    if (state.cell == Cell::skip) {
      return;
    }
    ParsedColumn& column = columns_[c];
    double& value = state.values[rows_];
    content = trim(content);
    value = missing;
    if (content.empty()) {
      ++column.empty;
      return;
    }
    std::optional<double> read;
    switch (state.cell) {
      case Cell::text:
        value = state.labels.index(content);
        return;
      case Cell::duration:
        read = read_duration(content, decimal_);
        break;
      case Cell::date:
        read = state.dates.read(content);
        break;
      default:
        break;
    }
    // A number among durations is in seconds; one among dates is not understood.
    if (!read && state.cell != Cell::date) {
      if (double number = 0; read_whole_number(content, decimal_, state.exponent, number, scratch_)) {
        read = number;
      }
    }
    if (read) {
      value = *read;
      return;
    }
    if (column.unreadable++ == 0) {
      column.first_unreadable_line = line_;
      column.first_unreadable = to_utf8(content.substr(0, 40));
    }
  }

  char delimiter_;
  char decimal_;
  std::vector<ColumnState>& states_;
  std::vector<ParsedColumn>& columns_;
  std::size_t line_;
  std::size_t rows_ = 0;
  std::size_t bad_line_ = 0;
  std::string problem_;
  std::string unquoted_;
  std::string scratch_;
};

// The body in two parts that can be read past their fields without looking for the end: whole lines, of which
// at least one more follows, and a copy of the last row with a line's end behind it.
struct Parts {
  std::string_view lines;
  std::string last;
};

// The start of the line before the one that starts at `at`.
std::size_t line_before(std::string_view text, std::size_t at) {
  const auto end = at < 2 ? std::string_view::npos : text.rfind('\n', at - 2);
  return end == std::string_view::npos ? 0 : end + 1;
}

Parts split_parts(std::string_view text) {
  constexpr int most_lines = 100;
  const auto balanced = [](std::string_view lines) {
    return std::count(lines.begin(), lines.end(), '"') % 2 == 0;
  };
  const std::size_t last_line =
      line_before(text, text.size() + static_cast<std::size_t>(!text.ends_with('\n')));
  std::size_t cut = last_line;
  // A quoted field of the last row may hold a line's end: the cut must not fall into it.
  for (int i = 0; i < most_lines && cut > 0 && !balanced(text.substr(cut)); ++i) {
    cut = line_before(text, cut);
  }
  cut = balanced(text.substr(cut)) ? cut : last_line;
  Parts parts;
  parts.lines = text.substr(0, cut);
  parts.last = text.substr(cut);
  if (!parts.last.ends_with('\n')) {
    parts.last.push_back('\n');
  }
  return parts;
}

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Lines from the beginning and from the end of the body, as fields.
std::vector<std::vector<std::string>> sample_rows(const Body& body) {
  std::vector<std::vector<std::string>> rows;
  const auto take = [&](std::string_view text) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < sampled_rows && at < text.size(); ++i) {
      const auto end = std::min(text.find('\n', at), text.size());
      if (auto line = text.substr(at, end - at); !trim(line).empty() && line.size() < 1'000'000) {
        rows.push_back(split_line(line, body.delimiter));
      }
      at = end + 1;
    }
  };
  constexpr std::size_t window = 1U << 16U;
  take(body.text.substr(0, window));
  if (body.text.size() > 2 * window) {
    const auto tail = body.text.substr(body.text.size() - window);
    take(tail.substr(std::min(tail.find('\n'), tail.size() - 1) + 1));
  }
  return rows;
}

// Decides what an automatic column holds from a sample, and the order of day and month in dates.
void decide(const std::vector<std::vector<std::string>>& sample, std::size_t c, char decimal, Cell wanted,
            ParsedColumn& column) {
  column.cell = wanted == Cell::automatic ? Cell::number : wanted;
  std::array<std::size_t, 6> counts{};
  std::optional<DateOrder> order;
  bool open = false;
  for (const auto& row : sample) {
    if (c >= row.size()) {
      continue;
    }
    if (wanted == Cell::automatic) {
      ++counts[static_cast<std::size_t>(classify(row[c], decimal))];
    }
    if (!order && (wanted == Cell::automatic || wanted == Cell::date)) {
      order = stated_order(row[c]);
      open = open || has_ambiguous_order(row[c]);
    }
  }
  for (const Cell cell : {Cell::text, Cell::duration, Cell::date}) {
    if (counts[static_cast<std::size_t>(cell)] > counts[static_cast<std::size_t>(column.cell)]) {
      column.cell = cell;
    }
  }
  column.order = order.value_or(DateOrder::month_first);
  column.order_assumed = column.cell == Cell::date && open && !order;
}

std::size_t parse_pass(const Source& source, const Body& body, const Parts& parts,
                       const std::vector<ColumnFormat>& formats, bool salvage, std::size_t capacity,
                       std::vector<ParsedColumn>& columns, std::vector<std::string>& warnings) {
  std::vector<ColumnState> states(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ParsedColumn& column = columns[c];
    states[c].cell = column.cell;
    states[c].exponent = formats[c].exponent;
    states[c].dates.order = column.order;
    if (column.cell != Cell::skip) {
      column.values.resize(capacity);
      states[c].values = column.values.data();
    }
  }
  RowParser parser(body, states, columns);
  const bool whole = parser.parse(parts.lines.data(), parts.lines.data() + parts.lines.size()) &&
                     parser.parse(parts.last.data(), parts.last.data() + parts.last.size());
  if (!whole) {
    if (!salvage) {
      source.fail(
          parser.problem(), at_line(parser.bad_line()),
          "the file is cut off or damaged there: export it again, or read the rows before with --salvage");
    }
    warnings.push_back(fmt::format("{} ({}): the {} rows before are returned", parser.problem(),
                                   at_line(parser.bad_line()), parser.rows()));
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (states[c].labels.full()) {
      warnings.push_back(
          fmt::format("column {} has more than {} different texts: left out", formats[c].name, label_limit));
      columns[c].cell = Cell::skip;
      columns[c].values.clear();
    } else if (columns[c].cell == Cell::text) {
      columns[c].labels = states[c].labels.take();
    }
  }
  return parser.rows();
}

}  // namespace

bool read_whole_number(std::string_view field, char decimal, int exponent, double& value,
                       std::string& scratch) {
  scratch.assign(field);
  scratch.push_back('\n');
  const char* end = read_number(scratch.data(), decimal, exponent, value);
  if (end == scratch.data() + field.size()) {
    return std::isfinite(value);
  }
  if (strip_thousands(field, decimal, scratch)) {
    end = read_number(scratch.data(), decimal, exponent, value);
    return end == scratch.data() + scratch.size() - 1 && std::isfinite(value);
  }
  return false;
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f'; };
  while (!text.empty() && blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string> split_line(std::string_view line, char delimiter) {
  std::vector<std::string> fields;
  if (delimiter == ' ') {
    line = trim(line);
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) {
    line.remove_suffix(1);
  }
  const bool runs = delimiter == ' ';
  const auto is_delimiter = [&](char c) { return c == delimiter || (runs && c == '\t'); };
  std::size_t at = 0;
  for (;;) {
    std::string field;
    if (at < line.size() && line[at] == '"') {
      for (++at; at < line.size(); ++at) {
        if (line[at] == '"' && at + 1 < line.size() && line[at + 1] == '"') {
          ++at;
        } else if (line[at] == '"') {
          break;
        }
        field.push_back(line[at]);
      }
      while (at < line.size() && !is_delimiter(line[at])) {
        ++at;
      }
    } else {
      const std::size_t start = at;
      while (at < line.size() && !is_delimiter(line[at])) {
        ++at;
      }
      field = line.substr(start, at - start);
    }
    fields.emplace_back(trim(field));
    if (at >= line.size()) {
      return fields;
    }
    ++at;
    while (runs && at < line.size() && is_delimiter(line[at])) {
      ++at;
    }
  }
}

Cell classify(std::string_view field, char decimal) {
  field = trim(field);
  if (field.empty() || says_nothing(field)) {
    return Cell::skip;
  }
  double value = 0;
  std::string scratch;
  if (read_whole_number(field, decimal, 0, value, scratch)) {
    return Cell::number;
  }
  if (read_duration(field, decimal)) {
    return Cell::duration;
  }
  return read_date(field) ? Cell::date : Cell::text;
}

Parsed parse_columns(const Source& source, const Body& body, const std::vector<ColumnFormat>& formats,
                     bool salvage) {
  if (formats.size() > column_limit) {
    source.fail(fmt::format("has {} columns", formats.size()), at_line(body.line),
                fmt::format("at most {} are read: this is hardly a table of measurements", column_limit));
  }
  const Parts parts = split_parts(body.text);
  // Every row but the last has a delimiter between its fields, so that the memory for the columns is bounded
  // by the size of the file however many empty lines it has.
  const std::size_t capacity = std::min(count_lines(parts.lines) + count_lines(parts.last),
                                        body.text.size() / std::max<std::size_t>(1, formats.size() - 1) + 2);

  Parsed parsed;
  parsed.columns.resize(formats.size());
  const auto sample = sample_rows(body);
  for (std::size_t c = 0; c < formats.size(); ++c) {
    decide(sample, c, body.decimal, formats[c].cell, parsed.columns[c]);
  }
  parsed.rows = parse_pass(source, body, parts, formats, salvage, capacity, parsed.columns, parsed.warnings);
  if (parsed.rows == 0) {
    source.fail("has no rows of data", at_line(body.line), "export it again with the measured points");
  }

  // Columns that turned out to hold text are read once more as such.
  std::vector<ParsedColumn> again(formats.size());
  bool any = false;
  for (std::size_t c = 0; c < formats.size(); ++c) {
    const ParsedColumn& column = parsed.columns[c];
    const bool text = formats[c].cell == Cell::automatic && column.cell != Cell::text &&
                      2 * column.unreadable > parsed.rows - column.empty;
    again[c].cell = text ? Cell::text : Cell::skip;
    any = any || text;
  }
  if (any) {
    std::vector<std::string> repeated;
    parse_pass(source, body, parts, formats, salvage, capacity, again, repeated);
    for (std::size_t c = 0; c < formats.size(); ++c) {
      if (!again[c].values.empty()) {
        parsed.columns[c] = std::move(again[c]);
      }
    }
  }
  for (auto& column : parsed.columns) {
    if (column.cell != Cell::skip) {
      column.values.resize(parsed.rows);
    }
  }
  return parsed;
}

}  // namespace nacre::formats::text
