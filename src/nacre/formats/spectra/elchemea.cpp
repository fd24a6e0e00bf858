// Elchemea Analytical .i2b: four lines of remarks, the number of points alone in a line, then a line
// "frequency Re(Z) Im(Z)" for each.
#include "nacre/formats/spectra/elchemea.hpp"

#include <array>
#include <optional>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

constexpr std::array<std::string_view, 3> columns = {"Frequency/Hz", "Z'/ohm", "Z''/ohm"};
constexpr std::size_t most_remarks = 20;

bool is_row(std::string_view line) {
  const auto fields = text::split_line(line, ' ');
  return fields.size() == columns.size() && std::all_of(fields.begin(), fields.end(), [](const auto& field) {
           return text::classify(field, '.') == text::Cell::number;
         });
}

// Of the line that holds the number of points, the first in the file that holds nothing but a number; rows
// must follow, where it is above zero.
std::optional<std::size_t> find_count(const std::vector<std::string_view>& lines) {
  for (std::size_t i = 1; i + 1 < lines.size() && i <= most_remarks; ++i) {
    if (text::read_count(lines[i])) {
      return is_row(lines[i + 1]) ? std::optional(i) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Match detect_i2b(const Source& source) {
  return find_count(text::Head(source).lines()) ? Match::certain : Match::no;
}

Table read_i2b(const Source& source, const ReadOptions& options) {
  const auto count = find_count(text::Head(source).lines());
  if (!count) {
    source.fail("has no line with the number of points, and rows below it", at_line(1),
                "read it with --reader spectrum-text");
  }
  Blocks blocks;
  blocks.decoded = text::decode(source.bytes());
  text::Lines lines(blocks.decoded.text);
  std::string_view line;
  while (lines.next(line) && lines.number() <= *count) {
    if (!text::trim(line).empty()) {
      blocks.metadata.emplace_back(at_line(lines.number()), text::to_utf8(text::trim(line)));
    }
  }
  Block block;
  for (const auto name : columns) {
    block.headings.push_back(text::interpret_heading(name));
  }
  block.points = text::read_count(line);
  block.body = {lines.rest(), lines.number() + 1, ' ', '.'};
  blocks.list.push_back(std::move(block));
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
