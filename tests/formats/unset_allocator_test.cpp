#include "nacre/formats/unset_allocator.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <thread>

namespace nacre::formats {
namespace {

using Numbers = std::vector<double, UnsetAllocator<double>>;

// Blocks of every size, given back in another order and by another thread: none may overlap with another.
TEST(UnsetAllocator, BlocksKeepWhatIsWrittenToThem) {
  std::vector<Numbers> kept;
  std::uint64_t state = 7;
  const auto next = [&state](std::size_t limit) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((state >> 33U) % limit);
  };
  const auto check = [](const Numbers& numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      ASSERT_EQ(numbers[i], numbers.front() + static_cast<double>(i));
    }
  };
  for (int turn = 0; turn < 100; ++turn) {
    static constexpr std::size_t sizes[] = {10, 8191, 8192, 8193, 50'000, 300'000, 524'287, 524'288, 600'000};
    Numbers numbers(sizes[next(std::size(sizes))] + next(3));
    std::iota(numbers.begin(), numbers.end(), 1000.0 * turn);
    kept.push_back(std::move(numbers));
    if (kept.size() > 20) {
      const std::size_t gone = next(kept.size());
      check(kept[gone]);
      std::swap(kept[gone], kept.back());
      std::thread([&kept] { kept.pop_back(); }).join();
    }
  }
  for (const auto& numbers : kept) {
    check(numbers);
  }
}

TEST(UnsetAllocator, BlocksOutliveTheThreadThatMadeThem) {
  Numbers numbers;
  std::thread([&numbers] { numbers.assign(20'000, 3.5); }).join();
  EXPECT_EQ(std::accumulate(numbers.begin(), numbers.end(), 0.0), 70'000);
}

}  // namespace
}  // namespace nacre::formats
