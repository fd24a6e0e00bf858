// nacre xrd COMMAND: powder diffraction. One file for each of its commands.
#include "xrd.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <sstream>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/formats/patterns/instrument.hpp"

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

// "O3=0,0,1".
std::pair<std::string, Eigen::Vector3i> parse_axis(const std::string& text) {
  const auto equals = text.rfind('=');
  Eigen::Vector3i axis;
  int read = 0;
  if (equals == std::string::npos ||
      std::sscanf(text.c_str() + equals + 1, "%d,%d,%d%n", &axis(0), &axis(1), &axis(2), &read) != 3 ||
      equals + 1 + static_cast<std::size_t>(read) != text.size()) {
    throw UsageError(fmt::format("\"{}\" names no phase and axis", text), "for example O3=0,0,1");
  }
  return {text.substr(0, equals), axis};
}

// The occupancy that "O3.Ni1" names.
diffraction::Variable occupancy_named(const std::string& text,
                                      const std::vector<crystal::Structure>& structures) {
  const auto dot = text.rfind('.');
  for (std::size_t p = 0; p < structures.size() && dot != std::string::npos; ++p) {
    for (std::size_t s = 0; s < structures[p].sites.size(); ++s) {
      if (structures[p].name == text.substr(0, dot) && structures[p].sites[s].label == text.substr(dot + 1)) {
        return {diffraction::Quantity::occupancy, static_cast<int>(p), static_cast<int>(s)};
      }
    }
  }
  throw UsageError(fmt::format("\"{}\" is no PHASE.SITE of the phases given", text),
                   "for example \"O3.Ni1 + O3.Fe1 = 0.667\"");
}

// "O3.Ni1 + 2 O3.Na2 - O3.Fe1 = 0.667".
diffraction::Constraint parse_constraint(const std::string& text,
                                         const std::vector<crystal::Structure>& structures) {
  std::istringstream words(text);
  diffraction::Constraint constraint{{}, 0.0};
  double sign = 1.0, factor = 1.0;
  bool right = false;
  std::string word;
  while (words >> word) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool is_number = error == std::errc() && end == word.data() + word.size();
    if (word == "+" || word == "-") {
      sign = word == "-" ? -1.0 : 1.0;
    } else if (word == "=") {
      right = true;
      sign = 1.0;
    } else if (right && is_number) {
      constraint.value = sign * value;
    } else if (is_number) {
      factor = value;
    } else {
      constraint.terms.emplace_back(occupancy_named(word, structures), sign * factor * (right ? -1.0 : 1.0));
      sign = factor = 1.0;
    }
  }
  if (!right || constraint.terms.empty()) {
    throw UsageError(fmt::format("\"{}\" is no constraint", text), "for example \"O3.Ni1 + O3.Fe1 = 0.667\"");
  }
  return constraint;
}

std::vector<diffraction::Quantity> quantities_named(const std::string& name) {
  using diffraction::Quantity;
  static const std::map<std::string, std::vector<Quantity>> names = {
      {"displacement", {Quantity::displacement}},
      {"zero", {Quantity::zero}},
      {"transparency", {Quantity::transparency}},
      {"axial", {Quantity::axial}},
      {"UV", {Quantity::caglioti_u, Quantity::caglioti_v}},
      {"X", {Quantity::lorentz_x}},
      {"Y", {Quantity::lorentz_y}},
      {"strain", {Quantity::strain}},
      {"size", {Quantity::inverse_size}},
      {"march", {Quantity::march}},
      {"positions", {Quantity::position}},
      {"U", {Quantity::site_displacement}},
      {"cell", {Quantity::cell}}};
  const auto found = names.find(name);
  if (found == names.end()) {
    throw UsageError(
        fmt::format("nothing is called \"{}\"", name),
        "what can be left alone: displacement, zero, transparency, axial, UV, X, Y, strain, size, march, "
        "positions, U, cell");
  }
  return found->second;
}

