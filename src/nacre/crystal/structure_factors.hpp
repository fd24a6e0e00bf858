// Structure factors of many reflections, with their derivatives.
//
//   F(h) = sum_sites sum_positions occ (f(s) + f' + i f'') T(h) exp(2 pi i h.x)
//   T = exp(-8 pi^2 U s^2), or exp(-2 pi^2 sum_ij U_ij a*_i a*_j h_i h_j)
//
// |F|^2 is that of a powder: the mean of h and its Friedel mate. With p = occ (f + f') T, q = occ f'' T and
// the sums A = sum cos(2 pi h.x), B = sum sin over the positions of a site, that is
//   |F|^2 = (sum p A)^2 + (sum p B)^2 + (sum q A)^2 + (sum q B)^2,
// B = 0 where the group has an inversion (|F| does not depend on the origin, which is put on it). Positions
// that centring or the inversion give are counted, not summed.
#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "nacre/crystal/reflections.hpp"
#include "nacre/crystal/scattering.hpp"
#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

// What moves in a site. The order of the columns of StructureFactors::derivatives: sites in order, of each
// site x, y, z, occupancy, then U (one, or six for an anisotropic site).
struct SiteColumns {
  std::size_t position, occupancy, displacement;
  int displacements;  // 1 or 6
};

struct StructureFactors {
  std::vector<double> squared;  // |F|^2 per reflection, electrons^2 (X-rays) or fm^2 (neutrons)
  Eigen::MatrixXd derivatives;  // reflections x columns: d|F|^2; empty unless asked for
};

// Keeps what does not change while positions, occupancies and displacements do: symmetry images of hkl, form
// factors.
class StructureFactorCalculator {
 public:
  StructureFactorCalculator(const Structure& structure, std::span<const Reflection> reflections, Probe probe,
                            double wavelength);

  const std::vector<SiteColumns>& columns() const { return columns_; }
  // The structure may differ from that of the constructor in positions, occupancies, displacements and cell.
  // Positions move as given: those of special sites must stay on them.
  StructureFactors evaluate(const Structure& structure, bool with_derivatives) const;

 private:
  // The positions of a site that neither centring nor the inversion make equal: indices of rotations_; each
  // stands for weight positions of the cell.
  struct Orbit {
    std::vector<std::size_t> rotations;
    double weight;
  };
  // An operation as it acts on all reflections: h -> R'h and the phase 2 pi h.t.
  struct Rotation {
    Eigen::Array<double, Eigen::Dynamic, 3> hkl;
    Eigen::ArrayXd phase;
  };

  Eigen::Array<double, Eigen::Dynamic, 3> hkl_;
  Eigen::ArrayXd present_;  // 0 for reflections that centring forbids, else 1
  bool centric_ = false;
  std::vector<Rotation> rotations_;
  std::vector<Orbit> orbits_;         // per site
  std::vector<FormFactor> factors_;   // of each species
  std::vector<std::size_t> species_;  // per site
  std::vector<SiteColumns> columns_;
};

}  // namespace nacre::crystal
