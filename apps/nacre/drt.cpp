// nacre drt FILE...: impedance spectra taken apart into relaxations.
#include <fmt/core.h>

#include <cmath>

#include "command.hpp"
#include "drt_series.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/drt_analysis.hpp"
#include "nacre/report/drt_report.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/write.hpp"
#include "spectra.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  formats::ReadOptions read;
  impedance::DrtRequest request;
  std::string inductance = "fit";
  std::string capacitance;
  std::string part = "both";
  std::string bands = "laplace";
  std::string peaks = "zarc";
  bool exact = false;
  std::vector<const CLI::Option*> of_tikhonov;  // what the default has no use for
  bool series = false;
  SeriesArguments of_series;
  std::string csv;
  Output output;
};

std::string with_std(double value, double std) {
  return std::isfinite(std) ? fmt::format("{:.4g} +- {:.2g}", value, std) : fmt::format("{:.4g}", value);
}

std::string describe(const std::string& name, const impedance::DrtAnalysis& a) {
  std::string text = fmt::format("{}: {}, lambda {:.3g}{}\n", name, a.method, a.lambda,
                                 a.lambda_rule == "given" ? "" : " by " + a.lambda_rule);
  text += std::isfinite(a.ohmic_ohm)
              ? fmt::format("  ohmic         {} ohm\n", with_std(a.ohmic_ohm, a.ohmic_std_ohm))
              : "  ohmic         not in the imaginary parts\n";
  if (a.inductance_H > 0.0) {
    text += fmt::format("  inductance    {:.4g} H\n", a.inductance_H);
  }
  if (a.inductance_loss_s > 0.0) {
    text += fmt::format("    beside it   {:.4g} ohm\n", a.inductance_H / a.inductance_loss_s);
  }
  if (std::isfinite(a.series_capacitance_F)) {
    text += fmt::format("  in series     {:.4g} F\n", a.series_capacitance_F);
  }
  text += fmt::format("  polarization  {:.5g} ohm\n", a.polarization_ohm);
  for (const auto& p : a.peaks) {
    text += fmt::format(
        "  peak at {} s: {} ohm, {} F, {}\n", with_std(p.tau_s, p.tau_std_s),
        with_std(p.resistance_ohm, p.resistance_std_ohm), with_std(p.capacitance_F, p.capacitance_std_F),
        a.shape == impedance::PeakShape::zarc ? "exponent " + with_std(p.exponent, p.exponent_std)
                                              : "width " + with_std(p.width, p.width_std));
  }
  return text;
}

// One of the words that an option takes.
template <typename Value>
Value choice(const std::string& option, const std::string& text,
             const std::vector<std::pair<std::string, Value>>& words) {
  std::string all;
  for (const auto& [word, value] : words) {
    if (word == text) {
      return value;
    }
    all += (all.empty() ? "" : word == words.back().first ? " and " : ", ") + word;
  }
  throw UsageError(fmt::format("{} {}: there is {}", option, text, all),
                   fmt::format("for example {} {}", option, words.front().first));
}

// Throws UsageError.
impedance::DrtRequest request_of(const Arguments& arguments) {
  auto request = arguments.request;
  using impedance::BandKind;
  using impedance::Inductance;
  using impedance::Part;
  using impedance::PeakShape;
  request.bands = choice<BandKind>(
      "--bands", arguments.bands,
      {{"laplace", BandKind::laplace}, {"sampled", BandKind::sampled}, {"none", BandKind::none}});
  request.peaks = choice<PeakShape>("--peaks", arguments.peaks,
                                    {{"zarc", PeakShape::zarc}, {"gaussian", PeakShape::gaussian}});
  auto& tikhonov = request.tikhonov;
  tikhonov.part = choice<Part>("--part", arguments.part,
                               {{"both", Part::both}, {"real", Part::real}, {"imaginary", Part::imaginary}});
  tikhonov.inductance = choice<Inductance>(
      "--inductance", arguments.inductance,
      {{"fit", Inductance::fit}, {"none", Inductance::none}, {"discard", Inductance::discard}});
  const bool none = !arguments.capacitance.empty() &&
                    !choice<bool>("--capacitance", arguments.capacitance, {{"fit", true}, {"none", false}});
  tikhonov.series_capacitance = !arguments.capacitance.empty() && !none;
  if (request.automatically()) {
    for (const auto* option : arguments.of_tikhonov) {
      if (option->count() > 0) {
        throw UsageError(fmt::format("{} is an option of Tikhonov", option->get_name()),
                         "Give a lambda too, for example --lambda evidence.");
      }
    }
    if (tikhonov.inductance == Inductance::discard) {
      throw UsageError("--inductance discard is an option of Tikhonov",
                       "Give a lambda too, for example --lambda evidence.");
    }
    request.automatic.inductance = tikhonov.inductance == Inductance::fit;
    request.automatic.series_capacitance = !none;
  } else {
    // pyDRTtools has neither a DRT of either sign nor a series capacitance to stop at.
    tikhonov.stop_as_pydrttools = !arguments.exact && !tikhonov.negative && !tikhonov.series_capacitance;
    tikhonov.validate();
    request.sampling.validate();
  }
  return request;
}

