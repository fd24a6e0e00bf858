#include "nacre/formats/unset_allocator.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <new>

namespace nacre::formats {
namespace {

constexpr std::size_t medium = std::size_t{64} << 10U;
constexpr std::size_t large = std::size_t{4} << 20U;
constexpr std::size_t large_page = std::size_t{2} << 20U;
constexpr std::size_t cache_line = 64;
constexpr std::size_t places = 64;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NACRE_EVERY_BLOCK_ALONE
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define NACRE_EVERY_BLOCK_ALONE
#endif

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

char* take_pages(std::size_t bytes) {
  auto* memory = static_cast<char*>(::operator new (bytes, std::align_val_t{large_page}));
  ::madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: nothing is lost where the system does not grant it
  return memory;
}

#ifndef NACRE_EVERY_BLOCK_ALONE

// Blocks of medium size lie one behind the other in regions of large pages, so that the columns of one table
// share them. A region is given back with the last of its blocks; the one that a thread fills is kept and
// used again.
struct Region {
  std::atomic<std::size_t> owners{1};  // the thread that fills it, and its blocks
};
constexpr std::size_t region_size = std::size_t{32} << 20U;

void release(Region* region) noexcept {
  if (region->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    region->~Region();
    ::operator delete (region, std::align_val_t{large_page});
  }
}

class Filler {
 public:
  Filler() = default;
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;
  ~Filler() {
    if (region_ != nullptr) {
      release(region_);
    }
  }

  void* take(std::size_t bytes) {
    // In front of each block stands a line that names its region.
    const std::size_t needed = cache_line + (bytes + cache_line - 1) / cache_line * cache_line;
    if (region_ != nullptr && region_->owners.load(std::memory_order_acquire) == 1) {
      used_ = cache_line;
    }
    if (region_ == nullptr || used_ + needed > region_size) {
      char* memory = take_pages(region_size);
      if (region_ != nullptr) {
        release(region_);
      }
      region_ = ::new (static_cast<void*>(memory)) Region;
      used_ = cache_line;
    }
    char* block = reinterpret_cast<char*>(region_) + used_;
    ::new (static_cast<void*>(block)) Region*(region_);
    region_->owners.fetch_add(1, std::memory_order_relaxed);
    used_ += needed;
    return block + cache_line;
  }

 private:
  Region* region_ = nullptr;
  std::size_t used_ = 0;
};

void* take_medium(std::size_t bytes) {
  thread_local Filler filler;
  return filler.take(bytes);
}

void free_medium(void* memory) noexcept {
  release(*reinterpret_cast<Region**>(static_cast<char*>(memory) - cache_line));
}

#else

// Each block by itself, so that the sanitizer sees what lies before and behind it.
void* take_medium(std::size_t bytes) { return ::operator new(bytes); }
void free_medium(void* memory) noexcept { ::operator delete(memory); }

#endif

}  // namespace

void* allocate_unset(std::size_t bytes) {
  if (bytes < medium) {
    return ::operator new(bytes);
  }
  if (bytes < large) {
    return take_medium(bytes);
  }
  return take_pages(padded(bytes)) + next_offset();
}

void free_unset(void* memory, std::size_t bytes) noexcept {
  if (bytes < medium) {
    ::operator delete(memory);
    return;
  }
  if (bytes < large) {
    free_medium(memory);
    return;
  }
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  ::operator delete (static_cast<char*>(memory) - address % large_page, std::align_val_t{large_page});
}

}  // namespace nacre::formats
