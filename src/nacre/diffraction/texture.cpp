#include "nacre/diffraction/texture.hpp"

#include <cmath>
#include <numbers>

#include "nacre/crystal/reflections.hpp"

namespace nacre::diffraction {
namespace {

// Real spherical harmonics of even l up to order, without normalisation beyond mean square 1 over the sphere.
Eigen::VectorXd real_harmonics(const Eigen::Vector3d& direction, int order) {
  const Eigen::Vector3d n = direction.normalized();
  const double theta = std::acos(std::clamp(n.z(), -1.0, 1.0)), phi = std::atan2(n.y(), n.x());
  std::vector<double> values;
  for (unsigned l = 2; l <= static_cast<unsigned>(order); l += 2) {
    for (unsigned m = 0; m <= l; ++m) {
      const double y = std::sph_legendre(l, m, theta) * std::sqrt(4.0 * std::numbers::pi);
      values.push_back(m == 0 ? y : y * std::numbers::sqrt2 * std::cos(m * phi));
      if (m > 0) {
        values.push_back(y * std::numbers::sqrt2 * std::sin(m * phi));
      }
    }
  }
  return Eigen::Map<Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Eigen::VectorXd symmetrised(const crystal::SpaceGroup& group, const Eigen::Matrix3d& to_cartesian,
                            const Eigen::Vector3i& hkl, int order) {
  const auto images = crystal::equivalents(group, hkl);
  Eigen::VectorXd sum;
  for (const auto& image : images) {
    const Eigen::VectorXd y = real_harmonics(to_cartesian * image.cast<double>(), order);
    sum = sum.size() == 0 ? y : Eigen::VectorXd(sum + y);
  }
  return sum / static_cast<double>(images.size());
}

}  // namespace

std::vector<TextureGeometry> texture_geometry(const crystal::Structure& structure, const Texture& texture,
                                              const std::vector<Eigen::Vector3i>& hkl) {
  const Eigen::Matrix3d g = structure.cell.reciprocal_metric();
  // h in Cartesian axes: the columns of (orthogonalization^-1)' are a*, b*, c*.
  const Eigen::Matrix3d to_cartesian = structure.cell.orthogonalization().inverse().transpose();
  const Eigen::Vector3d axis = texture.axis.cast<double>();
  // Independent combinations of the harmonics: the range of the projection onto what the group leaves
  // unchanged, from general directions.
  Eigen::MatrixXd combinations;
  if (texture.order > 0) {
    const Eigen::Index count = real_harmonics({0, 0, 1}, texture.order).size();
    Eigen::MatrixXd samples(4 * count, count);
    for (Eigen::Index i = 0; i < samples.rows(); ++i) {
      const int k = static_cast<int>(i);
      const Eigen::Vector3i general(1 + (k * 7) % 13, (k * 5) % 17 - 8, (k * 3) % 11 - 5);
      samples.row(i) = symmetrised(structure.group, to_cartesian, general, texture.order);
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(samples.transpose() * samples);
    const double largest = solver.eigenvalues().maxCoeff();
    Eigen::Index first = 0;
    while (first < count && solver.eigenvalues()(first) < 1e-9 * largest) {
      ++first;
    }
    combinations = solver.eigenvectors().rightCols(count - first);
  }
  std::vector<TextureGeometry> all;
  for (const auto& reflection : hkl) {
    TextureGeometry geometry;
    for (const auto& image : crystal::equivalents(structure.group, reflection)) {
      const Eigen::Vector3d h = image.cast<double>();
      const double along = h.dot(g * axis);
      geometry.cos2.push_back(along * along / (h.dot(g * h) * axis.dot(g * axis)));
    }
    if (texture.order > 0) {
      geometry.harmonics =
          combinations.transpose() * symmetrised(structure.group, to_cartesian, reflection, texture.order);
    }
    all.push_back(std::move(geometry));
  }
  return all;
}

TextureFactor texture_factor(const Texture& texture, const TextureGeometry& geometry) {
  TextureFactor factor;
  const double r = texture.march;
  if (r != 1.0 || !geometry.cos2.empty()) {
    double sum = 0.0, by_r = 0.0;
    for (const double cos2 : geometry.cos2) {
      const double base = r * r * cos2 + (1.0 - cos2) / r;
      const double power = std::pow(base, -1.5);
      sum += power;
      by_r -= 1.5 * power / base * (2.0 * r * cos2 - (1.0 - cos2) / (r * r));
    }
    const auto count = static_cast<double>(geometry.cos2.size());
    factor.value = sum / count;
    factor.by_march = by_r / count;
  }
  if (texture.order > 0 && geometry.harmonics.size() == static_cast<Eigen::Index>(texture.harmonics.size())) {
    const Eigen::Map<const Eigen::VectorXd> c(texture.harmonics.data(), geometry.harmonics.size());
    const double correction = 1.0 + c.dot(geometry.harmonics);
    factor.by_harmonics = factor.value * geometry.harmonics;
    factor.by_march *= correction;
    factor.value *= correction;
  }
  return factor;
}

}  // namespace nacre::diffraction
