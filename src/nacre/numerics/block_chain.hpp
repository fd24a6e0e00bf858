// Symmetric positive definite systems that are a chain of dense blocks, neighbours coupled by diagonals:
//
//   K_0  -C_0
//  -C_0   K_1  -C_1              C_k = diag(c_k)
//        -C_1   K_2  ...
//
// as they come from states of many unknowns each that follow one another (a Kalman smoother in information
// form). The chain is eliminated from both ends to its middle at once, so that two threads share it evenly;
// the order of the sums, and so the result, does not depend on the threads.
#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

namespace nacre::numerics {

class BlockChain {
 public:
  // blocks: K_k, of which the lower triangles are read; at least one, all of one size. couplings: c_k, one
  // fewer than blocks. False where the matrix is not positive definite: then nothing else may be called.
  bool factor(std::vector<Eigen::MatrixXd> blocks, std::vector<Eigen::VectorXd> couplings);

  // The solution for the right-hand sides b, one a block; replaces them.
  void solve(std::vector<Eigen::VectorXd>& b) const;

  // The diagonal blocks of the inverse (lower triangles), and of its blocks beside the diagonal, (k, k + 1),
  // the diagonals.
  struct Covariance {
    std::vector<Eigen::MatrixXd> blocks;
    std::vector<Eigen::VectorXd> neighbours;
  };
  Covariance covariance() const;

 private:
  std::size_t middle() const { return inverse_.size() / 2; }

  std::vector<Eigen::MatrixXd> inverse_;  // of each block once its outer neighbour is eliminated
  std::vector<Eigen::VectorXd> couplings_;
};

}  // namespace nacre::numerics
