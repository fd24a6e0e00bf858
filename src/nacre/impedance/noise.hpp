// How the noise of a spectrum may vary from point to point, and which of these shapes its residuals favour.
//
// Rows are the real parts, then the imaginary parts. A shape is the standard deviation up to a factor:
// |Z|^p, p = 0 to 1; or (|Z'| or |Z''| of the row, plus a floor)^p, as instruments with a gain for each part
// have it (Macdonald, 10.1002/9781119381860). Its likelihood, with the factor at its best, is
// -N ln sum (r / s)^2 for shapes of geometric mean 1.
#pragma once

#include <Eigen/Dense>
#include <complex>
#include <span>
#include <string>
#include <vector>

namespace nacre::impedance {

class NoiseShapes {
 public:
  explicit NoiseShapes(std::span<const std::complex<double>> impedance_ohm);

  const Eigen::ArrayXd& shape() const noexcept { return shapes_[chosen_].values; }
  const std::string& name() const noexcept { return shapes_[chosen_].name; }

  // Takes the likeliest shape for these residuals; the present one stays unless another is likelier by a
  // margin. True where it changed.
  bool choose(const Eigen::ArrayXd& residuals);

 private:
  struct Shape {
    std::string name;
    Eigen::ArrayXd values;
  };
  std::vector<Shape> shapes_;
  std::size_t chosen_ = 0;
};

}  // namespace nacre::impedance
