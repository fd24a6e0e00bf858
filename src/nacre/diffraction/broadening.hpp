// What the sample does to the width of a peak: sizes and strains, isotropic, along an axis, or Stephens'.
//
//   size:   Lorentzian += (180/pi) lambda 1e-4 k_s/cos(theta), k_s = 1/D in 1/um          (Scherrer, K = 1)
//   strain: Lorentzian += (180/pi) 1e-6 e tan(theta), e in 1e-6                          (dimensionless FWHM)
// uniaxial, with phi the angle between h and the axis:
//   k = k_equatorial sin^2(phi) + k_axial cos^2(phi), the same for e
// Stephens, J. Appl. Cryst. 32 (1999) 281: e^2 = d^4 (sum S_HKL h^H k^K l^L), S in 1e-12 angstrom^-4.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/crystal/structure.hpp"

namespace nacre::diffraction {

enum class StrainModel { isotropic, uniaxial, stephens };

struct Broadening {
  StrainModel strain_model = StrainModel::isotropic;
  bool uniaxial_size = false;
  Eigen::Vector3i axis{0, 0,
                       1};  // of both uniaxial models: a direction of the reciprocal cell (normal to planes)
  double inverse_size = 0.0;        // 1/um; of the equator where uniaxial
  double inverse_size_axial = 0.0;  // 1/um
  double strain = 0.0;              // 1e-6; of the equator where uniaxial
  double strain_axial = 0.0;        // 1e-6
  std::vector<double> stephens;     // free coefficients (columns of SpaceGroup::quartic_basis)
};

// What a reflection needs: cos^2 of the angle to the axis, and the 15 monomials folded to the free
// coefficients.
struct BroadeningGeometry {
  double cos2 = 0.0;
  Eigen::VectorXd quartic;  // d^2-scaled, so that e^2 = stephens . quartic
};
BroadeningGeometry broadening_geometry(const crystal::UnitCell& cell, const Eigen::MatrixXd& quartic_basis,
                                       const Broadening& model, const Eigen::Vector3i& hkl);

// FWHM in degrees = size_factor/cos(theta) + strain_factor * tan(theta); and what each parameter adds to the
// factors.
struct BroadeningFactors {
  double size = 0.0, strain = 0.0;
  double size_by_equator = 0.0, size_by_axis = 0.0, strain_by_equator = 0.0, strain_by_axis = 0.0;
  Eigen::VectorXd strain_by_stephens;
};
BroadeningFactors broadening_factors(const Broadening& model, const BroadeningGeometry& geometry,
                                     double wavelength);

}  // namespace nacre::diffraction
