#include "nacre/crystal/reflections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

std::array<int, 3> indices(const Eigen::Vector3i& hkl) { return {hkl(0), hkl(1), hkl(2)}; }

// Greater: shown rather than the other.
auto rank(const Eigen::Vector3i& hkl) {
  const auto negative = (hkl.array() < 0).count();
  return std::tuple(-negative, hkl(2) >= 0, hkl(0), hkl(1), hkl(2));
}

// R' of every operation, each once, h -> R'h.
std::vector<Eigen::Matrix3i> point_group(const SpaceGroup& group) {
  std::vector<Eigen::Matrix3i> result;
  for (const Operation& operation : group.operations()) {
    const Eigen::Matrix3i transposed = operation.rotation.transpose();
    if (std::ranges::find(result, transposed) == result.end()) {
      result.push_back(transposed);
    }
  }
  return result;
}

// Of the Laue class: with the inversion.
std::vector<Eigen::Matrix3i> laue_group(const SpaceGroup& group) {
  auto result = point_group(group);
  if (!group.centrosymmetric()) {
    const std::size_t proper = result.size();
    for (std::size_t i = 0; i < proper; ++i) {
      result.push_back(-result[i]);
    }
  }
  return result;
}

}  // namespace

std::vector<Eigen::Vector3i> equivalents(const SpaceGroup& group, const Eigen::Vector3i& hkl) {
  std::vector<Eigen::Vector3i> result;
  for (const Eigen::Matrix3i& rotation : point_group(group)) {
    const Eigen::Vector3i image = rotation * hkl;
    const bool known = std::ranges::any_of(
        result, [&](const Eigen::Vector3i& other) { return other == image || other == -image; });
    if (!known) {
      result.push_back(image);
    }
  }
  return result;
}

std::vector<Reflection> reflections(const UnitCell& cell, const SpaceGroup& group, double d_min, double d_max,
                                    std::size_t limit) {
  cell.validate();
  if (!(d_min > 0.0 && d_max >= d_min)) {
    throw UsageError(
        fmt::format("reflections between d = {} and {} angstrom: expected 0 < d_min <= d_max", d_min, d_max));
  }
  const auto laue = laue_group(group);
  const auto too_many = [&] {
    return UsageError(fmt::format("more than {} reflections beyond d = {} angstrom", limit, d_min),
                      "choose a greater smallest d");
  };
  // Points of the reciprocal lattice in the shell, and how many of them a reflection stands for: those that
  // symmetry makes equal and those that centring forbids. The second limit is on the work.
  const double sphere = 4.0 / 3.0 * std::numbers::pi * cell.volume() / (d_min * d_min * d_min);
  const double shell = sphere * (1.0 - std::pow(d_min / d_max, 3));
  const double each = static_cast<double>(group.operations().size() * (group.centrosymmetric() ? 1 : 2));
  if (shell / each > 2.0 * static_cast<double>(limit) || sphere > 1e8) {
    throw too_many();
  }

  // Slack for the rounding of a d that lies on a limit.
  constexpr double slack = 1e-12;
  const double most = (1.0 + slack) / (d_min * d_min);
  const double least = std::isfinite(d_max) ? (1.0 - slack) / (d_max * d_max) : 0.0;
  const Eigen::Matrix3d g = cell.reciprocal_metric();
  std::vector<Reflection> result;
  // |h| = |d* . a| <= a/d_min, and so for k. The range of l for given h, k from the quadratic in l.
  const int h_most = static_cast<int>(cell.a / d_min * (1.0 + 1e-9)),
            k_most = static_cast<int>(cell.b / d_min * (1.0 + 1e-9));
  for (int h = -h_most; h <= h_most; ++h) {
    for (int k = -k_most; k <= k_most; ++k) {
      const double linear = (g(0, 2) * h + g(1, 2) * k) / g(2, 2);
      const double constant = g(0, 0) * h * h + 2.0 * g(0, 1) * h * k + g(1, 1) * k * k;
      const double square = linear * linear + (most - constant) / g(2, 2);
      if (square < 0.0) {
        continue;
      }
      const int l_first = static_cast<int>(std::ceil(-linear - std::sqrt(square) - 1e-9)),
                l_last = static_cast<int>(std::floor(-linear + std::sqrt(square) + 1e-9));
      for (int l = l_first; l <= l_last; ++l) {
        const Eigen::Vector3i hkl(h, k, l);
        const Eigen::Vector3d point = hkl.cast<double>();
        const double inverse_d2 = point.dot(g * point);
        if (hkl.isZero() || inverse_d2 > most || inverse_d2 < least) {
          continue;
        }
        int fixed = 0;
        const bool shown = std::ranges::all_of(laue, [&](const Eigen::Matrix3i& rotation) {
          const Eigen::Vector3i image = rotation * hkl;
          fixed += image == hkl ? 1 : 0;
          return rank(image) <= rank(hkl);
        });
        if (shown && !group.absent(hkl)) {
          result.push_back({hkl, static_cast<int>(laue.size()) / fixed, 1.0 / std::sqrt(inverse_d2)});
          if (result.size() > limit) {
            throw too_many();
          }
        }
      }
    }
  }
  // Equal d to rounding (431 and 510): the order of the indices decides, not the rounding.
  std::ranges::sort(result, [](const Reflection& a, const Reflection& b) {
    const double nearness = 1e-9 * a.d;
    return std::abs(a.d - b.d) > nearness ? a.d > b.d : indices(a.hkl) < indices(b.hkl);
  });
  return result;
}

}  // namespace nacre::crystal
