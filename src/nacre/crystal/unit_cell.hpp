// The unit cell and its metric.
//
// With G the metric tensor of (a, b, c) and G* = G^-1 that of the reciprocal cell, a reflection h has
//   1/d^2 = h' G* h,      sin(theta) = lambda/(2 d)   (Bragg).
// Units: angstrom and degrees, as CIF has them.
#pragma once

#include <Eigen/Dense>
#include <array>

namespace nacre::crystal {

struct UnitCell {
  double a = 1.0, b = 1.0, c = 1.0;                // angstrom
  double alpha = 90.0, beta = 90.0, gamma = 90.0;  // degrees

  std::array<double, 6> values() const { return {a, b, c, alpha, beta, gamma}; }
  // Throws UsageError where a length is not positive or the angles close no cell.
  void validate() const;
  double volume() const;                                       // angstrom^3
  Eigen::Matrix3d metric() const;                              // G, angstrom^2
  Eigen::Matrix3d reciprocal_metric() const;                   // G*, 1/angstrom^2
  double inverse_d_squared(const Eigen::Vector3i& hkl) const;  // 1/angstrom^2
  // Columns are a, b, c in Cartesian axes: a along x, b in the plane xy (the Protein Data Bank's convention).
  Eigen::Matrix3d orthogonalization() const;
};

// The six independent elements of G*, in the order 11, 22, 33, 12, 13, 23: linear in 1/d^2, hence what a
// refinement moves. 1/d^2 = h^2 A + k^2 B + l^2 C + 2hk D + 2hl E + 2kl F.
using ReciprocalTensor = std::array<double, 6>;

ReciprocalTensor reciprocal_tensor(const UnitCell& cell);
// Throws UsageError where the tensor is not positive definite.
UnitCell unit_cell(const ReciprocalTensor& tensor);
// d(a, b, c, alpha, beta, gamma)/d(tensor), degrees for the angles: carries the covariance of one to the
// other.
Eigen::Matrix<double, 6, 6> cell_derivatives(const ReciprocalTensor& tensor);

}  // namespace nacre::crystal
