// nacre xrd simulate: the powder pattern of a sample that does not exist, with counting noise.
#include <fmt/core.h>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/diffraction/virtual_sample.hpp"
#include "nacre/material/state_file.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  XrdOptions xrd;
  std::vector<double> fractions;
  std::string range = "10:90", pattern_file, material;
  diffraction::SimulationOptions simulation;
  double size_um = 0.2, strain = 0.0;
  Output output;
};

Json to_json(const diffraction::Simulated& simulated,
             const std::vector<diffraction::SimulatedPhase>& phases) {
  Json list = Json::array();
  double total = 0.0;
  for (const auto& phase : phases) {
    total += phase.weight_fraction;
  }
  for (const auto& phase : phases) {
    const auto& cell = phase.structure.cell;
    list.push_back({{"name", phase.structure.name},
                    {"weight_fraction", phase.weight_fraction / total},
                    {"cell",
                     {{"a", cell.a},
                      {"b", cell.b},
                      {"c", cell.c},
                      {"alpha", cell.alpha},
                      {"beta", cell.beta},
                      {"gamma", cell.gamma}}}});
  }
  return {{"phases", list},
          {"two_theta_deg", simulated.pattern.two_theta_deg},
          {"intensity", simulated.pattern.intensity},
          {"intensity_std", simulated.pattern.std}};
}

// With the radiation above the points, where the pattern readers find it: of a tube's lines the first two.
std::string xye_text(const diffraction::Pattern& pattern, const diffraction::Radiation& radiation) {
  std::string text =
      fmt::format("# radiation: {}\n# wavelength: {:.7g}\n",
                  radiation.probe == crystal::Probe::neutron ? "neutron" : "x-ray", radiation.wavelength());
  if (radiation.lines.size() > 1) {
    text += fmt::format("# wavelength 2: {:.7g}\n# ratio: {:.4g}\n", radiation.lines[1].wavelength,
                        radiation.lines[1].weight);
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text +=
        fmt::format("{:.5f} {:.8g} {:.6g}\n", pattern.two_theta_deg[i], pattern.intensity[i], pattern.std[i]);
  }
  return text;
}

struct Sample {
  std::vector<diffraction::SimulatedPhase> phases;
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
};

Sample sample_of_phases(const Arguments& arguments) {
  const auto read = diffraction::read_phases(arguments.xrd.phases, true);
  if (read.structures.empty()) {
    throw UsageError("there is nothing to simulate", "give --phase or --material");
  }
  if (!arguments.fractions.empty() && arguments.fractions.size() != read.structures.size()) {
    throw UsageError(
        fmt::format("{} weight fractions for {} phases", arguments.fractions.size(), read.structures.size()));
  }
  Sample sample{{}, {}, read.warnings};
  enter_files(arguments.xrd, read, sample.inputs);
  for (std::size_t p = 0; p < read.structures.size(); ++p) {
    diffraction::SimulatedPhase phase{
        read.structures[p], arguments.fractions.empty() ? 1.0 : arguments.fractions[p], {}, {}};
    phase.broadening.inverse_size = arguments.size_um > 0.0 ? 1.0 / arguments.size_um : 0.0;
    phase.broadening.strain = arguments.strain;
    sample.phases.push_back(std::move(phase));
  }
  return sample;
}

// A material state, or the result of nacre furnace, which holds one.
Sample sample_of_material(const Arguments& arguments) {
  const auto file = input_file(arguments.material, "material");
  auto made = diffraction::virtual_sample(material::read_material_state(arguments.material));
  return {std::move(made.phases), {file}, std::move(made.warnings)};
}

int run(Arguments arguments) {
  auto& simulation = arguments.simulation;
  simulation.range = diffraction::parse_range(arguments.range);
  simulation.instrument =
      diffraction::analysis_options(arguments.xrd).instrument.value_or(simulation.instrument);
  if (!arguments.xrd.wavelength.empty() || simulation.instrument.radiation.lines.empty()) {
    simulation.instrument.radiation =
        diffraction::parse_radiation(arguments.xrd.wavelength.empty() ? "CuKa" : arguments.xrd.wavelength);
  }
  auto sample = arguments.material.empty() ? sample_of_phases(arguments) : sample_of_material(arguments);
  const auto& simulated_phases = sample.phases;
  const auto simulated = diffraction::simulate(simulated_phases, simulation);
  if (!arguments.pattern_file.empty()) {
    write_file_atomic(arguments.pattern_file, xye_text(simulated.pattern, simulation.instrument.radiation));
    arguments.output.say(
        fmt::format("{} points written to {}\n", simulated.pattern.size(), arguments.pattern_file));
  }
  arguments.output.warn(sample.warnings);
  arguments.output.write_envelope("xrd simulate", sample.inputs, to_json(simulated, simulated_phases),
                                  sample.warnings);
  return exit_done;
}

}  // namespace

void add_xrd_simulate(CLI::App& app) {
  add_command(
      app, "simulate", "the powder pattern of given phases, with counting noise",
      [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        arguments->xrd.add_phase_options(command, false);
        command.add_option(
            "--material", arguments->material,
            "in place of phases: a material, as nacre furnace writes it with --material or --json");
        command.add_option("--fractions", arguments->fractions,
                           "weight fractions of the phases, in their order");
        command.add_option("--range", arguments->range, "LOW:HIGH, degrees 2theta");
        command.add_option("--step", arguments->simulation.step_deg, "degrees");
        command.add_option("--counts", arguments->simulation.peak_counts,
                           "of the highest point above the background");
        command.add_option("--background", arguments->simulation.background_counts, "counts at the low end");
        command.add_option("--seed", arguments->simulation.seed, "of the noise; 0: none");
        command.add_option("--size-um", arguments->size_um, "crystallite size of every phase; 0: infinite");
        command.add_option("--strain", arguments->strain, "microstrain of every phase, 1e-6");
        command.add_option("--pattern", arguments->pattern_file, "write the pattern here (.xye)");
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
