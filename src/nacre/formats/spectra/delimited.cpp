#include "nacre/formats/spectra/delimited.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/formats/spectra/spectrum.hpp"
#include "nacre/formats/spectrum_count.hpp"
#include "nacre/formats/text/generic.hpp"
#include "nacre/formats/text/layout.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::spectra {
namespace {

bool holds_spectrum(const std::vector<text::Heading>& headings) { return find_places(headings).complete(); }

// The rows of the head from a line on, as numbers, as far as they have equally many.
std::vector<std::vector<double>> sample(const text::Head& head, const text::HeadingLine& start) {
  std::vector<std::vector<double>> rows;
  std::string scratch;
  // The last line may be cut off.
  for (std::size_t i = start.index; i < head.lines().size(); ++i) {
    if (text::trim(head.lines()[i]).empty()) {
      continue;
    }
    std::vector<double> row;
    for (const auto& field : text::split_line(head.lines()[i], start.delimiter)) {
      double value = 0;
      const char decimal = field.find(',') == std::string::npos ? '.' : ',';
      row.push_back(text::read_whole_number(field, decimal, 0, value, scratch) ? value : std::nan(""));
    }
    while (!row.empty() && std::isnan(row.back())) {
      row.pop_back();
    }
    if (!rows.empty() && row.size() != rows.front().size()) {
      break;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

struct Found {
  text::HeadingLine line;
  std::optional<Places> guessed;  // where there are no headings
};

std::optional<Found> find(const Source& source) {
  const text::Head head(source);
  if (auto line = text::find_heading(head, holds_spectrum)) {
    return Found{std::move(*line), std::nullopt};
  }
  if (auto line = text::find_any_heading(head); line && line->headings.empty()) {
    if (const Places places = guess_places(sample(head, *line)); places.complete()) {
      return Found{std::move(*line), places};
    }
  }
  return std::nullopt;
}

}  // namespace

Match detect_delimited(const Source& source) {
  const auto found = find(source);
  return !found ? Match::no : found->guessed ? Match::possible : Match::certain;
}

Table read_delimited(const Source& source, const ReadOptions& options) {
  if (!options.column_map.empty()) {
    return text::read_generic(source, options);
  }
  const auto found = find(source);
  if (!found) {
    source.fail("has no columns of frequency and impedance", at_line(1),
                "name them: --map frequency_Hz=HEADING --map z_real_ohm=HEADING --map z_imag_ohm=HEADING");
  }
  const auto layout = text::make_layout(source, found->line);
  Table table = read_spectrum(source, options, layout, found->guessed);
  count_spectra(table);
  const char delimiter = layout.body.delimiter;
  table.metadata.emplace_back("columns apart by", delimiter == '\t'  ? "tabs"
                                                  : delimiter == ' ' ? "blanks"
                                                                     : std::string(1, delimiter));
  return table;
}

}  // namespace nacre::formats::spectra
