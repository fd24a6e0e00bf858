#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "nacre/report/diffraction_figures.hpp"
#include "nacre/report/diffraction_record.hpp"
#include "nacre/report/diffraction_tables.hpp"
#include "nacre/report/text.hpp"
#include "nacre/study/compare.hpp"

namespace nacre::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A weight fraction that the study states, and the one found, in percent.
struct Pair {
  std::string measurement, phase;
  double known, known_std, found, found_std;
};

const std::vector<diffraction::PhaseResult>* phases_of(const DiffractionMeasurement& measurement,
                                                       const study::Published& published) {
  const auto& [pattern, series, along, warnings] = measurement.analysis;
  if (pattern) {
    return &pattern->phases;
  }
  const auto at = published.at.find("pattern");
  const double number = at == published.at.end() ? 1.0 : at->second;
  const bool there = number >= 1.0 && number <= static_cast<double>(series->points.size());
  return there ? &series->points[static_cast<std::size_t>(number) - 1].phases : nullptr;
}

std::vector<Pair> pairs_of(std::span<const DiffractionMeasurement> measurements,
                           const study::Outcome& outcome) {
  std::vector<Pair> pairs;
  for (const auto& measurement : measurements) {
    std::vector<Pair> own;
    for (const auto& comparison : outcome.comparisons) {
      const auto& published = comparison.published;
      const auto phase = published.at.find("phase");
      if (published.quantity != "weight_fraction" || comparison.record != measurement.record ||
          phase == published.at.end() || !std::isfinite(comparison.ours)) {
        continue;
      }
      const auto* phases = phases_of(measurement, published);
      const auto place = static_cast<std::size_t>(phase->second) - 1;
      if (phases == nullptr || !(phase->second >= 1.0) || place >= phases->size()) {
        continue;
      }
      const auto percent = [&](double value) {
        return study::convert(value, published.unit, "percent", {}).value_or(nan);
      };
      own.push_back({measurement.name, (*phases)[place].name, percent(published.value),
                     percent(published.uncertainty.value_or(nan)), percent(comparison.ours),
                     percent(comparison.std)});
    }
    // The outcome has the misses first; here the phases stand in their order.
    const auto* order = measurement.analysis.pattern ? &measurement.analysis.pattern->phases : nullptr;
    if (order != nullptr) {
      std::ranges::stable_sort(own, {}, [&](const Pair& pair) {
        return std::ranges::find(*order, pair.phase, &diffraction::PhaseResult::name) - order->begin();
      });
    }
    std::ranges::move(own, std::back_inserter(pairs));
  }
  return pairs;
}

Series line_between(std::vector<double> x, std::vector<double> y) {
  Series series;
  series.in_legend = false;
  series.colour = {150, 158, 166};
  series.line_width = 0.7;
  series.dash = Dash::dashed;
  series.x = std::move(x);
  series.y = std::move(y);
  return series;
}

// Found over known, and by how much they differ: on the first the smallest fraction can be read, on the
// second the error of the largest.
Figure fraction_figure(const std::vector<Pair>& pairs) {
  static constexpr std::array symbols{Symbol::circle, Symbol::square, Symbol::diamond, Symbol::triangle,
                                      Symbol::triangle_down};
  std::map<std::string, std::size_t> phases;  // in the order in which they come
  double least = 100.0, largest = 0.0;
  for (const auto& pair : pairs) {
    phases.try_emplace(pair.phase, phases.size());
    least = std::min({least, pair.known, pair.found});
    largest = std::max({largest, pair.known, pair.found});
  }
  const bool logarithmic = least > 0.0;
  Axis known{"Known", "wt%"}, found{"Found", "wt%"};
  if (logarithmic) {
    for (auto* axis : {&known, &found}) {
      axis->scale = Scale::logarithmic;
      axis->lower = least / 1.5;
      axis->upper = std::min(largest * 1.5, 150.0);
    }
  }
  Panel both{"", known, found};
  Panel difference{"", {"Known", "wt%"}, {"Found less known", "wt%"}};
  const double low = logarithmic ? *known.lower : 0.0, high = logarithmic ? *known.upper : largest;
  both.series = {line_between({low, high}, {low, high})};
  difference.series = {line_between({0.0, 1.05 * largest}, {0.0, 0.0})};
  std::vector<std::pair<std::size_t, std::string>> in_order;
  in_order.reserve(phases.size());
  for (const auto& [name, place] : phases) {
    in_order.emplace_back(place, name);
  }
  std::ranges::sort(in_order);
  for (const auto& [place, name] : in_order) {
    Series series;
    series.name = name;
    series.colour = phase_colour(place);
    series.symbol = symbols[place % symbols.size()];
    series.line_width = 0.0;
    Series off = series;
    off.in_legend = false;
    for (const auto& pair : pairs) {
      if (pair.phase == name) {
        const double std = std::isfinite(pair.found_std) ? pair.found_std : 0.0;
        series.x.push_back(pair.known);
        series.y.push_back(pair.found);
        series.y_std.push_back(std);
        off.x.push_back(pair.known);
        off.y.push_back(pair.found - pair.known);
        off.y_std.push_back(std);
      }
    }
    both.series.push_back(std::move(series));
    difference.series.push_back(std::move(off));
  }
  Figure figure{
      "xrd-fractions", "Weight fractions, known and found",
      "each point a phase of a sample. Bars: one standard uncertainty of what was found, of counting "
      "alone."};
  figure.panels = {std::move(both), std::move(difference)};
  figure.columns = 2;
  figure.width = Width::full;
  return figure;
}

