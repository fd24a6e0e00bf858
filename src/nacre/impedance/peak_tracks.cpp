#include "nacre/impedance/peak_tracks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::impedance {
namespace {

constexpr double longest_step = 0.5 * std::numbers::ln10;  // of ln tau, from one spectrum to the next
constexpr std::size_t longest_gap = 2;                     // spectra without the process
constexpr std::size_t fewest = 3;

double log_tau(const DrtPeak& peak) { return std::log(peak.tau_s); }

// Of the tracks, which peak goes on with each; `none` where none does. Both rise in tau.
constexpr std::size_t none = static_cast<std::size_t>(-1);
std::vector<std::size_t> align(const std::vector<double>& tracks, const std::vector<double>& peaks) {
  const std::size_t rows = tracks.size() + 1;
  const std::size_t columns = peaks.size() + 1;
  // cost[i][j]: of the first i tracks and the first j peaks.
  std::vector<double> cost(rows * columns);
  const auto at = [&](std::size_t i, std::size_t j) -> double& { return cost[i * columns + j]; };
  const auto pair = [&](std::size_t i, std::size_t j) {
    const double distance = std::abs(tracks[i - 1] - peaks[j - 1]);
    return distance < longest_step ? distance : 2.0 * longest_step;
  };
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      if (i == 0 || j == 0) {
        at(i, j) = 0.5 * longest_step * static_cast<double>(i + j);
      } else {
        at(i, j) = std::min({at(i - 1, j - 1) + pair(i, j), at(i - 1, j) + 0.5 * longest_step,
                             at(i, j - 1) + 0.5 * longest_step});
      }
    }
  }
  std::vector<std::size_t> result(tracks.size(), none);
  for (std::size_t i = tracks.size(), j = peaks.size(); i > 0 && j > 0;) {
    if (at(i, j) == at(i - 1, j - 1) + pair(i, j)) {
      result[i - 1] = pair(i, j) < longest_step ? j - 1 : none;
      --i;
      --j;
    } else if (at(i, j) == at(i - 1, j) + 0.5 * longest_step) {
      --i;
    } else {
      --j;
    }
  }
  return result;
}

std::vector<PeakTrack> follow(std::span<const std::vector<DrtPeak>> peaks) {
  std::vector<PeakTrack> ended;
  std::vector<PeakTrack> going;  // by rising tau of their last peak
  for (std::size_t k = 0; k < peaks.size(); ++k) {
    const auto lost = std::stable_partition(going.begin(), going.end(), [&](const PeakTrack& track) {
      return k - track.spectrum.back() <= longest_gap + 1;
    });
    std::move(lost, going.end(), std::back_inserter(ended));
    going.erase(lost, going.end());
    std::vector<double> last(going.size());
    std::ranges::transform(going, last.begin(),
                           [](const PeakTrack& track) { return log_tau(track.peaks.back()); });
    std::vector<double> now(peaks[k].size());
    std::ranges::transform(peaks[k], now.begin(), log_tau);
    const auto next = align(last, now);
    std::vector<bool> taken(now.size(), false);
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] != none) {
        going[i].spectrum.push_back(k);
        going[i].peaks.push_back(peaks[k][next[i]]);
        taken[next[i]] = true;
      }
    }
    for (std::size_t j = 0; j < now.size(); ++j) {
      if (!taken[j]) {
        going.push_back({"", {k}, {peaks[k][j]}});
      }
    }
    std::stable_sort(going.begin(), going.end(), [](const PeakTrack& a, const PeakTrack& b) {
      return a.peaks.back().tau_s < b.peaks.back().tau_s;
    });
  }
  std::move(going.begin(), going.end(), std::back_inserter(ended));
  return ended;
}

std::vector<std::string> names_of(const TauBand& band) {
  std::vector<std::string> names;
  std::size_t begin = 0;
  for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
    end = band.name.find('+', begin);
    names.push_back(band.name.substr(begin, end == std::string::npos ? end : end - begin));
  }
  return names;
}

double total_resistance(const PeakTrack& track) {
  double sum = 0.0;
  for (const auto& peak : track.peaks) {
    sum += peak.resistance_ohm;
  }
  return sum;
}

