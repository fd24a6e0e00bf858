#include "nacre/formats/text/rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/memory.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {
namespace {

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

// The start of the line before the one that starts at `at`.
std::size_t line_before(std::string_view text, std::size_t at) {
  const auto end = at < 2 ? std::string_view::npos : text.rfind('\n', at - 2);
  return end == std::string_view::npos ? 0 : end + 1;
}

}  // namespace

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

std::size_t scan_rows(const Source& source, const Body& body, const Parts& parts,
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

}  // namespace nacre::formats::text
