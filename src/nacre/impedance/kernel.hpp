// The discretisation of the DRT by Gaussians, as pyDRTtools poses it: impedance and roughness of each.
//
//   Z(w) = R + j w L + integral gamma(ln tau) / (1 + j w tau) dln tau
//   gamma = sum_m x_m exp(-epsilon^2 (ln tau - ln tau_m)^2),  tau_m = 1 / f_m
// Wan, Saccoccio, Chen and Ciucci, 10.1016/j.electacta.2015.09.097, eqs. 32, 33, 38. The integrals depend on
// ln(w tau_m) alone; the trapezoidal rule gives them to rounding, since the integrand is analytic and decays
// as a Gaussian. pyDRTtools takes frequencies whose spacing in ln f varies by less than 1 % as evenly spaced
// (Toeplitz matrices filled from their first row and column); so does this file, to pose the same problem.
#pragma once

#include <Eigen/Dense>
#include <span>

namespace nacre::impedance {

// coefficient * (full width at half maximum of exp(-x^2)) / (mean spacing of ln f): width of the Gaussians in
// terms of the spacing. At least two frequencies.
double shape_factor(std::span<const double> frequency_Hz, double coefficient);

// The spacing of ln f varies by less than 1 % (standard deviation over mean).
bool evenly_spaced(std::span<const double> frequency_Hz);

// The impedance of each Gaussian (columns, at tau = 1 / centre) at each frequency (rows).
struct KernelMatrices {
  Eigen::MatrixXd real;
  Eigen::MatrixXd imaginary;
};
KernelMatrices kernel_matrices(std::span<const double> frequency_Hz, std::span<const double> centre_Hz,
                               double epsilon);

// integral of the products of the derivatives of that order (0, 1 or 2) of two Gaussians over ln tau.
Eigen::MatrixXd roughness_matrix(std::span<const double> centre_Hz, double epsilon, int order);

// exp(-epsilon^2 (ln tau - ln tau_m)^2): rows over tau, columns over m.
Eigen::MatrixXd gaussian_matrix(std::span<const double> centre_Hz, double epsilon,
                                std::span<const double> tau_s);

// sum_m x_m exp(-epsilon^2 (ln tau - ln tau_m)^2) at each tau.
Eigen::VectorXd evaluate_gaussians(std::span<const double> centre_Hz, double epsilon,
                                   const Eigen::VectorXd& x, std::span<const double> tau_s);

}  // namespace nacre::impedance
