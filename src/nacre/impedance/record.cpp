#include "nacre/impedance/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/base/spelling.hpp"

namespace nacre::impedance {
namespace {

template <class Type>
Type option(const Json& json, const std::string& key, const char* wanted) {
  try {
    return json.get<Type>();
  } catch (const Json::exception&) {
    throw UsageError(fmt::format("the option '{}' is {}, not {}", key, wanted, json.dump()));
  }
}

std::vector<TauBand> bands_from_json(const Json& json) {
  if (json.is_string()) {
    return parse_bands(json.get<std::string>());
  }
  std::vector<TauBand> bands;
  if (!json.is_object()) {
    throw UsageError("the option 'bands' is a table { NAME = [FROM, TO] } in seconds, \"paper\" or \"none\"");
  }
  for (const auto& [name, range] : json.items()) {
    const auto ends = option<std::vector<double>>(range, "bands", "a table { NAME = [FROM, TO] } in seconds");
    if (ends.size() != 2 || !(ends[0] > 0.0) || !(ends[1] > ends[0])) {
      throw UsageError(
          fmt::format("the band '{}' in 'bands' runs from a positive time to a longer one", name));
    }
    bands.push_back({name, ends[0], ends[1]});
  }
  return bands;
}

}  // namespace

void RecordOptions::validate() const {
  parse_weighting(weighting);
  if (search && !circuit.empty()) {
    throw UsageError("'search' chooses a circuit, 'circuit' gives one: one of both");
  }
  if (!circuit.empty()) {
    Circuit::parse(circuit);
  }
  if (!values.empty() && along.empty()) {
    throw UsageError("'values' need a name for what they are", "add along = \"soc\" or the like");
  }
}

RecordOptions record_options_from_json(const Json& json) {
  RecordOptions options;
  static constexpr std::array<std::string_view, 7> known{"circuit", "search", "weighting", "along",
                                                         "values",  "bands",  "joint"};
  for (const auto& [key, value] : json.items()) {
    if (key == "circuit") {
      options.circuit = option<std::string>(value, key, "a text");
    } else if (key == "search") {
      options.search = option<bool>(value, key, "true or false");
    } else if (key == "weighting") {
      options.weighting = option<std::string>(value, key, "a text");
    } else if (key == "along") {
      options.along = option<std::string>(value, key, "a text");
    } else if (key == "values") {
      options.values = option<std::vector<double>>(value, key, "a list of numbers, one for each spectrum");
    } else if (key == "bands") {
      options.bands = bands_from_json(value);
    } else if (key == "joint") {
      options.joint = option<bool>(value, key, "true or false");
    } else {
      throw UsageError(fmt::format("there is no option '{}' of impedance", key),
                       spelling_advice(key, known, "options"));
    }
  }
  options.validate();
  return options;
}

Json to_json(const RecordOptions& options) {
  Json bands = Json::object();
  for (const auto& band : options.bands) {
    bands[band.name] = {band.from_s, band.to_s};
  }
  return {{"circuit", options.circuit}, {"search", options.search}, {"weighting", options.weighting},
          {"along", options.along},     {"values", options.values}, {"bands", bands},
          {"joint", options.joint}};
}

RecordAnalysis analyse_record(const formats::Table& table, const RecordOptions& options) {
  options.validate();
  RecordAnalysis result;
  result.options = options;
  const auto all = spectra(table);
  AnalysisOptions each;
  each.fit.weighting = parse_weighting(options.weighting);
  if (!options.circuit.empty()) {
    each.circuit = Circuit::parse(options.circuit);
  } else if (options.search) {
    each.candidates = common_circuits();
  }
  result.spectra.resize(all.size());
  parallel_for(all.size(), [&](std::size_t k) {
    auto& one = result.spectra[k];
    one = analyse(all[k], each);
    if (one.fit) {
      one.fit->milliseconds = 0.0;  // the same input gives the same bytes
    }
  });
  SeriesRequest request;
  request.along = options.along;
  request.values = options.values;
  request.bands = options.bands;
  request.joint = options.joint;
  result.relaxations = analyse_series(all, request);
  for (const auto& one : result.spectra) {
    for (const auto& warning : one.warnings) {
      result.warnings.push_back(
          one.spectrum.label.empty() ? warning : fmt::format("spectrum {}: {}", one.spectrum.label, warning));
    }
  }
  const auto invalid = std::ranges::count_if(
      result.spectra, [](const Analysis& one) { return one.kramers_kronig && !one.kramers_kronig->valid; });
  if (invalid > 0) {
    result.warnings.push_back(fmt::format(
        "{} of {} spectra do not obey the Kramers-Kronig relations within their limit: what is derived "
        "from them is to be read with care",
        invalid, result.spectra.size()));
  }
  for (const auto& warning : result.relaxations.warnings) {
    if (std::ranges::find(result.warnings, warning) == result.warnings.end()) {
      result.warnings.push_back(warning);
    }
  }
  return result;
}

Json to_json(const RecordAnalysis& analysis) {
  Json spectra = Json::array();
  for (const auto& one : analysis.spectra) {
    spectra.push_back(to_json(one));
    if (spectra.back().at("fit").is_object()) {
      spectra.back().at("fit").erase("milliseconds");
    }
  }
  Json relaxations = Json::array();
  for (std::size_t k = 0; k < analysis.relaxations.spectra.size(); ++k) {
    relaxations.push_back({{"name", analysis.relaxations.names[k]}});
    relaxations.back().update(to_json(analysis.relaxations.spectra[k]));
  }
  return {{"spectra", spectra}, {"relaxations", relaxations}, {"series", to_json(analysis.relaxations)}};
}

std::vector<Quantity> quantities(const RecordAnalysis& analysis) {
  std::vector<Quantity> list;
  const auto add = [&](const char* name, double value, double std, const std::string& unit,
                       std::map<std::string, double> at) {
    if (std::isfinite(value)) {
      list.push_back({name, value, std, unit, std::move(at)});
    }
  };
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t k = 0; k < analysis.spectra.size(); ++k) {
    const auto& one = analysis.spectra[k];
    const double spectrum = static_cast<double>(k + 1);
    if (one.kramers_kronig) {
      add("kramers_kronig_residual", 100.0 * one.kramers_kronig->max_residual, unknown, "percent",
          {{"spectrum", spectrum}});
    }
    if (one.fit) {
      for (std::size_t p = 0; p < one.fit->parameters.size(); ++p) {
        const auto& parameter = one.fit->parameters[p];
        add("circuit_parameter", parameter.value, parameter.std, parameter.unit,
            {{"spectrum", spectrum}, {"parameter", static_cast<double>(p + 1)}});
      }
    }
  }
  const auto& series = analysis.relaxations;
  // Where spectra were left out, `numbers` says which are meant.
  for (std::size_t k = 0; k < series.spectra.size(); ++k) {
    const double spectrum = series.numbers[k];
    const auto& one = series.spectra[k];
    add("ohmic_resistance", one.ohmic_ohm, one.ohmic_std_ohm, "ohm", {{"spectrum", spectrum}});
    add("polarization_resistance", one.polarization_ohm, unknown, "ohm", {{"spectrum", spectrum}});
    for (std::size_t b = 0; b < series.bands.size(); ++b) {
      add("band_resistance", series.band_ohm[b][k].value_ohm, series.band_ohm[b][k].std_ohm, "ohm",
          {{"spectrum", spectrum}, {"band", static_cast<double>(b + 1)}});
    }
  }
  for (std::size_t t = 0; t < series.tracks.size(); ++t) {
    const auto& track = series.tracks[t];
    for (std::size_t p = 0; p < track.peaks.size(); ++p) {
      const std::map<std::string, double> at{{"spectrum", series.numbers[track.spectrum[p]]},
                                             {"process", static_cast<double>(t + 1)}};
      add("process_time", track.peaks[p].tau_s, track.peaks[p].tau_std_s, "s", at);
      add("process_resistance", track.peaks[p].resistance_ohm, track.peaks[p].resistance_std_ohm, "ohm", at);
    }
  }
  for (std::size_t i = 0; i < series.arrhenius.size(); ++i) {
    add("activation_energy", series.arrhenius[i].activation_energy_eV,
        series.arrhenius[i].activation_energy_std_eV, "eV", {{"band", static_cast<double>(i)}});
  }
  return list;
}

}  // namespace nacre::impedance
