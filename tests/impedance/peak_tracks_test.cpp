#include "nacre/impedance/peak_tracks.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::impedance {
namespace {

DrtPeak peak(double tau_s, double resistance_ohm = 1.0) {
  DrtPeak p;
  p.tau_s = tau_s;
  p.resistance_ohm = resistance_ohm;
  return p;
}

TEST(PeakTracks, processes_are_followed_where_they_drift_and_where_one_is_missing) {
  std::vector<std::vector<DrtPeak>> peaks;
  for (int k = 0; k < 10; ++k) {
    peaks.push_back({peak(3e-5), peak(0.01 * std::pow(1.4, k)), peak(30.0)});
  }
  peaks[4].erase(peaks[4].begin() + 1);
  peaks[7].insert(peaks[7].begin() + 1, peak(8e-4));  // seen once
  const auto tracks = track_peaks(peaks, paper_bands());
  ASSERT_EQ(tracks.size(), 3U);
  EXPECT_EQ(tracks[0].name, "D1");
  EXPECT_EQ(tracks[1].name, "D3");
  EXPECT_EQ(tracks[2].name, "D5");
  EXPECT_EQ(tracks[0].spectrum.size(), 10U);
  EXPECT_EQ(tracks[1].spectrum.size(), 9U);
  EXPECT_EQ(tracks[1].spectrum[4], 5U);
  EXPECT_NEAR(tracks[1].peaks.back().tau_s, 0.01 * std::pow(1.4, 9), 1e-12);
}

TEST(PeakTracks, one_process_that_splits_keeps_its_name) {
  std::vector<std::vector<DrtPeak>> peaks(4, {peak(0.1)});
  for (int k = 0; k < 4; ++k) {
    peaks.push_back({peak(0.08), peak(1.0)});
  }
  const auto tracks = track_peaks(peaks, paper_bands());
  ASSERT_EQ(tracks.size(), 2U);
  EXPECT_EQ(tracks[0].name, "D3");
  EXPECT_EQ(tracks[0].spectrum.size(), 8U);
  EXPECT_EQ(tracks[1].name, "D4");
  EXPECT_EQ(tracks[1].spectrum.front(), 4U);
}

TEST(PeakTracks, names_follow_the_largest_of_a_band_and_number_the_rest) {
  const std::vector<std::vector<DrtPeak>> peaks(
      3, {peak(3e-6), peak(0.002, 5.0), peak(0.05, 0.1), peak(3.0, 2.0), peak(2000.0)});
  const auto tracks = track_peaks(peaks, paper_bands());
  ASSERT_EQ(tracks.size(), 5U);
  EXPECT_EQ(tracks[0].name, "P1");
  EXPECT_EQ(tracks[1].name, "D3");
  EXPECT_EQ(tracks[2].name, "D3+D4 (3)");
  EXPECT_EQ(tracks[3].name, "D4");
  EXPECT_EQ(tracks[4].name, "P2");
}

TEST(PeakTracks, a_far_jump_is_another_process) {
  const std::vector<std::vector<DrtPeak>> peaks{{peak(0.01)}, {peak(0.01)}, {peak(0.01)},
                                                {peak(1.0)},  {peak(1.0)},  {peak(1.0)}};
  EXPECT_EQ(track_peaks(peaks, {}).size(), 2U);
}

TEST(PeakTracks, bands_are_read_and_refused) {
  const auto bands = parse_bands("film=1e-4:0.01,slow=1:1e3");
  ASSERT_EQ(bands.size(), 2U);
  EXPECT_EQ(bands[0].name, "film");
  EXPECT_EQ(bands[1].to_s, 1e3);
  EXPECT_EQ(parse_bands("paper").size(), 3U);
  EXPECT_TRUE(parse_bands("none").empty());
  for (const char* bad : {"", "film", "film=1", "film=1:x", "film=2:1", "=1:2", "film=0:1", "a=1:2,"}) {
    EXPECT_THROW(parse_bands(bad), UsageError) << bad;
  }
}

}  // namespace
}  // namespace nacre::impedance
