// nacre xrd COMMAND: powder diffraction. One file for each of its commands.
#include "xrd.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"

namespace nacre::app {
namespace {

double number(std::string_view text, const std::string& whole) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw UsageError(fmt::format("\"{}\" in \"{}\" is no number", text, whole));
  }
  return value;
}

diffraction::Intensities method_named(const std::string& name) {
  if (name == "rietveld") {
    return diffraction::Intensities::structure;
  }
  if (name == "lebail") {
    return diffraction::Intensities::le_bail;
  }
  if (name == "pawley") {
    return diffraction::Intensities::pawley;
  }
  throw UsageError(fmt::format("there is no method \"{}\"", name),
                   "the methods are rietveld, lebail and pawley");
}

}  // namespace

diffraction::Range parse_range(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    throw UsageError(fmt::format("\"{}\" is no range", text),
                     "a range is LOW:HIGH in degrees, for example 20:145");
  }
  diffraction::Range range;
  if (colon > 0) {
    range.low_deg = number(std::string_view(text).substr(0, colon), text);
  }
  if (colon + 1 < text.size()) {
    range.high_deg = number(std::string_view(text).substr(colon + 1), text);
  }
  if (!(range.low_deg < range.high_deg)) {
    throw UsageError(fmt::format("the range \"{}\" ends before it begins", text));
  }
  return range;
}

std::pair<std::string, double> parse_setting(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    throw UsageError(fmt::format("\"{}\" names no phase and number", text), "for example NiO=5");
  }
  return {text.substr(0, equals), number(std::string_view(text).substr(equals + 1), text)};
}

Phases read_phases(const std::vector<std::string>& files, bool with_atoms,
                   const std::vector<std::string>& without) {
  Phases phases;
  const auto needs_none = [&](const crystal::Structure& structure) {
    return std::find(without.begin(), without.end(), structure.name) != without.end();
  };
  for (const auto& file : files) {
    phases.inputs.push_back(input_file(file, "cif"));
    auto structures = crystal::read_structures(file, false);
    if (with_atoms && !std::all_of(structures.begin(), structures.end(), needs_none)) {
      structures = crystal::read_structures(file);
    }
    for (auto& structure : structures) {
      for (const auto& warning : structure.warnings) {
        phases.warnings.push_back(file + ": " + warning);
      }
      phases.structures.push_back(std::move(structure));
    }
  }
  // Names tell phases apart everywhere: the second of a name is numbered.
  for (std::size_t i = 0; i < phases.structures.size(); ++i) {
    int same = 1;
    for (std::size_t k = 0; k < i; ++k) {
      same += phases.structures[k].name == phases.structures[i].name ? 1 : 0;
    }
    if (same > 1) {
      phases.structures[i].name += fmt::format(" ({})", same);
    }
  }
  return phases;
}

diffraction::AnalysisOptions analysis_options(const XrdOptions& options) {
  diffraction::AnalysisOptions result;
  if (!options.wavelength.empty()) {
    result.radiation = diffraction::parse_radiation(options.wavelength);
  }
  if (options.monochromator_deg && result.radiation) {
    const double c = std::cos(*options.monochromator_deg * std::acos(-1.0) / 180.0);
    result.radiation->polarisation = 1.0 / (1.0 + c * c);
    result.radiation->polarisation_known = true;
  }
  result.method = method_named(options.method);
  result.free_intensities = options.free_intensities;
  for (const auto& text : options.particle_um) {
    result.particle_um.insert(parse_setting(text));
  }
  if (!options.standard.empty()) {
    result.standard = parse_setting(options.standard);
  }
  auto& strategy = result.strategy;
  strategy.background_terms = options.background_terms;
  strategy.zero = options.zero;
  strategy.positions = !options.no_positions;
  strategy.displacements = !options.no_displacements;
  strategy.texture = !options.no_texture;
  if (options.no_cell_search) {
    strategy.cell_search = 0.0;
  }
  return result;
}

diffraction::Pattern cut_as_asked(const diffraction::Pattern& pattern, const XrdOptions& options) {
  diffraction::Range range;
  for (const auto& text : options.ranges) {
    range = parse_range(text);
  }
  std::vector<diffraction::Range> excluded;
  for (const auto& text : options.excluded) {
    excluded.push_back(parse_range(text));
  }
  return diffraction::cut(pattern, range, excluded);
}

void XrdOptions::add_phase_options(CLI::App& command, bool required) {
  auto* phase = command.add_option("--phase", phases, "the phases: CIF files, each may hold several");
  if (required) {
    phase->required();
  }
  command.add_option(
      "--wavelength", wavelength,
      "CuKa (also Cr, Fe, Co, Mo, Ag), angstrom, \"1.5406,1.5444:0.5\" or \"neutron:1.909\"; else what "
      "the file states");
}

void XrdOptions::add_options(CLI::App& command) {
  add_phase_options(command, true);
  command.add_option("--range", ranges, "LOW:HIGH, degrees 2theta")->allow_extra_args(false);
  command.add_option("--exclude", excluded, "LOW:HIGH, left out")->allow_extra_args(false);
  command.add_option("--method", method, "rietveld (default), lebail or pawley");
  command
      .add_option("--free-intensities", free_intensities,
                  "a phase, by its name, whose intensities are free (Le Bail) beside the others'")
      ->allow_extra_args(false);
  command
      .add_option("--particle-um", particle_um,
                  "diameter of a phase's grains for Brindley's microabsorption: NiO=5")
      ->allow_extra_args(false);
  command.add_option("--standard", standard, "internal standard and its weight fraction: corundum=0.2");
  command.add_option("--background-terms", background_terms,
                     "of Chebyshev's polynomial; else as many as the data ask for");
  command.add_option("--monochromator", monochromator_deg,
                     "Bragg angle 2theta of a monochromator, degrees (26.6: graphite, Cu)");
  command.add_flag("--zero", zero, "refine the zero of the scale rather than the displacement of the sample");
  command.add_flag("--no-positions", no_positions, "leave the positions of atoms as they are");
  command.add_flag("--no-displacements", no_displacements, "leave their displacement parameters as they are");
  command.add_flag("--no-texture", no_texture, "no preferred orientation");
  command.add_flag("--no-cell-search", no_cell_search, "do not look for cells far from those given");
}

void add_xrd(CLI::App& app) {
  auto* xrd = app.add_subcommand("xrd", "powder diffraction: phases, cells and fractions");
  xrd->require_subcommand(1);
  add_xrd_refine(*xrd);
}

}  // namespace nacre::app
