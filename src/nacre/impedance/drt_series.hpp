// The distributions of a series of spectra together: over voltage, state of charge, time, temperature,
// cycles.
//
// Each spectrum has the model of drt.hpp, all on one grid of ln tau. What joins them: from one spectrum to
// the next ln gamma changes little at each tau, most of the time,
//   h_k+1(tau) - h_k(tau) ~ Student-t (nu = 3) with one scale 1 / sqrt(mu) for the series,
// so that the noise of single spectra does not show, and a process that appears, vanishes or jumps still does
// (the t distribution is a normal one whose precision u is unknown at every place: the same prior as that on
// the curvature). Gauss-Newton for all spectra at once: their curvatures are the blocks of a chain with
// diagonal couplings mu u (block_chain.hpp), whose inverse gives the covariances for scales and bands.
//
// With a_i the eigenvalues of the second differences of one spectrum and b_j those of the first differences
// along the series, the prior has the precision lambda a_i + mu b_j, and the likeliest mu is (MacKay,
// 10.1162/neco.1992.4.3.415, for a prior of two terms)
//   mu = (sum_ij mu b_j / (lambda a_i + mu b_j) - mu tr(u var dh)) / sum u dh^2
// The same rule for lambda would let the flanks of peaks break into steps: what spectra have in common is
// counted once for each of them, and a product of many equal Student-t priors is nearly a normal one. So
// lambda is that of the spectra on their own (geometric mean), divided by the square root of the number of
// spectra that say the same (all bends over those that lambda holds): of the powers 0, 1/4, 1/2 and 3/4 the
// one that did best on simulated series. The local scales v of the bends are estimated over so many
// neighbours, though not across a jump. An inductance, its loss and a series capacitance are in all spectra
// or in none, as most of them have it on their own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/peak_tracks.hpp"

namespace nacre::impedance {

struct BandResistance {
  double value_ohm = 0.0;  // the integral of gamma over ln tau within the band
  double std_ohm = 0.0;
};

struct DrtSeriesOptions {
  DrtOptions drt;
  std::vector<TauBand> bands;
  double points_per_decade = 20.0;  // of the printed times
  bool joint = true;                // false: each spectrum on its own, on the common times
  int iterations = 30;

  void validate() const;  // Throws UsageError.
};

struct DrtSeries {
  std::vector<Drt> spectra;                        // all with the same tau_s
  std::vector<std::vector<BandResistance>> bands;  // [band][spectrum]
  double lambda = 0.0;
  double change = 0.0;  // 1 / sqrt(mu): the typical change of ln gamma from one spectrum to the next
  bool converged = false;
  int steps = 0;
  std::vector<std::string> warnings;
};

// In the order of the spectra, which is that of the series. Throws InputError for no spectra, or as drt()
// does for the first spectrum that cannot be resolved.
DrtSeries drt_series(std::span<const Spectrum> spectra, const DrtSeriesOptions& options = {});

}  // namespace nacre::impedance
