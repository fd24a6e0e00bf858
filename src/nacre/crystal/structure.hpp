// A crystal structure: cell, space group and the sites of the asymmetric unit.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "nacre/crystal/symmetry.hpp"
#include "nacre/crystal/unit_cell.hpp"

namespace nacre::crystal {

struct Species {
  std::string element;  // "Ni"
  int charge = 0;       // +2; used where scattering factors of the ion are tabulated

  std::string symbol() const;  // "Ni", "Ni2+", "O2-"
  bool operator==(const Species&) const = default;
};

struct Site {
  std::string label;  // "Ni1"
  Species species;
  Eigen::Vector3d position = Eigen::Vector3d::Zero();  // fractions
  double occupancy = 1.0;                              // chemical: 1 for a full site, special or not
  double u_iso = 0.005;                          // angstrom^2: B/(8 pi^2); not used where u_aniso is there
  std::optional<std::array<double, 6>> u_aniso;  // U11 U22 U33 U12 U13 U23, angstrom^2, CIF's convention
  int multiplicity = 1;                          // positions in the cell
};

struct Structure {
  std::string name;  // the block of the CIF
  UnitCell cell;
  SpaceGroup group;
  std::vector<Site> sites;
  std::vector<std::string> warnings;  // what the file left open, and what was assumed

  double mass() const;          // of the content of one cell, g/mol (M Z of Hill and Howard)
  double density() const;       // g/cm^3
  std::string formula() const;  // of one formula unit, by Hill's order, for example "Al2 O3"
};

}  // namespace nacre::crystal
