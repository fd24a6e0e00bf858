// One pattern of a series from a start that is near, and those between two patterns that are known.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nacre/diffraction/series.hpp"

namespace nacre::diffraction {

// Refines the variables from a start. Of a phase that is not seen (at the start as `seen` says, then as its
// scale comes out) only the scale is refined.
Refined follow(const Model& start, const Pattern& pattern, const std::vector<Variable>& variables,
               const std::vector<bool>& seen, const StrategyOptions& strategy);

// A pattern of the series, by its place in the order, and what came of it.
struct Link {
  std::size_t pattern;
  Refined refined;
  std::string start;
  double seconds;
};

// How many patterns lie from one link to the next, of so many.
std::size_t stride_of(std::size_t patterns);

// The links, with every pattern between two of them: each starts from the line between its neighbours'
// values, all in parallel. Where one fits worse than both its neighbours, it is tried again from these. The
// result does not depend on the number of threads.
std::vector<Link> fill_between(std::vector<Link> links,
                               const std::function<const SeriesPattern&(std::size_t)>& pattern,
                               const StrategyOptions& strategy);

}  // namespace nacre::diffraction
