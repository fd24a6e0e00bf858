// What is asked of one pattern, and what is answered: the refinement with everything that a paper reports of
// it.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/crystal/structure.hpp"
#include "nacre/diffraction/fractions.hpp"
#include "nacre/diffraction/strategy.hpp"
#include "nacre/diffraction/unexplained.hpp"

namespace nacre::diffraction {

struct AnalysisOptions {
  std::optional<Radiation> radiation;    // else what the file states
  std::optional<Instrument> instrument;  // known: profile and zero are kept
  std::optional<double> polarisation;    // as Radiation has it; else what the radiation states
  Intensities method = Intensities::structure;
  std::vector<std::string>
      free_intensities;  // phases, by name, whose intensities are free beside the others'
  StrategyOptions strategy;
  // What a phase has beyond the default, by its name.
  std::map<std::string, int> harmonics;             // order of the harmonics of its texture: 2, 4, 6, 8
  std::map<std::string, Eigen::Vector3i> uniaxial;  // axis of size and strain
  std::vector<std::string> stephens;                // strain by Stephens' model
  std::vector<Hump> humps;                          // of amorphous matter, to start from
  double absorption = 0.0;                          // mu R of a capillary
  std::map<std::string, double> particle_um;        // diameters for Brindley's correction, by phase
  std::optional<std::pair<std::string, double>> standard;  // internal standard: phase and weight fraction
};

struct PhaseResult {
  std::string name;
  std::string intensities;  // "structure", "Le Bail", "Pawley"
  Fraction weight;
  crystal::UnitCell cell;
  std::array<double, 6> cell_std{};       // 0 for what symmetry fixes
  double volume = 0.0, volume_std = 0.0;  // angstrom^3
  double scale = 0.0, scale_std = 0.0;
  double size_um = 0.0, size_std = 0.0;   // NaN: not told apart from the instrument's width
  double strain = 0.0, strain_std = 0.0;  // 1e-6
  double march = 1.0, march_std = 0.0;
  Eigen::Vector3i march_axis{0, 0, 1};
  double R_bragg_percent = 0.0;  // of the shared intensities
};

struct VariableResult {
  std::string name;
  double value, std;
};

struct Analysis {
  Pattern pattern;
  Refined refined;
  Calculated curves;  // with the parts of the phases
  std::vector<Peak> peaks;
  std::vector<PhaseResult> phases;
  std::optional<Fraction> amorphous;
  std::vector<VariableResult> variables;
  std::vector<Decision> decisions;
  std::vector<Unexplained> unexplained;
  std::vector<std::string> warnings;
  bool trusted = true;                      // nothing that would make a careful person doubt the answer
  std::optional<std::string> missing_line;  // of the warnings, the one that holds for a whole series
  double seconds = 0.0;
};

// The instrument asked for, with the radiation asked for, else the instrument's own, else the file's. Throws
// UsageError where none of them is there.
Instrument instrument_of(const Pattern& pattern, const AnalysisOptions& options);

// Throws UsageError: no radiation known, no phase, a name that is no phase's.
Analysis analyse(const Pattern& pattern, const std::vector<crystal::Structure>& structures,
                 const AnalysisOptions& options);

// The same from a refinement that was made already, of the structures with which it began.
Analysis conclude(Refined refined, const Pattern& pattern, const std::vector<crystal::Structure>& structures,
                  const AnalysisOptions& options);

// A phase is seen where its scale, or what stands for it, is above so many standard uncertainties.
inline constexpr double seen_above = 3.0;
// Free intensities are always seen; an uncertainty that could not be determined shows nothing.
bool seen(const Refined& refined, std::size_t phase);

// One phase of a refinement, without its weight and R_Bragg.
PhaseResult phase_result(const Refined& refined, std::size_t phase);

Json to_json(const Analysis& analysis);
Json to_json(const PhaseResult& phase);

}  // namespace nacre::diffraction
