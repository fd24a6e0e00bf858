// nacre eis FILE...: impedance spectra judged by Kramers-Kronig and fitted with a circuit.
#include <fmt/core.h>

#include <cmath>

#include "command.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/analysis.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/impedance_report.hpp"
#include "nacre/report/write.hpp"
#include "spectra.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  formats::ReadOptions read;
  std::string circuit;
  std::vector<std::string> settings;
  std::vector<std::string> constraints;
  std::string weighting = "unit";
  std::string rule = "mu";
  std::vector<double> start;
  int starts = 8;
  bool keep_inductive = false;
  bool search = false;
  Output output;
};

std::string describe(const std::string& name, const impedance::Analysis& analysis) {
  const auto& f = analysis.spectrum.frequency_Hz;
  std::string text = fmt::format("{}: {} points, {:.4g} to {:.4g} Hz\n", name, f.size(), f.front(), f.back());
  if (analysis.kramers_kronig) {
    const auto& test = *analysis.kramers_kronig;
    text +=
        fmt::format("Kramers-Kronig  {}: {}{} elements{}{}, mu {:.2f}\n", test.valid ? "valid" : "NOT valid",
                    test.representation == impedance::Representation::admittance ? "admittance, " : "",
                    test.elements, test.inductance ? ", L" : "", test.capacitance ? ", C" : "", test.mu);
    for (const auto& reason : test.reasons) {
      text += "                " + reason + "\n";
    }
  }
  if (analysis.fit) {
    const auto& fit = *analysis.fit;
    text += fmt::format("{}  chi2 {:.4g}, {:.1f} ms\n", fit.circuit, fit.chi2_reduced, fit.milliseconds);
    for (const auto& p : fit.parameters) {
      const std::string std = std::isfinite(p.std) ? fmt::format(" +- {:.2g}", p.std) : "";
      text += fmt::format("  {:<10} {:.5g}{} {}{}\n", p.name, p.value, std, p.unit,
                          p.fixed ? "  (fixed)" : (p.at_limit ? "  (at its limit)" : ""));
    }
  }
  if (analysis.choice) {
    const auto& choice = *analysis.choice;
    text += fmt::format("  {:<24} {:>9} {:>7} {:>9} {:>7}\n", "search", "BIC", "weight", "AIC", "weight");
    for (std::size_t k = 0; k < std::min<std::size_t>(choice.fits.size(), 6); ++k) {
      const auto& fit = choice.fits[k];
      text += fmt::format("  {:<24} {:>9.1f} {:>7.3f} {:>9.1f} {:>7.3f}{}\n", fit.circuit, fit.bic,
                          choice.bic_weights[k], fit.aic, choice.aic_weights[k],
                          k > 0 && k < choice.equal ? "  explains the data as well" : "");
    }
  }
  return text;
}

int run(const Arguments& arguments) {
  impedance::AnalysisOptions options;
  options.fit.weighting = impedance::parse_weighting(arguments.weighting);
  options.kramers_kronig.rule = impedance::parse_element_rule(arguments.rule);
  options.fit.start = arguments.start;
  options.fit.starts = arguments.starts;
  options.leave_out_inductive = !arguments.keep_inductive;
  if (!arguments.circuit.empty()) {
    options.circuit = impedance::Circuit::parse(arguments.circuit);
    for (const auto& setting : arguments.settings) {
      options.circuit->set(setting);
    }
    for (const auto& constraint : arguments.constraints) {
      const auto orders = impedance::Ordering::parse(constraint, *options.circuit);
      options.fit.orderings.insert(options.fit.orderings.end(), orders.begin(), orders.end());
    }
    options.fit.validate(*options.circuit);
  }
  if (arguments.search) {
    options.candidates = impedance::common_circuits();
  }
  const auto read = read_spectra(arguments.files, arguments.read, arguments.output);
  auto warnings = read.warnings;
  std::vector<std::string> names;
  std::vector<impedance::Analysis> analyses;
  Json results = Json::array();
  bool converged = true;
  for (const auto& named : read.spectra) {
    const auto& analysis = analyses.emplace_back(impedance::analyse(named.spectrum, options));
    names.push_back(named.name);
    converged = converged && (!analysis.fit || analysis.fit->converged);
    for (const auto& warning : analysis.warnings) {
      warnings.push_back(read.warning_of(named, warning));
    }
    results.push_back(to_json(analysis));
    arguments.output.say((results.size() > 1 ? "\n" : "") + describe(named.name, analysis));
  }
  const Json document = envelope(
      "eis", read.inputs, results.size() == 1 ? results.front() : Json{{"spectra", results}}, warnings);
  arguments.output.warn(warnings);
  arguments.output.write_json(document);
  if (!arguments.output.folder.empty()) {
    const auto records = report::records_of<report::ImpedanceRecord>(names, analyses);
    report::write_document(
        report::impedance_document(records, report_inputs(read.inputs), warnings, document),
        arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_eis(CLI::App& app) {
  add_command(
      app, "eis", "impedance spectra: Kramers-Kronig test and circuit fits", [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        command.add_option("FILE", arguments->files, "the files, each with one or several spectra")
            ->required();
        auto* circuit =
            command.add_option("--circuit", arguments->circuit,
                               "the circuit to fit: \"R0-p(R1,C1)-Wo1\" (impedance.py) or \"R(RC)W\" "
                               "(pyimpspec, with values and limits in braces)");
        command
            .add_flag("--search", arguments->search,
                      "fit common circuits and take the one that the data choose")
            ->excludes(circuit);
        command
            .add_option("--set", arguments->settings,
                        "start, limits or a fixed value of a parameter: R1=5, R1=5/1/10, R1=/1/10, R1=5f")
            ->allow_extra_args(false)
            ->needs(circuit);
        command
            .add_option("--constraint", arguments->constraints,
                        "an order that the fit keeps: \"R1*C1 < R2*C2\", products and powers of parameters")
            ->allow_extra_args(false)
            ->needs(circuit);
        command.add_option(
            "--kk-rule", arguments->rule,
            "how Kramers-Kronig finds its number of elements: mu (default), bic, leave_one_out, norm, "
            "curvature or sign_changes");
        command.add_option("--weighting", arguments->weighting,
                           "unit (default), modulus, proportional or boukamp");
        command
            .add_option("--start", arguments->start,
                        "starting values, one per parameter, separated by commas")
            ->delimiter(',')
            ->needs(circuit);
        command.add_option("--starts", arguments->starts,
                           "how many starts are followed where none is given (8)");
        command.add_flag(
            "--keep-inductive", arguments->keep_inductive,
            "fit points with a positive imaginary part even where the circuit has no inductance");
        command.add_flag("--salvage", arguments->read.salvage, "use what is readable before damage");
        command.add_option("--reader", arguments->read.reader, "use this reader, whatever the content says");
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
