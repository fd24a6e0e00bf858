// Diffusion in a sphere by one spectral element in the square of the radius.
//
// With rho = r/R, s = rho^2 and a concentration that is a polynomial of degree N-1 in s (even in r, as
// symmetry asks),
//   dx/dt = (1/R^2) rho^-2 d/drho (rho^2 D dx/drho),   D dx/drho = -flux at rho = 1
// is tested with the Lagrange polynomials of the nodes (Galerkin). The nodes are the Gauss-Jacobi-Radau
// points of the weight sqrt(s)/2 with s = 1 among them (Golub and Welsch 1969, 10.2307/2004418; Golub
// 1973, 10.1137/1015032): the volume element is the weight, so that the mass matrix is diagonal and exact,
// the last node is the surface, and the sum of the equations is the balance of the particle: what leaves
// through the surface leaves the mean, to rounding. The error falls faster than any power of 1/N for smooth
// profiles.
#pragma once

#include <cstddef>
#include <vector>

namespace nacre::cell {

struct Radial {
  // nodes: N >= 2.
  explicit Radial(std::size_t nodes);

  // sum_n matrix[m, n] x[n]: the stiffness of constant unit diffusivity, d x[m]/dt = -(D/R^2) (K x)[m] /
  // weight[m].
  std::size_t size = 0;
  std::vector<double> rho;         // nodes, 0 < rho <= 1, rising
  std::vector<double> weight;      // of the volume integral rho^2 drho; sum 1/3
  std::vector<double> derivative;  // d/ds at node q of the polynomial through x: row q, N x N
  std::vector<double> stiffness;   // K, symmetric, N x N
  std::vector<double> metric;      // 4 s weight: what D is multiplied with in the stiffness, at each node

  // Mean over the volume.
  double mean(const double* x) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      sum += weight[i] * x[i];
    }
    return 3.0 * sum;
  }
};

}  // namespace nacre::cell
