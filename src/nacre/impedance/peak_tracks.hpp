// Processes of a series of spectra: the peaks of each followed from spectrum to spectrum, and named.
//
// From one spectrum to the next the peaks are matched in the order of tau (processes of one cell hardly
// overtake one another) so that the sum of
//   |ln tau - ln tau'|  for a matched pair,   and half of the longest step for each one left over
// is least (dynamic programming, as sequences are aligned); a pair further apart than the longest step is
// none. A process may be missing in up to two spectra. What is seen in fewer than three spectra (or in all,
// of a shorter series) is no process.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nacre/impedance/drt_peaks.hpp"

namespace nacre::impedance {

// A range of relaxation times that belongs to one process, or to several: "D3+D4", from fast to slow.
struct TauBand {
  std::string name;
  double from_s = 0.0;
  double to_s = 0.0;
};

// D1+D2, contact of the particles and of the current collector, 1e-5 to 1e-3 s; D3+D4, charge transfer, 1e-3
// to 10 s; D5, intercalation, 10 to 100 s: of the layered oxides of 10.1039/d5ee00217f.
std::vector<TauBand> paper_bands();

// "paper", "none", or "NAME=FROM:TO,NAME=FROM:TO" with times in seconds. Throws UsageError.
std::vector<TauBand> parse_bands(const std::string& text);

struct PeakTrack {
  std::string name;                   // by the band that holds its median tau; "P1", "P2" outside of all
  std::vector<std::size_t> spectrum;  // rising
  std::vector<DrtPeak> peaks;         // one for each of them
  double median_tau_s() const;
};

// From fast to slow.
std::vector<PeakTrack> track_peaks(std::span<const std::vector<DrtPeak>> peaks,
                                   std::span<const TauBand> bands);

}  // namespace nacre::impedance
