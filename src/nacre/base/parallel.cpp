#include "nacre/base/parallel.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

namespace nacre {

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, count, 1),
      [&](const tbb::blocked_range<std::size_t>& range) {
        for (auto i = range.begin(); i != range.end(); ++i) {
          body(i);
        }
      },
      tbb::simple_partitioner());
}

}  // namespace nacre
