// A strip of foil heated by the current through it, with a powder bed on its upper face.
//
// In the plane of the strip, through which the temperature T of a thin foil does not change, current and
// heat:
//   div(d/rho(T) grad phi) = 0,
//   d density c_p(T) dT/dt = div(d k(T) grad T) + d/rho |grad phi|^2 - lower - upper,
//   lower = eps(T) sigma (T^4 - T_0^4) + h (T - T_0); upper the same, or g (T - T_p) below the powder, and
//   m c_p dT_p/dt = g (T - T_p) - eps_p sigma (T_p^4 - T_0^4) - h (T_p - T_0)          per area of the bed.
// At the clamps k dT/dn = g_c (T_0 - T); the long edges, whose area is small, lose nothing.
//
// Strip and bed are the same to both sides of their middle lines, so that a quarter is enough: x from a clamp
// (0) to the middle, y from the middle line (0) to the edge. Finite volumes, second order in space; what
// leaves one cell enters the next, and the heat made in a cell is the power of the currents through its
// faces, so that power is conserved to rounding. Conduction is written for the integral of k over T
// (Kirchhoff's transformation), which makes Newton's matrix symmetric.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "nacre/numerics/band_matrix.hpp"
#include "nacre/numerics/curve.hpp"
#include "nacre/process/heater_material.hpp"

namespace nacre::process {

inline constexpr double stefan_boltzmann = 5.670374419e-8;  // W/(m2 K4), CODATA 2018

struct StripOptions {
  HeaterMaterial material;
  double length_m = 0.06;
  double width_m = 0.02;
  double thickness_m = 25e-6;
  std::size_t cells_along = 16;
  std::size_t cells_across = 6;
  double clamp_W_per_m2_K = 2e4;
  double lead_ohm = 0.0;
  double ambient_K = 298.15;
  double convection = 10.0;  // h, W/(m2 K)
  // The bed, centred; none where it has no length.
  PowderBed bed;
  double bed_length_m = 0.0;
  double bed_width_m = 0.0;
  // Heat from elsewhere into the strip, W/m2 at x, y of the quarter.
  std::function<double(double, double)> extra_heat;
};

// Where the power goes, W; of the whole strip.
struct PowerBalance {
  double electric = 0.0;
  double extra = 0.0;
  double clamps = 0.0;
  double radiation = 0.0;
  double convection = 0.0;
  double stored = 0.0;  // into the heat of strip and powder
  double residual() const { return electric + extra - clamps - radiation - convection - stored; }
};

// What 1 A through the whole strip does.
struct UnitCurrent {
  double resistance = 0.0;   // of the strip alone, ohm
  std::vector<double> heat;  // in each cell, W per A^2, of the quarter's own cells
};

class Strip {
 public:
  explicit Strip(const StripOptions& options);

  std::size_t cells() const { return along_ * across_; }
  std::size_t beds() const { return bed_cells_.size(); }
  std::size_t size() const { return cells() + beds(); }  // temperatures: of the cells, then of the bed
  std::size_t along() const { return along_; }
  std::size_t across() const { return across_; }
  double x(std::size_t i) const { return (static_cast<double>(i) + 0.5) * dx_; }
  double y(std::size_t j) const { return (static_cast<double>(j) + 0.5) * dy_; }
  std::size_t cell(std::size_t i, std::size_t j) const { return i * across_ + j; }
  const StripOptions& options() const { return options_; }
  // The cell below each bed cell, and the part of it that the bed covers.
  const std::vector<std::size_t>& bed_cells() const { return bed_cells_; }
  const std::vector<double>& bed_cover() const { return bed_cover_; }
  // The cell at the middle of the strip.
  std::size_t middle() const { return cell(along_ - 1, 0); }
  // Where a sensor looks: the powder at the middle or, where there is none, the strip there.
  std::size_t sensor() const { return beds() == 0 ? middle() : sensor_; }

  void set_convection(double h) { options_.convection = h; }

  UnitCurrent unit_current(std::span<const double> t) const;

  // Net power into each cell and bed cell (W, of the quarter) without the current's heat.
  void passive_power(std::span<const double> t, std::span<double> power) const;
  // Heat capacities, J/K.
  void capacities(std::span<const double> t, std::span<double> capacity) const;

  // Newton's matrix for capacity/interval (T - T*) - passive_power = right-hand side, in which heat
  // capacities and the current's heat do not change. `solve` replaces residuals by the change of the
  // temperatures. False where the matrix cannot be factored.
  bool linearise(std::span<const double> t, std::span<const double> capacity, double interval);
  void solve(std::span<double> residual) const;

  PowerBalance balance(std::span<const double> t, std::span<const double> rate, double current_A) const;

 private:
  double conduction(std::size_t a, std::size_t b, double conductance, std::span<const double> theta) const {
    return conductance * (theta[b] - theta[a]);
  }
  double clamp_conductance(double t) const;  // of a cell's face, W/K
  double face_loss(double t, double emissivity, double area) const;

  StripOptions options_;
  std::size_t along_;
  std::size_t across_;
  double dx_;
  double dy_;
  numerics::Curve theta_;  // the integral of the conductivity
  std::vector<std::size_t> bed_cells_;
  std::vector<double> bed_cover_;
  std::vector<double> covered_;  // of each cell
  std::size_t sensor_ = 0;
  std::vector<double> extra_;  // W
  numerics::BandMatrix matrix_;
  std::vector<double> conductivity_;  // at the temperatures of linearise()
  std::vector<double> bed_diagonal_;
};

}  // namespace nacre::process
