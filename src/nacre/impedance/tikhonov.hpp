// The DRT by Tikhonov regularisation at one lambda, the problem exactly as pyDRTtools poses it.
//
//   minimise |A_re x - Z'|^2 + |A_im x - Z''|^2 + lambda x'Mx,  x >= 0
// with R, L and (which pyDRTtools does not have) 1/C of a series capacitance among the unknowns, not
// regularised and not negative either. Discretisation: kernel.hpp.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

enum class Part { both, real, imaginary };
enum class Inductance {
  none,     // not in the model
  fit,      // an unknown
  discard,  // not in the model, and frequencies with a positive imaginary part are left out
};

struct TikhonovOptions {
  int order = 1;  // of the derivative whose square is penalised: 0, 1 or 2
  Part part = Part::both;
  Inductance inductance = Inductance::fit;
  bool series_capacitance = false;     // an unknown: blocking electrodes, the tail of an intercalation
  double width_coefficient = 0.5;      // of shape_factor(); positive
  std::optional<double> shape_factor;  // used instead where given; positive
  // The Gaussians stand at tau = 1 / f, but in spectra of very many or nearly repeated frequencies no nearer
  // to each other than this: beyond, they are no longer independent. Infinity: one at each frequency.
  double most_per_decade = 25.0;
  bool negative = false;  // let the DRT take either sign (inductive loops)
  // Stop where pyDRTtools stops, which is before the minimum of its problem: to reproduce what it prints. Not
  // with `negative`.
  bool stop_as_pydrttools = false;

  void validate() const;  // Throws UsageError.
};

Eigen::MatrixXd normal_matrix(const Eigen::MatrixXd& a);  // a'a

// The matrices of a spectrum, from which every lambda is solved.
struct TikhonovProblem {
  TikhonovProblem(const Spectrum& spectrum, const TikhonovOptions& options);

  // Row by row the real, then the imaginary parts; columns: L, R and 1/C as far as they are unknowns, then
  // the DRT.
  Eigen::MatrixXd a;
  Eigen::VectorXd z;
  Eigen::MatrixXd penalty;  // rows and columns of zeros for L, R and 1/C
  Eigen::MatrixXd normal;   // a'a
  Eigen::VectorXd right;    // a'z
  Eigen::Index real_rows = 0;
  bool has_inductance = false;
  bool has_resistance = false;
  bool has_capacitance = false;
  bool negative = false;
  bool stop_as_pydrttools = false;
  double epsilon = 0.0;
  std::vector<double> frequency_Hz;  // those used
  std::vector<double> centre_Hz;     // 1 / tau of the Gaussians

  // Columns. Of the inductance: 0.
  Eigen::Index resistance() const noexcept { return has_inductance ? 1 : 0; }
  Eigen::Index elastance() const noexcept { return resistance() + (has_resistance ? 1 : 0); }
  Eigen::Index unregularised() const noexcept { return elastance() + (has_capacitance ? 1 : 0); }
};

struct TikhonovResult {
  double lambda = 0.0;
  double inductance_H = 0.0;
  double ohmic_ohm = 0.0;        // NaN where only the imaginary parts are used: they do not tell it
  double elastance_per_F = 0.0;  // 1 / C of the series capacitance; 0: none
  Eigen::VectorXd x;             // the height of each Gaussian
  Eigen::VectorXd all_x;         // with L, R and 1/C in front
  double residual = 0.0;         // |Ax - Z|^2
};

// Throws InputError for fewer than five frequencies, UsageError for impossible options or lambda <= 0,
// ConvergenceError where lambda is too small for the problem to have one solution in double precision.
TikhonovResult tikhonov(const TikhonovProblem& problem, double lambda);

// The result as pyDRTtools prints it: 10 points for each Gaussian, half a decade beyond both ends.
struct Distribution {
  std::vector<double> tau_s;
  std::vector<double> gamma_ohm;
};
Distribution distribution(const TikhonovProblem& problem, const TikhonovResult& result);

}  // namespace nacre::impedance
