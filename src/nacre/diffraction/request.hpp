// What is asked of powder patterns in words, on a command line or in a study: phases, radiation, which part
// of the pattern, what is refined.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/crystal/structure.hpp"
#include "nacre/diffraction/analysis.hpp"

namespace nacre::diffraction {

struct Request {
  std::vector<std::string> phases;  // CIF files, or names of structures that come with nacre
  std::string wavelength;           // as parse_radiation has it; empty: what the file states
  std::string instrument;           // parameter file of GSAS or GSAS-II
  std::optional<double> monochromator_deg;
  std::vector<std::string> ranges;    // "20:145"; the last counts
  std::vector<std::string> excluded;  // "30:31"
  std::vector<std::string> fixed;     // quantities that are left alone: "transparency"
  std::string method = "rietveld";    // "lebail", "pawley"
  std::vector<std::string> free_intensities;
  std::vector<std::string> particle_um;              // "NiO=5"
  std::string standard;                              // "corundum=0.2"
  std::vector<std::string> harmonics;                // "NiO=4"
  std::vector<std::string> uniaxial;                 // "O3=0,0,1"
  std::vector<std::string> stephens;                 // phases
  std::vector<std::string> humps;                    // "25:8"
  std::vector<std::string> constraints, restraints;  // ties.hpp
  std::string ties;                                  // a file of both
  double absorption = 0.0;
  std::optional<int> background_terms;
  bool zero = false, axial = false, no_cell_search = false;
};

// Throws UsageError: a text that is no range, no number, no method; InputError: the instrument file.
AnalysisOptions analysis_options(const Request& request,
                                 const std::vector<crystal::Structure>& structures = {});

// The part of the pattern that is asked for. Throws UsageError.
Pattern cut(const Pattern& pattern, const Request& request);

// "20:145", ":145", "20:". Throws UsageError.
Range parse_range(const std::string& text);
// "NAME=NUMBER". Throws UsageError.
std::pair<std::string, double> parse_setting(const std::string& text);

// The phases, every block with a cell of every file; where two have one name, the second is numbered.
struct Phases {
  std::vector<crystal::Structure> structures;
  std::vector<std::filesystem::path> files;  // those read; what comes with nacre is none
  std::vector<std::string> warnings;
};
// Throws InputError, UsageError: a name that no structure of nacre's has.
Phases read_phases(const Request& request);
// with_atoms: false for files of which only cells are wanted; without: phases that need none beside the
// others.
Phases read_phases(const std::vector<std::string>& files, bool with_atoms,
                   const std::vector<std::string>& without = {});
// Whether a text names a structure that comes with nacre, and no file.
bool names_shipped_structure(const std::string& text);

// Wavelength, profile and zero as a file of GSAS or GSAS-II states them. Throws InputError.
Instrument instrument_from_file(const std::string& file);

// The parameter file with the name of the pattern's own (OH_00.prm beside OH_00.fxye, in a folder or in an
// archive), where GSAS-II looks first; and what is to be said of it. Left alone, and said so: a file that
// cannot be read, one of another wavelength than the one asked for (empty: none is).
struct InstrumentBeside {
  std::string file, notice;  // file empty: none, or none that serves
};
InstrumentBeside instrument_beside(const std::string& pattern_file, const std::string& wavelength);

}  // namespace nacre::diffraction
