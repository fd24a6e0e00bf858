// What refining something more would gain, and how well it would be known, before it is refined.
#pragma once

#include <functional>
#include <vector>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

// What a step of Gauss and Newton's would gain if a group of candidates were refined beside what is refined
// already: the expected decrease of S, and their uncertainties (in units of the counting statistics).
struct Prospect {
  double gain = 0.0;
  std::vector<double> std, shift;
};
// Asks of each group in turn, beside the variables and the groups that were accepted before it.
void consider(const Model& model, const Pattern& pattern, const std::vector<Variable>& variables,
              const std::vector<std::vector<Variable>>& candidates,
              const std::function<bool(std::size_t group, const Prospect& prospect)>& accept,
              const CalculateOptions& options = {});

}  // namespace nacre::diffraction
