#include "nacre/base/parallel.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace nacre {
namespace {

TEST(ParallelFor, VisitsEveryIndexOnce) {
  std::vector<int> visits(1000, 0);
  parallel_for(visits.size(), [&](std::size_t i) { ++visits[i]; });
  EXPECT_EQ(visits, std::vector<int>(1000, 1));
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, PassesOnAnException) {
  EXPECT_THROW(parallel_for(8,
                            [](std::size_t i) {
                              if (i == 5) {
                                throw std::runtime_error("five");
                              }
                            }),
               std::runtime_error);
}

}  // namespace
}  // namespace nacre
