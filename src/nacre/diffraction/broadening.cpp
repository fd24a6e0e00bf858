#include "nacre/diffraction/broadening.hpp"

#include <cmath>
#include <numbers>

namespace nacre::diffraction {
namespace {

constexpr double per_radian = 180.0 / std::numbers::pi;

// The order of crystal::SpaceGroup::quartic_basis.
constexpr int orders[15][3] = {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {2, 0, 2},
                               {0, 2, 2}, {3, 1, 0}, {3, 0, 1}, {1, 3, 0}, {0, 3, 1},
                               {1, 0, 3}, {0, 1, 3}, {2, 1, 1}, {1, 2, 1}, {1, 1, 2}};

}  // namespace

BroadeningGeometry broadening_geometry(const crystal::UnitCell& cell, const Eigen::MatrixXd& quartic_basis,
                                       const Broadening& model, const Eigen::Vector3i& hkl) {
  BroadeningGeometry geometry;
  const Eigen::Matrix3d g = cell.reciprocal_metric();
  const Eigen::Vector3d h = hkl.cast<double>(), axis = model.axis.cast<double>();
  const double along = h.dot(g * axis), q = h.dot(g * h);
  geometry.cos2 = along * along / (q * axis.dot(g * axis));
  if (model.strain_model == StrainModel::stephens) {
    Eigen::VectorXd monomials(15);
    for (int i = 0; i < 15; ++i) {
      monomials(i) =
          std::pow(h(0), orders[i][0]) * std::pow(h(1), orders[i][1]) * std::pow(h(2), orders[i][2]);
    }
    geometry.quartic = quartic_basis.transpose() * monomials / (q * q);
  }
  return geometry;
}

BroadeningFactors broadening_factors(const Broadening& model, const BroadeningGeometry& geometry,
                                     double wavelength) {
  BroadeningFactors factors;
  const double size_unit = per_radian * wavelength * 1e-4, strain_unit = per_radian * 1e-6;
  const double axial = geometry.cos2, equatorial = 1.0 - axial;
  factors.size_by_equator = size_unit * (model.uniaxial_size ? equatorial : 1.0);
  factors.size_by_axis = model.uniaxial_size ? size_unit * axial : 0.0;
  factors.size =
      factors.size_by_equator * model.inverse_size + factors.size_by_axis * model.inverse_size_axial;
  if (model.strain_model == StrainModel::stephens) {
    const Eigen::Map<const Eigen::VectorXd> s(model.stephens.data(),
                                              static_cast<Eigen::Index>(model.stephens.size()));
    const double square = s.dot(geometry.quartic);
    if (square > 1e-6) {  // else there is none in this direction
      factors.strain = strain_unit * std::sqrt(square);
      factors.strain_by_stephens = 0.5 * factors.strain / square * geometry.quartic;
    } else {
      factors.strain_by_stephens = Eigen::VectorXd::Zero(geometry.quartic.size());
    }
    return factors;
  }
  const bool uniaxial = model.strain_model == StrainModel::uniaxial;
  factors.strain_by_equator = strain_unit * (uniaxial ? equatorial : 1.0);
  factors.strain_by_axis = uniaxial ? strain_unit * axial : 0.0;
  factors.strain = factors.strain_by_equator * model.strain + factors.strain_by_axis * model.strain_axial;
  return factors;
}

}  // namespace nacre::diffraction
