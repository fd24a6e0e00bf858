#include "nacre/study/graph.hpp"

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <stdexcept>

namespace nacre::study {

Graph::Step Graph::add(std::string name, const std::vector<Step>& needs, std::function<void()> body) {
  const Step step = nodes_.size();
  for (const Step needed : needs) {
    if (needed >= step) {
      throw std::logic_error("step '" + name + "' needs a step that was not added before it");
    }
    nodes_[needed].needed_by.push_back(step);
  }
  nodes_.push_back({std::move(name), needs.size(), {}, std::move(body)});
  return step;
}

std::size_t Graph::run(Progress& progress, const std::atomic<bool>& stop) const {
  std::vector<std::atomic<std::size_t>> waiting_for(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    waiting_for[i] = nodes_[i].needs;
  }
  std::atomic<std::size_t> ended{0};
  tbb::task_group tasks;
  const std::function<void(Step)> start = [&](Step step) {
    tasks.run([&, step] {
      if (stop) {
        return;
      }
      const Node& node = nodes_[step];
      progress.begin(node.name);
      // Isolated: while a body waits for a parallel loop of its own, its thread must not begin another step.
      tbb::this_task_arena::isolate(node.body);
      progress.end(node.name);
      ++ended;
      for (const Step next : node.needed_by) {
        if (--waiting_for[next] == 0) {
          start(next);
        }
      }
    });
  };
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].needs == 0) {
      start(i);
    }
  }
  tasks.wait();
  return ended;
}

}  // namespace nacre::study
