// nacre drt FILE...: impedance spectra taken apart into relaxations.
#include <fmt/core.h>

#include <cmath>
#include <filesystem>

#include "command.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/drt_analysis.hpp"
#include "nacre/report/drt_report.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/write.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  formats::ReadOptions read;
  impedance::DrtRequest request;
  std::string inductance = "fit";
  bool exact = false;
  std::string csv;
  Output output;
};

std::string describe(const std::string& name, const impedance::DrtAnalysis& a) {
  std::string text = fmt::format("{}: {}, lambda {:.3g}\n", name, a.method, a.lambda);
  text += fmt::format("  ohmic         {:.5g} ohm\n", a.ohmic_ohm);
  if (a.inductance_H > 0.0) {
    text += fmt::format("  inductance    {:.4g} H\n", a.inductance_H);
  }
  if (std::isfinite(a.series_capacitance_F)) {
    text += fmt::format("  in series     {:.4g} F\n", a.series_capacitance_F);
  }
  text += fmt::format("  polarization  {:.5g} ohm\n", a.polarization_ohm);
  for (const auto& p : a.peaks) {
    const auto with = [](double value, double std) {
      return std::isfinite(std) ? fmt::format("{:.4g} +- {:.2g}", value, std) : fmt::format("{:.4g}", value);
    };
    text +=
        fmt::format("  peak at {} s: {} ohm, {} F\n", with(p.tau_s, p.tau_std_s),
                    with(p.resistance_ohm, p.resistance_std_ohm), with(p.capacitance_F, p.capacitance_std_F));
  }
  return text;
}

impedance::Inductance parse_inductance(const std::string& text) {
  if (text == "fit") {
    return impedance::Inductance::fit;
  }
  if (text == "none") {
    return impedance::Inductance::none;
  }
  if (text == "discard") {
    return impedance::Inductance::discard;
  }
  throw UsageError("--inductance " + text + ": there is fit, none and discard",
                   "for example --inductance fit");
}

void append_csv(std::string& csv, const std::string& name, const impedance::DrtAnalysis& a) {
  for (std::size_t i = 0; i < a.tau_s.size(); ++i) {
    csv += fmt::format("\"{}\",{},{}", name, a.tau_s[i], a.gamma_ohm[i]);
    csv += a.gamma_lower_ohm.empty() ? ",,\n"
                                     : fmt::format(",{},{}\n", a.gamma_lower_ohm[i], a.gamma_upper_ohm[i]);
  }
}

int run(const Arguments& arguments) {
  auto request = arguments.request;
  request.tikhonov.inductance = parse_inductance(arguments.inductance);
  request.tikhonov.stop_as_pydrttools = !arguments.exact;
  request.tikhonov.validate();
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
  std::string csv = "spectrum,tau_s,gamma_ohm,gamma_lower_ohm,gamma_upper_ohm\n";
  std::vector<std::string> names;
  std::vector<impedance::DrtAnalysis> analyses;
  Json results = Json::array();
  bool converged = true;
  for (const auto& file : arguments.files) {
    const auto source = formats::Source::open(file);
    const auto table = formats::read_table(source, arguments.read);
    inputs.push_back(
        {file, table.reader, arguments.output.wants_result() ? sha256(source.packed_bytes()) : ""});
    warnings.insert(warnings.end(), table.warnings.begin(), table.warnings.end());
    const auto stem = std::filesystem::path(file).filename().string();
    for (const auto& spectrum : impedance::spectra(table)) {
      const auto name = spectrum.label.empty() ? stem : fmt::format("{} {}", stem, spectrum.label);
      const auto& analysis = analyses.emplace_back(impedance::analyse_drt(spectrum, request));
      names.push_back(name);
      converged = converged && analysis.converged;
      for (const auto& warning : analysis.warnings) {
        warnings.push_back(fmt::format("{}: {}", name, warning));
      }
      append_csv(csv, name, analysis);
      arguments.output.say((results.empty() ? "" : "\n") + describe(name, analysis));
      results.push_back(to_json(analysis));
    }
  }
  const Json document =
      envelope("drt", inputs, results.size() == 1 ? results.front() : Json{{"spectra", results}}, warnings);
  arguments.output.warn(warnings);
  arguments.output.write_json(document);
  if (!arguments.csv.empty()) {
    write_file_atomic(arguments.csv, csv);
    arguments.output.say("wrote " + arguments.csv + "\n");
  }
  if (!arguments.output.folder.empty()) {
    const auto records = report::records_of<report::DrtRecord>(names, analyses);
    report::write_document(report::drt_document(records, report_inputs(inputs), warnings, document),
                           arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_drt(CLI::App& app) {
  add_command(app, "drt", "impedance spectra: the distribution of relaxation times and its peaks",
              [](CLI::App& command) -> Action {
                auto arguments = std::make_shared<Arguments>();
                command.add_option("FILE", arguments->files, "the files, each with one or several spectra")
                    ->required();
                command.add_option("--lambda", arguments->request.lambda,
                                   "auto (default: nothing to choose), or Tikhonov as pyDRTtools has it with "
                                   "a number or by gcv, mgcv, rgcv, l_curve, evidence, re_im, k_fold");
                command.add_option("--order", arguments->request.tikhonov.order,
                                   "of the derivative that Tikhonov penalises: 0, 1 (default) or 2");
                command.add_option("--inductance", arguments->inductance,
                                   "for Tikhonov: fit (default), none, or discard inductive frequencies");
                command.add_flag("--exact", arguments->exact,
                                 "Tikhonov to the minimum of its problem, not to where pyDRTtools stops");
                command.add_option("--csv", arguments->csv, "write the distributions to this file");
                command.add_flag("--salvage", arguments->read.salvage, "use what is readable before damage");
                command.add_option("--reader", arguments->read.reader,
                                   "use this reader, whatever the content says");
                arguments->output.add_options(command);
                return [arguments] { return run(*arguments); };
              });
}

}  // namespace nacre::app
