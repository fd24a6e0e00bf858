// What the commands on powder patterns share: which phases, which radiation, which part of the pattern.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::app {

struct XrdOptions {
  std::vector<std::string> phases;  // CIF files
  std::string wavelength;
  std::string instrument;  // GSAS instrument parameter file
  std::optional<double> monochromator_deg;
  std::vector<std::string> ranges, excluded;  // "20:145"
  std::vector<std::string> fixed;             // quantities that are left alone: "transparency"
  std::string method = "rietveld";
  std::vector<std::string> free_intensities;
  std::vector<std::string> particle_um;  // "NiO=5"
  std::string standard;                  // "corundum=0.2"
  std::vector<std::string> harmonics;    // "NiO=4"
  std::vector<std::string> uniaxial;     // "O3=0,0,1"
  std::vector<std::string> stephens;     // phases
  std::vector<std::string> humps;        // "25:8"
  std::vector<std::string> constraints;  // "O3.Ni1 + O3.Fe1 = 0.667"
  double absorption = 0.0;
  std::optional<int> background_terms;
  bool zero = false, axial = false, no_positions = false, no_displacements = false, no_texture = false,
       no_cell_search = false;

  void add_phase_options(CLI::App& command, bool required);
  void add_options(CLI::App& command, bool phases_required);
};

// The phases, every block with a cell of every file.
struct Phases {
  std::vector<crystal::Structure> structures;
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
};
// with_atoms: false for files of which only cells are wanted; names of phases that need none beside the
// others. Throws InputError.
Phases read_phases(const std::vector<std::string>& files, bool with_atoms,
                   const std::vector<std::string>& without = {});

// Throws UsageError: a text that is no range, no number, no method.
diffraction::AnalysisOptions analysis_options(const XrdOptions& options,
                                              const std::vector<crystal::Structure>& structures = {});
diffraction::Pattern cut_as_asked(const diffraction::Pattern& pattern, const XrdOptions& options);
diffraction::Range parse_range(const std::string& text);
// "NAME=NUMBER". Throws UsageError.
std::pair<std::string, double> parse_setting(const std::string& text);

void add_xrd_refine(CLI::App& app);
void add_xrd_series(CLI::App& app);
void add_xrd_search(CLI::App& app);
void add_xrd_faults(CLI::App& app);
void add_xrd_simulate(CLI::App& app);

}  // namespace nacre::app
