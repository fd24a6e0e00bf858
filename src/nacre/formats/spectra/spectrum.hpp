// From a laid-out text with an impedance spectrum to the neutral table: frequency_Hz, z_real_ohm, z_imag_ohm
// (Im Z, negative where capacitive), spectrum where there are several, and whatever else the file has.
//
// The sign of the imaginary part: a heading that says -Im Z or -Z'' is believed, and so is one that says Im Z
// or Z''; a warning says so where most points of the latter come out inductive. Where there is no heading,
// the column holds Im Z if at most half of its points are positive, else -Im Z, and a warning says which.
// Modulus and phase are taken where there are no real and imaginary parts: Z = |Z| exp(i phase). A phase of
// which the unit is not stated is in degrees if one of its values lies outside of -pi ... pi, else in
// radians, with a warning.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/formats/reader.hpp"
#include "nacre/formats/spectra/meaning.hpp"
#include "nacre/formats/table.hpp"
#include "nacre/formats/text/layout.hpp"

namespace nacre::formats::spectra {

// Reads the rows of one layout. The places follow from the headings, and the sign with them, unless they were
// guessed from the numbers (guess_places). Throws InputError: no columns of frequency and impedance, and as
// parse_columns does.
Table read_spectrum(const Source& source, const ReadOptions& options, const text::Layout& layout,
                    const std::optional<Places>& guessed = std::nullopt);

// One sweep of a file that holds its spectra in blocks.
struct Block {
  std::vector<text::Heading> headings;
  text::Body body;                    // delimiter '\0': tab, comma or blanks, whichever the first row has
  std::optional<std::size_t> points;  // as the file announces
};

struct Blocks {
  text::Decoded decoded;
  std::vector<Block> list;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<std::string> warnings;
  bool may_stop_early = false;  // the number announced is that of a sweep that may have been stopped
};

// Reads all blocks, one spectrum behind the other. Throws InputError: no block, a heading without a spectrum,
// another number of points than announced (with salvage, or if it may stop early, a warning).
Table read_blocks(const Source& source, const ReadOptions& options, Blocks&& blocks);

}  // namespace nacre::formats::spectra
