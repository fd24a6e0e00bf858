// nacre xrd COMMAND: powder diffraction. One file for each of its commands.
#include "xrd.hpp"

#include <utility>

#include "nacre/base/hash.hpp"
#include "nacre/formats/source.hpp"

namespace nacre::app {

ReadPattern read_pattern(const std::string& file, const formats::ReadOptions& read, XrdOptions xrd,
                         const Output& output, std::optional<int> scan) {
  const auto source = formats::Source::open(file);
  const auto table = formats::read_table(source, read);
  auto pattern = diffraction::cut(diffraction::pattern_of(table, scan), xrd);
  auto warnings = table.warnings;
  warnings.insert(warnings.end(), pattern.warnings.begin(), pattern.warnings.end());
  xrd.look_beside(file, warnings);
  return {std::move(pattern),
          std::move(xrd),
          {{file, table.reader, output.wants_result() ? sha256(source.packed_bytes()) : ""}},
          std::move(warnings)};
}

void enter_files(const XrdOptions& xrd, const diffraction::Phases& phases, std::vector<InputFile>& inputs) {
  for (const auto& file : phases.files) {
    inputs.push_back(input_file(file.string(), "cif"));
  }
  if (!xrd.instrument.empty()) {
    inputs.push_back(input_file(xrd.instrument, "instrument"));
  }
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
                  "holds exactly, between occupancies (which are then refined), displacements, coordinates: "
                  "\"O3.Ni1 + O3.Fe1 = 0.667\", \"U(O3.Na1) = U(O3.O1)\"")
      ->allow_extra_args(false);
  command
      .add_option("--restraint", restraints,
                  "holds within an uncertainty: \"distance(O3.Ni1, O3.O1) = 2.05 +- 0.02\", "
                  "\"angle(...) = 90 +- 2\", \"O3.Ni1 + O3.Fe1 = 0.667 +- 0.01\"")
      ->allow_extra_args(false);
  command.add_option("--ties", ties, "file of constraints and restraints, one a line");
  command.add_option("--hump", humps, "POSITION[:WIDTH] of amorphous matter, degrees")
      ->allow_extra_args(false);
  command.add_option("--absorption", absorption, "mu R of a capillary")->check(CLI::Range(0.0, 20.0));
  command.add_option("--background-terms", background_terms,
                     "of Chebyshev's polynomial; else as many as the data ask for");
  command.add_option("--monochromator", monochromator_deg,
                     "Bragg angle 2theta of a monochromator, degrees (26.6: graphite, Cu)");
  add_instrument_option(command);
  command
      .add_option("--fix", fixed,
                  "left alone: displacement, transparency, zero, axial, UV, W, X, Y, strain, size, texture, "
                  "positions, "
                  "U, cell")
      ->allow_extra_args(false);
  command.add_flag("--zero", zero, "refine the zero of the scale rather than the displacement of the sample");
  command.add_flag("--axial", axial,
                   "refine the axial divergence: of a standard, or where the low angles ask for it");
  command.add_flag("--no-cell-search", no_cell_search, "do not look for cells far from those given");
}

void XrdOptions::add_instrument_option(CLI::App& command) {
  command.add_option(
      "--instrument", instrument,
      "instrument parameters of GSAS (.prm) or GSAS-II (.instprm): wavelength and profile, kept "
      "(default: the file of that name beside the pattern; none: without)");
}

void XrdOptions::look_beside(const std::string& pattern_file, std::vector<std::string>& warnings) {
  if (instrument == "none") {
    instrument.clear();
  } else if (instrument.empty()) {
    auto beside = diffraction::instrument_beside(pattern_file, wavelength);
    instrument = std::move(beside.file);
    if (!beside.notice.empty()) {
      warnings.push_back(std::move(beside.notice));
    }
  }
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
