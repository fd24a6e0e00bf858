#include "nacre/formats/unset_allocator.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>

namespace nacre::formats {
namespace {

constexpr std::size_t large_page = std::size_t{2} << 20U;
constexpr std::size_t cache_line = 64;
constexpr std::size_t places = 64;

// Under a sanitizer each block stands by itself and goes when it is given back, so that the sanitizer sees
// what lies before and behind it, and uses after its end.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool every_block_alone = true;
#elif defined(__has_feature)
constexpr bool every_block_alone = __has_feature(address_sanitizer);
#else
constexpr bool every_block_alone = false;
#endif

// Blocks from this size on share large pages; from the next on they have some to themselves.
constexpr std::size_t large = std::size_t{4} << 20U;
constexpr std::size_t smallest_medium = every_block_alone ? large : std::size_t{64} << 10U;

// Columns are filled side by side. If all began at the same place of a page, they would fall into the same
// lines of the cache and drive one another out of it: each begins a line further than the one before.
std::size_t next_offset() noexcept {
  static std::atomic<std::size_t> turn{0};
  return turn.fetch_add(1, std::memory_order_relaxed) % places * cache_line;
}

std::size_t rounded_up(std::size_t bytes, std::size_t step) noexcept {
  return (bytes + step - 1) / step * step;
}

// Runs of pages come in few sizes, at most an eighth larger than asked for, so that the columns of the next
// file fit where those of the one before have been. The end that nobody asked for is never touched.
std::size_t run_size(std::size_t bytes) noexcept {
  return rounded_up(bytes, std::max(large_page, std::bit_floor(bytes) / 8));
}

// Where the end of a block fills a good part of a large page, it gets one too.
std::size_t in_large_pages(std::size_t bytes) noexcept {
  return bytes % large_page > large_page / 4 ? rounded_up(bytes, large_page) : bytes;
}

// Runs given back, kept for whoever needs one of the same size next: the latest first, whose pages may still
// be in the cache.
class KeptRuns {
 public:
  char* take(std::size_t size) noexcept {
    const std::scoped_lock lock(mutex_);
    for (std::size_t i = count_; i-- > 0;) {
      if (runs_[i].size == size) {
        return remove(i);
      }
    }
    return nullptr;
  }

  // The oldest runs go where there are too many.
  void give(char* memory, std::size_t size) noexcept {
    if (every_block_alone || size > kept_memory_limit) {
      free(memory);
      return;
    }
    const std::scoped_lock lock(mutex_);
    while (bytes_ + size > kept_memory_limit) {
      free(remove(0));
    }
    runs_[count_++] = {memory, size};
    bytes_ += size;
  }

 private:
  struct Run {
    char* memory;
    std::size_t size;
  };

  static void free(char* memory) noexcept { ::operator delete (memory, std::align_val_t{large_page}); }

  char* remove(std::size_t i) noexcept {
    const Run run = runs_[i];
    std::copy(runs_ + i + 1, runs_ + count_, runs_ + i);
    --count_;
    bytes_ -= run.size;
    return run.memory;
  }

  std::mutex mutex_;
  Run runs_[kept_memory_limit / large_page];  // in the order in which they came
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

// Never destroyed: tables that outlive main give their memory back, too.
KeptRuns& kept_runs() {
  static auto& runs = *new KeptRuns;
  return runs;
}

char* take_run(std::size_t bytes) {
  const std::size_t size = run_size(bytes);
  if (char* kept = kept_runs().take(size); kept != nullptr) {
    return kept;
  }
  auto* memory = static_cast<char*>(::operator new (size, std::align_val_t{large_page}));
  ::madvise(memory, in_large_pages(bytes), MADV_HUGEPAGE);  // a wish: nothing is lost where it is not granted
  return memory;
}

void give_run(char* memory, std::size_t bytes) noexcept { kept_runs().give(memory, run_size(bytes)); }

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
    give_run(reinterpret_cast<char*>(region), region_size);
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
      char* memory = take_run(region_size);
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

}  // namespace

void* allocate_unset(std::size_t bytes) {
  if (bytes < smallest_medium) {
    return ::operator new(bytes);
  }
  return bytes < large ? take_medium(bytes) : take_run(bytes + places * cache_line) + next_offset();
}

void free_unset(void* memory, std::size_t bytes) noexcept {
  if (bytes < smallest_medium) {
    ::operator delete(memory);
  } else if (bytes < large) {
    free_medium(memory);
  } else {
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    give_run(static_cast<char*>(memory) - address % large_page, bytes + places * cache_line);
  }
}

}  // namespace nacre::formats
