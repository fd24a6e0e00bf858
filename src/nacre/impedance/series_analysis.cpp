#include "nacre/impedance/series_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/base/units.hpp"
#include "nacre/impedance/drt_model.hpp"
#include "nacre/numerics/regression.hpp"

namespace nacre::impedance {
namespace {

constexpr std::size_t fewest_temperatures = 3;

std::optional<double> condition(const Spectrum& spectrum, const std::string& name) {
  for (const auto& one : spectrum.conditions) {
    if (one.name == name) {
      return one.value;
    }
  }
  return std::nullopt;
}

// Of all spectra, or empty where one has none.
std::vector<double> condition(std::span<const Spectrum> spectra, const std::string& name) {
  std::vector<double> values;
  for (const auto& spectrum : spectra) {
    if (const auto value = condition(spectrum, name)) {
      values.push_back(*value);
    }
  }
  return values.size() == spectra.size() ? values : std::vector<double>();
}

double spread(const std::vector<double>& values) {
  if (values.empty()) {
    return 0.0;
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return *high - *low;
}

struct Place {
  std::string name;
  std::vector<double> values;
};

Place numbers(std::size_t count) {
  Place place{"spectrum", {}};
  for (std::size_t k = 1; k <= count; ++k) {
    place.values.push_back(static_cast<double>(k));
  }
  return place;
}

Place place_of(std::span<const Spectrum> spectra, const SeriesRequest& request) {
  if (!request.values.empty()) {
    if (request.values.size() != spectra.size()) {
      throw UsageError(
          fmt::format("{} values of {} for {} spectra", request.values.size(), request.along, spectra.size()),
          "give one value for each spectrum, in their order");
    }
    return {request.along, request.values};
  }
  if (request.along == "spectrum") {
    return numbers(spectra.size());
  }
  if (!request.along.empty()) {
    auto values = condition(spectra, request.along);
    if (values.empty()) {
      std::string known = "spectrum";
      for (const auto& one : spectra.front().conditions) {
        known += ", " + one.name;
      }
      throw UsageError(fmt::format("not every spectrum has a {}", request.along),
                       fmt::format("give the values ({0}=1,2,3), or take one of: {1}", request.along, known));
    }
    return {request.along, std::move(values)};
  }
  // What varies by more than an instrument's unrest.
  static const std::vector<std::pair<std::string, double>> candidates{
      {"temperature_C", 3.0}, {"voltage_V", 0.01}, {"cycle", 0.5}, {"time_s", 1.0}};
  for (const auto& [name, least] : candidates) {
    auto values = condition(spectra, name);
    if (spread(values) > least) {
      return {name, std::move(values)};
    }
  }
  return numbers(spectra.size());
}

// One value a spectrum, with the standard uncertainty of each.
struct Course {
  std::string of;
  std::vector<double> ohm;
  std::vector<double> std_ohm;
};

std::optional<Arrhenius> arrhenius(const Course& course, const std::vector<double>& temperature_C) {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<double> std;
  std::map<double, int> temperatures;
  for (std::size_t k = 0; k < course.ohm.size(); ++k) {
    const double kelvin = temperature_C[k] + constants::zero_celsius;
    if (course.ohm[k] > 0.0 && course.std_ohm[k] > 0.0 && kelvin > 0.0) {
      x.push_back(constants::elementary_charge / (constants::boltzmann * kelvin));
      y.push_back(std::log(course.ohm[k]));
      std.push_back(course.std_ohm[k] / course.ohm[k]);
      ++temperatures[temperature_C[k]];
    }
  }
  if (temperatures.size() < fewest_temperatures) {
    return std::nullopt;
  }
  const auto line = numerics::fit_line(x, y, std);
  return Arrhenius{course.of, line.slope, line.slope_std, temperatures.size()};
}

std::vector<Arrhenius> activation_energies(const SeriesAnalysis& analysis) {
  std::vector<Course> courses;
  Course ohmic{"ohmic", {}, {}};
  for (const auto& one : analysis.spectra) {
    ohmic.ohm.push_back(one.ohmic_ohm);
    ohmic.std_ohm.push_back(one.ohmic_std_ohm);
  }
  courses.push_back(std::move(ohmic));
  for (std::size_t b = 0; b < analysis.bands.size(); ++b) {
    Course course{analysis.bands[b].name, {}, {}};
    for (const auto& resistance : analysis.band_ohm[b]) {
      course.ohm.push_back(resistance.value_ohm);
      course.std_ohm.push_back(resistance.std_ohm);
    }
    courses.push_back(std::move(course));
  }
  std::vector<Arrhenius> result;
  for (const auto& course : courses) {
    if (const auto found = arrhenius(course, analysis.at)) {
      result.push_back(*found);
    }
  }
  return result;
}

// The times 1 / (2 pi f) of the measured frequencies.
std::pair<double, double> measured_times(const std::vector<Spectrum>& spectra) {
  double highest = 0.0;
  double lowest = std::numeric_limits<double>::infinity();
  for (const auto& spectrum : spectra) {
    highest = std::max(highest, spectrum.frequency_Hz.front());
    lowest = std::min(lowest, spectrum.frequency_Hz.back());
  }
  return {0.5 / (std::numbers::pi * highest), 0.5 / (std::numbers::pi * lowest)};
}

// The bands that reach into the measured times. Of one that reaches beyond them only what lies within is
// counted, since the rest is the prior's; that is said.
std::vector<TauBand> measured_bands(const std::vector<TauBand>& bands, double shortest, double longest,
                                    std::vector<std::string>& warnings) {
  std::vector<TauBand> kept;
  for (const auto& band : bands) {
    if (band.to_s <= shortest || band.from_s >= longest) {
      warnings.push_back(
          fmt::format("band {} ({:g} to {:g} s) lies outside of the measured times, {:.2g} to {:.2g} s",
                      band.name, band.from_s, band.to_s, shortest, longest));
      continue;
    }
    if (band.from_s < 0.99 * shortest || band.to_s > 1.01 * longest) {
      warnings.push_back(fmt::format(
          "band {} ({:g} to {:g} s) reaches beyond the measured times, {:.2g} to {:.2g} s: only what "
          "lies within them is counted",
          band.name, band.from_s, band.to_s, shortest, longest));
    }
    kept.push_back(band);
  }
  return kept;
}

}  // namespace

void parse_along(const std::string& text, SeriesRequest& request) {
  const std::size_t equals = text.find('=');
  request.along = text.substr(0, equals);
  request.values.clear();
  if (equals == std::string::npos) {
    return;
  }
  for (std::size_t begin = equals + 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    double value = 0.0;
    const auto [stop, error] = std::from_chars(text.data() + begin, text.data() + end, value);
    if (error != std::errc() || stop != text.data() + end || !std::isfinite(value)) {
      throw UsageError(fmt::format("'{}' is no number, in {}", text.substr(begin, end - begin), text),
                       "write NAME=VALUE,VALUE,... with one value for each spectrum");
    }
    request.values.push_back(value);
    begin = end + 1;
  }
}

SeriesAnalysis analyse_series(std::span<const Spectrum> all, const SeriesRequest& request) {
  if (!request.drt.automatically() || request.drt.parallel_capacitance_F != 0.0) {
    throw UsageError(
        "a series is resolved by the default DRT, not by Tikhonov nor with a parallel capacitance",
        "leave out --lambda, --negative and --parallel-capacitance, or resolve each on its own");
  }
  SeriesAnalysis result;
  const Place place = place_of(all, request);
  result.along = place.name;
  std::vector<Spectrum> spectra;
  std::string reason;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const std::string name = all[k].label.empty() ? fmt::format("{}", k + 1) : all[k].label;
    try {
      require_resolvable(all[k]);
    } catch (const InputError& error) {
      if (all.size() == 1) {
        throw;
      }
      reason = error.problem();
      result.warnings.push_back(fmt::format("spectrum {} left out: {}", name, reason));
      continue;
    }
    result.names.push_back(name);
    result.numbers.push_back(static_cast<double>(k + 1));
    result.at.push_back(place.values[k]);
    spectra.push_back(all[k]);
  }
  if (spectra.empty()) {
    throw InputError(all.empty() ? "series" : all.front().source, "no spectrum that can be resolved", reason,
                     "Measure more frequencies.");
  }
  result.voltage_V = condition(spectra, "voltage_V");
  if (result.along == "voltage_V") {
    result.voltage_V = result.at;
  }

