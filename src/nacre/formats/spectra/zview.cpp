// ZPlot and ZView (Scribner) files, in both layouts:
//
//   ZPLOT2 ASCII                                         "ZPlotW Data File: Version 3.2c", "Z60W Data File:
//   ..."
//     Date:    10-12-2018  ...                           "..." lines of remarks
//     Freq(Hz)<TAB>Ampl<TAB>Bias<TAB>Time(Sec)<TAB>      0,3,0,1,300000,0.005
//     Z'(a)<TAB>Z''(b)<TAB>GD<TAB>Err<TAB>Range          79                    points that were asked for
//   End Comments                                         "  Freq(Hz)    Ampl     Bias   Time(Sec)   Z'(a)
//   ..." 1.0E+04<TAB>0.0E+00<TAB>...                          3.0E+05, 1.0E-02, ...
//
// Rows have tabs, commas or blanks between their fields, and may lack the last columns. A sweep that was
// stopped has fewer rows than were asked for.
#include "nacre/formats/spectra/zview.hpp"

#include <algorithm>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

bool is_heading(std::string_view line) {
  return line.size() < 1000 && line.find("Z'(a)") != std::string_view::npos &&
         line.find("Z''(b)") != std::string_view::npos && line.find("Freq") != std::string_view::npos;
}

// Names apart by tabs, commas, or two blanks and more: "Freq (Hz)" has one inside.
std::vector<text::Heading> read_headings(std::string_view line) {
  std::vector<text::Heading> headings;
  line = text::trim(line);
  if (line.starts_with('"') && line.ends_with('"') && line.size() > 1) {
    line = line.substr(1, line.size() - 2);
  }
  while (!(line = text::trim(line)).empty()) {
    const auto end = std::min({line.find('\t'), line.find(','), line.find("  "), line.size()});
    if (const auto name = text::trim(line.substr(0, end)); !name.empty()) {
      headings.push_back(text::interpret_heading(name));
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return headings;
}

void take_remark(std::string_view line, Blocks& blocks) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.find_first_of("\"\t") != std::string_view::npos) {
    return;
  }
  const auto key = text::trim(line.substr(0, colon));
  const auto value = text::trim(line.substr(colon + 1));
  if (!key.empty() && !value.empty()) {
    blocks.metadata.emplace_back(text::to_utf8(key), text::to_utf8(value));
  }
}

}  // namespace

Match detect_zview(const Source& source) {
  const auto start = text::decode(source.bytes().substr(0, 16));
  if (!start.text.starts_with("ZPLOT") && !start.text.starts_with("\"Z")) {
    return Match::no;
  }
  const text::Head head(source);
  return std::any_of(head.lines().begin(), head.lines().end(), is_heading) ? Match::certain : Match::no;
}

Table read_zview(const Source& source, const ReadOptions& options) {
  Blocks blocks;
  blocks.decoded = text::decode(source.bytes());
  blocks.may_stop_early = true;
  text::Lines lines(blocks.decoded.text);
  std::string_view line;
  std::optional<std::size_t> points;
  while (lines.next(line) && !is_heading(line)) {
    points = text::read_count(line);
    take_remark(line, blocks);
  }
  if (is_heading(line)) {
    Block block;
    block.headings = read_headings(line);
    block.points = points;
    text::Lines ahead = lines;
    if (ahead.next(line) && text::trim(line) == "End Comments") {
      lines = ahead;
    }
    block.body.text = lines.rest();
    block.body.line = lines.number() + 1;
    block.body.delimiter = '\0';
    blocks.list.push_back(std::move(block));
  }
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
