// The seam of the cell models: one state, one way to drive it, one way to look at it.
//
// A model is a system of differential-algebraic equations per m2 of electrode pair. Its state holds the
// unknowns of its own (SPM, SPMe, DFN: see single_particle.hpp and porous_electrode.hpp) and, at the end,
// three that every model has:
//   current       i / i_1C, positive on charge
//   charge        net charge since the start over the nominal capacity
//   temperature   (T - T_ambient) / 10 K; lumped heat: heat_capacity dT/dt = Q - cooling (T - T_ambient),
//                 Q = i V - sum over all particles of j (U - T dU/dT): the power that came in and was not
//                 stored
// The current is an unknown because a step may hold voltage, power or resistance: one more equation says
// which. It borders the system, so that the model's own solver never sees it.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nacre/cell/parameters.hpp"
#include "nacre/cell/protocol.hpp"
#include "nacre/numerics/dae.hpp"

namespace nacre::cell {

enum class ModelKind { spm, spme, dfn };

// Numbers of cells along x in each region, and of radial nodes in each particle.
struct Mesh {
  std::size_t negative = 16;
  std::size_t separator = 8;
  std::size_t positive = 16;
  std::size_t radial = 8;
};

// What is imposed at the terminals, as a function of time.
struct Drive {
  enum class Kind { current, voltage, power, resistance } kind = Kind::current;
  double value = 0.0;  // A/m2, V, W/m2, ohm m2 (charging > 0)
  double rate = 0.0;   // of the value, per s, from `since` on
  double since = 0.0;
  const numerics::Curve* profile = nullptr;  // current (A/m2) over time since `since`

  double at(double t) const {
    return profile != nullptr ? (*profile)(t - since) : value + rate * (t - since);
  }
};

// A limit that stops a step: quantity - value, watched for a change of sign.
struct Limit {
  enum class Quantity { voltage, current, charge } quantity = Quantity::voltage;  // current: magnitude
  double value = 0.0;                                                             // V, A/m2, C/m2
  double offset = 0.0;  // charge at the start of the step
  int side = 0;         // +1: it ends what rises above it, -1: what falls below, 0: either
};

struct Profile {
  std::vector<double> x_m;                        // of each cell's middle; for SPM the electrodes' middles
  std::vector<double> electrolyte_concentration;  // mol/m3
  std::vector<double> electrolyte_potential_V;
  std::vector<double> solid_potential_V;      // NaN in the separator
  std::vector<double> surface_stoichiometry;  // NaN in the separator
  std::vector<double> mean_stoichiometry;
  std::vector<double> current_density;  // A per m2 of particle surface
};

// Where the sodium is, mol per m2 of electrode pair.
struct SodiumBalance {
  double negative = 0.0;
  double positive = 0.0;
  double metal = 0.0;  // of a half cell, since the start
  double electrolyte = 0.0;
  double interphase_negative = 0.0;
  double interphase_positive = 0.0;
  double lost_negative = 0.0;  // with cracked or turned material
  double lost_positive = 0.0;
  double total() const {
    return negative + positive + metal + electrolyte + interphase_negative + interphase_positive +
           lost_negative + lost_positive;
  }
};

class Model : public numerics::DaeSystem {
 public:
  using Complex = std::complex<double>;

  explicit Model(CellParameters parameters);
  ~Model() override = default;

  const CellParameters& parameters() const { return parameters_; }
  double one_C() const { return one_C_; }  // A/m2

  // The state of rest at a state of charge, 0..1 (may lie outside), everything uniform.
  std::vector<double> rest(double state_of_charge) const;
  std::vector<double> absolute_tolerance(double scale) const;
  void set_drive(const Drive& drive) { drive_ = drive; }
  const Drive& drive() const { return drive_; }
  void set_ambient(double temperature);  // K
  void set_limits(std::vector<Limit> limits) { limits_ = std::move(limits); }

  // Makes y consistent with the drive at time t and gives yp: what has a time derivative stays, the rest is
  // solved for. Returns an empty text, or why there is no such state.
  std::string make_consistent(double t, std::vector<double>& y, std::vector<double>& yp);

