#include "drt_series.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "nacre/base/files.hpp"
#include "nacre/report/series_report.hpp"
#include "nacre/report/write.hpp"
#include "spectra.hpp"

namespace nacre::app {
namespace {

std::string describe(const impedance::SeriesAnalysis& a) {
  std::string text = fmt::format(
      "{} spectra along {}, {}\n", a.spectra.size(), a.along,
      a.joint ? fmt::format("together (typical change of ln gamma {:.2g})", a.change) : "each on its own");
  const auto line = [&](const std::string& name, const std::vector<double>& ohm) {
    const auto [low, high] = std::ranges::minmax(ohm);
    text += fmt::format("  {:<12} {:.4g} to {:.4g} ohm\n", name, low, high);
  };
  std::vector<double> ohmic;
  for (const auto& one : a.spectra) {
    ohmic.push_back(one.ohmic_ohm);
  }
  line("ohmic", ohmic);
  for (std::size_t b = 0; b < a.bands.size(); ++b) {
    std::vector<double> ohm;
    for (const auto& resistance : a.band_ohm[b]) {
      ohm.push_back(resistance.value_ohm);
    }
    line(a.bands[b].name, ohm);
  }
  for (const auto& track : a.tracks) {
    text += fmt::format("  process {:<6} about {:.3g} s, in {} spectra\n", track.name, track.median_tau_s(),
                        track.spectrum.size());
  }
  for (const auto& one : a.arrhenius) {
    text += fmt::format("  activation energy of {}: {:.3f} +- {:.3f} eV ({} temperatures)\n", one.of,
                        one.activation_energy_eV, one.activation_energy_std_eV, one.temperatures);
  }
  return text;
}

std::string csv_of(const impedance::SeriesAnalysis& a) {
  std::string csv = fmt::format("spectrum,{},tau_s,gamma_ohm,gamma_lower_ohm,gamma_upper_ohm\n",
                                a.along == "spectrum" ? "number" : a.along);
  for (std::size_t k = 0; k < a.spectra.size(); ++k) {
    const auto& one = a.spectra[k];
    for (std::size_t i = 0; i < one.tau_s.size(); ++i) {
      csv += fmt::format("\"{}\",{},{},{},{},{}\n", a.names[k], a.at[k], one.tau_s[i], one.gamma_ohm[i],
                         one.gamma_lower_ohm[i], one.gamma_upper_ohm[i]);
    }
  }
  return csv;
}

}  // namespace

void SeriesArguments::add_options(CLI::App& command, CLI::Option* series) {
  command
      .add_option("--along", along,
                  "what changes from spectrum to spectrum: voltage_V, temperature_C, time_s, cycle (from the "
                  "files), NAME=VALUE,VALUE,... or spectrum, their number; chosen where not given")
      ->needs(series);
  command
      .add_option("--tau-bands", bands,
                  "times of processes: NAME=FROM:TO,... in seconds, paper (default: D1+D2=1e-5:1e-3, "
                  "D3+D4=1e-3:10, D5=10:100) or none")
      ->needs(series);
  command.add_flag("--alone", alone, "resolve each spectrum of the series on its own")->needs(series);
}

impedance::SeriesRequest SeriesArguments::request(const impedance::DrtRequest& drt) const {
  impedance::SeriesRequest request;
  request.drt = drt;
  impedance::parse_along(along, request);
  request.bands = impedance::parse_bands(bands);
  request.joint = !alone;
  return request;
}

int run_drt_series(const std::vector<std::string>& files, const formats::ReadOptions& read_options,
                   const impedance::SeriesRequest& request, const std::string& csv, const Output& output) {
  auto read = read_spectra(files, read_options, output);
  auto warnings = read.warnings;
  std::vector<impedance::Spectrum> spectra;
  for (auto& named : read.spectra) {
    if (files.size() > 1) {
      named.spectrum.label = named.name;
    }
    spectra.push_back(std::move(named.spectrum));
  }
  const auto analysis = impedance::analyse_series(spectra, request);
  warnings.insert(warnings.end(), analysis.warnings.begin(), analysis.warnings.end());
  Json each = Json::array();
  for (std::size_t k = 0; k < analysis.spectra.size(); ++k) {
    each.push_back({{"name", analysis.names[k]}});
    each.back().update(to_json(analysis.spectra[k]));
  }
  const Json document =
      envelope("drt", read.inputs, {{"spectra", each}, {"series", to_json(analysis)}}, warnings);
  output.say(describe(analysis));
  output.warn(warnings);
  output.write_json(document);
  if (!csv.empty()) {
    write_file_atomic(csv, csv_of(analysis));
    output.say("wrote " + csv + "\n");
  }
  if (!output.folder.empty()) {
    const auto name = files.size() == 1 ? std::filesystem::path(files.front()).filename().string()
                                        : fmt::format("{} files", files.size());
    report::write_document(
        report::series_document({name, "", &analysis}, report_inputs(read.inputs), warnings, document),
        output.folder);
    output.say(fmt::format("\nwrote {}\n", output.folder));
  }
  return analysis.converged ? exit_done : exit_not_converged;
}

}  // namespace nacre::app