  const auto [low, high] = measured_times(spectra);
  result.shortest_tau_s = low;
  result.longest_tau_s = high;
  DrtSeriesOptions options;
  options.drt = request.drt.automatic;
  options.joint = request.joint;
  result.bands = measured_bands(request.bands, low, high, result.warnings);
  for (const auto& band : result.bands) {
    options.bands.push_back({band.name, std::max(band.from_s, low), std::min(band.to_s, high)});
  }
  auto series = drt_series(spectra, options);
  result.joint = request.joint && spectra.size() > 1;
  result.lambda = series.lambda;
  result.change = series.change;
  result.converged = series.converged;
  result.band_ohm = std::move(series.bands);
  result.warnings.insert(result.warnings.end(), series.warnings.begin(), series.warnings.end());
  result.spectra.resize(spectra.size());
  parallel_for(spectra.size(), [&](std::size_t k) {
    result.spectra[k] = analysis_of(spectra[k], series.spectra[k], request.drt);
  });
  std::vector<std::vector<DrtPeak>> peaks;
  for (std::size_t k = 0; k < spectra.size(); ++k) {
    peaks.push_back(result.spectra[k].peaks);
    for (const auto& warning : spectra[k].warnings) {
      result.warnings.push_back(fmt::format("spectrum {}: {}", result.names[k], warning));
    }
  }
  result.tracks = track_peaks(peaks, result.bands);
  if (result.along == "temperature_C") {
    result.arrhenius = activation_energies(result);
  }
  return result;
}

Json to_json(const SeriesAnalysis& analysis) {
  Json bands = Json::array();
  for (std::size_t b = 0; b < analysis.bands.size(); ++b) {
    std::vector<double> ohm;
    std::vector<double> std;
    for (const auto& resistance : analysis.band_ohm[b]) {
      ohm.push_back(resistance.value_ohm);
      std.push_back(resistance.std_ohm);
    }
    bands.push_back({{"name", analysis.bands[b].name},
                     {"from_s", analysis.bands[b].from_s},
                     {"to_s", analysis.bands[b].to_s},
                     {"resistance_ohm", ohm},
                     {"resistance_std_ohm", std}});
  }
  Json processes = Json::array();
  for (const auto& track : analysis.tracks) {
    Json process{{"name", track.name}, {"spectrum", Json::array()}};
    for (std::size_t i = 0; i < track.peaks.size(); ++i) {
      const auto& peak = track.peaks[i];
      process["spectrum"].push_back(analysis.names[track.spectrum[i]]);
      process["tau_s"].push_back(peak.tau_s);
      process["tau_std_s"].push_back(peak.tau_std_s);
      process["resistance_ohm"].push_back(peak.resistance_ohm);
      process["resistance_std_ohm"].push_back(peak.resistance_std_ohm);
      process["capacitance_F"].push_back(peak.capacitance_F);
    }
    processes.push_back(std::move(process));
  }
  Json energies = Json::array();
  for (const auto& one : analysis.arrhenius) {
    energies.push_back({{"of", one.of},
                        {"activation_energy_eV", one.activation_energy_eV},
                        {"activation_energy_std_eV", one.activation_energy_std_eV},
                        {"temperatures", one.temperatures}});
  }
  return {{"along", {{"name", analysis.along}, {"values", analysis.at}}},
          {"measured_tau_s", {analysis.shortest_tau_s, analysis.longest_tau_s}},
          {"joint", analysis.joint},
          {"lambda", analysis.lambda},
          {"change", analysis.change},
          {"converged", analysis.converged},
          {"bands", bands},
          {"processes", processes},
          {"arrhenius", energies}};
}

}  // namespace nacre::impedance
