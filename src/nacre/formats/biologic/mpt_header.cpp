#include "nacre/formats/biologic/mpt_header.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "nacre/formats/text/clock.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::biologic {
namespace {

constexpr std::size_t most_header_lines = 100'000;  // a line per loop
constexpr std::size_t cell_width = 20;              // of the table of settings

// Text behind a prefix as a whole number, or nothing.
std::optional<std::size_t> number_behind(std::string_view line, std::string_view prefix) {
  const auto at = line.find(prefix);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const auto digits = text::trim(line.substr(at + prefix.size()));
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

std::vector<std::string> read_labels(std::string_view line) {
  std::vector<std::string> labels;
  for (const auto& field : text::split_line(line, '\t')) {
    labels.push_back(text::to_utf8(text::trim(field)));
  }
  while (!labels.empty() && labels.back().empty()) {
    labels.pop_back();
  }
  return labels;
}

class HeaderReader {
 public:
  explicit HeaderReader(MptHeader& header) : header_(header) {}

  void take(std::string_view line, std::size_t number) {
    const auto content = text::trim(line);
    if (number <= 2 || content.empty()) {
      return;
    }
    if (content.starts_with("Loop ")) {
      // Loops that do not follow each other are not understood, and left out.
      const auto first = number_behind(content, "from point number ");
      if (first && (header_.loops.empty() || *first >= header_.loops.back())) {
        header_.loops.push_back(*first);
      }
      return;
    }
    const auto colon = content.find(" : ");
    if (header_.technique.empty() && colon == std::string_view::npos) {
      header_.technique = text::to_utf8(content);
      add("technique", content);
    } else if (colon != std::string_view::npos) {
      add(text::trim(content.substr(0, colon)), text::trim(content.substr(colon + 3)));
    } else if (line.size() > cell_width && line.front() != ' ' && line.front() != '\t' &&
               line[cell_width - 1] == ' ') {
      take_setting(line);
    }
  }

 private:
  void add(std::string_view key, std::string_view value) {
    if (value.empty() || key.empty()) {
      return;
    }
    if (key == "Acquisition started on" || (key == "Technique started on" && !header_.start)) {
      header_.start = text::read_date(value);
    }
    header_.metadata.emplace_back(text::to_utf8(key), text::to_utf8(value));
  }

  // "Is                  0.000               30.000": the values of the sequences one behind the other.
  void take_setting(std::string_view line) {
    std::string values;
    for (std::size_t at = cell_width; at < line.size(); at += cell_width) {
      if (const auto value = text::trim(line.substr(at, cell_width)); !value.empty()) {
        values += values.empty() ? "" : ", ";
        values += value;
      }
    }
    if (!values.empty()) {
      std::string key("setting ");
      key += text::trim(line.substr(0, cell_width));
      header_.metadata.emplace_back(text::to_utf8(key), text::to_utf8(values));
    }
  }

  MptHeader& header_;
};

}  // namespace

bool has_mpt_signature(std::string_view text) {
  return text.starts_with("EC-Lab ASCII FILE") || text.starts_with("BT-Lab ASCII FILE");
}

bool is_label_line(std::string_view line) {
  static constexpr std::array<std::string_view, 17> known{
      "time/s",     "mode",       "ox/red",  "error",     "Ns",          "freq/Hz",
      "Ewe/V",      "Ecell/V",    "<Ewe>/V", "I/mA",      "<I>/mA",      "control/V",
      "control/mA", "half cycle", "I Range", "Re(Z)/Ohm", "cycle number"};
  std::size_t count = 0;
  for (std::size_t at = 0; at < line.size() && count < 2;) {
    const auto end = std::min(line.find('\t', at), line.size());
    const auto field = text::trim(line.substr(at, end - at));
    count += static_cast<std::size_t>(std::find(known.begin(), known.end(), field) != known.end());
    at = end + 1;
  }
  return count >= 2;
}

MptHeader read_mpt_header(std::string_view text) {
  MptHeader header;
  HeaderReader reader(header);
  text::Lines lines(text);
  std::string_view line;
  std::size_t announced = 0;
  while (lines.number() < most_header_lines && lines.next(line)) {
    if (lines.number() == 2) {
      announced = number_behind(line, "Nb header lines :").value_or(0);
    }
    // A line with none of the usual labels is believed where it stands in the place announced.
    const bool is_announced =
        lines.number() == announced && text::trim(line).find('\t') != std::string_view::npos;
    if (is_label_line(line) || is_announced) {
      header.labels = read_labels(line);
      header.label_line = lines.number();
      header.data = lines.position();
      break;
    }
    reader.take(line, lines.number());
  }
  if (announced > 0 && header.label_line > 0 && announced != header.label_line) {
    header.warnings.push_back("the file announces " + std::to_string(announced) +
                              " header lines, but its columns are named in line " +
                              std::to_string(header.label_line));
  }
  return header;
}

}  // namespace nacre::formats::biologic
