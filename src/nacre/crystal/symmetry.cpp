#include "nacre/crystal/symmetry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "nacre/base/error.hpp"
#include "nacre/crystal/space_group_table.hpp"
#include "nacre/crystal/triplet.hpp"

namespace nacre::crystal {
namespace {

constexpr std::size_t largest_group = 1024;  // 192 in the settings in use; more in cells that repeat them
constexpr double grid = 24.0;                // translations of space groups are multiples of 1/24

constexpr std::array<int, 6> tensor_row{0, 1, 2, 0, 0, 1}, tensor_column{0, 1, 2, 1, 2, 2};
constexpr std::array<std::array<int, 3>, 15> quartics{{{4, 0, 0},
                                                       {0, 4, 0},
                                                       {0, 0, 4},
                                                       {2, 2, 0},
                                                       {2, 0, 2},
                                                       {0, 2, 2},
                                                       {3, 1, 0},
                                                       {3, 0, 1},
                                                       {1, 3, 0},
                                                       {0, 3, 1},
                                                       {1, 0, 3},
                                                       {0, 1, 3},
                                                       {2, 1, 1},
                                                       {1, 2, 1},
                                                       {1, 1, 2}}};

// The twelve integers of an operation: what tells it from others.
std::array<int, 12> key(const Operation& operation) {
  std::array<int, 12> result{};
  for (int i = 0; i < 9; ++i) {
    result[static_cast<std::size_t>(i)] = operation.rotation(i / 3, i % 3);
  }
  for (int i = 0; i < 3; ++i) {
    result[9 + static_cast<std::size_t>(i)] = static_cast<int>(std::lround(operation.translation(i) * grid));
  }
  return result;
}

Operation product(const Operation& first, const Operation& second) {
  Operation result{first.rotation * second.rotation,
                   first.rotation.cast<double>() * second.translation + first.translation};
  for (double& t : result.translation) {
    const double steps = std::round(t * grid);
    t = (steps - grid * std::floor(steps / grid)) / grid;
  }
  return result;
}

// All products of the generators; those that turn out to be needed are left in the vector.
std::vector<Operation> closure(std::vector<Operation>& generators) {
  const Operation identity{Eigen::Matrix3i::Identity(), Eigen::Vector3d::Zero()};
  std::vector<Operation> group{identity};
  std::set<std::array<int, 12>> known{key(identity)};
  std::vector<Operation> needed;
  for (const Operation& generator : generators) {
    if (known.contains(key(generator))) {
      continue;
    }
    needed.push_back(generator);
    // Old elements times old generators are there already, but for those that the new one brings in.
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (const Operation& factor : needed) {
        const Operation found = product(group[i], factor);
        if (known.insert(key(found)).second) {
          group.push_back(found);
          if (group.size() > largest_group || found.rotation.cwiseAbs().maxCoeff() > 4) {
            throw UsageError("the symmetry operations make no space group");
          }
        }
      }
    }
  }
  generators = std::move(needed);
  return group;
}

// The space that every one of the matrices leaves unchanged, as columns in echelon form: their mean projects
// onto it.
template <typename Range, typename Matrix>
Eigen::MatrixXd invariant_space(int size, const Range& range, Matrix matrix) {
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(size, size);
  for (const auto& item : range) {
    mean += matrix(item);
  }
  mean /= static_cast<double>(std::size(range));
  Eigen::MatrixXd rows = mean.transpose();
  int rank = 0;
  for (int column = 0; column < size && rank < size; ++column) {
    int pivot = 0;
    const double largest = rows.col(column).tail(size - rank).cwiseAbs().maxCoeff(&pivot);
    if (largest < 1e-9) {
      continue;
    }
    rows.row(rank).swap(rows.row(rank + pivot));
    rows.row(rank) /= rows(rank, column);
    for (int row = 0; row < size; ++row) {
      if (row != rank) {
        rows.row(row) -= rows(row, column) * rows.row(rank);
      }
    }
    ++rank;
  }
  return rows.topRows(rank).transpose().unaryExpr([](double v) { return std::abs(v) < 1e-9 ? 0.0 : v; });
}

// How a symmetric tensor with upper indices (G*, U on the direct basis) goes over under x' = R x: R T R'.
Eigen::MatrixXd tensor_operator(const Eigen::Matrix3d& rotation) {
  Eigen::MatrixXd result(6, 6);
  for (std::size_t k = 0; k < 6; ++k) {
    Eigen::Matrix3d unit = Eigen::Matrix3d::Zero();
    unit(tensor_row[k], tensor_column[k]) = unit(tensor_column[k], tensor_row[k]) = 1.0;
    const Eigen::Matrix3d image = rotation * unit * rotation.transpose();
    for (std::size_t i = 0; i < 6; ++i) {
      result(static_cast<int>(i), static_cast<int>(k)) = image(tensor_row[i], tensor_column[i]);
    }
  }
  return result;
}

// How the coefficients of a quartic form go over when h is replaced by R'h: each monomial is a product of
// four linear forms, multiplied out.
Eigen::MatrixXd quartic_operator(const Eigen::Matrix3i& rotation) {
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(15, 15);
  for (std::size_t k = 0; k < 15; ++k) {
    std::array<int, 4> form{};  // which component of h each factor is
    std::size_t filled = 0;
    for (int axis = 0; axis < 3; ++axis) {
      for (int n = 0; n < quartics[k][static_cast<std::size_t>(axis)]; ++n) {
        form[filled++] = axis;
      }
    }
    for (int term = 0; term < 81; ++term) {
      const std::array<int, 4> choice{term % 3, term / 3 % 3, term / 9 % 3, term / 27};
      std::array<int, 3> powers{};
      int factor = 1;
      for (std::size_t n = 0; n < 4; ++n) {
        factor *= rotation(choice[n], form[n]);
        ++powers[static_cast<std::size_t>(choice[n])];
      }
      result(std::ranges::find(quartics, powers) - quartics.begin(), static_cast<int>(k)) += factor;
    }
  }
  return result;
}

// An operation that leaves x where it is, up to a lattice vector.
struct Fixing {
  Eigen::Matrix3d rotation;
  Eigen::Vector3d image;  // the image of x beside x
};

std::vector<Fixing> stabilizer(const std::vector<Operation>& operations, const Eigen::Vector3d& x,
                               double tolerance) {
  std::vector<Fixing> result;
  for (const Operation& operation : operations) {
    const Eigen::Matrix3d rotation = operation.rotation.cast<double>();
    const Eigen::Vector3d image = rotation * x + operation.translation;
    const Eigen::Vector3d shift = (image - x).array().round();
    if ((image - shift - x).cwiseAbs().maxCoeff() < tolerance) {
      result.push_back({rotation, image - shift});
    }
  }
  return result;
}

}  // namespace

