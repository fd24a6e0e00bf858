// The powder of a crystal with stacking faults: how much it scatters between neighbouring spacings.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/crystal/layers.hpp"

namespace nacre::crystal {

// Rods that the symmetry of the layers makes equal, by (h, k) of one of them.
struct Rod {
  int h = 0, k = 0;
  int multiplicity = 1;
  bool even = false;  // the same at s_z and -s_z
};

// Those that come nearer to the origin than s_most (1/angstrom). Which are equal is found by comparing their
// intensities at a few s_z.
std::vector<Rod> rods(const LayerStack& stack, Probe probe, double wavelength, double s_most);

// What scatters between neighbouring edges, one row each: first column the strength, then its derivatives by
// the parameters of the stack.
struct PowderStrengths {
  Eigen::MatrixXd content;
  // Integrals of strength times (s - middle of the bin) and its square: where in the bin it lies.
  Eigen::MatrixXd first_moment, second_moment;
};

// The strength between neighbouring edges (s = 1/d in 1/angstrom, rising):
//   sum over rods of their multiplicity times the integral of I over s_z, over A^2 D,
// A the area of the cell of a layer, D the mean spacing. Of a perfect stack these are the sums of
// multiplicity |F|^2/V^2 of the same structure. tolerance: of the intensity along rods, relative to what is
// around.
//
// Along a rod the intensity is put through Chebyshev polynomials on panels that are halved until they follow
// it, and these are integrated in closed form: no step is needed, and nothing is lost between the bins,
// however sharp the peaks. (The moments are for narrow bins: exact
// but for a part of the width of a bin over s.)
PowderStrengths powder_strengths(const LayerStack& stack, Probe probe, double wavelength,
                                 const std::vector<double>& edges, double tolerance = 1e-4);

}  // namespace nacre::crystal
