#include "nacre/report/colour.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nacre::report {
namespace {

constexpr std::array<Colour, 7> okabe_ito{
    {{0, 114, 178}, {213, 94, 0}, {0, 158, 115}, {204, 121, 167}, {230, 159, 0}, {86, 180, 233}, {0, 0, 0}}};

// Viridis at fractions 0, 0.1, ..., 0.9.
constexpr std::array<Colour, 10> viridis{{{68, 1, 84},
                                          {72, 36, 117},
                                          {65, 68, 135},
                                          {53, 95, 141},
                                          {42, 120, 142},
                                          {33, 145, 140},
                                          {34, 168, 132},
                                          {68, 191, 112},
                                          {122, 209, 81},
                                          {170, 220, 50}}};

}  // namespace

std::string hex(Colour colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

Colour categorical(std::size_t index) { return okabe_ito[index % okabe_ito.size()]; }

Colour sequential(double fraction) {
  const double place = std::isfinite(fraction)
                           ? std::clamp(fraction, 0.0, 1.0) * static_cast<double>(viridis.size() - 1)
                           : 0.0;
  const auto below = std::min(static_cast<std::size_t>(place), viridis.size() - 2);
  const double part = place - static_cast<double>(below);
  const auto mix = [part](std::uint8_t low, std::uint8_t high) {
    return static_cast<std::uint8_t>(std::lround(low + part * (high - low)));
  };
  const Colour low = viridis[below];
  const Colour high = viridis[below + 1];
  return {mix(low.red, high.red), mix(low.green, high.green), mix(low.blue, high.blue)};
}

}  // namespace nacre::report
