// A series of spectra to what a paper shows of it: the distributions together, the resistance of each band
// and the processes over state of charge, voltage, time, temperature or cycle.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/impedance/drt_analysis.hpp"
#include "nacre/impedance/drt_series.hpp"
#include "nacre/impedance/peak_tracks.hpp"

namespace nacre::impedance {

struct SeriesRequest {
  // The quantity along which the spectra were measured, with its unit in its name: "voltage_V",
  // "temperature_C", "time_s", "cycle" (conditions of the spectra, see spectrum.hpp), any name where `values`
  // are given, or "spectrum", their number. Empty: the first of temperature, voltage, cycle and time that
  // varies from spectrum to spectrum, otherwise their number.
  std::string along;
  std::vector<double> values;  // of it, one a spectrum
  std::vector<TauBand> bands = paper_bands();
  bool joint = true;
  DrtRequest drt;  // of the default: no Tikhonov, no parallel capacitance
};

// "voltage_V", or "voltage_V=3.1,3.2,3.3": sets along and values. Throws UsageError.
void parse_along(const std::string& text, SeriesRequest& request);

// The slope of ln R over 1 / T: R = A exp(E / (k T)), of at least three temperatures.
struct Arrhenius {
  std::string of;  // "ohmic", or a band
  double activation_energy_eV = 0.0;
  double activation_energy_std_eV = 0.0;  // from the scatter about the line
  std::size_t temperatures = 0;
};

struct SeriesAnalysis {
  std::vector<std::string> names;  // of the spectra
  std::vector<double> numbers;     // from 1, among all that were given
  std::string along;
  std::vector<double> at;         // of `along`, one a spectrum
  std::vector<double> voltage_V;  // of each spectrum; empty where not all have one
  std::vector<DrtAnalysis> spectra;
  bool joint = false;
  double lambda = 0.0;
  double change = 0.0;  // typical, of ln gamma from one spectrum to the next; NaN where not joint
  bool converged = false;
  double shortest_tau_s = 0.0;  // 1 / (2 pi f) of the highest frequency, and of the lowest
  double longest_tau_s = 0.0;
  std::vector<TauBand> bands;                         // those that reach into the measured times
  std::vector<std::vector<BandResistance>> band_ohm;  // [band][spectrum]
  std::vector<PeakTrack> tracks;
  std::vector<Arrhenius> arrhenius;  // where `along` is temperature_C
  std::vector<std::string> warnings;
};

// A spectrum that cannot be resolved is left out, with a warning. Throws UsageError where `along` is no
// condition of all spectra or the values are not one a spectrum; InputError where no spectrum is left.
SeriesAnalysis analyse_series(std::span<const Spectrum> spectra, const SeriesRequest& request);

// along {name, values}, joint, lambda, change, bands [{name, from_s, to_s, resistance_ohm,
// resistance_std_ohm}], processes [{name, spectrum (names), tau_s, tau_std_s, resistance_ohm,
// resistance_std_ohm, capacitance_F}], arrhenius [{of, activation_energy_eV, activation_energy_std_eV}]:
// lists with one number a spectrum. The spectra themselves are left to the caller.
Json to_json(const SeriesAnalysis& analysis);

}  // namespace nacre::impedance
