// The models of a series of spectra (log_drt.hpp), coupled by a random walk of ln gamma along the series:
// what drt_series() iterates. The mathematics stands in drt_series.hpp.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "nacre/impedance/log_drt.hpp"
#include "nacre/numerics/block_chain.hpp"

namespace nacre::impedance {

class DrtChain {
 public:
  // Settled models on one grid, at least two, in the order of the series.
  explicit DrtChain(std::vector<LogDrt> models);

  std::vector<LogDrt>& models() { return models_; }
  double lambda() const { return lambda_; }
  double mu() const { return mu_; }

  // The chain of Gauss-Newton curvatures at the present place. False where it is not positive definite.
  bool factor(double damping);
  // A step of all spectra, shortened until the objective falls. What it fell by; negative where it did not.
  double step();
  // The scales of the prior and of the noise. Returns the larger relative change of lambda and mu.
  double update_scales();
  // Of ln gamma, as factored last.
  numerics::BlockChain::Covariance covariance() const { return chain_.covariance(); }

 private:
  Eigen::VectorXd difference(std::size_t k) const {
    return models_[k + 1].log_gamma() - models_[k].log_gamma();
  }
  std::vector<Eigen::ArrayXd> neighbourhood(const std::vector<Eigen::ArrayXd>& values, double copies) const;
  std::array<double, 2> ranks() const;
  template <class Own, class Difference>
  double objective(const Own& own, const Difference& difference) const;

  std::vector<LogDrt> models_;
  double lambda_alone_ = 1.0;  // of the spectra on their own: geometric mean
  double lambda_ = 1.0;
  double mu_ = 1.0;
  std::vector<Eigen::ArrayXd> local_;  // u, between a spectrum and the next
  Eigen::VectorXd bend_eigenvalues_;   // of the second differences of one spectrum
  std::vector<Eigen::VectorXd> gradients_;
  numerics::BlockChain chain_;
};

}  // namespace nacre::impedance
