// What is known beforehand, within an uncertainty: lengths of bonds, angles, compositions, displacements.
//
// A restraint adds ((f(model) - target)/std)^2 to the sum of squares (Waser, Acta Cryst. 16 (1963) 1091).
#pragma once

#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/diffraction/model.hpp"

namespace nacre::diffraction {

struct Restraint {
  std::string what;                           // "distance(O3.Ni1, O3.O1)"
  int phase;                                  // whose variables move it; -1: those of the pattern
  std::function<double(const Model&)> value;  // of an updated model
  double target, std;
  Quantity follows = Quantity::position;  // what of the atoms it moves

  double pull(const Model& model) const { return (value(model) - target) / std; }
};

// A sum of variables with factors and a constant; all of one phase.
Restraint restrain_sum(std::string what, std::vector<std::pair<Variable, double>> terms, double constant,
                       double target, double std);

// The distances (angstrom) between a site and the images of another that lie within a fifth of the target in
// the structure as it is given: one restraint for each length. Throws UsageError where there is none.
std::vector<Restraint> restrain_distance(const crystal::Structure& structure, int phase,
                                         std::array<int, 2> sites, double target, double std);

// The angles (degrees) at the second site between images of the first and the third, as far from it as their
// nearest (a quarter more at most), that lie within 20 degrees of the target.
std::vector<Restraint> restrain_angle(const crystal::Structure& structure, int phase,
                                      std::array<int, 3> sites, double target, double std);

// Whether the atoms that a restraint is about are free to follow it. Until they are it must not count: the
// cell would be stretched instead.
bool can_yield(const Restraint& restraint, const std::vector<Variable>& variables);

double sum_of_squares(const std::vector<Restraint>& restraints, const Model& model);

// Adds J'WJ and J'W(target - value). Derivatives by differences: a restraint is smooth and cheap. The model
// ends as it was.
void add_restraints(const std::vector<Restraint>& restraints, Model& model,
                    const std::vector<Variable>& variables, Eigen::MatrixXd& matrix,
                    Eigen::VectorXd& gradient);

}  // namespace nacre::diffraction
