// What refining something more would gain, and how well it would be known, before it is refined.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"
#include "nacre/diffraction/restraints.hpp"

namespace nacre::diffraction {

// What a step of Gauss and Newton's would gain if a group of candidates were refined beside what is refined
// already: the expected decrease of S, and their uncertainties (in units of the counting statistics).
struct Prospect {
  double gain = 0.0;
  std::vector<double> std, shift;
};
// Variables that would enter together, and how they may move (columns; empty: each on its own).
struct Proposal {
  std::vector<Variable> variables;
  Eigen::MatrixXd directions = {};
};
// Asks of each in turn, beside the variables and those that were accepted before it.
void consider(const Model& model, const Pattern& pattern, const std::vector<Variable>& variables,
              const std::vector<Proposal>& proposals,
              const std::function<bool(std::size_t group, const Prospect& prospect)>& accept,
              const CalculateOptions& options = {}, const std::vector<Restraint>& restraints = {});

}  // namespace nacre::diffraction
