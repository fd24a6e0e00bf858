#include "nacre/crystal/unit_cell.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

Eigen::Matrix3d matrix_of(const ReciprocalTensor& t) {
  Eigen::Matrix3d g;
  g << t[0], t[3], t[4], t[3], t[1], t[5], t[4], t[5], t[2];
  return g;
}

UnitCell cell_of_metric(const Eigen::Matrix3d& g) {
  UnitCell cell;
  cell.a = std::sqrt(g(0, 0));
  cell.b = std::sqrt(g(1, 1));
  cell.c = std::sqrt(g(2, 2));
  const auto angle = [](double cosine) { return std::acos(std::clamp(cosine, -1.0, 1.0)) / degree; };
  cell.alpha = angle(g(1, 2) / (cell.b * cell.c));
  cell.beta = angle(g(0, 2) / (cell.a * cell.c));
  cell.gamma = angle(g(0, 1) / (cell.a * cell.b));
  return cell;
}

}  // namespace

void UnitCell::validate() const {
  if (!(a > 0.0 && b > 0.0 && c > 0.0 && std::isfinite(a * b * c))) {
    throw UsageError("the axes of a unit cell must be positive");
  }
  const bool inside =
      alpha > 0.0 && alpha < 180.0 && beta > 0.0 && beta < 180.0 && gamma > 0.0 && gamma < 180.0;
  if (!inside || !(metric().determinant() > 0.0)) {
    throw UsageError("the angles of a unit cell must lie between 0 and 180 degrees and close a cell");
  }
}

double UnitCell::volume() const { return std::sqrt(metric().determinant()); }

Eigen::Matrix3d UnitCell::metric() const {
  // cos(90 degrees) is exactly zero: what symmetry makes zero stays zero.
  const auto cosine = [](double angle) { return angle == 90.0 ? 0.0 : std::cos(angle * degree); };
  const double ab = a * b * cosine(gamma), ac = a * c * cosine(beta), bc = b * c * cosine(alpha);
  Eigen::Matrix3d g;
  g << a * a, ab, ac, ab, b * b, bc, ac, bc, c * c;
  return g;
}

Eigen::Matrix3d UnitCell::reciprocal_metric() const { return metric().inverse(); }

double UnitCell::inverse_d_squared(const Eigen::Vector3i& hkl) const {
  const Eigen::Vector3d h = hkl.cast<double>();
  return h.dot(reciprocal_metric() * h);
}

Eigen::Matrix3d UnitCell::orthogonalization() const {
  // The Cholesky factor of G, transposed: upper triangular, with a along x and b in the plane xy.
  return metric().llt().matrixU();
}

ReciprocalTensor reciprocal_tensor(const UnitCell& cell) {
  const Eigen::Matrix3d g = cell.reciprocal_metric();
  return {g(0, 0), g(1, 1), g(2, 2), g(0, 1), g(0, 2), g(1, 2)};
}

UnitCell unit_cell(const ReciprocalTensor& tensor) {
  const Eigen::LLT<Eigen::Matrix3d> factor(matrix_of(tensor));
  if (factor.info() != Eigen::Success) {
    throw UsageError("a reciprocal metric tensor that is not positive definite has no unit cell");
  }
  return cell_of_metric(factor.solve(Eigen::Matrix3d::Identity()));
}

Eigen::Matrix<double, 6, 6> cell_derivatives(const ReciprocalTensor& tensor) {
  const Eigen::Matrix3d g = matrix_of(tensor).inverse();
  const UnitCell cell = cell_of_metric(g);
  static constexpr int row[6] = {0, 1, 2, 0, 0, 1}, column[6] = {0, 1, 2, 1, 2, 2};
  Eigen::Matrix<double, 6, 6> result;
  for (int k = 0; k < 6; ++k) {
    Eigen::Matrix3d change = Eigen::Matrix3d::Zero();
    change(row[k], column[k]) = change(column[k], row[k]) = 1.0;
    const Eigen::Matrix3d dg = -g * change * g;  // d G = -G dG* G
    const double da = dg(0, 0) / (2.0 * cell.a), db = dg(1, 1) / (2.0 * cell.b),
                 dc = dg(2, 2) / (2.0 * cell.c);
    const auto angle = [](double dot, double ddot, double p, double q, double dp, double dq) {
      const double cosine = dot / (p * q);
      const double dcosine = ddot / (p * q) - cosine * (dp / p + dq / q);
      return -dcosine / std::sqrt(1.0 - cosine * cosine) / degree;
    };
    result.col(k) << da, db, dc, angle(g(1, 2), dg(1, 2), cell.b, cell.c, db, dc),
        angle(g(0, 2), dg(0, 2), cell.a, cell.c, da, dc), angle(g(0, 1), dg(0, 1), cell.a, cell.b, da, db);
  }
  return result;
}

}  // namespace nacre::crystal
