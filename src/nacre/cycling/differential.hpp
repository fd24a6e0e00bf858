// Differential capacity dQ/dV over voltage, and differential voltage dV/dQ over capacity.
//
// dQ/dV is the density of charge over voltage: the charge that passes between two rows is spread evenly over
// the voltages between theirs and collected in bins of a fifth of Options::smoothing_fwhm_V, and the bins are
// smoothed (Gaussian of that full width at half maximum; Savitzky-Golay of order 3; or not). No ratio of
// small differences is taken, so that plateaux, noise, voltage that runs back and coarse steps of the voltage
// need no special care, and the area under the curve is the charge: level evaluation analysis, Feng et
// al., 10.1016/j.etran.2020.100051. Where the voltage is held (measure.hpp) the charge has no width in
// voltage; that part is left out.
//
// dV/dQ is the slope of voltage over a uniform grid of capacity (mean voltage within each step, interpolated
// over empty ones), smoothed with a Gaussian of Options::smoothing_capacity of the capacity. Both curves are
// positive in charge and discharge.
//
// Noise: that of dQ/dV grows with its root (more rows average the voltage where there is more charge), so
// that one number describes it: the standard deviation, from the median, of third differences of the smoothed
// curve over the root of the curve, taken a smoothing width apart, over sqrt(20) (as for independent values).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "nacre/cycling/curves.hpp"
#include "nacre/cycling/options.hpp"

namespace nacre::cycling {

struct Density {
  double low_V = 0.0;             // the lower edge of the first bin
  double step_V = 0.0;            // width of a bin; 0: there is no curve
  std::vector<double> charge_Ah;  // in each bin
  std::vector<double> smooth_Ah_per_V;
  double noise = 0.0;        // of the smoothed curve, over the root of the curve
  double smoothing_V = 0.0;  // standard deviation that the smoothing and the bins add to a peak

  double noise_Ah_per_V(std::size_t bin) const {
    return noise * std::sqrt(std::max(smooth_Ah_per_V[bin], 0.0));
  }
  double centre_V(std::size_t bin) const { return low_V + (static_cast<double>(bin) + 0.5) * step_V; }
};
Density find_density(const Path& path, const Options& options);

struct Slope {
  std::vector<double> capacity_Ah;
  std::vector<double> V_per_Ah;
};
Slope find_slope(const Path& path, const Options& options);

}  // namespace nacre::cycling
