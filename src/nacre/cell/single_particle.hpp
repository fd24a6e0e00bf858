// The single particle models: one particle (or one of each size) for a whole electrode.
//
// SPM: uniform reaction, no electrolyte losses. SPMe: the salt along x under that uniform reaction, and with
// it the mean ohmic and concentration losses of electrolyte and solid (Marquis et al.
// 2019, 10.1137/18M1189579), here with the properties at the local concentration:
//   L sum a j = +-i,   V = phi_p - phi_n + <phi_e>_p - <phi_e>_n + i (L_n / (3 sigma_n) + L_p / (3 sigma_p) +
//   R_contact)
// with phi = phi_s - phi_e of each particle and <> the mean over an electrode of the potential that carries
// the linear current profile. The half cell has the foil of porous_electrode.hpp, without its double layer,
// at the left.
//
// Unknowns: for SPMe the concentrations c_e / c_0 along x (foil, cells); then phi of each electrode; then the
// particles.
#pragma once

#include <array>
#include <optional>

#include "nacre/cell/electrode.hpp"
#include "nacre/cell/electrolyte.hpp"
#include "nacre/cell/foil.hpp"
#include "nacre/cell/model.hpp"

namespace nacre::cell {

class SingleParticleModel final : public Model {
 public:
  // with_electrolyte: SPMe.
  SingleParticleModel(const CellParameters& parameters, const Mesh& mesh, bool with_electrolyte);

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
  Sparse voltage_row() const override { return voltage_row_; }
  double voltage_by_current() const override { return voltage_by_current_; }
  double margin(const double* y) const override;
  double lose_material(double* y, double wetted) override;
  double pore_volume() const override;

 private:
  struct Node {
    int electrode;  // 0: negative, 1: positive, -1: separator or foil
    double width;   // m; 0 at the foil
    double middle;  // m from the left
    double porosity;
    double tortuosity_factor;
  };
  struct Side_ {  // one electrode
    ElectrodePoints points;
    double thickness;
    double sign;              // of the cell's current in its balance: +1 positive, -1 negative
    std::size_t potential;    // place of its phi
    double solid_resistance;  // L / (3 sigma), ohm m2
  };
  template <class S>
  struct Linear {
    S cj{};
    std::vector<S> diagonal, lower, upper, pivot;  // of the salt chain
    std::array<ElectrodePoints::Factors<S>, 2> factors;
    std::array<S, 2> potential{};         // d(balance)/d phi
    std::array<S, 2> transfer{};          // share of it that is charge transfer
    std::array<S, 2> by_concentration{};  // -d(balance)/d <c>
  };
  template <class S>
  void factor_with(Linear<S>& linear, S cj);
  template <class S>
  void solve_with(const Linear<S>& linear, S* b);
  template <class S>
  void solve_chain(const Linear<S>& linear, S* b) const;

  double mean_salt(const double* y, int electrode) const;
  // Current in the electrolyte (A/m2, to the right) through the face behind node i, per A/m2 of cell current.
  double current_share(std::size_t i) const { return current_share_[i]; }
  // Voltage of the electrolyte and the solid; fills the derivatives where row is given.
  double losses(const double* y, Sparse* row, double* by_current) const;

  std::vector<Node> nodes_;  // one: SPM
  std::vector<double> current_share_;
  std::vector<double> weight_;  // of each face in <phi_e>_p - <phi_e>_n
  ElectrolyteTransport electrolyte_;
  std::vector<std::optional<Side_>> sides_;  // negative, positive
  std::size_t globals_ = 0;
  double temperature_;
  std::vector<ElectrolyteTransport::Local> local_;  // at the state of the last residual
  std::vector<ElectrolyteTransport::Drop> salt_;    // at the last linearisation
  Sparse voltage_row_;
  double voltage_by_current_ = 0.0;
  Linear<double> real_;
  Linear<Complex> complex_;
};

}  // namespace nacre::cell
