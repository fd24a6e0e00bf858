#include "nacre/diffraction/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::diffraction {

NormalEquations normal_equations(const Pattern& pattern, const Calculated& calculated) {
  const auto rows = static_cast<Eigen::Index>(pattern.size());
  const auto& columns = calculated.derivatives;
  const auto count = static_cast<Eigen::Index>(columns.size());
  const Eigen::Map<const Eigen::ArrayXd> std(pattern.std.data(), rows),
      observed(pattern.intensity.data(), rows), y(calculated.intensity.data(), rows);
  const Eigen::ArrayXd residual = (observed - y) / std;

  std::vector<Eigen::Index> full, local;
  for (Eigen::Index v = 0; v < count; ++v) {
    const auto& column = columns[static_cast<std::size_t>(v)];
    (column.values.size() == pattern.size() ? full : local).push_back(v);
  }
  Eigen::MatrixXd dense(rows, static_cast<Eigen::Index>(full.size()));
  for (Eigen::Index k = 0; k < dense.cols(); ++k) {
    const auto& values = columns[static_cast<std::size_t>(full[static_cast<std::size_t>(k)])].values;
    dense.col(k) = (Eigen::Map<const Eigen::ArrayXd>(values.data(), rows) / std).matrix();
  }
  NormalEquations equations{Eigen::MatrixXd::Zero(count, count), Eigen::VectorXd::Zero(count)};
  Eigen::MatrixXd square = Eigen::MatrixXd::Zero(dense.cols(), dense.cols());
  square.selfadjointView<Eigen::Lower>().rankUpdate(dense.transpose());
  square = square.selfadjointView<Eigen::Lower>();
  equations.matrix(full, full) = square;
  equations.gradient(full) = dense.transpose() * residual.matrix();

  std::vector<Eigen::VectorXd> weighted;
  for (const auto v : local) {
    const auto& column = columns[static_cast<std::size_t>(v)];
    const auto first = static_cast<Eigen::Index>(column.first),
               size = static_cast<Eigen::Index>(column.values.size());
    weighted.emplace_back(
        (Eigen::Map<const Eigen::ArrayXd>(column.values.data(), size) / std.segment(first, size)).matrix());
    equations.gradient(v) = weighted.back().dot(residual.segment(first, size).matrix());
    const Eigen::VectorXd cross = dense.middleRows(first, size).transpose() * weighted.back();
    for (std::size_t k = 0; k < full.size(); ++k) {
      equations.matrix(full[k], v) = equations.matrix(v, full[k]) = cross(static_cast<Eigen::Index>(k));
    }
    for (std::size_t k = 0; k < weighted.size(); ++k) {
      const auto& other = columns[static_cast<std::size_t>(local[k])];
      const std::size_t low = std::max(column.first, other.first);
      const std::size_t high =
          std::min(column.first + column.values.size(), other.first + other.values.size());
      if (low < high) {
        const auto length = static_cast<Eigen::Index>(high - low);
        const double dot =
            weighted.back()
                .segment(static_cast<Eigen::Index>(low - column.first), length)
                .dot(weighted[k].segment(static_cast<Eigen::Index>(low - other.first), length));
        equations.matrix(v, local[k]) = equations.matrix(local[k], v) = dot;
      }
    }
  }
  return equations;
}

namespace {

// lost: how much of each variable lies in directions that are not determined.
Eigen::MatrixXd invert(const Eigen::MatrixXd& matrix, Eigen::VectorXd& lost) {
  constexpr double smallest = 1e-13;
  const Eigen::VectorXd scale =
      matrix.diagonal().unaryExpr([](double d) { return d > 0.0 ? 1.0 / std::sqrt(d) : 0.0; });
  const Eigen::MatrixXd scaled = scale.asDiagonal() * matrix * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(scaled);
  Eigen::VectorXd inverse = solver.eigenvalues();
  lost = Eigen::VectorXd::Zero(matrix.rows());
  const double largest = matrix.rows() > 0 ? solver.eigenvalues().maxCoeff() : 0.0;
  for (Eigen::Index k = 0; k < inverse.size(); ++k) {
    if (inverse(k) > smallest * largest) {
      inverse(k) = 1.0 / inverse(k);
    } else {
      inverse(k) = 0.0;
      lost += solver.eigenvectors().col(k).cwiseAbs2();
    }
  }
  return scale.asDiagonal() * solver.eigenvectors() * inverse.asDiagonal() *
         solver.eigenvectors().transpose() * scale.asDiagonal();
}

}  // namespace

Eigen::MatrixXd invert(const Eigen::MatrixXd& matrix) {
  Eigen::VectorXd lost;
  Eigen::MatrixXd result = invert(matrix, lost);
  for (Eigen::Index v = 0; v < result.rows(); ++v) {
    if (lost(v) > 1e-6) {
      result(v, v) = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return result;
}

Eigen::MatrixXd invert_determined(const Eigen::MatrixXd& matrix) {
  Eigen::VectorXd lost;
  return invert(matrix, lost);
}

}  // namespace nacre::diffraction