// The largest processes of a band get its names, from fast to slow; a single one of a band with several names
// that of its part of the band.
void name_tracks(std::vector<PeakTrack*> tracks, const TauBand& band) {
  const auto names = names_of(band);
  std::stable_sort(tracks.begin(), tracks.end(), [](const PeakTrack* a, const PeakTrack* b) {
    return total_resistance(*a) > total_resistance(*b);
  });
  for (std::size_t i = names.size(); i < tracks.size(); ++i) {
    tracks[i]->name = fmt::format("{} ({})", band.name, i + 1);
  }
  tracks.resize(std::min(tracks.size(), names.size()));
  std::stable_sort(tracks.begin(), tracks.end(), [](const PeakTrack* a, const PeakTrack* b) {
    return a->median_tau_s() < b->median_tau_s();
  });
  const double width = std::log(band.to_s / band.from_s) / static_cast<double>(names.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const auto part = static_cast<std::size_t>(std::log(tracks[i]->median_tau_s() / band.from_s) / width);
    const std::size_t last = names.size() - (tracks.size() - i);  // leaves a name for each slower one
    next = std::min(std::max(next, std::min(part, names.size() - 1)), last);
    tracks[i]->name = names[next++];
  }
}

}  // namespace

std::vector<TauBand> paper_bands() {
  return {{"D1+D2", 1e-5, 1e-3}, {"D3+D4", 1e-3, 10.0}, {"D5", 10.0, 100.0}};
}

std::vector<TauBand> parse_bands(const std::string& text) {
  if (text == "paper") {
    return paper_bands();
  }
  std::vector<TauBand> bands;
  if (text == "none") {
    return bands;
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    const std::size_t colon = part.find(':', equals == std::string::npos ? 0 : equals);
    TauBand band;
    const auto number = [&](std::size_t from, std::size_t to, double& value) {
      const auto [stop, error] = std::from_chars(part.data() + from, part.data() + to, value);
      return error == std::errc() && stop == part.data() + to;
    };
    if (equals == std::string::npos || equals == 0 || colon == std::string::npos ||
        !number(equals + 1, colon, band.from_s) || !number(colon + 1, part.size(), band.to_s) ||
        !(band.from_s > 0.0) || !(band.to_s > band.from_s)) {
      throw UsageError(fmt::format("'{}' is no band of relaxation times", part),
                       "write NAME=FROM:TO with times in seconds, such as D5=10:100; or paper, or none");
    }
    band.name = part.substr(0, equals);
    bands.push_back(std::move(band));
    begin = end + 1;
  }
  return bands;
}

double PeakTrack::median_tau_s() const {
  std::vector<double> taus(peaks.size());
  std::ranges::transform(peaks, taus.begin(), &DrtPeak::tau_s);
  return numerics::median(std::move(taus));
}

std::vector<PeakTrack> track_peaks(std::span<const std::vector<DrtPeak>> peaks,
                                   std::span<const TauBand> bands) {
  auto tracks = follow(peaks);
  std::erase_if(
      tracks, [&](const PeakTrack& track) { return track.spectrum.size() < std::min(fewest, peaks.size()); });
  std::stable_sort(tracks.begin(), tracks.end(), [](const PeakTrack& a, const PeakTrack& b) {
    return a.median_tau_s() < b.median_tau_s();
  });
  std::vector<std::vector<PeakTrack*>> within(bands.size());
  std::size_t outside = 0;
  for (auto& track : tracks) {
    const double tau = track.median_tau_s();
    const auto band = std::find_if(bands.begin(), bands.end(),
                                   [&](const TauBand& b) { return tau >= b.from_s && tau < b.to_s; });
    if (band == bands.end()) {
      track.name = fmt::format("P{}", ++outside);
    } else {
      within[static_cast<std::size_t>(band - bands.begin())].push_back(&track);
    }
  }
  for (std::size_t b = 0; b < bands.size(); ++b) {
    name_tracks(within[b], bands[b]);
  }
  return tracks;
}

}  // namespace nacre::impedance
