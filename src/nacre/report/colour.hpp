// Colours that people with any colour vision can tell apart, on screen and in grey print.
//
// Categories: the eight colours of Okabe and Ito (Color Universal Design, 2008), blue first, black last,
// without the yellow that vanishes on white paper. Ordered values (cycle number, C-rate): viridis (CC0), its
// last tenth left out for the same reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace nacre::report {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

// "#0072b2".
std::string hex(Colour colour);

// The colour of the category of that index; repeats after seven.
Colour categorical(std::size_t index);

// The colour of an ordered value at this fraction of its range, 0 (dark violet) to 1 (light green).
Colour sequential(double fraction);

}  // namespace nacre::report