DataTable fraction_table(const std::vector<Pair>& pairs) {
  DataTable table{"xrd-fractions-known", "Weight fractions, known and found"};
  TableColumn measurement{"measurement", "Measurement"}, phase{"phase", "Phase"};
  TableColumn known{"known_percent", "Known", "%"}, found{"found_percent", "Found", "%"};
  TableColumn difference{"difference_percent", "Difference", "%"};
  double sum = 0.0, worst = 0.0;
  for (const auto& pair : pairs) {
    measurement.texts.push_back(pair.measurement);
    phase.texts.push_back(pair.phase);
    known.values.push_back(pair.known);
    known.std.push_back(pair.known_std);
    found.values.push_back(pair.found);
    found.std.push_back(pair.found_std);
    difference.values.push_back(pair.found - pair.known);
    sum += std::abs(pair.found - pair.known);
    worst = std::max(worst, std::abs(pair.found - pair.known));
  }
  known.decimals = difference.decimals = 2;
  table.caption = "Mean absolute difference " + significant(sum / static_cast<double>(pairs.size()), 2) +
                  " %, largest " + significant(worst, 3) + " %.";
  table.columns = {measurement, phase, known, found, difference};
  return table;
}

DataTable phase_table(std::span<const DiffractionMeasurement> measurements) {
  DataTable table{"xrd-phases", "Phases of all patterns"};
  TableColumn measurement{"measurement", "Measurement"}, phase{"phase", "Phase"};
  TableColumn rwp{"Rwp_percent", "Rwp", "%"}, gof{"gof", "Goodness of fit"};
  TableColumn weight{"weight_percent", "Weight fraction", "%"};
  std::vector<const diffraction::PhaseResult*> results;
  for (const auto& one : measurements) {
    if (!one.analysis.pattern) {
      continue;
    }
    for (const auto& result : one.analysis.pattern->phases) {
      measurement.texts.push_back(one.name);
      phase.texts.push_back(result.name);
      rwp.values.push_back(one.analysis.pattern->refined.r.Rwp_percent);
      gof.values.push_back(one.analysis.pattern->refined.r.gof);
      weight.values.push_back(100.0 * result.weight.value);
      weight.std.push_back(result.weight.std > 0.0 ? 100.0 * result.weight.std : nan);
      results.push_back(&result);
    }
  }
  rwp.decimals = gof.decimals = 2;
  table.columns = {measurement, phase, rwp, gof, weight};
  for (auto& column : cell_columns(results)) {
    table.columns.push_back(std::move(column));
  }
  return table;
}

}  // namespace

Section diffraction_comparison(std::span<const DiffractionMeasurement> measurements,
                               const study::Outcome& outcome) {
  Section section{"Powder patterns together"};
  if (const auto pairs = pairs_of(measurements, outcome); !pairs.empty()) {
    section.figures = {fraction_figure(pairs)};
    section.tables = {fraction_table(pairs)};
  }
  if (auto phases = phase_table(measurements); phases.rows() > 0) {
    section.tables.push_back(std::move(phases));
  }
  return section;
}

}  // namespace nacre::report
