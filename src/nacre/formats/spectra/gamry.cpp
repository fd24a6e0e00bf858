// Gamry Framework files: "EXPLAIN", then lines KEY<TAB>TYPE<TAB>value<TAB>remark, and tables:
//
//   ZCURVE<TAB>TABLE                                or with the number of rows behind
//   <TAB>Pt<TAB>Time<TAB>Freq<TAB>Zreal<TAB>...     names
//   <TAB>#<TAB>s<TAB>Hz<TAB>ohm<TAB>...             units
//   <TAB>0<TAB>2<TAB>100078,1<TAB>...               rows, until a line that does not begin with a tab
//
// The decimal character is that of the computer. Each table ZCURVE is a spectrum; the other tables (OCVCURVE)
// are passed over. Drift-corrected values (ZrealDrCor, ...) stay beside the measured ones, under their own
// names.
#include "nacre/formats/spectra/gamry.hpp"

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

constexpr std::string_view signature("EXPLAIN");
constexpr std::string_view table_name("ZCURVE");

bool is_table(std::string_view line) { return line.find("\tTABLE") != std::string_view::npos; }

void take_setting(std::string_view line, Blocks& blocks) {
  const auto fields = text::split_line(line, '\t');
  if (fields.size() < 3 || fields[0].empty() || fields[2].empty()) {
    return;
  }
  blocks.metadata.emplace_back(text::to_utf8(fields[0]), text::to_utf8(fields[2]));
  if (fields[0] == "EXPERIMENTABORTED" && fields[2] == "T") {
    blocks.warnings.emplace_back("the experiment was aborted");
  }
}

// Names and units, without the empty field in front of them.
std::vector<text::Heading> read_headings(std::string_view names, std::string_view units) {
  std::vector<text::Heading> headings;
  const auto unit = text::split_line(units, '\t');
  for (const auto& name : text::split_line(names, '\t')) {
    auto& heading = headings.emplace_back(text::interpret_heading(name));
    if (headings.size() <= unit.size()) {
      heading.unit = unit[headings.size() - 1] == "#" ? "1" : text::to_utf8(unit[headings.size() - 1]);
    }
  }
  headings.erase(headings.begin());
  return headings;
}

// The table below the line that announces it; `line` becomes the first one behind it.
Block take_table(text::Lines& lines, std::string_view& line, bool& more) {
  Block block;
  std::string_view names;
  lines.next(names);
  lines.next(line);
  block.headings = read_headings(names, line);
  block.body.line = lines.number() + 1;
  block.body.delimiter = ' ';  // rows begin with a tab, and no field is empty
  const auto rest = lines.rest();
  const std::size_t begin = lines.position();
  std::size_t end = begin;
  while ((more = lines.next(line)) && line.starts_with('\t')) {
    end = lines.position();
  }
  block.body.text = rest.substr(0, end - begin);
  return block;
}

}  // namespace

Match detect_gamry(const Source& source) {
  const auto decoded = text::decode(source.bytes().substr(0, 16));
  if (!decoded.text.starts_with(signature)) {
    return Match::no;
  }
  return text::decode(source.bytes()).text.find("\nZCURVE") != std::string_view::npos ? Match::certain
                                                                                      : Match::no;
}

Table read_gamry(const Source& source, const ReadOptions& options) {
  Blocks blocks;
  blocks.decoded = text::decode(source.bytes());
  text::Lines lines(blocks.decoded.text);
  std::string_view line;
  for (bool more = lines.next(line); more;) {
    if (line.starts_with(table_name) && is_table(line)) {
      blocks.list.push_back(take_table(lines, line, more));
    } else {
      take_setting(line, blocks);
      more = lines.next(line);
    }
  }
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
