// nacre cell eis: the impedance of a cell, from its equations linearised.
#include <fmt/core.h>

#include "cell.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/version.hpp"
#include "nacre/cell/spectrum.hpp"
#include "nacre/formats/table_csv.hpp"
#include "nacre/report/cell_report.hpp"
#include "nacre/report/write.hpp"

namespace nacre::app {
namespace {

struct Options {
  CellOptions cell;
  std::string frequencies = "0.01:1e5:10";
  std::vector<double> soc{0.5};
  Output output;
};

// At rest, or where the protocol ends.
cell::Spectrum spectrum_at(double state_of_charge, Cell& cell, const std::vector<double>& frequencies,
                           bool& complete) {
  const auto model = cell::make_model(cell.simulation.model, cell.parameters, cell.simulation.mesh);
  auto y = model->rest(state_of_charge);
  std::vector<double> yp;
  if (!cell.protocol.cycles.empty()) {
    cell.simulation.keep_rows = false;
    const auto simulation = cell::simulate(*model, y, cell.protocol, cell.simulation);
    if (!simulation.complete) {
      complete = false;
      cell.warnings.push_back(
          fmt::format("from state of charge {:g}: stopped before the end of the "
                      "protocol: {}",
                      state_of_charge, simulation.stopped_by));
    }
  } else if (const auto why = model->make_consistent(0.0, y, yp); !why.empty()) {
    throw ConvergenceError(
        fmt::format("there is no state of rest at a state of charge of {:g}: {}", state_of_charge, why),
        "try one between 0 and 1");
  }
  auto result = cell::spectrum(*model, y, frequencies);
  result.state_of_charge = state_of_charge;
  return result;
}

Json to_json(const cell::Spectrum& spectrum) {
  return {{"state_of_charge", spectrum.state_of_charge},
          {"voltage_V", spectrum.voltage_V},
          {"frequency_Hz", spectrum.frequency_Hz},
          {"z_real_ohm", spectrum.z_real_ohm},
          {"z_imag_ohm", spectrum.z_imag_ohm}};
}

report::Document document_of(const Cell& cell, const std::vector<cell::Spectrum>& spectra,
                             const Json& envelope) {
  report::Document document;
  document.title = "Simulated impedance: " + cell.set.title;
  document.subtitle = fmt::format("nacre {}", version());
  document.warnings = cell.warnings;
  document.sections.push_back(report::impedance_section(spectra));
  for (const auto& spectrum : spectra) {
    const auto name = spectra.size() == 1 ? "eis.csv" : fmt::format("eis-{:g}.csv", spectrum.state_of_charge);
    document.files[name] = formats::to_csv(spectrum.table());
  }
  close_document(document, "nacre cell eis", cell);
  document.result = envelope;
  return document;
}

int eis(const Options& options) {
  const auto frequencies = cell::parse_frequencies(options.frequencies);
  auto cell = read_cell(options.cell);
  bool complete = true;
  std::vector<cell::Spectrum> spectra;
  Json results = Json::array();
  for (const double soc : options.soc) {
    spectra.push_back(spectrum_at(soc, cell, frequencies, complete));
    results.push_back(to_json(spectra.back()));
  }
  const auto& output = options.output;
  const Json document =
      envelope("cell eis", cell.inputs, results.size() == 1 ? results.front() : Json{{"spectra", results}},
               cell.warnings);
  output.warn(cell.warnings);
  output.write_json(document);
  for (const auto& spectrum : spectra) {
    output.say(
        fmt::format("state of charge {:g}, {:.4f} V: {} frequencies, {:.4g} ohm at {:g} Hz, {:.4g} "
                    "ohm (real part) at {:g} Hz\n",
                    spectrum.state_of_charge, spectrum.voltage_V, spectrum.frequency_Hz.size(),
                    spectrum.z_real_ohm.front(), spectrum.frequency_Hz.front(), spectrum.z_real_ohm.back(),
                    spectrum.frequency_Hz.back()));
  }
  if (!output.folder.empty()) {
    report::write_document(document_of(cell, spectra, document), output.folder);
    output.say(fmt::format("wrote {}\n", output.folder));
  }
  return complete ? exit_done : exit_not_converged;
}

}  // namespace

void add_cell_eis(CLI::App& app) {
  add_command(app, "eis", "the impedance of a cell", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    options->cell.add_options(command, false);
    command.add_option("--frequencies", options->frequencies,
                       "LOW:HIGH or LOW:HIGH:PER_DECADE, in Hz (0.01:1e5:10)");
    command
        .add_option("--soc,--initial-soc", options->soc,
                    "states of charge, 0 to 1, at rest or where the protocol begins (0.5)")
        ->delimiter(',')
        ->check(CLI::Range(-0.5, 1.5));
    options->output.add_options(command);
    return [options] { return eis(*options); };
  });
}

}  // namespace nacre::app
