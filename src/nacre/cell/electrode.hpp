// The particles of one electrode, at each of its nodes along x: diffusion inside, charge transfer and side
// reactions at their surface, and the slow changes of that surface.
//
// At a node with potential difference phi = phi_s - phi_e and electrolyte concentration c_e, for each size
// class:
//   diffusion     dx/dt = div(D grad x) in the sphere (radial.hpp), D dx/dr = -j / (F c_max) at its surface
//   charge        0 = phi - U(x_s) - eta(j, j0) - j R_film                              (kinetics.hpp)
//                 j0 = reference(x_s) x_s^n_x (1 - x_s)^n_v (c_e / c_ref)^n_e prod(1 - blocked)
//                 R_film = sum thickness / (conductivity (1 - blocked))
//   layers        d thickness/dt of interphase and rock salt, where switched on       (parameters.hpp)
//   cracking      d damage/dt; the active fraction is the fresh one times exp(-damage), set between steps
//                 (apply_damage)
//   hysteresis    dh/dt = 3 decay / (F c_max R) |j| (sgn j - h),  U = (U_dis + U_cha) / 2
//                 - h (U_dis - U_cha) / 2; h -> 1 on oxidation (x falls), -1 on reduction
//                 (one-state model, Wycisk et al. 2022, 10.1016/j.est.2022.105016)
//
// The linear algebra takes these unknowns out of the system of the whole cell: at each node they answer a
// change of phi and c_e with a current, dI = G dphi - E dc + known, which is all that the chain of nodes
// sees. The slow unknowns (interphase, rock salt, damage) enter that elimination by their own derivative
// only: they move by parts in 1e4 while a step lasts, and what is left out cancels between the balances, so
// that sodium is conserved to rounding all the same.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "nacre/cell/local_property.hpp"
#include "nacre/cell/model.hpp"
#include "nacre/cell/parameters.hpp"
#include "nacre/cell/radial.hpp"

namespace nacre::cell {

enum class Side { negative, positive };

class ElectrodePoints {
 public:
  // nodes: along x; offset: of the first unknown of the first node in the state of the cell.
  ElectrodePoints(const CellParameters& cell, Side side, std::size_t nodes, std::size_t radial_nodes,
                  std::size_t offset);

  std::size_t unknowns() const { return nodes_ * per_node(); }
  std::size_t nodes() const { return nodes_; }
  std::size_t classes() const { return classes_.size(); }
  const Electrode& electrode() const { return electrode_; }

  void set_temperature(double temperature);

  // The state of uniform stoichiometry at a state of charge of the cell, with fresh surfaces.
  void fill(double* y, double state_of_charge) const;
  // The same current everywhere as a first guess: A per m2 of electrode, positive on oxidation.
  void guess_current(double* y, double current) const;
  // The absolute tolerance of each unknown, relative to what is typical of it.
  void scale_tolerance(double* tolerance) const;

  // What a node adds to the balances of the cell, per m3 of electrode.
  struct Sum {
    double current = 0.0;   // interfacial current, from solid to electrolyte, A/m3
    double sodium = 0.0;    // sodium into the electrolyte times F, A/m3
    double chemical = 0.0;  // j (U - T dU/dT), W/m3: power stored; right where the cell warms
  };
  // Residuals of diffusion in all particles into r, without what passes their surfaces: before residual().
  void diffuse(const double* y, const double* yp, double* r) const;
  // Residuals of the node's other unknowns into r, and its surface flux. phi_rate: d phi / dt.
  // Keeps the derivatives that come with them.
  Sum residual(std::size_t node, double phi, double phi_rate, double concentration, const double* y,
               const double* yp, double* r);

  // Keeps the other derivatives for factor(). y: the state of the last residual().
  void linearise(std::size_t node, const double* y);

  template <class S>
  struct Factors {
    S cj{};
    // Of the diffusion matrix, by columns: one per class where D is constant, else one per point.
    std::vector<S> inverse;
    std::vector<S> response;     // d x / d j, per point
    std::vector<S> conductance;  // d j / d phi, per point
  };
  template <class S>
  void factor(Factors<S>& factors, S cj) const;
  // d(charge transfer)/dphi, -d(charge transfer)/dc (relative to its initial value), and d(charging)/dphi of
  // a node.
  template <class S>
  struct Conductance {
    S transfer{};
    S by_concentration{};
    S double_layer{};
  };
  template <class S>
  Conductance<S> conductance(const Factors<S>& factors, std::size_t node) const;
  // Solves the diffusion of all particles for their right-hand sides: before reduce().
  template <class S>
  void solve_diffusion(const Factors<S>& factors, S* b) const;
  // Takes the node's unknowns out: returns the current that its right-hand side causes, and leaves what
  // expand() needs.
  template <class S>
  S reduce(const Factors<S>& factors, std::size_t node, S* b) const;
  template <class S>
  void expand(const Factors<S>& factors, std::size_t node, S phi, S concentration, S* b) const;

