#include "nacre/diffraction/restraints.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

constexpr double near_target = 0.2;       // of a length: what counts as the bond that is meant
constexpr double near_target_deg = 20.0;  // of an angle
constexpr double first_shell = 1.25;      // times the shortest distance
constexpr double same_length = 1e-4;      // angstrom
constexpr double same_angle = 1e-3;       // degrees

// A position of a site in some cell: x' = R x + t.
struct Image {
  int site;
  Eigen::Matrix3d rotation;
  Eigen::Vector3d translation;

  Eigen::Vector3d at(const crystal::Structure& structure) const {
    return rotation * structure.sites[static_cast<std::size_t>(site)].position + translation;
  }
};

struct Bond {
  Image image;
  double length;
};

Eigen::Vector3d cartesian(const crystal::Structure& structure, const Image& image, int centre) {
  const auto& origin = structure.sites[static_cast<std::size_t>(centre)].position;
  return structure.cell.orthogonalization() * (image.at(structure) - origin);
}

// All images of a site up to so far from another, the nearest first, none twice.
std::vector<Bond> bonds(const crystal::Structure& structure, int centre, int site, double reach) {
  std::vector<Bond> found;
  std::vector<Eigen::Vector3d> places;
  const Eigen::Vector3d origin = structure.sites[static_cast<std::size_t>(centre)].position;
  const Eigen::Matrix3d reciprocal = structure.cell.reciprocal_metric();
  Eigen::Vector3i cells;
  for (int k = 0; k < 3; ++k) {  // reach over the spacing of the planes, and one for either end
    cells(k) = static_cast<int>(std::ceil(reach * std::sqrt(reciprocal(k, k)))) + 1;
  }
  for (const auto& operation : structure.group.operations()) {
    Image image{site, operation.rotation.cast<double>(), operation.translation};
    const Eigen::Vector3d away = image.at(structure) - origin;
    const Eigen::Vector3d home = -away.array().round().matrix();
    for (int i = -cells(0); i <= cells(0); ++i) {
      for (int j = -cells(1); j <= cells(1); ++j) {
        for (int k = -cells(2); k <= cells(2); ++k) {
          Image moved = image;
          moved.translation += home + Eigen::Vector3d(i, j, k);
          const Eigen::Vector3d place = cartesian(structure, moved, centre);
          const double length = place.norm();
          if (length > reach || length < 1e-3 ||
              std::any_of(places.begin(), places.end(),
                          [&](const Eigen::Vector3d& other) { return (other - place).norm() < 1e-3; })) {
            continue;
          }
          places.push_back(place);
          found.push_back({moved, length});
        }
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Bond& one, const Bond& other) { return one.length < other.length; });
  return found;
}

const std::string& label(const crystal::Structure& structure, int site) {
  return structure.sites[static_cast<std::size_t>(site)].label;
}

double angle_at(const crystal::Structure& structure, int centre, const Image& one, const Image& other) {
  const Eigen::Vector3d a = cartesian(structure, one, centre), b = cartesian(structure, other, centre);
  return std::atan2(a.cross(b).norm(), a.dot(b)) * 180.0 / std::numbers::pi;
}

std::vector<Bond> shell(const crystal::Structure& structure, int centre, int site) {
  constexpr double farthest = 4.0;
  auto all = bonds(structure, centre, site, farthest);
  std::erase_if(all, [&, shortest = all.empty() ? 0.0 : all.front().length](const Bond& bond) {
    return bond.length > first_shell * shortest;
  });
  return all;
}

bool moves_with(const Restraint& restraint, const Variable& variable) {
  return variable.phase == restraint.phase && variable.quantity != Quantity::scale &&
         variable.quantity != Quantity::intensity;
}

}  // namespace

Restraint restrain_sum(std::string what, std::vector<std::pair<Variable, double>> terms, double constant,
                       double target, double std) {
  const int phase = terms.empty() ? -1 : terms.front().first.phase;
  const auto follows = terms.empty() ? Quantity::occupancy : terms.front().first.quantity;
  return {std::move(what),
          phase,
          [terms = std::move(terms), constant](const Model& model) {
            double sum = constant;
            for (const auto& [variable, factor] : terms) {
              sum += factor * model.at(variable);
            }
            return sum;
          },
          target,
          std,
          follows};
}

