// Preferred orientation of the grains, as the diffraction vector sees it (a flat plate, or a spun sample).
//
// March and Dollase (J. Appl. Cryst. 19 (1986) 267): with phi the angle between h and the axis,
//   T(h) = mean over the equivalents of h of (r^2 cos^2 phi + sin^2 phi/r)^(-3/2);  r < 1: plates lying flat.
// Harmonics of cylindrical sample symmetry (Bunge; Von Dreele, J. Appl. Cryst. 30 (1997) 517):
//   T(h) = 1 + sum_{l = 2, 4, ...} sum_m C_lm K_lm(h),   K_lm: real harmonics averaged over the Laue group.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/crystal/structure.hpp"

namespace nacre::diffraction {

struct Texture {
  Eigen::Vector3i axis{0, 0, 1};
  double march = 1.0;             // r of March and Dollase
  int order = 0;                  // of the harmonics: 0, 2, 4, 6, 8
  std::vector<double> harmonics;  // C_lm
};

// What does not change while the coefficients do.
struct TextureGeometry {
  std::vector<double> cos2;   // per equivalent of h
  Eigen::VectorXd harmonics;  // K_lm(h)
};
// One of those per hkl; the number of harmonics is that of independent ones of the Laue group up to
// texture.order.
std::vector<TextureGeometry> texture_geometry(const crystal::Structure& structure, const Texture& texture,
                                              const std::vector<Eigen::Vector3i>& hkl);

struct TextureFactor {
  double value = 1.0, by_march = 0.0;
  Eigen::VectorXd by_harmonics;
};
TextureFactor texture_factor(const Texture& texture, const TextureGeometry& geometry);

}  // namespace nacre::diffraction