// What a file of GSAS says, in the terms of the model: the profile is that of its third function or
// GSAS-II's.
diffraction::Instrument read_instrument(const std::string& file) {
  const auto given = formats::patterns::read_instrument(formats::Source::open(file));
  diffraction::Instrument instrument;
  if (!given.wavelength_angstrom) {
    throw InputError(file, "states no wavelength", "", "give one with --wavelength");
  }
  instrument.radiation = diffraction::parse_radiation(fmt::format("{}", *given.wavelength_angstrom));
  if (given.wavelength_2_angstrom) {
    instrument.radiation.lines.push_back(
        {*given.wavelength_2_angstrom, given.wavelength_ratio.value_or(0.5)});
  }
  if (given.radiation == "neutron") {
    instrument.radiation.probe = crystal::Probe::neutron;
    instrument.radiation.bragg_brentano = false;
  }
  if (given.polarization) {
    instrument.radiation.polarisation = *given.polarization;
    instrument.radiation.polarisation_known = true;
  }
  instrument.zero_deg = given.zero_deg;
  for (const auto& profile : given.profiles) {
    const auto take = [&](const char* name, double& to) {
      if (const auto value = profile.find(name)) {
        to = *value;
      }
    };
    take("U", instrument.u);
    take("V", instrument.v);
    take("W", instrument.w);
    take("X", instrument.x);
    take("Y", instrument.y);
    take("Z", instrument.z);
    take("SH/L", instrument.axial);
    if (profile.find("S/L") && profile.find("H/L")) {
      instrument.axial = *profile.find("S/L") + *profile.find("H/L");
    }
    break;
  }
  return instrument;
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
    std::error_code not_there;
    if (!std::filesystem::exists(file, not_there) && file.find_first_of("./") == std::string::npos) {
      phases.structures.push_back(crystal::shipped_structure(file));
      continue;
    }
    phases.inputs.push_back(input_file(file, "cif"));
    auto structures = crystal::read_structures(file, false);
    if (with_atoms && !std::all_of(structures.begin(), structures.end(), needs_none)) {
      structures = crystal::read_structures(file);
    }
    for (auto& structure : structures) {
      for (const auto& warning : structure.warnings) {
        phases.warnings.push_back(fmt::format("{}: {}", file, warning));
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

diffraction::AnalysisOptions analysis_options(const XrdOptions& options,
                                              const std::vector<crystal::Structure>& structures) {
  diffraction::AnalysisOptions result;
  if (!options.wavelength.empty()) {
    result.radiation = diffraction::parse_radiation(options.wavelength);
  }
  if (options.monochromator_deg && result.radiation) {
    const double c = std::cos(*options.monochromator_deg * std::acos(-1.0) / 180.0);
    result.radiation->polarisation = 1.0 / (1.0 + c * c);
    result.radiation->polarisation_known = true;
  }
  if (!options.instrument.empty()) {
    result.instrument = read_instrument(options.instrument);
    if (result.radiation) {
      result.instrument->radiation = *result.radiation;
    }
  }
  result.method = method_named(options.method);
  result.free_intensities = options.free_intensities;
  for (const auto& text : options.particle_um) {
    result.particle_um.insert(parse_setting(text));
  }
  if (!options.standard.empty()) {
    result.standard = parse_setting(options.standard);
  }
  for (const auto& text : options.harmonics) {
    const auto [name, order] = parse_setting(text);
    result.harmonics[name] = static_cast<int>(order);
  }
  for (const auto& text : options.uniaxial) {
    result.uniaxial.insert(parse_axis(text));
  }
  result.stephens = options.stephens;
  for (const auto& text : options.humps) {
    const auto colon = text.find(':');
    diffraction::Hump hump;
    hump.position_deg = number(std::string_view(text).substr(0, colon), text);
    if (colon != std::string::npos) {
      hump.width_deg = number(std::string_view(text).substr(colon + 1), text);
    }
    result.humps.push_back(hump);
  }
  result.absorption = options.absorption;
  auto& strategy = result.strategy;
  for (const auto& text : options.constraints) {
    strategy.constraints.push_back(parse_constraint(text, structures));
  }
  strategy.background_terms = options.background_terms;
  strategy.zero = options.zero;
  strategy.axial = options.axial;
  strategy.positions = !options.no_positions;
  strategy.displacements = !options.no_displacements;
  strategy.texture = !options.no_texture;
  for (const auto& name : options.fixed) {
    const auto quantities = quantities_named(name);
    strategy.fixed.insert(strategy.fixed.end(), quantities.begin(), quantities.end());
  }
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
  auto* phase = command.add_option(
      "--phase", phases,
      "the phases: CIF files, each may hold several, or names of structures that come with nacre");
  if (required) {
    phase->required();
  }
  command.add_option(
      "--wavelength", wavelength,
      "CuKa (also Cr, Fe, Co, Mo, Ag), angstrom, \"1.5406,1.5444:0.5\" or \"neutron:1.909\"; else what "
      "the file states");
}

void XrdOptions::add_options(CLI::App& command, bool phases_required) {
  add_phase_options(command, phases_required);
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
  command.add_option("--harmonics", harmonics, "texture of a phase by harmonics, and their order: O3=4")
      ->allow_extra_args(false);
  command.add_option("--uniaxial", uniaxial, "axis of a phase's size and strain: O3=0,0,1")
      ->allow_extra_args(false);
  command.add_option("--stephens", stephens, "a phase whose strain follows Stephens' model")
      ->allow_extra_args(false);
  command
      .add_option("--constraint", constraints,
                  "between occupancies, which are then refined: \"O3.Ni1 + O3.Fe1 = 0.667\"")
      ->allow_extra_args(false);
  command.add_option("--hump", humps, "POSITION[:WIDTH] of amorphous matter, degrees")
      ->allow_extra_args(false);
  command.add_option("--absorption", absorption, "mu R of a capillary")->check(CLI::Range(0.0, 20.0));
  command.add_option("--background-terms", background_terms,
                     "of Chebyshev's polynomial; else as many as the data ask for");
  command.add_option("--monochromator", monochromator_deg,
                     "Bragg angle 2theta of a monochromator, degrees (26.6: graphite, Cu)");
  command.add_option(
      "--instrument", instrument,
      "instrument parameters of GSAS (.prm) or GSAS-II (.instprm): wavelength and profile, kept");
  command
      .add_option(
          "--fix", fixed,
          "left alone: displacement, transparency, zero, axial, UV, X, Y, strain, size, march, positions, U")
      ->allow_extra_args(false);
  command.add_flag("--zero", zero, "refine the zero of the scale rather than the displacement of the sample");
  command.add_flag("--axial", axial,
                   "refine the axial divergence: of a standard, or where the low angles ask for it");
  command.add_flag("--no-positions", no_positions, "leave the positions of atoms as they are");
  command.add_flag("--no-displacements", no_displacements, "leave their displacement parameters as they are");
  command.add_flag("--no-texture", no_texture, "no preferred orientation");
  command.add_flag("--no-cell-search", no_cell_search, "do not look for cells far from those given");
}

void add_xrd(CLI::App& app) {
  auto* xrd = app.add_subcommand("xrd", "powder diffraction: phases, cells and fractions");
  xrd->require_subcommand(1);
  add_xrd_refine(*xrd);
  add_xrd_series(*xrd);
  add_xrd_search(*xrd);
  add_xrd_faults(*xrd);
  add_xrd_simulate(*xrd);
}

}  // namespace nacre::app
