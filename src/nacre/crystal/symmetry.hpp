// Space groups, and what they leave free: of a cell, of a site, of a displacement tensor.
//
// A space group is kept as its operations x' = R x + t (all of them: centring and inversion included), so
// that non-standard settings work. "Free directions": the invariant subspace, as columns of a matrix, so that
// value = reference + basis * free parameters.
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

namespace nacre::crystal {

struct Operation {
  Eigen::Matrix3i rotation;
  Eigen::Vector3d translation;  // 0 <= t < 1
};

class SpaceGroup {
 public:
  // "R -3 m", "P n m a", "R -3 m :H", "C2/m", Hall symbols; a name with two settings of a rhombohedral
  // lattice takes the one that fits gamma (degrees). Throws UsageError where it is none.
  static SpaceGroup from_name(const std::string& name, double gamma = 90.0);
  // From the triplets of a CIF ("-x,y+1/2,-z"), in any setting. Throws UsageError: not a triplet, no group.
  static SpaceGroup from_triplets(const std::vector<std::string>& triplets);

  const std::string& name() const { return name_; }  // Hermann-Mauguin where tabulated, else a Hall symbol
  int number() const { return number_; }             // 1 ... 230; 0 where not tabulated
  const std::vector<Operation>& operations() const { return operations_; }
  bool centrosymmetric() const { return centrosymmetric_; }  // with the inversion at the origin or elsewhere
  bool inversion_at_origin() const { return inversion_at_origin_; }

  bool absent(const Eigen::Vector3i& hkl) const;  // by centring, screw axes or glide planes

  // Rows: the free combinations of the reciprocal tensor (11, 22, 33, 12, 13, 23): tensor = basis * free.
  // Cubic 1 column, hexagonal and tetragonal 2, orthorhombic 3, monoclinic 4, triclinic 6.
  Eigen::MatrixXd cell_basis() const;
  // The same for Stephens' strain coefficients, in the order of diffraction::strain_orders; see there.
  // The quartic forms sum S_HKL h^H k^K l^L (H + K + L = 4) that the Laue group leaves unchanged, as columns.
  Eigen::MatrixXd quartic_basis() const;
  // Free directions of a site at x (fractions), 3 rows and 0 to 3 columns; and how many positions it has in
  // the cell. Two images closer than tolerance (fractions) are one position.
  Eigen::MatrixXd site_basis(const Eigen::Vector3d& x, double tolerance = 1e-3) const;
  int multiplicity(const Eigen::Vector3d& x, double tolerance = 1e-3) const;
  // Free combinations of (U11, U22, U33, U12, U13, U23) at x; U as CIF has it (on a*, b*, c* of unit length).
  Eigen::MatrixXd displacement_basis(const Eigen::Vector3d& x, double tolerance = 1e-3) const;

 private:
  std::string name_;
  int number_ = 0;
  std::vector<Operation> operations_;
  bool centrosymmetric_ = false;
  bool inversion_at_origin_ = false;
};

}  // namespace nacre::crystal
