// Crystals that are stacks of layers, with faults in the stacking: the recursive model of M. M. J. Treacy, J.
// M. Newsam and M. W. Deem (Proc. R. Soc. A 433 (1991) 499), as in DIFFaX.
//
// A layer of type i is followed by one of type j with probability alpha_ij, displaced by R_ij. With the
// structure factor F_i of a layer (per cell of the layer) and T_ij = alpha_ij exp(2 pi i s.R_ij), the wave of
// a stack that begins with i is Psi = F + T Psi, and the intensity per layer of a stack without end is
//   I = sum_i g_i (2 Re(F_i* Psi_i) - |F_i|^2),   g = g alpha,  sum g = 1.
// Columns of layers end: here with probability 1/N after every layer, N their mean number (the distribution
// of A. J. C. Wilson; Psi = F + (1 - 1/N) T Psi), so that a perfect stack has peaks of finite width.
//
// Reciprocal space: rods at the points h, k of the layer's lattice, continuous in s_z (1/angstrom) along the
// normal of the layers.
#pragma once

#include <Eigen/Dense>
#include <complex>
#include <string>
#include <vector>

#include "nacre/crystal/scattering.hpp"
#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

struct LayerAtom {
  Species species;
  double x = 0.0, y = 0.0;  // fractions of a and b
  double z = 0.0;           // angstrom along the normal
  double occupancy = 1.0;
  double u_iso = 0.005;  // angstrom^2
};

struct Layer {
  std::string name;
  std::vector<LayerAtom> atoms;
};

struct Transition {
  std::size_t from = 0, to = 0;
  Eigen::Vector3d displacement = Eigen::Vector3d::Zero();  // of the next layer's origin: fractions, angstrom
  double probability = 1.0;
  std::vector<double> derivatives;  // by each parameter of the stack; empty: none
};

struct LayerStack {
  double a = 1.0, b = 1.0, gamma = 90.0;  // angstrom, degrees
  std::vector<Layer> layers;
  std::vector<Transition> transitions;
  std::vector<std::string> parameters;  // names of what the derivatives are by: fault probabilities
  double mean_layers = 1000.0;          // N

  // Throws UsageError: no layers or more than 16, more than 256 transitions, an index out of range,
  // probabilities that do not sum to 1 for a layer, a stacking that falls apart into several (then g is not
  // determined), fewer layers than 1 or more than a million.
  void validate() const;
  double area() const;  // of the cell of a layer, angstrom^2
  // g and, as columns, its derivatives by the parameters.
  Eigen::VectorXd frequencies() const;
  Eigen::MatrixXd frequency_derivatives() const;
  double mean_spacing() const;  // of layers, angstrom
  Eigen::VectorXd mean_spacing_derivatives() const;
};

// Intensity per layer along rods, with its derivatives by the parameters.
class RodIntensity {
 public:
  RodIntensity(const LayerStack& stack, Probe probe, double wavelength);

  // Chooses a rod. What follows is for this one.
  void choose(int h, int k);
  // values[0] the intensity at s_z, values[1...] its derivatives by the parameters; size() of them. The mean
  // of the rod and its Friedel mate.
  void evaluate(double s_z, double* values) const;
  // sum_i g_i |F_i|^2: what layers without any order would scatter; the mean over s_z of those with order,
  // too.
  double incoherent(double s_z) const;
  std::size_t size() const { return 1 + static_cast<std::size_t>(frequency_derivatives_.cols()); }
  double in_plane_squared() const { return in_plane_squared_; }  // of the rod chosen, 1/angstrom^2

 private:
  using Vector = Eigen::Matrix<std::complex<double>, Eigen::Dynamic, 1, 0, 16, 1>;
  using Matrix = Eigen::Matrix<std::complex<double>, Eigen::Dynamic, Eigen::Dynamic, 0, 16, 16>;
  // What a rod and its Friedel mate share at one height.
  struct Waves {
    std::vector<std::complex<double>> at_height;  // of each of heights_
    std::vector<double> damping;                  // of each of displacements_
  };
  Waves waves_at(double s_z) const;
  Vector layer_factors(double s_z, double sign, const Waves& waves) const;
  struct Solved;
  void add(const Solved& solved, const Vector& f, double* values) const;

  LayerStack stack_;
  double g11_ = 0.0, g22_ = 0.0, g12_ = 0.0;  // reciprocal metric of the layer
  Eigen::VectorXd frequencies_;
  Eigen::MatrixXd frequency_derivatives_;
  std::vector<FormFactor> factors_;                // of each species
  std::vector<std::vector<std::size_t>> species_;  // per layer and atom
  // Few different ones occur: z of atoms and of transitions, and U of atoms; and which each has.
  std::vector<double> heights_, displacements_;
  std::vector<std::vector<std::size_t>> atom_height_, atom_displacement_;  // per layer and atom
  std::vector<std::size_t> transition_height_;
  double in_plane_squared_ = 0.0;
  std::vector<std::vector<std::complex<double>>> atom_phases_;  // of the rod, per layer and atom
  std::vector<std::complex<double>> transition_phases_;         // of the rod
};

// The stackings of layered oxides. A slab MO2 has its metal at the origin and oxygen at -height and +height;
// a slab of the other orientation is its mirror image. Between slabs sodium sits in prisms or octahedra.
struct SlabGeometry {
  double a = 2.9;              // angstrom
  double oxygen_height = 1.0;  // above the plane of the metal, angstrom
  double prismatic = 5.6;      // distance of slabs across prisms, angstrom
  double octahedral = 5.3;     // and across octahedra
  std::vector<std::pair<Species, double>> metals{{{"Mn", 0}, 1.0}};  // occupancies
  double u_metal = 0.005, u_oxygen = 0.008, u_sodium = 0.03;         // angstrom^2
  double sodium_face = 0.25, sodium_edge = 0.42;  // occupancies of prisms: on top of a metal atom, or not
  double sodium_octahedral = 0.0;
};

// In these two, share is that of the other interlayer (0 ... 1) and correlation how much an interlayer likes
// to follow its own kind: 0 at random, towards 1 in domains, negative alternating; the probability of the
// kind of share p after itself is p + c (1 - p), after the other p (1 - c). Both are parameters of the stack.
// Throws UsageError where a probability would leave 0 ... 1, or the stack fall apart (correlation 1).
//
// Slabs of one orientation: share 0 is O3, share 1 is P3, correlation -1 at share 1/2 is OP2.
LayerStack o3_p3_stack(const SlabGeometry& geometry, double prismatic_share, double correlation = 0.0);
// Slabs that alternate in orientation: share 0 is P2, share 1 is O2 with its slabs displaced either way at
// random; correlation -1 at share 1/2 alternates as OP4 does.
LayerStack p2_o2_stack(const SlabGeometry& geometry, double octahedral_share, double correlation = 0.0);

}  // namespace nacre::crystal
