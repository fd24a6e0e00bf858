// The model behind drt(): its discretisation, one Gauss-Newton step, and what follows from the curvature.
//
// h on an even grid of ln tau; the trapezoidal rule turns exp(h) into impedance (exact to rounding for a
// gamma that the grid resolves). Beside h there are four unknowns, in units in which they are resistances:
// R; L w_max; ln(d w_max); 1 / (C w_min).
#pragma once

#include <Eigen/Dense>
#include <array>

#include "nacre/impedance/noise.hpp"
#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

class LogDrt {
 public:
  enum Extra { resistance, inductance, loss, elastance, extras };

  // -d ln gamma / d ln tau towards both ends of the grid: gamma falls there a little faster than the side of
  // a ZARC.
  static constexpr double end_slope = 1.2;

  // least_noise: relative to the impedance; the noise is never taken for less.
  LogDrt(const Spectrum& spectrum, double points_per_decade, double least_noise);

  // Switches an unknown on (at its start) or off (at zero).
  void use(Extra extra, bool on);
  bool uses(Extra extra) const { return used_[extra]; }

  // Steps to convergence, with the scales of prior and noise. Returns whether it converged.
  bool converge(int most_steps);

  // Of the last step: each unknown over its standard uncertainty; 0 where it is not used or at its bound.
  double significance(Extra extra) const;
  // How many standard deviations the residuals ask for the loss of the inductance, which is not in the model.
  double asks_for_loss() const;
  double log_likelihood() const;  // of the residuals, with the noise at its best

  double value(Extra extra) const { return theta_[extra]; }
  double standard_uncertainty(Extra extra) const;
  double highest_omega() const { return omega_[0]; }
  double lowest_omega() const { return omega_[omega_.size() - 1]; }
  const Eigen::VectorXd& log_tau() const { return log_tau_; }
  const Eigen::VectorXd& log_gamma() const { return h_; }
  // Covariance of h from the Laplace approximation.
  Eigen::MatrixXd covariance() const;
  // Of points that are near each other: row i, column d is that of h_i and h_i+d, d up to `distance`.
  Eigen::MatrixXd near_covariance(Eigen::Index distance) const;
  Eigen::VectorXd impedance() const { return impedance(h_, theta_); }  // real, then imaginary parts
  const NoiseShapes& noise_shapes() const { return noise_; }
  double noise_variance() const { return variance_; }
  double lambda() const { return lambda_; }
  int steps() const { return steps_; }

 private:
  using Thetas = std::array<double, extras>;

  Eigen::VectorXd impedance(const Eigen::VectorXd& h, const Thetas& theta) const;
  double objective(const Eigen::VectorXd& h, const Thetas& theta, const Eigen::VectorXd& residual) const;
  Eigen::VectorXd extra_column(Extra extra) const;
  void linearise();
  bool step();
  void update_scales();
  void release_bounds();

  Eigen::ArrayXd omega_;
  Eigen::VectorXd z_;
  Eigen::VectorXd log_tau_;
  double spacing_ = 0.0;
  Eigen::MatrixXd kernel_;
  NoiseShapes noise_;

  Eigen::VectorXd h_;
  Thetas theta_{};
  std::array<bool, extras> used_{};
  std::array<bool, extras> free_{};  // used and not at its bound
  double lambda_ = 1.0;
  Eigen::VectorXd local_;  // v
  double variance_ = 0.0;
  double least_noise_;
  double damping_ = 1e-3;
  int steps_ = 0;

  Eigen::VectorXd residual_;  // of h and theta

  // Work space, and the state of the last linearisation.
  Eigen::MatrixXd weighted_kernel_;  // kernel' W kernel for the present shape of the noise
  bool kernel_is_current_ = false;
  std::vector<Extra> columns_;  // of the extra unknowns in front of h
  Eigen::MatrixXd extra_columns_;
  Eigen::MatrixXd hessian_;
  Eigen::VectorXd gradient_;
  Eigen::MatrixXd inverse_factor_;  // L^-1 of hessian = L L'
  double change_ = 0.0;             // of the objective in the last step
  double determined_ = 0.0;         // number of unknowns that the data determine
};

}  // namespace nacre::impedance