std::vector<Restraint> restrain_distance(const crystal::Structure& structure, int phase,
                                         std::array<int, 2> sites, double target, double std) {
  std::vector<Restraint> restraints;
  double before = 0.0;
  for (const auto& bond : bonds(structure, sites[0], sites[1], (1.0 + near_target) * target)) {
    if (bond.length < (1.0 - near_target) * target || bond.length - before < same_length) {
      continue;
    }
    before = bond.length;
    restraints.push_back({fmt::format("distance({0}.{1}, {0}.{2})", structure.name,
                                      label(structure, sites[0]), label(structure, sites[1])),
                          phase,
                          [image = bond.image, phase, centre = sites[0]](const Model& model) {
                            const auto& now = model.phases[static_cast<std::size_t>(phase)].structure;
                            return cartesian(now, image, centre).norm();
                          },
                          target, std});
  }
  if (restraints.empty()) {
    throw UsageError(fmt::format("no distance from {} to {} of {} is within a fifth of {:.4g} angstrom",
                                 label(structure, sites[0]), label(structure, sites[1]), structure.name,
                                 target));
  }
  return restraints;
}

std::vector<Restraint> restrain_angle(const crystal::Structure& structure, int phase,
                                      std::array<int, 3> sites, double target, double std) {
  const int centre = sites[1];
  const auto first = shell(structure, centre, sites[0]), second = shell(structure, centre, sites[2]);
  std::vector<Restraint> restraints;
  std::vector<double> angles;
  for (const auto& one : first) {
    for (const auto& other : second) {
      const double angle = angle_at(structure, centre, one.image, other.image);
      // An atom and itself make no angle; what symmetry repeats is one.
      if (angle < 1.0 || std::abs(angle - target) > near_target_deg ||
          std::any_of(angles.begin(), angles.end(),
                      [angle](double known) { return std::abs(angle - known) < same_angle; })) {
        continue;
      }
      angles.push_back(angle);
      restraints.push_back(
          {fmt::format("angle({0}.{1}, {0}.{2}, {0}.{3})", structure.name, label(structure, sites[0]),
                       label(structure, centre), label(structure, sites[2])),
           phase,
           [one = one.image, other = other.image, phase, centre](const Model& model) {
             return angle_at(model.phases[static_cast<std::size_t>(phase)].structure, centre, one, other);
           },
           target, std});
    }
  }
  if (restraints.empty()) {
    throw UsageError(fmt::format("no angle {}-{}-{} of {} is within 20 degrees of {:.4g}",
                                 label(structure, sites[0]), label(structure, centre),
                                 label(structure, sites[2]), structure.name, target));
  }
  return restraints;
}

bool can_yield(const Restraint& restraint, const std::vector<Variable>& variables) {
  return std::any_of(variables.begin(), variables.end(), [&](const Variable& variable) {
    return variable.phase == restraint.phase && variable.quantity == restraint.follows;
  });
}

double sum_of_squares(const std::vector<Restraint>& restraints, const Model& model) {
  double sum = 0.0;
  for (const auto& restraint : restraints) {
    const double pull = restraint.pull(model);
    sum += pull * pull;
  }
  return sum;
}

void add_restraints(const std::vector<Restraint>& restraints, Model& model,
                    const std::vector<Variable>& variables, Eigen::MatrixXd& matrix,
                    Eigen::VectorXd& gradient) {
  if (restraints.empty()) {
    return;
  }
  const auto count = static_cast<Eigen::Index>(variables.size()),
             rows = static_cast<Eigen::Index>(restraints.size());
  Eigen::VectorXd pulls(rows);
  for (Eigen::Index k = 0; k < rows; ++k) {
    pulls(k) = restraints[static_cast<std::size_t>(k)].pull(model);
  }
  Eigen::MatrixXd slopes = Eigen::MatrixXd::Zero(rows, count);
  for (Eigen::Index v = 0; v < count; ++v) {
    const auto& variable = variables[static_cast<std::size_t>(v)];
    if (std::none_of(restraints.begin(), restraints.end(),
                     [&](const Restraint& restraint) { return moves_with(restraint, variable); })) {
      continue;
    }
    const double value = model.at(variable), step = 1e-5 * std::max(std::abs(value), 1e-3);
    const auto pulls_at = [&](double moved) {
      model.at(variable) = moved;
      if (variable.phase >= 0) {
        model.phases[static_cast<std::size_t>(variable.phase)].update();
      }
      Eigen::VectorXd at = pulls;
      for (Eigen::Index k = 0; k < rows; ++k) {
        const auto& restraint = restraints[static_cast<std::size_t>(k)];
        at(k) = moves_with(restraint, variable) ? restraint.pull(model) : pulls(k);
      }
      return at;
    };
    const Eigen::VectorXd above = pulls_at(value + step), below = pulls_at(value - step);
    slopes.col(v) = (above - below) / (2.0 * step);
    pulls_at(value);
  }
  matrix += slopes.transpose() * slopes;
  gradient -= slopes.transpose() * pulls;
}

}  // namespace nacre::diffraction
