// Memory for columns and unpacked bytes: left unset, of large pages where it is large, and used again.
//
// Columns are sized first and then filled: zeroing hundreds of megabytes beforehand would double the time of
// a reader, and so would fetching them from the system in pages of 4 KiB. Where the system itself gets its
// memory page by page, as a virtual machine does, fetching takes many times as long as filling
// (docs/speed.md): so what one table gives back is kept for the next.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace nacre::formats {

// The most that is kept of what was given back.
inline constexpr std::size_t kept_memory_limit = std::size_t{512} << 20U;

// As operator new; from 64 KiB on the memory comes in large pages, where the system grants them.
void* allocate_unset(std::size_t bytes);
void free_unset(void* memory, std::size_t bytes) noexcept;

template <class T>
struct UnsetAllocator : std::allocator<T> {
  template <class U>
  struct rebind {
    using other = UnsetAllocator<U>;
  };
  UnsetAllocator() noexcept = default;
  template <class U>
  UnsetAllocator(const UnsetAllocator<U>&) noexcept {}

  T* allocate(std::size_t count) { return static_cast<T*>(allocate_unset(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { free_unset(memory, count * sizeof(T)); }
  template <class U>
  void construct(U* place) noexcept {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... Arguments>
  void construct(U* place, Arguments&&... arguments) {
    ::new (static_cast<void*>(place)) U(std::forward<Arguments>(arguments)...);
  }
};

using Bytes = std::vector<char, UnsetAllocator<char>>;

}  // namespace nacre::formats