void append_csv(std::string& csv, const std::string& name, const impedance::DrtAnalysis& a) {
  for (std::size_t i = 0; i < a.tau_s.size(); ++i) {
    csv += fmt::format("\"{}\",{},{}", name, a.tau_s[i], a.gamma_ohm[i]);
    csv += a.gamma_lower_ohm.empty() ? ",,\n"
                                     : fmt::format(",{},{}\n", a.gamma_lower_ohm[i], a.gamma_upper_ohm[i]);
  }
}

int run(const Arguments& arguments) {
  const auto request = request_of(arguments);
  if (arguments.series) {
    return run_drt_series(arguments.files, arguments.read, arguments.of_series.request(request),
                          arguments.csv, arguments.output);
  }
  const auto read = read_spectra(arguments.files, arguments.read, arguments.output);
  auto warnings = read.warnings;
  std::string csv = "spectrum,tau_s,gamma_ohm,gamma_lower_ohm,gamma_upper_ohm\n";
  std::vector<std::string> names;
  std::vector<impedance::DrtAnalysis> analyses;
  Json results = Json::array();
  bool converged = true;
  for (const auto& named : read.spectra) {
    const auto& analysis = analyses.emplace_back(impedance::analyse_drt(named.spectrum, request));
    names.push_back(named.name);
    converged = converged && analysis.converged;
    for (const auto& warning : analysis.warnings) {
      warnings.push_back(read.warning_of(named, warning));
    }
    append_csv(csv, named.name, analysis);
    arguments.output.say((results.empty() ? "" : "\n") + describe(named.name, analysis));
    results.push_back(to_json(analysis));
  }
  const Json document = envelope(
      "drt", read.inputs, results.size() == 1 ? results.front() : Json{{"spectra", results}}, warnings);
  arguments.output.warn(warnings);
  arguments.output.write_json(document);
  if (!arguments.csv.empty()) {
    write_file_atomic(arguments.csv, csv);
    arguments.output.say("wrote " + arguments.csv + "\n");
  }
  if (!arguments.output.folder.empty()) {
    const auto records = report::records_of<report::DrtRecord>(names, analyses);
    report::write_document(report::drt_document(records, report_inputs(read.inputs), warnings, document),
                           arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_drt(CLI::App& app) {
  add_command(
      app, "drt", "impedance spectra: the distribution of relaxation times and its peaks",
      [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        command.add_option("FILE", arguments->files, "the files, each with one or several spectra")
            ->required();
        auto& request = arguments->request;
        command.add_option("--lambda", request.lambda,
                           "auto (default: nothing to choose), or Tikhonov as pyDRTtools has it with "
                           "a number or by gcv, mgcv, rgcv, l_curve, evidence (hierarchical Bayes), "
                           "re_im, k_fold");
        command.add_option("--inductance", arguments->inductance,
                           "fit (default), none, or (Tikhonov) discard inductive frequencies");
        command.add_option("--capacitance", arguments->capacitance,
                           "in series, for blocking electrodes or the tail of an intercalation: fit "
                           "(default of auto, where it shows) or none (default of Tikhonov)");
        command.add_option("--parallel-capacitance", request.parallel_capacitance_F,
                           "F; of cables and holder, beside the whole cell: taken out first");
        command.add_option("--peaks", arguments->peaks,
                           "shape of the processes fitted: zarc (default) or gaussian");
        command.add_option("--bands", arguments->bands,
                           "of 95 %: laplace (default, fast), none, or (Tikhonov) sampled");
        command.add_flag("--negative", request.tikhonov.negative,
                         "let the distribution take either sign, for inductive loops: Tikhonov");
        auto& tikhonov = arguments->of_tikhonov;
        tikhonov.push_back(command.add_option("--order", request.tikhonov.order,
                                              "Tikhonov: of the derivative that is penalised: 0, 1 "
                                              "(default) or 2"));
        tikhonov.push_back(command.add_option("--part", arguments->part,
                                              "Tikhonov: of the impedance that is used: both "
                                              "(default), real or imaginary"));
        tikhonov.push_back(
            command.add_option("--samples", request.sampling.samples, "Tikhonov: for sampled bands (1000)"));
        tikhonov.push_back(
            command.add_option("--seed", request.sampling.seed, "Tikhonov: of the samples (1)"));
        tikhonov.push_back(command.add_option(
            "--per-decade", request.tikhonov.most_per_decade,
            "Tikhonov: the most Gaussians, where there are more frequencies than that (25)"));
        tikhonov.push_back(
            command.add_flag("--exact", arguments->exact,
                             "Tikhonov to the minimum of its problem, not to where pyDRTtools stops"));
        auto* series =
            command.add_flag("--series", arguments->series,
                             "all spectra together, as one series: bands, processes, activation energies");
        arguments->of_series.add_options(command, series);
        command.add_option("--csv", arguments->csv,
                           "write the distributions to this file (tau_s, gamma_ohm and its band)");
        command.add_flag("--salvage", arguments->read.salvage, "use what is readable before damage");
        command.add_option("--reader", arguments->read.reader, "use this reader, whatever the content says");
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
