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
  // The trivial group P 1.
  SpaceGroup();
  // "R -3 m", "P n m a", "R -3 m :H", "C2/m", "166", else a Hall symbol. A name with two settings of a
  // rhombohedral lattice means hexagonal axes where gamma (degrees) is 120, else rhombohedral ones; a name
  // with two origins means the one with the inversion at the origin. Throws UsageError where it is none.
  static SpaceGroup from_name(const std::string& name, double gamma = 120.0);
  // A tabulated Hall symbol. "P 4 2" is P 4 2 2 as a Hall symbol and P 42 as a name: hence two functions.
  static SpaceGroup from_hall(const std::string& symbol);
  // From the triplets of a CIF ("-x,y+1/2,-z"), in any setting; generators suffice. Throws UsageError: not a
  // triplet, no group.
  static SpaceGroup from_triplets(const std::vector<std::string>& triplets);

  // Hermann-Mauguin with the setting where tabulated ("R -3 m:H"), else the triplets that generate it.
  const std::string& name() const { return name_; }
  int number() const { return number_; }  // 1 ... 230; 0 where not tabulated
  const std::vector<Operation>& operations() const { return operations_; }  // the identity first
  bool centrosymmetric() const { return centrosymmetric_; }  // with the inversion at the origin or elsewhere
  bool inversion_at_origin() const { return inversion_at_origin_; }

  bool absent(const Eigen::Vector3i& hkl) const;  // by centring, screw axes or glide planes

  // Rows: the free combinations of the reciprocal tensor (11, 22, 33, 12, 13, 23): tensor = basis * free.
  // Cubic 1 column, hexagonal and tetragonal 2, orthorhombic 3, monoclinic 4, triclinic 6.
  Eigen::MatrixXd cell_basis() const;
  // The quartic forms sum S_HKL h^H k^K l^L (H + K + L = 4) that the Laue group leaves unchanged, as columns
  // over the 15 monomials in the order
  //   400 040 004 220 202 022 310 301 130 031 103 013 211 121 112
  // Columns (P. W. Stephens, J. Appl. Cryst. 32 (1999) 281): cubic 2, 6/m and 6/mmm 3, -3m 4, -3 5, 4/mmm 4,
  // 4/m 5, mmm 6, 2/m 9, -1 15. The coefficients here are those of the polynomial as it stands.
  Eigen::MatrixXd quartic_basis() const;
  // Free directions of a site at x (fractions), 3 rows and 0 to 3 columns; and how many positions it has in
  // the cell. Two images closer than tolerance (fractions) are one position.
  Eigen::MatrixXd site_basis(const Eigen::Vector3d& x, double tolerance = 1e-3) const;
  int multiplicity(const Eigen::Vector3d& x, double tolerance = 1e-3) const;
  // Free combinations of (U11, U22, U33, U12, U13, U23) at x; U as CIF has it (on a*, b*, c* of unit length).
  // reciprocal_lengths: a*, b*, c*, of which only the ratios count, and those only where an operation mixes
  // axes of different lengths (reduced cells).
  Eigen::MatrixXd displacement_basis(
      const Eigen::Vector3d& x, double tolerance = 1e-3,
      const Eigen::Vector3d& reciprocal_lengths = Eigen::Vector3d::Ones()) const;
  // x moved onto the special position that it is nearer to than tolerance; x itself where there is none.
  Eigen::Vector3d on_site(const Eigen::Vector3d& x, double tolerance = 1e-3) const;

 private:
  SpaceGroup(std::vector<Operation> operations, std::string name, int number);

  std::string name_ = "P 1";
  int number_ = 1;
  std::vector<Operation> operations_;
  bool centrosymmetric_ = false;
  bool inversion_at_origin_ = false;
};

}  // namespace nacre::crystal
