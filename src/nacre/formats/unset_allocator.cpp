#include "nacre/formats/unset_allocator.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <new>

namespace nacre::formats {
namespace {

constexpr std::size_t large = std::size_t{4} << 20U;
constexpr std::size_t large_page = std::size_t{2} << 20U;
constexpr std::size_t cache_line = 64;
constexpr std::size_t places = 64;

// Columns are filled side by side. If all began at the same place of a page, they would fall into the same
// lines of the cache and drive one another out of it: each begins a line further than the one before.
std::size_t next_offset() noexcept {
  static std::atomic<std::size_t> turn{0};
  return turn.fetch_add(1, std::memory_order_relaxed) % places * cache_line;
}

// The end of a block goes into a large page too, where it fills a good part of one.
std::size_t padded(std::size_t bytes) noexcept {
  const std::size_t all = bytes + places * cache_line;
  const std::size_t end = all % large_page;
  return end > large_page / 4 ? all - end + large_page : all;
}

}  // namespace

void* allocate_unset(std::size_t bytes) {
  if (bytes < large) {
    return ::operator new(bytes);
  }
  auto* memory =
      static_cast<char*>(::operator new (padded(bytes), std::align_val_t{large_page}));
  ::madvise(memory, padded(bytes), MADV_HUGEPAGE);  // a wish: nothing is lost where the system does not grant it
  return memory + next_offset();
}

void free_unset(void* memory, std::size_t bytes) noexcept {
  if (bytes < large) {
    ::operator delete(memory);
    return;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  ::operator delete (static_cast<char*>(memory) - address % large_page, std::align_val_t{large_page});
}

}  // namespace nacre::formats
