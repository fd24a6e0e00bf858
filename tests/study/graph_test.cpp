#include "nacre/study/graph.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <thread>

#include "nacre/base/error.hpp"

namespace nacre::study {
namespace {

constexpr std::atomic<bool> go_on{false};

std::size_t run(const Graph& graph, const std::atomic<bool>& stop = go_on) {
  Progress progress(graph.size(), stderr, Progress::Style::none);
  return graph.run(progress, stop);
}

TEST(Graph, StepsRunAfterAllThatTheyNeed) {
  Graph graph;
  constexpr std::size_t layers = 20;
  constexpr std::size_t width = 10;
  std::vector<std::atomic<int>> done(layers * width);
  std::atomic<int> early{0};
  std::vector<Graph::Step> before;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    std::vector<Graph::Step> here;
    for (std::size_t i = 0; i < width; ++i) {
      here.push_back(graph.add("step", before, [&, before, step = layer * width + i] {
        for (const auto needed : before) {
          early += done[needed] == 1 ? 0 : 1;
        }
        ++done[step];
      }));
    }
    before = here;
  }
  EXPECT_EQ(run(graph), layers * width);
  EXPECT_EQ(early, 0);
  for (const auto& count : done) {
    EXPECT_EQ(count, 1);
  }
}

TEST(Graph, IndependentStepsRunAtOnce) {
  if (std::thread::hardware_concurrency() < 2) {
    GTEST_SKIP() << "one core";
  }
  Graph graph;
  std::atomic<int> arrived{0};
  const auto meet = [&] {
    ++arrived;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < 2 && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    EXPECT_EQ(arrived, 2);  // each waits for the other
  };
  graph.add("a", {}, meet);
  graph.add("b", {}, meet);
  EXPECT_EQ(run(graph), 2U);
}

TEST(Graph, AStepCannotNeedOneThatComesLater) {
  Graph graph;
  EXPECT_THROW(graph.add("a", {0}, [] {}), std::logic_error);
}

TEST(Graph, AnExceptionIsThrownAgainAndWhatNeedsTheStepDoesNotRun) {
  Graph graph;
  bool ran = false;
  const auto bad = graph.add("bad", {}, [] { throw Error("no space"); });
  graph.add("next", {bad}, [&] { ran = true; });
  EXPECT_THROW(run(graph), Error);
  EXPECT_FALSE(ran);
}

TEST(Graph, StopLetsNoOtherStepStart) {
  Graph graph;
  std::atomic<bool> stop{false};
  const auto first = graph.add("first", {}, [&] { stop = true; });
  graph.add("second", {first}, [] { FAIL(); });
  EXPECT_EQ(run(graph, stop), 1U);
}

TEST(Graph, EmptyGraphEnds) { EXPECT_EQ(run(Graph()), 0U); }

}  // namespace
}  // namespace nacre::study
