// A phase as a pattern shows it: its structure, or only its cell, with everything that can be refined.
#pragma once

#include <Eigen/Dense>
#include <memory>
#include <string>
#include <vector>

#include "nacre/crystal/structure_factors.hpp"
#include "nacre/diffraction/broadening.hpp"
#include "nacre/diffraction/texture.hpp"

namespace nacre::diffraction {

// Where the intensities of its peaks come from.
enum class Intensities {
  structure,  // Rietveld
  le_bail,    // shares of what was observed
  pawley,     // one free number each
};

// A site in the coordinates that symmetry leaves free.
struct FreeSite {
  Eigen::Vector3d reference;
  Eigen::MatrixXd position_basis, displacement_basis;
  std::vector<double> position;      // x = reference + position_basis * position
  std::vector<double> displacement;  // U (one), or the free combinations of an anisotropic tensor; angstrom^2
  double occupancy = 1.0;
  // An earlier site at the same place, with which this one moves and swings: species that share a site cannot
  // be told apart by that. -1: none.
  int follows = -1;
};

struct Phase {
  crystal::Structure structure;  // as it stands: update() carries the free coordinates into it
  Intensities intensities = Intensities::structure;
  double scale = 1.0;
  Eigen::MatrixXd cell_basis;  // reciprocal tensor = cell_basis * cell
  std::vector<double> cell;    // free
  std::vector<FreeSite> sites;
  double overall_displacement = 0.0;  // angstrom^2, on top of that of every site
  double shift_mm = 0.0;              // displacement of this phase's surface beside the instrument's
  Broadening broadening;
  Texture texture;

  std::vector<crystal::Reflection> reflections;
  std::vector<double> free_intensities;  // of Le Bail and Pawley: multiplicity |F|^2, per reflection

  explicit Phase(crystal::Structure known, Intensities kind = Intensities::structure);
  // Lists the reflections between two spacings (angstrom), and what hangs on them. Intensities of reflections
  // that stay are kept.
  void list_reflections(double d_min, double d_max, crystal::Probe probe, double wavelength);
  // The same with a list that was made before.
  void take_reflections(std::vector<crystal::Reflection> list, crystal::Probe probe, double wavelength);
  // After the free coordinates changed. Throws UsageError where the cell is none.
  void update();

  // Stephens' coefficients of a strain (1e-6) that is the same in all directions. Reflections must be listed.
  void set_isotropic_strain(double strain);

  // multiplicity |F|^2 of each reflection and, for structures, its derivatives by x, y, z, ... of all sites.
  struct Strengths {
    std::vector<double> value;
    Eigen::MatrixXd by_site;  // columns: those of the calculator
  };
  Strengths strengths(bool with_derivatives) const;
  const crystal::StructureFactorCalculator& calculator() const { return *calculator_; }
  const std::vector<BroadeningGeometry>& broadening_of() const { return broadening_geometry_; }
  const std::vector<TextureGeometry>& texture_of() const { return texture_geometry_; }

 private:
  std::shared_ptr<const crystal::StructureFactorCalculator> calculator_;
  std::vector<BroadeningGeometry> broadening_geometry_;
  std::vector<TextureGeometry> texture_geometry_;
  Eigen::MatrixXd quartic_basis_;
};

}  // namespace nacre::diffraction
