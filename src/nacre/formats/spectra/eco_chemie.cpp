// Eco Chemie .dfr: "VERSION8.0", the number of points, a number of unknown meaning, then nine lines of one
// number each for every point: frequency, Z', -Z'', the direct potential and current, the time, and three of
// unknown meaning. In the only file at hand the last six are zero: what they are is from the source of
// another reader (pyimpspec), and they keep names of their own.
#include "nacre/formats/spectra/eco_chemie.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <memory>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

constexpr std::string_view dfr_signature("VERSION");
constexpr std::array<std::string_view, 9> dfr_columns = {"f/Hz", "Z'/Ohm",   "-Z''/Ohm", "E_dc",    "I_dc",
                                                         "t",    "column 7", "column 8", "column 9"};

}  // namespace

Match detect_dfr(const Source& source) {
  text::Lines lines(source.bytes().substr(0, 200));
  std::string_view line;
  const bool found = lines.next(line) && line.starts_with(dfr_signature) && lines.next(line) &&
                     text::read_count(line) && lines.next(line) && text::read_count(line);
  return found ? Match::certain : Match::no;
}

Table read_dfr(const Source& source, const ReadOptions& options) {
  text::Lines lines(source.bytes());
  std::string_view line;
  lines.next(line);
  const auto points = lines.next(line) ? text::read_count(line) : std::nullopt;
  if (!points || !lines.next(line)) {
    source.fail("has no number of points", at_line(2), "copy the file again");
  }
  // The lines of a point as one row.
  const auto rows = std::make_shared<std::string>();
  double value = 0;
  std::string scratch;
  std::size_t count = 0;
  while (count < *points * dfr_columns.size() && lines.next(line) &&
         text::read_whole_number(text::trim(line), '.', 0, value, scratch)) {
    rows->append(text::trim(line));
    rows->push_back(++count % dfr_columns.size() == 0 ? '\n' : '\t');
  }
  Blocks blocks;
  if (const std::size_t whole = count / dfr_columns.size(); whole < *points) {
    const std::string problem =
        fmt::format("announces {} points of {} numbers, and has {}", *points, dfr_columns.size(), whole);
    if (!options.salvage || whole == 0) {
      source.fail(problem, at_line(lines.number()),
                  "copy the file again, or read what there is with --salvage");
    }
    blocks.warnings.push_back("the file " + problem + " (" + at_line(lines.number()) + ")");
    rows->resize(rows->rfind('\n') + 1);
  } else if (!source.bytes().ends_with('\n')) {
    blocks.warnings.emplace_back(
        "the last line has no end: if the file was cut off there, its number is wrong");
  }
  blocks.decoded = {rows, *rows, "ASCII"};
  Block block;
  for (const auto name : dfr_columns) {
    block.headings.push_back(text::interpret_heading(name));
  }
  block.body = {*rows, 4, '\t', '.'};
  blocks.list.push_back(std::move(block));
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
