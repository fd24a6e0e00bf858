// Steps that depend on one another, run in parallel on all cores.
//
// Steps must be added before those that need them, so there is no circle. A step runs when all that it needs
// have ended. Results do not depend on the number of threads as long as each step writes only to its own
// place and reads only from the steps that it needs.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "nacre/base/progress.hpp"

namespace nacre::study {

class Graph {
 public:
  using Step = std::size_t;

  // Adds a step. needs: steps added before. body: the work; an exception that it throws ends the run.
  Step add(std::string name, const std::vector<Step>& needs, std::function<void()> body);

  std::size_t size() const noexcept { return nodes_.size(); }

  // Runs every step, telling progress. When stop becomes true, running steps end and no others start.
  // Returns how many steps ended. The first exception of a body is thrown again, once the running steps
  // ended.
  std::size_t run(Progress& progress, const std::atomic<bool>& stop) const;

 private:
  struct Node {
    std::string name;
    std::size_t needs = 0;
    std::vector<Step> needed_by;
    std::function<void()> body;
  };
  std::vector<Node> nodes_;
};

}  // namespace nacre::study
