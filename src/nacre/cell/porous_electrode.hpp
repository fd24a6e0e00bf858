// The Doyle-Fuller-Newman model: charge and salt along x in solid and electrolyte, particles at every node
// (Doyle, Fuller and Newman 1993, 10.1149/1.2221597). Full cell, or half cell against a metal foil.
//
//   eps dc/dt = -dN/dx + (sodium from the particles) / F
//   di/dx = a j = -d i_s/dx,     i_s = -sigma_eff dphi_s/dx
// with i, N of electrolyte.hpp and the particles of electrode.hpp. phi_s = 0 at the left collector (or the
// foil); the voltage is phi_s at the right collector plus the contact drop. At the foil (half cell), with i_m
// the current from foil to electrolyte and phi_m = -phi_e(0):
//   i_m = j_m + C_dl dphi_m/dt = -i,   0 = phi_m - eta(j_m, j0 (c_e/c_ref)^n) - j_m R_film,   F N(0) = i_m.
//
// Unknowns: for each node (foil, cells from left to right) c_e / c_0, phi_e, phi_s (in the separator unused;
// at the foil j_m / i_1C); then the particles. Finite volumes along x: second order, and what leaves one cell
// enters the next. The linear solver eliminates the particles (electrode_elimination.cpp), then the nodes
// from left to right (chain.hpp).
#pragma once

#include <optional>

#include "nacre/cell/chain.hpp"
#include "nacre/cell/electrode.hpp"
#include "nacre/cell/electrolyte.hpp"
#include "nacre/cell/foil.hpp"
#include "nacre/cell/model.hpp"

namespace nacre::cell {

class PorousElectrodeModel final : public Model {
 public:
  PorousElectrodeModel(const CellParameters& parameters, const Mesh& mesh);

  double voltage(const double* y) const override;
  Profile profile(const double* y) const override;
  SodiumBalance sodium(const double* y) const override;
  ElectrodeState electrode_state(const double* y, bool positive) const override;
  std::string exhausted(const double* y) const override;

 protected:
  std::size_t globals() const override { return globals_; }
  void fill(double* y, double state_of_charge) const override;
  void guess(double* y) const override;
  void fill_tolerance(double* tolerance) const override;
  void set_core_temperature(double temperature) override;
  double core_residual(const double* y, const double* yp, double* r) override;
  void core_linearise(const double* y) override;
  void core_factor(double cj) override { factor_with(real_, cj); }
  void core_factor(Complex cj) override { factor_with(complex_, cj); }
  void core_solve(double* b) override { solve_with(real_, b); }
  void core_solve(Complex* b) override { solve_with(complex_, b); }
  Sparse current_column() const override;
  Sparse voltage_row() const override { return {{3 * (nodes_.size() - 1) + 2, 1.0}}; }
  double voltage_by_current() const override;
  double margin(const double* y) const override;
  double lose_material(double* y, double wetted) override;
  double pore_volume() const override;

 private:
  enum class Region { foil, negative, separator, positive };
  struct Node {
    Region region;
    std::size_t index;  // within its electrode
    double width;       // m; 0 at the foil
    double middle;      // m from the left
    double porosity;
    double tortuosity_factor;
    double solid_conductivity;  // effective, S/m; 0 where there is no solid
  };
  template <class S>
  struct Linear {
    S cj{};
    Chain<S> chain;
    ElectrodePoints::Factors<S> negative, positive;
  };
  template <class S>
  void factor_with(Linear<S>& linear, S cj);
  template <class S>
  void solve_with(const Linear<S>& linear, S* b);

  void add_region(Region region, std::size_t cells, double thickness, double porosity, double bruggeman,
                  double solid_conductivity);
  ElectrodePoints* points(const Node& node) {
    return node.region == Region::negative   ? &*negative_
           : node.region == Region::positive ? &*positive_
                                             : nullptr;
  }
  const ElectrodePoints* points(const Node& node) const {
    return const_cast<PorousElectrodeModel*>(this)->points(node);
  }

  std::vector<Node> nodes_;
  ElectrolyteTransport electrolyte_;
  std::optional<ElectrodePoints> negative_, positive_;
  std::size_t globals_ = 0;
  double temperature_;
  std::vector<ElectrolyteTransport::Local> local_;  // at the state of the last residual
  std::vector<ElectrolyteTransport::Face> faces_;   // between nodes i and i + 1, at the last linearisation
  FoilDrop foil_;                                   // at the last linearisation
  Linear<double> real_;
  Linear<Complex> complex_;
};

}  // namespace nacre::cell
