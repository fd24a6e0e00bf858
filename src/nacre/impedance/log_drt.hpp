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

  // The window of a spectrum and a decade on either side, as an even grid of ln tau.
  static Eigen::VectorXd grid(double highest_frequency_Hz, double lowest_frequency_Hz,
                              double points_per_decade);

  // log_tau: an even grid. least_noise: relative to the impedance; the noise is never taken for less.
  LogDrt(const Spectrum& spectrum, Eigen::VectorXd log_tau, double least_noise);

  // Switches an unknown on (at its start) or off (at zero).
  void use(Extra extra, bool on);
  bool uses(Extra extra) const { return used_[extra]; }

  // At times shorter than 1 / w of all frequencies gamma and the resistance look the same, and once the
  // latter has come to zero nothing brings it back: lets gamma fall there, and gives the resistance what it
  // loses.
  void move_fast_gamma_into_resistance();

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
  // Residuals over the shape of the noise: real, then imaginary parts.
  Eigen::ArrayXd residuals() const { return residual_.array() / noise_.shape(); }
  double lambda() const { return lambda_; }
  int steps() const { return steps_; }

  // For a series of spectra on one grid, whose ln gamma are coupled (drt_series.cpp): the pieces of a step of
  // all of them together, in this order.
  //   The Gauss-Newton curvature and the downhill gradient to h, the other unknowns eliminated (lower
  //   triangle).
  void reduce(Eigen::MatrixXd& curvature, Eigen::VectorXd& gradient);
  double objective() const { return objective(h_, theta_, residual_); }
  //   The objective where h has gone by dh and the other unknowns have followed.
  double objective_after(const Eigen::VectorXd& dh) const;
  void move(const Eigen::VectorXd& dh);
  //   (h'')^2 at the inner points, and its variance for a covariance of h.
  Eigen::ArrayXd bend() const;
  Eigen::ArrayXd bend_variance(const Eigen::MatrixXd& covariance) const;
  //   The scales of the prior, and the variance of the noise when the data determine so many unknowns.
  void set_prior(double lambda, const Eigen::ArrayXd& local);
  void estimate_noise(double determined);
  const Eigen::VectorXd& local_scales() const { return local_; }
  int free_extras() const { return static_cast<int>(columns_.size()); }
  double standard_uncertainty(Extra extra, const Eigen::MatrixXd& covariance) const;

 private:
  using Thetas = std::array<double, extras>;

  Eigen::VectorXd impedance(const Eigen::VectorXd& h, const Thetas& theta) const;
  double objective(const Eigen::VectorXd& h, const Thetas& theta, const Eigen::VectorXd& residual) const;
  Thetas following(const Eigen::VectorXd& dh) const;
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
  Eigen::MatrixXd follow_;          // how the other unknowns move with h,
  Eigen::VectorXd follow_offset_;   // and where h stays
  Eigen::MatrixXd own_covariance_;  // theirs, where h is known
};

}  // namespace nacre::impedance
