// The DRT by Tikhonov regularisation at one lambda, the problem exactly as pyDRTtools poses it.
//
//   minimise |A_re x - Z'|^2 + |A_im x - Z''|^2 + lambda x'Mx,  x >= 0
// with R and L among the unknowns, not regularised and not negative either. Discretisation: kernel.hpp.
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
  double width_coefficient = 0.5;      // of shape_factor(); positive
  std::optional<double> shape_factor;  // used instead where given; positive
  bool negative = false;               // let the DRT take either sign (inductive loops)
  // Stop where pyDRTtools stops, which is before the minimum of its problem: to reproduce what it prints. Not
  // with `negative`.
  bool stop_as_pydrttools = false;

  void validate() const;  // Throws UsageError.
};

Eigen::MatrixXd normal_matrix(const Eigen::MatrixXd& a);  // a'a

// The matrices of a spectrum, from which every lambda is solved.
struct TikhonovProblem {
  TikhonovProblem(const Spectrum& spectrum, const TikhonovOptions& options);

  // Row by row the real, then the imaginary parts; columns: L and R as far as they are unknowns, then the
  // DRT.
  Eigen::MatrixXd a;
  Eigen::VectorXd z;
  Eigen::MatrixXd penalty;  // rows and columns of zeros for L and R
  Eigen::MatrixXd normal;   // a'a
  Eigen::VectorXd right;    // a'z
  Eigen::Index real_rows = 0;
  bool has_inductance = false;
  bool has_resistance = false;
  bool negative = false;
  bool stop_as_pydrttools = false;
  double epsilon = 0.0;
  std::vector<double> frequency_Hz;  // those used

  Eigen::Index unregularised() const noexcept { return (has_inductance ? 1 : 0) + (has_resistance ? 1 : 0); }
};

struct TikhonovResult {
  double lambda = 0.0;
  double inductance_H = 0.0;
  double ohmic_ohm = 0.0;
  Eigen::VectorXd x;      // the height of each Gaussian, at tau = 1 / f of each frequency
  Eigen::VectorXd all_x;  // with L and R in front
  double residual = 0.0;  // |Ax - Z|^2
};

// Throws InputError for fewer than five frequencies, UsageError for impossible options or lambda <= 0,
// ConvergenceError where lambda is too small for the problem to have one solution in double precision.
TikhonovResult tikhonov(const TikhonovProblem& problem, double lambda);

// The result as pyDRTtools prints it: 10 points for each frequency, half a decade beyond both ends.
struct Distribution {
  std::vector<double> tau_s;
  std::vector<double> gamma_ohm;
};
Distribution distribution(const TikhonovProblem& problem, const TikhonovResult& result);

}  // namespace nacre::impedance
