// VersaStudio files: sections <Name> ... </Name> of lines key=value; a <SegmentN> has a line
// "Definition=Segment
// #, Point #, E(V), I(A), Elapsed Time(s), ..., Frequency(Hz), ..., Z Real, Z Imag, ..." that names the
// columns, and then the rows, with commas. Each segment with impedance is a spectrum; rows of direct current
// have a frequency of zero.
#include "nacre/formats/spectra/versastudio.hpp"

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

constexpr std::string_view definition("Definition=");

// What describes the measurement, rather than the look of the program's windows.
bool is_told(std::string_view section) {
  return section == "Instrument" || section == "Experiment" || section.starts_with("Action");
}

// The rows up to the end of the segment. ended: false where the file ends before it.
text::Body take_rows(text::Lines& lines, bool& ended) {
  text::Body body;
  body.line = lines.number() + 1;
  body.delimiter = ',';
  const auto rest = lines.rest();
  const std::size_t begin = lines.position();
  std::size_t end = begin;
  ended = false;
  for (std::string_view line; !ended && lines.next(line);) {
    ended = text::trim(line).starts_with("</");
    end = ended ? end : lines.position();
  }
  body.text = rest.substr(0, end - begin);
  return body;
}

}  // namespace

Match detect_versastudio(const Source& source) {
  const auto decoded = text::decode(source.bytes().substr(0, 4096));
  const bool found =
      decoded.text.starts_with("<Application>") && decoded.text.find("VersaStudio") != std::string_view::npos;
  return found ? Match::certain : Match::no;
}

Table read_versastudio(const Source& source, const ReadOptions& options) {
  Blocks blocks;
  blocks.decoded = text::decode(source.bytes());
  text::Lines lines(blocks.decoded.text);
  std::string section;
  for (std::string_view line; lines.next(line);) {
    line = text::trim(line);
    const auto equals = line.find('=');
    if (line.starts_with('<') && line.ends_with('>')) {
      section = line.substr(1, line.size() - 2);
    } else if (line.starts_with(definition) && section.starts_with("Segment")) {
      Block block;
      for (const auto& name : text::split_line(line.substr(definition.size()), ',')) {
        block.headings.push_back(text::interpret_heading(name));
      }
      if (block.headings.back().text == "0") {
        block.headings.pop_back();  // a name without values
      }
      bool ended = false;
      block.body = take_rows(lines, ended);
      if (!ended && !options.salvage) {
        source.fail("ends inside " + section, at_line(lines.number()),
                    "copy the file again, or read the rows before with --salvage");
      }
      if (!ended) {
        blocks.warnings.push_back("the file ends inside " + section + " (" + at_line(lines.number()) + ")");
      }
      if (find_places(block.headings).complete()) {
        blocks.list.push_back(std::move(block));
      }
    } else if (is_told(section) && equals != std::string_view::npos && equals + 1 < line.size()) {
      blocks.metadata.emplace_back(section + " " + text::to_utf8(line.substr(0, equals)),
                                   text::to_utf8(line.substr(equals + 1)));
    }
  }
  return read_blocks(source, options, std::move(blocks));
}

}  // namespace nacre::formats::spectra
