// Between a spectrum, the model of its DRT (log_drt.hpp) and the result (drt.hpp): for one spectrum and for a
// series alike.
#pragma once

#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/log_drt.hpp"

namespace nacre::impedance {

// Throws InputError for fewer than five frequencies or an impedance without any spread.
void require_resolvable(const Spectrum& spectrum);

// Throws InputError for impedances beyond all that is measured, whose squares would overflow or vanish.
void require_impedance(const Spectrum& spectrum);

struct Settled {
  LogDrt model;
  bool converged;
};
// With the inductance, its loss and the series capacitance only where they stand out.
Settled settled_model(const Spectrum& spectrum, const DrtOptions& options, const Eigen::VectorXd& grid);

// Evenly spaced in ln tau: half a decade beyond 1 / f at both ends.
struct PrintedTimes {
  double low;
  double high;
  std::size_t count;
};
PrintedTimes printed_times(double highest_frequency_Hz, double lowest_frequency_Hz, std::size_t count);

// near: the covariance of ln gamma on the model's grid, column d of row i between i and i + d, at least up to
// describe_distance. ohmic_std_ohm and converged are left to the caller.
inline constexpr Eigen::Index describe_distance = 3;
Drt describe(const Spectrum& spectrum, const LogDrt& model, const Eigen::MatrixXd& near,
             const PrintedTimes& times);

// Sets the standard deviations of the noise at the frequencies of the spectrum, its shape and its size
// relative to |Z|: deviation times the shape.
void describe_noise(const Spectrum& spectrum, const NoiseShapes& noise, double deviation, Drt& drt);

// By how much standard uncertainties are larger than those for independent errors, where the residuals of
// neighbouring frequencies are alike beyond chance (drift, a process that is no relaxation, spectra computed
// from pulses); 1 otherwise. describe() has it in its bands.
double error_correlation(const LogDrt& model);

// What each point of the model's grid adds to the integral of gamma between two ln tau, in ohm: their sum is
// the resistance.
Eigen::VectorXd resistance_shares(const LogDrt& model, double low, double high);
// Its standard uncertainty. covariance: of ln gamma on the grid, of which the lower triangle is read.
double resistance_std(const LogDrt& model, const Eigen::VectorXd& shares, const Eigen::MatrixXd& covariance);

}  // namespace nacre::impedance
