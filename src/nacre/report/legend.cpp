#include "nacre/report/legend.hpp"

#include <algorithm>
#include <cstdint>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

constexpr double between = 9;  // two entries
constexpr double before_text = 4;

std::vector<LegendEntry> entries_of(const Panel& panel) {
  std::vector<LegendEntry> entries;
  for (const auto& band : panel.bands) {
    LegendEntry entry{band.name, band.colour};
    entry.band = true;
    entries.push_back(entry);
  }
  for (const auto& series : panel.series) {
    if (series.in_legend) {
      entries.push_back(
          {series.name, series.colour, series.line_width, series.dash, series.symbol, series.open});
    }
  }
  std::erase_if(entries, [](const LegendEntry& entry) { return entry.name.empty(); });
  return entries;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0;  // in units of the size; Helvetica's widths, by kinds of characters
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (std::string_view("iljtfrI.,:;|!'()[]/ -").find(c) != std::string_view::npos) {
      width += 0.34;
    } else if (std::string_view("mwMW%@").find(c) != std::string_view::npos) {
      width += 0.95;
    } else if (c >= 'A' && c <= 'Z') {
      width += 0.72;
    } else if (byte < 0x80) {
      width += 0.57;
    } else if ((byte & 0xC0) != 0x80) {
      width += byte >= 0xE3 ? 1.0 : 0.6;  // CJK and beyond are as wide as they are high
    }
  }
  return width * size;
}

Legend lay_out_legend(const Panel& panel, double width) {
  Legend legend{entries_of(panel)};
  double x = 0;
  for (auto& entry : legend.entries) {
    const double room = width - legend_sample - before_text;
    std::size_t characters = length(entry.name);
    while (characters > 4 && text_width(entry.name, legend_text_size) > room) {
      entry.name = shortened(entry.name, --characters);
    }
    const double own = legend_sample + before_text + text_width(entry.name, legend_text_size);
    if (x > 0 && x + own > width) {
      x = 0;
      ++legend.rows;
    }
    entry.x = x;
    entry.row = legend.rows;
    x += own + between;
  }
  legend.rows += legend.entries.empty() ? 0 : 1;
  return legend;
}

}  // namespace nacre::report
