#include <algorithm>
#include <cmath>

#include "nacre/cycling/peaks.hpp"
#include "nacre/numerics/regression.hpp"

namespace nacre::cycling {
namespace {

constexpr double nearest_V = 0.025;
constexpr std::size_t cycles_for_drift = 3;

Estimate drift(const PeakTrack& track, const std::vector<double>& values, const std::vector<double>& std) {
  const std::vector<double> cycles(track.cycles.begin(), track.cycles.end());
  const bool weighted =
      std::all_of(std.begin(), std.end(), [](double s) { return s > 0.0; });  // false for NaN
  const auto line = numerics::fit_line(cycles, values, weighted ? std : std::vector<double>{});
  return {line.slope, line.slope_std};
}

void add(PeakTrack& track, int cycle, const Peak& peak) {
  track.cycles.push_back(cycle);
  track.position_V.push_back(peak.position_V);
  track.position_std_V.push_back(peak.position_std_V);
  track.area_Ah.push_back(peak.area_Ah);
  track.area_std_Ah.push_back(peak.area_std_Ah);
}

// Gives each peak of a curve to a track: nearest pairs first, each track at most one.
void assign(Curve& curve, std::vector<PeakTrack>& tracks) {
  struct Pair {
    double distance;
    std::size_t peak;
    std::size_t track;
  };
  std::vector<Pair> pairs;
  for (std::size_t p = 0; p < curve.peaks.size(); ++p) {
    const Peak& peak = curve.peaks[p];
    const double reach = std::fmax(nearest_V, 0.5 * peak.width_V);
    for (std::size_t t = 0; t < tracks.size(); ++t) {
      const double distance = std::abs(tracks[t].position_V.back() - peak.position_V);
      if (tracks[t].direction == curve.direction && distance <= reach) {
        pairs.push_back({distance, p, t});
      }
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.distance < b.distance; });
  for (const auto& pair : pairs) {
    const bool taken = !tracks[pair.track].cycles.empty() && tracks[pair.track].cycles.back() == curve.cycle;
    if (curve.peaks[pair.peak].track < 0 && !taken) {
      curve.peaks[pair.peak].track = static_cast<int>(pair.track);
      add(tracks[pair.track], curve.cycle, curve.peaks[pair.peak]);
    }
  }
  for (auto& peak : curve.peaks) {
    if (peak.track < 0) {
      peak.track = static_cast<int>(tracks.size());
      tracks.emplace_back();
      tracks.back().direction = curve.direction;
      add(tracks.back(), curve.cycle, peak);
    }
  }
}

// Tracks of a single cycle say nothing: they are dropped, and the others numbered anew.
void drop_single(std::vector<Curve>& curves, std::vector<PeakTrack>& tracks) {
  std::vector<int> number(tracks.size(), -1);
  std::vector<PeakTrack> kept;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (tracks[t].cycles.size() > 1) {
      number[t] = static_cast<int>(kept.size());
      kept.push_back(std::move(tracks[t]));
    }
  }
  for (auto& curve : curves) {
    for (auto& peak : curve.peaks) {
      peak.track = peak.track < 0 ? -1 : number[static_cast<std::size_t>(peak.track)];
    }
  }
  tracks = std::move(kept);
}

}  // namespace

std::vector<PeakTrack> track_peaks(std::vector<Curve>& curves, const std::vector<Cycle>& cycles,
                                   const Retention& retention, const Options& options) {
  const auto find = [&cycles](int number) {
    return std::find_if(cycles.begin(), cycles.end(),
                        [number](const Cycle& cycle) { return cycle.cycle == number; });
  };
  const auto reference = find(retention.reference_cycle);
  std::vector<PeakTrack> tracks;
  if (reference == cycles.end() || !reference->complete) {
    return tracks;
  }
  for (auto& curve : curves) {
    const auto cycle = find(curve.cycle);
    if (!cycle->complete) {
      continue;
    }
    const bool charge = curve.direction == Direction::charge;
    const double current = (charge ? cycle->charge : cycle->discharge)->current_A;
    const double same = (charge ? reference->charge : reference->discharge)->current_A;
    if (std::abs(current - same) <= options.rate_tolerance * same) {
      assign(curve, tracks);
    }
  }
  drop_single(curves, tracks);
  for (auto& track : tracks) {
    if (track.cycles.size() < cycles_for_drift) {
      track.reason = "seen in two cycles only";
    } else {
      track.position_drift_V_per_cycle = drift(track, track.position_V, track.position_std_V);
      track.area_drift_Ah_per_cycle = drift(track, track.area_Ah, track.area_std_Ah);
    }
  }
  return tracks;
}

}  // namespace nacre::cycling