  // --- what a result shows; node-wise
  double surface(const double* y, std::size_t node, std::size_t size_class = 0) const {
    return y[at(node, size_class) + radial_.size - 1];
  }
  double mean(const double* y, std::size_t node, std::size_t size_class = 0) const {
    return radial_.mean(y + at(node, size_class));
  }
  double current(const double* y, std::size_t node, std::size_t size_class = 0) const {
    return y[at(node, size_class) + radial_.size] * current_scale_;
  }
  // Smallest and largest surface stoichiometry.
  std::pair<double, double> surface_range(const double* y) const;
  // Open-circuit voltage at the volume mean of all particles (discharge branch where there are two).
  double open_circuit_V(double stoichiometry) const { return open_circuit_.at(stoichiometry).value; }
  // Mean stoichiometry over the electrode, weighted with the active volume.
  double mean_stoichiometry(const double* y) const;
  // Sodium in the particles / bound in the interphase / lost with cracked or turned material, mol per m2 of
  // electrode; width: of a node (m).
  double sodium_in_particles(const double* y, double width) const;
  double sodium_in_interphase(const double* y, double width) const;
  double sodium_lost(double width) const;
  // The state of the electrode in the sense of Model::ElectrodeState; width: of a node (m).
  Model::ElectrodeState state(const double* y, double width) const;

  // Turns the damage since the last call into lost active material, with the sodium that it holds; wetted:
  // share that still has electrolyte, since the last call. Returns the largest relative loss. Between
  // integrations only: the area changes.
  double lose_material(double* y, double wetted);

  std::size_t per_node() const { return classes_.size() * stride_; }

 private:
  struct Class {
    double radius;
    double area;    // m2 of particle surface per m3 of electrode, fresh
    double volume;  // active volume per m3 of electrode, fresh
    double flux;    // what a unit of scaled current does to the surface node, 1/s
  };
  static constexpr double thickness_scale = 1e-8;  // m: unknown thicknesses are counted in it

  struct Slow {  // places in a point; 0: absent
    std::size_t interphase = 0;
    std::size_t rock_salt = 0;
    std::size_t damage = 0;
    std::size_t hysteresis = 0;
  };
  // Everything that happens at one particle surface.
  struct Surface {
    double reaction = 0.0;          // residual of the potential balance, V
    double by_surface = 0.0;        // d(U + eta)/dx_s
    double by_concentration = 0.0;  // d eta/dc
    double by_current = 0.0;        // d(eta + j R)/dj, scaled current
    double by_hysteresis = 0.0;     // dU/dh
    double open_circuit = 0.0;
    double entropic = 0.0;
    double side_current = 0.0;    // magnitude, A/m2
    double rock_salt_rate = 0.0;  // m/s
  };
  struct Coefficients {
    double by_surface, by_concentration, by_current;
    double hysteresis_decay;    // of dh/dt by h
    double hysteresis_current;  // of dh/dt by scaled current
    double by_hysteresis;
  };

  std::size_t at(std::size_t node, std::size_t size_class) const {
    return offset_ + node * per_node() + size_class * stride_;
  }
  std::size_t point(std::size_t node, std::size_t size_class) const {
    return node * classes_.size() + size_class;
  }
  double area(std::size_t node, std::size_t size_class) const {
    return classes_[size_class].area * active_[point(node, size_class)];
  }
  Surface evaluate(double phi, double concentration, const double* unknowns) const;
  double interphase_resistance(const double* unknowns) const;
  double hysteresis_rate(const Class& size_class, double scaled_current) const;
  // Volume that a shell of rock salt leaves, relative to the fresh one.
  double core(std::size_t size_class, double shell) const;

  Electrode electrode_;
  Side side_;
  Radial radial_;
  std::size_t nodes_;
  std::size_t offset_;
  std::size_t stride_ = 0;
  Slow slow_;
  std::vector<Class> classes_;
  double current_scale_ = 1.0;  // A/m2 of particle surface at 1C
  double concentration_ratio_;  // c_0 / c_ref
  double solvent_;              // mol/m3
  double unblocked_ = 1.0;
  double film_resistance_ = 0.0;
  double temperature_ = 298.15;
  double reference_temperature_;
  bool warms_ = false;  // the temperature is an unknown
  LocalProperty open_circuit_, open_circuit_charge_, entropic_, exchange_, diffusivity_;
  std::vector<double> active_;                // per point: active volume over fresh
  std::vector<double> damage_;                // per point: damage already applied
  std::vector<double> rock_salt_;             // per point: thickness already applied, m
  double dry_ = 1.0;                          // share that is still wetted
  std::vector<double> lost_particle_sodium_;  // per point: mol/m3 of electrode
  std::vector<double> lost_interphase_sodium_;
  std::vector<double> lost_solvent_;
  std::vector<Coefficients> latest_;        // at the last residual
  std::vector<Coefficients> coefficients_;  // at the last linearisation
  std::vector<double> diffusion_;           // D at each radial node of each point; where D is not constant
  std::vector<double> diffusion_slope_;     // metric dD/dx d x/d s
};

}  // namespace nacre::cell
