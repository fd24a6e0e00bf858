// What must hold exactly between variables while they are refined: shared sites, equal displacements.
//
//   sum_i f_i p_i = d for each constraint, kept by moving along p = p0 + C q alone, C a basis of what the
// constraints leave free.
#pragma once

#include <Eigen/Dense>
#include <utility>
#include <vector>

#include "nacre/diffraction/model.hpp"

namespace nacre::diffraction {

struct Constraint {
  std::vector<std::pair<Variable, double>> terms;  // and their factors
  double value;

  bool names(const Variable& variable) const;
  bool names_one_of(const std::vector<Variable>& variables) const;
};

// C for these variables: one row each. Those that a constraint names and that are not among them are known.
Eigen::MatrixXd free_directions(const std::vector<Variable>& variables,
                                const std::vector<Constraint>& constraints);

// Moves the variables, as little as possible, to where the constraints hold. Throws UsageError: they
// contradict each other, or what they fix is not refined.
void satisfy(Model& model, const std::vector<Variable>& variables,
             const std::vector<Constraint>& constraints);

}  // namespace nacre::diffraction
