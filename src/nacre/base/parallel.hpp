// Parallel loops whose result does not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace nacre {

// Calls body(i) for 0 <= i < count on all threads, in no order. Each call must write only to its own place.
// The first exception thrown by a body is thrown again here.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace nacre
