// What the columns of an impedance spectrum mean: from their headings, or from their numbers where there are
// none.
//
// Headings in use: f, Freq(Hz), Frequency (Hz); Z', Zre, Zreal, Z_real, Re(Z), Z'(a), "real"; Z'', Z", Zim,
// Zimag, Im(Z), Z''(b), "imag"; a minus sign, "minus" or "neg" in front where the column holds -Im Z; |Z|,
// Zmod, mag; phase, Zphz, theta, in degrees or radians where the heading says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/formats/text/heading.hpp"

namespace nacre::formats::spectra {

enum class Quantity { none, frequency, real, imaginary, modulus, phase };
enum class Angle { unstated, degrees, radians };

struct Meaning {
  Quantity quantity = Quantity::none;
  bool negated = false;  // the column holds the negative of it
  Angle angle = Angle::unstated;
  bool per_area = false;  // in ohm cm2
};

Meaning meaning_of(const text::Heading& heading);

// Where in a table the spectrum is: indices of columns, first to be found first.
struct Places {
  std::optional<std::size_t> frequency, real, imaginary, modulus, phase;

  bool rectangular() const { return real && imaginary; }
  bool complete() const { return frequency && (rectangular() || (modulus && phase)); }
};

Places find_places(const std::vector<text::Heading>& headings);

// The same of rows without headings: the frequency is the column whose values are positive and evenly spaced
// on a logarithmic scale (one of three columns or more, five rows or more, over a factor of 20 or more); of
// the two next columns of numbers (one that only counts the rows is passed over) the real part is the first,
// unless only the second is positive in most rows.
Places guess_places(const std::vector<std::vector<double>>& rows);

}  // namespace nacre::formats::spectra
