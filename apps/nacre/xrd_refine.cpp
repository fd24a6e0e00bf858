// nacre xrd refine: a powder pattern taken apart into its phases.
#include <fmt/core.h>

#include <cmath>
#include <filesystem>

#include "nacre/report/diffraction_report.hpp"
#include "nacre/report/write.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::string file;
  formats::ReadOptions read;
  std::optional<int> scan;
  XrdOptions xrd;
  Output output;
};

std::string value_text(double value, double std) {
  if (!std::isfinite(value)) {
    return "-";
  }
  return std > 0.0 ? fmt::format("{:.6g} +- {:.1g}", value, std) : fmt::format("{:.6g}", value);
}

// Up to rounding: what symmetry makes equal comes from a metric tensor.
bool same(double one, double other) { return std::abs(one - other) < 1e-9 * std::abs(other); }

std::string describe(const diffraction::Analysis& analysis) {
  const auto& r = analysis.refined.r;
  std::string text = fmt::format(
      "Rwp {:.2f} %  (without background {:.2f} %)  Rp {:.2f} %  Rexp {:.2f} %  GOF {:.2f}  {} points, {} "
      "variables, {:.0f} ms\n",
      r.Rwp_percent, r.Rwp_background_percent, r.Rp_percent, r.Rexp_percent, r.gof, r.points, r.variables,
      1e3 * analysis.seconds);
  for (const auto& phase : analysis.phases) {
    text += fmt::format("{:<20}", phase.name);
    if (std::isfinite(phase.weight.value)) {
      text += fmt::format(" {:>7.2f} +- {:.2f} wt%", 100.0 * phase.weight.value, 100.0 * phase.weight.std);
    } else {
      text += fmt::format(" {:>20}", phase.intensities);
    }
    static constexpr const char* names[] = {"a", "b", "c", "alpha", "beta", "gamma"};
    const auto values = phase.cell.values();
    for (std::size_t i = 0; i < 6; ++i) {
      const bool own =
          i == 0 || (i < 3 ? !same(values[i], values[0]) : !same(values[i], 90.0) && !same(values[i], 120.0));
      if (own) {
        text += fmt::format("  {} {}", names[i], value_text(values[i], phase.cell_std[i]));
      }
    }
    // A phase without intensity has no R of its own.
    text += std::isfinite(phase.R_bragg_percent) ? fmt::format("  R_B {:.1f} %\n", phase.R_bragg_percent)
                                                 : "  not seen\n";
  }
  if (analysis.amorphous) {
    text += fmt::format("{:<20} {:>7.2f} +- {:.2f} wt%\n", "amorphous", 100.0 * analysis.amorphous->value,
                        100.0 * analysis.amorphous->std);
  }
  text += fmt::format(
      "Uncertainties are those of counting; neighbouring residuals are alike, and honest ones are {:.1f} "
      "times as large.\n",
      analysis.refined.serial_inflation);
  for (const auto& restraint : analysis.refined.restraints) {
    text += fmt::format("{} {:.5g}, restrained to {:.5g} +- {:.2g}\n", restraint.what,
                        restraint.value(analysis.refined.model), restraint.target, restraint.std);
  }
  text += "\nsteps\n";
  for (const auto& decision : analysis.decisions) {
    text += decision.refined ? fmt::format("  Rwp {:>6.2f} %  {}: {}\n", decision.Rwp_percent, decision.what,
                                           decision.reason)
                             : fmt::format("  left alone    {}: {}\n", decision.what, decision.reason);
  }
  return text;
}

int run(const Arguments& arguments) {
  auto [pattern, xrd, inputs, warnings] =
      read_pattern(arguments.file, arguments.read, arguments.xrd, arguments.output, arguments.scan);
  const auto phases = diffraction::read_phases(xrd);
  enter_files(xrd, phases, inputs);
  const auto options = diffraction::analysis_options(xrd, phases.structures);
  const auto analysis = diffraction::analyse(pattern, phases.structures, options);
  warnings.insert(warnings.end(), phases.warnings.begin(), phases.warnings.end());
  warnings.insert(warnings.end(), analysis.warnings.begin(), analysis.warnings.end());
  arguments.output.say(describe(analysis));
  arguments.output.warn(warnings);
  const Json document = envelope("xrd refine", inputs, to_json(analysis), warnings);
  arguments.output.write_json(document);
  if (!arguments.output.folder.empty()) {
    const report::DiffractionRecord record{std::filesystem::path(arguments.file).filename().string(), "",
                                           &analysis};
    report::write_document(
        report::diffraction_document({&record, 1}, report_inputs(inputs), warnings, document),
        arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return analysis.refined.converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_xrd_refine(CLI::App& app) {
  add_command(app, "refine", "fit phases to a powder pattern: weight fractions, cells, structures",
              [](CLI::App& command) -> Action {
                auto arguments = std::make_shared<Arguments>();
                command.add_option("PATTERN", arguments->file, "the pattern")->required();
                command.add_option("--reader", arguments->read.reader, "read the pattern with this reader");
                command.add_flag("--salvage", arguments->read.salvage, "use what is readable before damage");
                command.add_option("--scan", arguments->scan, "of several scans, this one");
                arguments->xrd.add_options(command, true);
                arguments->output.add_options(command);
                return [arguments] { return run(*arguments); };
              });
}

}  // namespace nacre::app
