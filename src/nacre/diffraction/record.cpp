#include "nacre/diffraction/record.hpp"

#include <cmath>
#include <limits>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/series_patterns.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The same input gives the same bytes: what hangs on the machine is left out.
void forget_seconds(Series& series) {
  series.seconds = series.first.seconds = 0.0;
  for (auto& point : series.points) {
    point.seconds = 0.0;
  }
}

Series follow_series(std::vector<formats::Table> tables, const RecordOptions& options, const Phases& phases,
                     RecordAnalysis& result) {
  SeriesAxis axis{options.coordinate, nullptr, options.every_s, options.offset_s};
  std::optional<formats::Table> cycler;
  if (!options.cycler.empty()) {
    cycler = formats::read_table(options.cycler);
    axis.cycler = &*cycler;
  }
  auto [patterns, along, warnings] = series_patterns(std::move(tables), options.request, axis);
  SeriesOptions series_options;
  series_options.analysis = analysis_options(options.request, phases.structures);
  series_options.backwards = options.backwards;
  series_options.parallel = options.parallel;
  auto series = analyse_series(patterns, phases.structures, series_options);
  forget_seconds(series);
  result.along = std::move(along);
  result.warnings = std::move(warnings);
  result.warnings.insert(result.warnings.end(), series.warnings.begin(), series.warnings.end());
  return series;
}

class Quantities {
 public:
  void add(const char* name, double value, double std, const char* unit, std::map<std::string, double> at) {
    if (std::isfinite(value)) {
      // Not refined is not the same as exactly known.
      list.push_back({name, value, std > 0.0 ? std : nan, unit, std::move(at)});
    }
  }

  void add_fit(const RValues& r, double pattern) {
    add("Rwp", r.Rwp_percent, nan, "percent", {{"pattern", pattern}});
    add("goodness_of_fit", r.gof, nan, "1", {{"pattern", pattern}});
  }

  void add_phase(const PhaseResult& phase, double pattern, std::size_t number) {
    const std::map<std::string, double> at{{"pattern", pattern}, {"phase", static_cast<double>(number + 1)}};
    static constexpr const char* cell[] = {"cell_a",     "cell_b",    "cell_c",
                                           "cell_alpha", "cell_beta", "cell_gamma"};
    const auto values = phase.cell.values();
    add("weight_fraction", 100.0 * phase.weight.value, 100.0 * phase.weight.std, "percent", at);
    for (std::size_t i = 0; i < 6; ++i) {
      add(cell[i], values[i], phase.cell_std[i], i < 3 ? "angstrom" : "deg", at);
    }
    add("cell_volume", phase.volume, phase.volume_std, "angstrom3", at);
    add("crystallite_size", phase.size_um, phase.size_std, "um", at);
    if (phase.strain > 0.0 || phase.strain_std > 0.0) {
      add("microstrain", phase.strain, phase.strain_std, "ppm", at);
    }
    if (phase.R_bragg_percent > 0.0) {
      add("R_bragg", phase.R_bragg_percent, nan, "percent", at);
    }
  }

  std::vector<nacre::Quantity> list;
};

}  // namespace

void RecordOptions::validate() const {
  if (request.phases.empty()) {
    throw UsageError("the option 'phases' names no phase", "add phases = [\"O3.cif\", \"NiO\"]");
  }
  Request without_files = request;
  without_files.instrument.clear();
  without_files.ties.clear();
  without_files.constraints.clear();  // these name sites
  without_files.restraints.clear();
  analysis_options(without_files);
  for (const auto* ranges : {&request.ranges, &request.excluded}) {
    for (const auto& range : *ranges) {
      parse_range(range);
    }
  }
  if (series && request.method == "pawley") {
    throw UsageError("the 'method' of a series is rietveld or lebail");
  }
  if (!series && (!coordinate.empty() || !cycler.empty() || backwards || parallel)) {
    throw UsageError("'coordinate', 'cycler', 'backwards' and 'parallel' belong to a series",
                     "add series = true");
  }
}

RecordAnalysis analyse_record(std::span<const formats::Table> tables, const RecordOptions& options) {
  const auto phases = read_phases(options.request);
  RecordAnalysis result;
  if (options.series) {
    result.series = follow_series({tables.begin(), tables.end()}, options, phases, result);
  } else {
    const auto pattern = cut(pattern_of(tables.front(), options.scan), options.request);
    auto analysis = analyse(pattern, phases.structures, analysis_options(options.request, phases.structures));
    analysis.seconds = 0.0;
    result.warnings = pattern.warnings;
    result.warnings.insert(result.warnings.end(), analysis.warnings.begin(), analysis.warnings.end());
    result.pattern = std::move(analysis);
  }
  result.warnings.insert(result.warnings.end(), phases.warnings.begin(), phases.warnings.end());
  return result;
}

Json to_json(const RecordAnalysis& analysis) {
  Json json = analysis.series ? to_json(*analysis.series) : to_json(*analysis.pattern);
  json.erase("seconds");
  if (analysis.series) {
    json["along"] = analysis.along;
    json.at("first").erase("seconds");
    for (auto& point : json.at("patterns")) {
      point.erase("seconds");
    }
  }
  return json;
}

std::vector<nacre::Quantity> quantities(const RecordAnalysis& analysis) {
  Quantities all;
  if (const auto& one = analysis.pattern) {
    all.add_fit(one->refined.r, 1.0);
    for (std::size_t p = 0; p < one->phases.size(); ++p) {
      all.add_phase(one->phases[p], 1.0, p);
    }
    if (one->amorphous) {
      all.add("amorphous_fraction", 100.0 * one->amorphous->value, 100.0 * one->amorphous->std, "percent",
              {{"pattern", 1.0}});
    }
    return std::move(all.list);
  }
  for (std::size_t k = 0; k < analysis.series->points.size(); ++k) {
    const auto& point = analysis.series->points[k];
    all.add_fit(point.r, static_cast<double>(k + 1));
    for (std::size_t p = 0; p < point.phases.size(); ++p) {
      if (point.seen[p]) {
        all.add_phase(point.phases[p], static_cast<double>(k + 1), p);
      }
    }
  }
  return std::move(all.list);
}

}  // namespace nacre::diffraction
