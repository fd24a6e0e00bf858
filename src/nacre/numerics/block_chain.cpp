#include "nacre/numerics/block_chain.hpp"

#include <array>

#include "nacre/base/parallel.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::numerics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// The lower triangle becomes that of the inverse. False where it is not positive definite.
bool invert(MatrixXd& a) {
  if (!factorise(a)) {
    return false;
  }
  MatrixXd inverse;
  invert_factor(a, inverse);
  inverse.transposeInPlace();
  multiply_by_transpose(inverse, a);
  return true;
}

// What eliminating a block does to its neighbour.
void eliminate(const MatrixXd& inverse, const VectorXd& coupling, MatrixXd& neighbour) {
  for (Index j = 0; j < coupling.size(); ++j) {
    const Index rest = coupling.size() - j;
    neighbour.col(j).tail(rest) -= coupling[j] * coupling.tail(rest).cwiseProduct(inverse.col(j).tail(rest));
  }
}

VectorXd times(const MatrixXd& lower, const VectorXd& x) { return lower.selfadjointView<Eigen::Lower>() * x; }

}  // namespace

bool BlockChain::factor(std::vector<MatrixXd> blocks, std::vector<VectorXd> couplings) {
  inverse_ = std::move(blocks);
  couplings_ = std::move(couplings);
  const std::size_t last = inverse_.size() - 1;
  std::array<bool, 2> definite{true, true};
  parallel_for(2, [&](std::size_t side) {
    if (side == 0) {
      for (std::size_t k = 0; k < middle() && definite[0]; ++k) {
        if (k > 0) {
          eliminate(inverse_[k - 1], couplings_[k - 1], inverse_[k]);
        }
        definite[0] = invert(inverse_[k]);
      }
    } else {
      for (std::size_t k = last; k > middle() && definite[1]; --k) {
        if (k < last) {
          eliminate(inverse_[k + 1], couplings_[k], inverse_[k]);
        }
        definite[1] = invert(inverse_[k]);
      }
    }
  });
  if (!definite[0] || !definite[1]) {
    return false;
  }
  if (middle() > 0) {
    eliminate(inverse_[middle() - 1], couplings_[middle() - 1], inverse_[middle()]);
  }
  if (middle() < last) {
    eliminate(inverse_[middle() + 1], couplings_[middle()], inverse_[middle()]);
  }
  return invert(inverse_[middle()]);
}

void BlockChain::solve(std::vector<VectorXd>& b) const {
  const std::size_t last = inverse_.size() - 1;
  for (std::size_t k = 0; k < middle(); ++k) {
    b[k] = times(inverse_[k], b[k]);
    b[k + 1] += couplings_[k].cwiseProduct(b[k]);
  }
  for (std::size_t k = last; k > middle(); --k) {
    b[k] = times(inverse_[k], b[k]);
    b[k - 1] += couplings_[k - 1].cwiseProduct(b[k]);
  }
  b[middle()] = times(inverse_[middle()], b[middle()]);
  for (std::size_t k = middle(); k-- > 0;) {
    b[k] += times(inverse_[k], couplings_[k].cwiseProduct(b[k + 1]));
  }
  for (std::size_t k = middle() + 1; k <= last; ++k) {
    b[k] += times(inverse_[k], couplings_[k - 1].cwiseProduct(b[k - 1]));
  }
}

BlockChain::Covariance BlockChain::covariance() const {
  const std::size_t last = inverse_.size() - 1;
  Covariance result;
  result.blocks.resize(inverse_.size());
  result.neighbours.resize(couplings_.size());
  result.blocks[middle()] = inverse_[middle()];
  // S_k + G S G', where S is the block nearer to the middle and G = S_k C the gain; G S is the covariance of
  // both.
  const auto from = [&](std::size_t k, std::size_t inner, std::size_t coupling) {
    const MatrixXd gain =
        MatrixXd(inverse_[k].selfadjointView<Eigen::Lower>()) * couplings_[coupling].asDiagonal();
    const MatrixXd nearer = result.blocks[inner].selfadjointView<Eigen::Lower>();
    result.neighbours[coupling] = gain.cwiseProduct(nearer).rowwise().sum();
    MatrixXd root = nearer;
    factorise(root);
    const MatrixXd spread = gain * root.triangularView<Eigen::Lower>();
    result.blocks[k].resize(gain.rows(), gain.rows());
    multiply_by_transpose(spread, result.blocks[k]);
    result.blocks[k] += inverse_[k];
  };
  parallel_for(2, [&](std::size_t side) {
    if (side == 0) {
      for (std::size_t k = middle(); k-- > 0;) {
        from(k, k + 1, k);
      }
    } else {
      for (std::size_t k = middle() + 1; k <= last; ++k) {
        from(k, k - 1, k - 1);
      }
    }
  });
  return result;
}

}  // namespace nacre::numerics
