// The reflections of a powder: one of each set that symmetry makes equal, with its multiplicity.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/crystal/symmetry.hpp"
#include "nacre/crystal/unit_cell.hpp"

namespace nacre::crystal {

struct Reflection {
  Eigen::Vector3i hkl;
  int multiplicity = 1;  // of the Laue class: Friedel mates count
  double d = 0.0;        // angstrom
};

// All that are not absent, with d_min <= d <= d_max (angstrom), by falling d. The chosen hkl of a set is the
// one that tables show: with the fewest negative indices, then l >= 0, then the largest h, k, l. So 003, 101,
// 012, 104 of an O3 oxide, -111 and 111 of a monoclinic one, 210 of a cubic one. Throws UsageError where
// there would be more than limit.
std::vector<Reflection> reflections(const UnitCell& cell, const SpaceGroup& group, double d_min, double d_max,
                                    std::size_t limit = 200000);

// The hkl that symmetry makes equal to this one (Friedel mates left out).
std::vector<Eigen::Vector3i> equivalents(const SpaceGroup& group, const Eigen::Vector3i& hkl);

}  // namespace nacre::crystal
