// IviumSoft files: a mixture of text with CR LF and a few binary bytes at the ends of its parts. Of each
// measurement:
//
//   Method=Impedance
//   Title=...
//   ...                                   other lines key=value
//   primary_data
//   3                                     columns
//   29                                    rows
//   1.09009E+02  -2.65557E+01<TAB>1.00000E+04     Re Z, Im Z, frequency
//   7, osc_data, ...                      the oscillations themselves: not read
//
// Source: public readers (pyimpspec) and the reference file. Measurements of another method have primary_data
// of other quantities: they are passed over, with a warning.
#include "nacre/formats/spectra/ivium.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

constexpr std::string_view data_name("primary_data");
constexpr std::array<std::string_view, 3> columns = {"Z'/ohm", "Z''/ohm", "Frequency/Hz"};
constexpr std::array<std::string_view, 6> told = {"Title",     "Method",  "Technique",
                                                  "starttime", "endtime", "software"};

// The next line, as a whole number. Throws InputError with the line.
std::size_t take_number(const Source& source, text::Lines& lines, std::string_view what) {
  std::string_view line;
  const auto number = lines.next(line) ? text::read_count(line) : std::nullopt;
  if (!number) {
    source.fail(fmt::format("has no number of {} below {}", what, data_name), at_line(lines.number()),
                "copy the file again");
  }
  return *number;
}

Block take_block(const Source& source, text::Lines& lines) {
  const auto width = take_number(source, lines, "columns");
  if (width != columns.size()) {
    source.fail(fmt::format("has {} columns of impedance where {} are expected", width, columns.size()),
                at_line(lines.number()), "export the measurement as text in IviumSoft and read that");
  }
  Block block;
  block.points = take_number(source, lines, "points");
  for (const auto name : columns) {
    block.headings.push_back(text::interpret_heading(name));
  }
  block.body.line = lines.number() + 1;
  block.body.delimiter = ' ';
  const auto rest = lines.rest();
  const std::size_t begin = lines.position();
  std::string_view line;
  for (std::size_t i = 0; i < *block.points && lines.next(line); ++i) {
  }
  block.body.text = rest.substr(0, lines.position() - begin);
  return block;
}

}  // namespace

Match detect_ivium(const Source& source) {
  constexpr std::size_t head = 1U << 16U;
  const auto start = source.bytes().substr(0, head);
  const bool found = start.find("\nMethod=") != std::string_view::npos &&
                     start.find("\nTechnique=") != std::string_view::npos &&
                     source.bytes().find(data_name) != std::string_view::npos;
  return found ? Match::certain : Match::no;
}

Table read_ivium(const Source& source, const ReadOptions& options) {
  Blocks blocks;
  blocks.decoded = {nullptr, source.bytes(), "8-bit, with binary parts"};
  text::Lines lines(source.bytes());
  std::string method;
  for (std::string_view line; lines.next(line);) {
    line = text::trim(line);
    const auto equals = line.find('=');
    const auto key = line.substr(0, equals);
    if (equals != std::string_view::npos && std::find(told.begin(), told.end(), key) != told.end()) {
      const auto value = text::to_utf8(line.substr(equals + 1));
      method = key == "Method" ? value : method;
      if (!value.empty()) {
        blocks.metadata.emplace_back(std::string(key), value);
      }
    } else if (line == data_name && method.find("mpedance") == std::string::npos) {
      blocks.warnings.push_back(
          fmt::format("a measurement of the method '{}' ({}) was passed over: only Impedance is read", method,
                      at_line(lines.number())));
    } else if (line == data_name) {
      blocks.list.push_back(take_block(source, lines));
    }
  }
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
