// .P00: a title, lines of remarks, "f/Hz<TAB>Z'/Ohm<TAB>-Z''/Ohm<TAB>time/s<TAB>Edc/V<TAB>Idc/A", the number
// of points alone in a line, then the rows. The program that writes it does not name itself.
#include "nacre/formats/spectra/p00.hpp"

#include <algorithm>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

bool is_heading(std::string_view line) {
  line = text::trim(line);
  return line.starts_with("f/Hz") && line.find("Z'/Ohm") != std::string_view::npos &&
         line.find('\t') != std::string_view::npos;
}

}  // namespace

Match detect_p00(const Source& source) {
  const text::Head head(source);
  const auto& lines = head.lines();
  const auto heading = std::find_if(lines.begin(), lines.end(), is_heading);
  const bool counted = lines.end() - heading > 1 && text::read_count(heading[1]);
  return counted ? Match::certain : Match::no;
}

Table read_p00(const Source& source, const ReadOptions& options) {
  Blocks blocks;
  blocks.decoded = text::decode(source.bytes());
  text::Lines lines(blocks.decoded.text);
  for (std::string_view line; lines.next(line);) {
    if (!is_heading(line)) {
      blocks.metadata.emplace_back(at_line(lines.number()), text::to_utf8(text::trim(line)));
      continue;
    }
    Block block;
    for (const auto& name : text::split_line(text::trim(line), '\t')) {
      block.headings.push_back(text::interpret_heading(name));
    }
    block.points = lines.next(line) ? text::read_count(line) : std::nullopt;
    block.body = {lines.rest(), lines.number() + 1, '\t', '.'};
    blocks.list.push_back(std::move(block));
    break;
  }
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
