// Constraints and restraints as people write them.
//
//   O3.Ni1 + O3.Fe1 + O3.Mn1 = 1            occupancies; PHASE.SITE, or SITE where one phase has it
//   U(O3.Na1) = 2 U(O3.O1)                  isotropic displacements
//   z(O3.O1) + z(O3.O2) = 0.5               coordinates, as far as symmetry leaves them free
// hold exactly. With an uncertainty the same is a restraint, and so are
//   distance(O3.Ni1, O3.O1) = 2.05 +- 0.02  angstrom; every length within a fifth of it
//   angle(O3.O1, O3.Ni1, O3.O1) = 90 +- 2   degrees, at the second site
#pragma once

#include <string>
#include <vector>

#include "nacre/crystal/structure.hpp"
#include "nacre/diffraction/strategy.hpp"

namespace nacre::diffraction {

// Adds what a text says to the options. Throws UsageError.
void add_constraint(const std::string& text, const std::vector<crystal::Structure>& structures,
                    StrategyOptions& options);
void add_restraint(const std::string& text, const std::vector<crystal::Structure>& structures,
                   StrategyOptions& options);

// A file with one of them in each line; # begins a comment. Throws InputError.
void add_ties(const std::string& file, const std::vector<crystal::Structure>& structures,
              StrategyOptions& options);

}  // namespace nacre::diffraction
