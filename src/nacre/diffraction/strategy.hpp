// The default way through a refinement: what to refine, in which order, and what to leave alone.
//
// 1 start: background from the lower envelope, widths and scales from a search (start.hpp); cells by a search
// where
//   the pattern does not fit them; 2 scales, background, width and displacement (flat plate) together; 3
//   cells;
// 4 rounds: of all that could still be refined (profile, sizes and strains of each phase, displacements of
// atoms,
//   positions, more background, preferred orientation), those groups enter that the data ask for and can
//   tell:
//   - the sum of squares would fall by more than BIC asks, m ln N chi2 for m variables, and
//   - every variable of the group would be known well enough to mean something (limits in candidates.cpp);
//   displacements of atoms need only the second; a phase that is not seen is sought once more where peaks
//   that no phase explains would be its own (unseen.hpp); 5 what ran into a bound is put back and fixed; all
//   together to rest.
// Every step is written down with its reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/diffraction/refine.hpp"

namespace nacre::diffraction {

struct Decision {
  std::string what;
  bool refined;
  std::string reason;
  double Rwp_percent;  // after the step; NaN for what was left alone
};

struct StrategyOptions {
  bool known_profile = false;           // from an instrument file: neither searched nor refined
  std::optional<int> background_terms;  // else as many as BIC asks for
  bool axial = false;  // refine the axial divergence: else it is the instrument's, which a standard tells
  bool zero = false;   // refine the zero rather than the displacement
  double cell_search = 0.02;            // how far a cell may be off, as a fraction; 0: not searched
  std::vector<Constraint> constraints;  // what one names enters together; occupancies enter by one alone
  std::vector<Variable> occupancies;    // refined beside those: restraints hold them
  std::vector<Restraint> restraints;
  std::vector<Quantity> fixed;  // left alone whatever the data ask for

  bool fixes(Quantity quantity) const;
};

struct StrategyResult {
  Refined refined;
  std::vector<Decision> decisions;
};

// Phases as given; the model's instrument holds the radiation. Throws UsageError: no phase, no reflection in
// range.
StrategyResult run_strategy(Model model, const Pattern& pattern, const StrategyOptions& options = {});

}  // namespace nacre::diffraction
