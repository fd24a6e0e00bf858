// Structure factors of many reflections, with their derivatives.
//
//   F(h) = sum_sites sum_positions occ (f(s) + f' + i f'') T(h) exp(2 pi i h.x)
//   T = exp(-8 pi^2 U s^2), or exp(-2 pi^2 sum_ij U_ij a*_i a*_j h_i h_j)
//
// |F|^2 is that of a powder: the mean of h and its Friedel mate.
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
  std::vector<SiteColumns> columns_;
  // The crystal room's business: see structure_factors.cpp.
  std::vector<FormFactor> factors_;  // per site
  std::vector<Eigen::Vector3i> hkl_;
  Eigen::MatrixXd images_;                         // rotated hkl and phases of translations, per reflection
  std::vector<std::vector<int>> site_operations_;  // per site: operations that give distinct positions
};

}  // namespace nacre::crystal
