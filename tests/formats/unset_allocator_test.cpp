#include "nacre/formats/unset_allocator.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <numeric>
#include <thread>

#include "support/sanitized.hpp"

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

// The address space of the process, in bytes.
std::size_t address_space() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// Memory that nobody touches costs nothing, so that this test takes none of the 2 GiB.
TEST(UnsetAllocator, KeepsNoMoreThanItsLimit) {
  constexpr std::size_t size = std::size_t{30} << 20U;
  const std::size_t before = address_space();
  std::vector<Bytes> blocks(70);
  for (auto& block : blocks) {
    block.resize(size);
  }
  EXPECT_GT(address_space(), before + blocks.size() * size - kept_memory_limit);
  blocks.clear();
  EXPECT_LE(address_space(), before + kept_memory_limit + (std::size_t{64} << 20U));
}

TEST(UnsetAllocator, UsesAgainWhatWasGivenBack) {
  if (nacre::testing::sanitized) {
    GTEST_SKIP() << "under the sanitizer each block is new";
  }
  const auto large_page_of = [](const Numbers& numbers) {
    return reinterpret_cast<std::uintptr_t>(numbers.data()) >> 21U;
  };
  const auto page = large_page_of(Numbers(1'000'000));
  const Numbers second(1'010'000);
  EXPECT_EQ(large_page_of(second), page);
  const Numbers beside(1'000'000);
  EXPECT_NE(large_page_of(beside), page);
}

}  // namespace
}  // namespace nacre::formats
