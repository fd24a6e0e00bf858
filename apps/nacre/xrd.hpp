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
  std::optional<double> radius_mm;
  std::vector<std::string> ranges, excluded;  // "20:145"
  std::string method = "rietveld";
  std::vector<std::string> free_intensities;
  std::vector<std::string> particle_um;  // "NiO=5"
  std::string standard;                  // "corundum=0.2"
  std::optional<int> background_terms;
  bool zero = false, no_positions = false, no_displacements = false, no_texture = false,
       no_cell_search = false;

  void add_phase_options(CLI::App& command, bool required);
  void add_options(CLI::App& command);
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
diffraction::AnalysisOptions analysis_options(const XrdOptions& options);
diffraction::Pattern cut_as_asked(const diffraction::Pattern& pattern, const XrdOptions& options);
diffraction::Range parse_range(const std::string& text);
// "NAME=NUMBER". Throws UsageError.
std::pair<std::string, double> parse_setting(const std::string& text);

void add_xrd_refine(CLI::App& app);

}  // namespace nacre::app
