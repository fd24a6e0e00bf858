// J'WJ and J'W(o - y) of a pattern, where some columns of J reach over their peak alone.
#pragma once

#include <Eigen/Dense>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct NormalEquations {
  Eigen::MatrixXd matrix;
  Eigen::VectorXd gradient;
};

NormalEquations normal_equations(const Pattern& pattern, const Calculated& calculated);

// The inverse of a symmetric positive matrix, scaled by its diagonal; directions that are determined less
// than 1e-13 times as well as the best get NaN on the diagonal of the variables that they move.
Eigen::MatrixXd invert(const Eigen::MatrixXd& matrix);

// The same with nothing in those directions, for what goes on to calculate with it.
Eigen::MatrixXd invert_determined(const Eigen::MatrixXd& matrix);

}  // namespace nacre::diffraction