  double current(const double* y) const { return y[globals()] * one_C_; }                   // A/m2
  double charge(const double* y) const { return y[globals() + 1] * one_C_ * 3600.0; }       // C/m2
  double temperature(const double* y) const { return ambient_ + 10.0 * y[globals() + 2]; }  // K
  virtual double voltage(const double* y) const = 0;
  virtual Profile profile(const double* y) const = 0;
  virtual SodiumBalance sodium(const double* y) const = 0;
  // Lost active material becomes lost between integrations: what cracked, what turned to rock salt, and what
  // the solvent that the interphases used up no longer wets. Returns the largest relative change.
  double apply_damage(double* y);
  // One electrode: mean stoichiometry, what is left of the fresh active volume after each cause (their
  // product is left), and its surface.
  struct ElectrodeState {
    double stoichiometry = 0.0;
    double cracked = 1.0;
    double turned = 1.0;  // to rock salt
    double dry = 1.0;
    double interphase_m = 0.0;
    double rock_salt_m = 0.0;
    double solvent_consumed = 0.0;  // mol/m2
    double active_share() const { return cracked * turned * dry; }
  };
  virtual ElectrodeState electrode_state(const double* y, bool positive) const = 0;
  // Which limit of the model, not of the protocol, a state has come to; empty: none.
  virtual std::string exhausted(const double* y) const = 0;

  // Small-signal impedance at a consistent state of rest or of slow change, ohm m2: the same equations,
  // linearised. Temperature and slow surface changes stand still.
  Complex impedance(const double* y, double frequency_Hz);

  std::size_t size() const final { return globals() + 3; }
  void residual(double t, const double* y, const double* yp, double* r) final;
  void linearise(double t, const double* y, const double* yp, double cj) final;
  void solve(double* b) final;
  std::size_t events() const final { return limits_.size() + 1; }
  void event_values(double t, const double* y, double* g) final;
  int event_direction(std::size_t event) const final {
    return event < limits_.size() ? limits_[event].side : -1;
  }

 protected:
  // The model's own part: unknowns [0, globals()).
  virtual std::size_t globals() const = 0;
  virtual void fill(double* y, double state_of_charge) const = 0;
  virtual void guess(double* y) const = 0;  // the algebraic unknowns, from the current that y holds
  virtual void fill_tolerance(double* tolerance) const = 0;
  virtual void set_core_temperature(double temperature) = 0;
  // Residuals; returns the stored chemical power, W/m2.
  virtual double core_residual(const double* y, const double* yp, double* r) = 0;
  virtual void core_linearise(const double* y) = 0;  // y: the state of the last core_residual()
  virtual void core_factor(double cj) = 0;
  virtual void core_factor(Complex cj) = 0;
  virtual void core_solve(double* b) = 0;
  virtual void core_solve(Complex* b) = 0;
  // d(residual)/d(current unknown) of the core rows that hold it, and the derivative of the voltage.
  using Sparse = std::vector<std::pair<std::size_t, double>>;
  virtual Sparse current_column() const = 0;
  virtual Sparse voltage_row() const = 0;         // by the core unknowns
  virtual double voltage_by_current() const = 0;  // by the current unknown
  virtual double lose_material(double* y,
                               double wetted) = 0;  // wetted: of both electrodes, since the last call
  virtual double pore_volume() const = 0;           // m3 per m2
  // Distance to the nearest limit of the model: crosses zero where it is exhausted.
  virtual double margin(const double* y) const = 0;

  static constexpr double salt_limit = 1e-3;  // of c_0: below it the electrolyte counts as depleted
  static constexpr double site_limit = 1e-6;  // of all sites: within it a surface counts as full or empty

 private:
  struct Closure {  // derivative of the equation that the drive adds, by voltage and by the current unknown
    double by_voltage;
    double by_current;
  };
  double closure_residual(double t, const double* y) const;
  Closure closure(double t, const double* y) const;
  template <class S>
  void solve_bordered(S* b, const std::vector<S>& column, S pivot, S cj, const Closure& closure);

  CellParameters parameters_;
  double one_C_;
  double ambient_;
  Drive drive_;
  std::vector<Limit> limits_;
  double wetted_ = 1.0;
  double cj_ = 0.0;
  Closure closure_{};
  Sparse voltage_row_;
  std::vector<double> column_;  // answer of the core to a unit of current
  double pivot_ = 1.0;
};

// Throws UsageError where the parameters do not allow the model.
std::unique_ptr<Model> make_model(ModelKind kind, const CellParameters& parameters, const Mesh& mesh);

}  // namespace nacre::cell