SpaceGroup::SpaceGroup() : operations_{{Eigen::Matrix3i::Identity(), Eigen::Vector3d::Zero()}} {}

SpaceGroup::SpaceGroup(std::vector<Operation> operations, std::string name, int number)
    : name_(std::move(name)), number_(number), operations_(std::move(operations)) {
  for (const Operation& operation : operations_) {
    if (operation.rotation == -Eigen::Matrix3i::Identity()) {
      centrosymmetric_ = true;
      inversion_at_origin_ = inversion_at_origin_ || operation.translation.isZero(1e-9);
    }
  }
}

SpaceGroup SpaceGroup::from_name(const std::string& name, double gamma) {
  if (auto found = group_by_name(name, gamma)) {
    return {closure(found->operations), found->name, found->number};
  }
  return from_hall(name);
}

SpaceGroup SpaceGroup::from_hall(const std::string& symbol) {
  if (auto found = group_by_hall_symbol(symbol)) {
    return {closure(found->operations), found->name, found->number};
  }
  throw UsageError(fmt::format("'{}' is no space group", symbol.substr(0, 60)),
                   "write it as in 'R -3 m', 'P 63/m m c' or '-R 3 2\"'");
}

SpaceGroup SpaceGroup::from_triplets(const std::vector<std::string>& triplets) {
  std::vector<Operation> generators;
  generators.reserve(triplets.size());
  for (const std::string& text : triplets) {
    generators.push_back(parse_triplet(text));
  }
  std::vector<Operation> operations = closure(generators);
  if (const auto found = group_by_operations(operations)) {
    return {std::move(operations), found->name, found->number};
  }
  std::string name;
  for (const Operation& generator : generators) {
    name += (name.empty() ? "" : "; ") + triplet(generator);
  }
  return {std::move(operations), name, 0};
}

bool SpaceGroup::absent(const Eigen::Vector3i& hkl) const {
  return std::ranges::any_of(operations_, [&](const Operation& operation) {
    const double phase = hkl.cast<double>().dot(operation.translation);
    return operation.rotation.transpose() * hkl == hkl && std::abs(phase - std::round(phase)) > 1e-3;
  });
}

Eigen::MatrixXd SpaceGroup::cell_basis() const {
  return invariant_space(6, operations_,
                         [](const Operation& o) { return tensor_operator(o.rotation.cast<double>()); });
}

Eigen::MatrixXd SpaceGroup::quartic_basis() const {
  return invariant_space(15, operations_, [](const Operation& o) { return quartic_operator(o.rotation); });
}

Eigen::MatrixXd SpaceGroup::site_basis(const Eigen::Vector3d& x, double tolerance) const {
  return invariant_space(3, stabilizer(operations_, x, tolerance),
                         [](const Fixing& f) { return f.rotation; });
}

int SpaceGroup::multiplicity(const Eigen::Vector3d& x, double tolerance) const {
  return static_cast<int>(operations_.size() / stabilizer(operations_, x, tolerance).size());
}

Eigen::MatrixXd SpaceGroup::displacement_basis(const Eigen::Vector3d& x, double tolerance,
                                               const Eigen::Vector3d& reciprocal_lengths) const {
  const Eigen::DiagonalMatrix<double, 3> lengths(reciprocal_lengths);
  const Eigen::DiagonalMatrix<double, 3> inverse(reciprocal_lengths.cwiseInverse());
  return invariant_space(6, stabilizer(operations_, x, tolerance), [&](const Fixing& f) {
    // U_ij a*_i a*_j transforms as a tensor.
    return tensor_operator(inverse * f.rotation * lengths);
  });
}

Eigen::Vector3d SpaceGroup::on_site(const Eigen::Vector3d& x, double tolerance) const {
  const auto fixing = stabilizer(operations_, x, tolerance);
  Eigen::Vector3d mean = Eigen::Vector3d::Zero();
  for (const Fixing& f : fixing) {
    mean += f.image;
  }
  return mean / static_cast<double>(fixing.size());
}

}  // namespace nacre::crystal
