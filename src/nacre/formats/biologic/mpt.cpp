#include "nacre/formats/biologic/mpt.hpp"

#include <algorithm>

#include "nacre/formats/biologic/mpt_header.hpp"
#include "nacre/formats/biologic/standard.hpp"
#include "nacre/formats/plain.hpp"
#include "nacre/formats/text/columns.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::biologic {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 16U;
constexpr std::string_view time_label("time/s");

std::string_view first_line(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size()));
}

// The last line that is not empty, without its end, and the line before it.
struct LastLines {
  std::string_view last;
  std::string_view before;
  bool ended = true;  // the last line has its end
};

LastLines last_lines(std::string_view text) {
  LastLines lines;
  lines.ended = text.ends_with('\n');
  const auto take = [&text] {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
      text.remove_suffix(1);
    }
    const auto start = text.rfind('\n');
    const auto line = text.substr(start == std::string_view::npos ? 0 : start + 1);
    text.remove_suffix(line.size());
    return line;
  };
  lines.last = take();
  lines.before = take();
  return lines;
}

// EC-Lab writes no end behind its last line, so that a missing one does not show that the file was cut off;
// but it writes all numbers of a column in the same number of characters, and all exponents of a file with as
// many digits.
bool is_cut_off(const LastLines& lines) {
  const auto last_field = [](std::string_view line) {
    auto field = line.substr(line.rfind('\t') + 1);
    field.remove_prefix(static_cast<std::size_t>(field.starts_with('-')));
    return field;
  };
  const auto exponent = [](std::string_view field) {
    return field.size() - std::min(field.find('E'), field.size());
  };
  if (lines.ended) {
    return false;
  }
  const auto field = last_field(lines.last);
  if (!lines.before.empty()) {
    const auto usual = last_field(lines.before);
    return usual.find_first_of(".,") != std::string_view::npos && field.size() != usual.size();
  }
  const auto others = text::split_line(lines.last.substr(0, lines.last.size() - field.size()), '\t');
  return std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    return other.find('E') != std::string::npos && exponent(other) != exponent(field);
  });
}

// EC-Lab sometimes names columns behind an empty label that the rows do not have.
void settle_labels(const std::vector<std::string>& row, std::vector<std::string>& labels) {
  auto fields = row.size();
  while (fields > 0 && row[fields - 1].empty()) {
    --fields;
  }
  const auto empty = std::find(labels.begin(), labels.end(), "");
  if (fields == static_cast<std::size_t>(empty - labels.begin())) {
    labels.erase(empty, labels.end());
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].empty()) {
      labels[i] = "column " + std::to_string(i + 1);
    }
  }
}

char find_decimal(std::string_view body) {
  const auto head = body.substr(0, head_bytes);
  return head.find('.') == std::string_view::npos && head.find(',') != std::string_view::npos ? ',' : '.';
}

std::vector<text::ColumnFormat> make_formats(const MptHeader& header, const std::vector<std::string>& row,
                                             char decimal) {
  std::vector<text::ColumnFormat> formats;
  for (std::size_t i = 0; i < header.labels.size(); ++i) {
    const bool is_date = header.labels[i] == time_label && i < row.size() &&
                         text::classify(row[i], decimal) == text::Cell::date;
    formats.push_back({header.labels[i], is_date ? text::Cell::date : text::Cell::number});
  }
  return formats;
}

void warn_of_column(const std::string& label, const text::ParsedColumn& column, Table& table) {
  if (column.unreadable > 0) {
    table.warnings.push_back("column " + label + ": " + std::to_string(column.unreadable) +
                             " values are no numbers, the first in line " +
                             std::to_string(column.first_unreadable_line) + ": " + column.first_unreadable);
  }
  if (column.order_assumed) {
    table.warnings.push_back("column " + label + ": the dates are taken as month/day/year");
  }
}

// Dates and times to seconds since the start of the acquisition.
void count_from_start(Numbers& time, std::optional<double>& start, Table& table) {
  if (!start) {
    const auto first = std::find_if(time.begin(), time.end(), [](double value) { return value == value; });
    start = first == time.end() ? std::nullopt : std::optional(*first);
  }
  if (start) {
    for (double& value : time) {
      value -= *start;
    }
    table.metadata.emplace_back("time_s", "computed: date and time of the row less the start");
  }
}

}  // namespace

Match detect_mpt(const Source& source) {
  const auto decoded = text::decode(source.bytes().substr(0, head_bytes));
  if (has_mpt_signature(decoded.text)) {
    return Match::certain;
  }
  const auto line = first_line(decoded.text);
  const bool is_table = is_label_line(line) && line.find("/V") != std::string_view::npos;
  return is_table ? Match::certain : Match::no;
}

Table read_mpt(const Source& source, const ReadOptions& options) {
  const auto decoded = text::decode(source.bytes());
  MptHeader header = read_mpt_header(decoded.text);
  if (header.labels.empty()) {
    source.fail("has no line that names the columns", at_line(1), "export the file again with its header");
  }
  text::Body body;
  body.text = decoded.text.substr(header.data);
  body.line = header.label_line + 1;
  body.delimiter = '\t';

  Table table;
  table.warnings = std::move(header.warnings);
  const LastLines lines = last_lines(body.text);
  if (lines.last.empty()) {
    source.fail("holds no data points", at_line(body.line), "export the file again with the measured points");
  }
  if (is_cut_off(lines)) {
    const auto where =
        at_line(body.line + static_cast<std::size_t>(std::count(body.text.begin(), body.text.end(), '\n')));
    if (!options.salvage || lines.before.empty()) {
      source.fail("ends inside a number", where, "copy the file again, or read what there is with --salvage");
    }
    table.warnings.push_back("the file ends inside a number (" + where + "): the last row was left out");
    body.text.remove_suffix(lines.last.size());
  }
  body.decimal = find_decimal(body.text);
  const auto row = text::split_line(first_line(body.text), '\t');
  settle_labels(row, header.labels);
  auto parsed = text::parse_columns(source, body, make_formats(header, row, body.decimal), options.salvage);

  table.warnings.insert(table.warnings.end(), parsed.warnings.begin(), parsed.warnings.end());
  table.metadata = std::move(header.metadata);
  if (header.start) {
    table.metadata.emplace_back("acquisition started", local_time_text(*header.start));
  }
  Measurement measurement;
  measurement.technique = header.technique;
  for (std::size_t i = 0; i < parsed.columns.size(); ++i) {
    auto& column = parsed.columns[i];
    warn_of_column(header.labels[i], column, table);
    if (column.cell == text::Cell::date) {
      count_from_start(column.values, header.start, table);
    }
    measurement.columns.push_back({std::move(header.labels[i]), std::move(column.values), false});
  }
  measurement.start = header.start;
  measurement.loops = std::move(header.loops);
  add_columns(std::move(measurement), table);
  return table;
}

}  // namespace nacre::formats::biologic
