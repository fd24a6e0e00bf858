#include "nacre/impedance/drt_series.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "support/impedance_series.hpp"

namespace nacre::impedance {
namespace {

using nacre::testing::drifting_cell;
using nacre::testing::jumping_cell;
using nacre::testing::KnownCell;
using nacre::testing::KnownSeries;
using nacre::testing::simulate_series;

std::vector<double> frequencies(int per_decade) { return nacre::testing::log_spaced(1e5, 7, per_decade); }

double mean_error(const KnownSeries& series, const DrtSeries& result) {
  double sum = 0.0;
  for (std::size_t k = 0; k < series.cells.size(); ++k) {
    const auto& one = result.spectra[k];
    sum += nacre::testing::relative_error(one.tau_s, one.gamma_ohm,
                                          [&](double tau) { return series.cells[k].gamma(tau); });
  }
  return sum / static_cast<double>(series.cells.size());
}

DrtSeries on_their_own(const std::vector<Spectrum>& spectra) {
  DrtSeriesOptions options;
  options.joint = false;
  return drt_series(spectra, options);
}

TEST(DrtSeries, spectra_that_drift_help_one_another) {
  for (const double noise : {0.002, 0.01}) {
    const auto series = simulate_series(30, noise, 7, frequencies(5), drifting_cell);
    const auto together = drt_series(series.spectra);
    EXPECT_TRUE(together.converged);
    EXPECT_LT(mean_error(series, together), 0.85 * mean_error(series, on_their_own(series.spectra)));
  }
}

TEST(DrtSeries, a_process_that_appears_at_once_is_not_smeared_over_its_neighbours) {
  const auto series = simulate_series(30, 0.01, 7, frequencies(5), jumping_cell);
  const auto together = drt_series(series.spectra);
  EXPECT_LT(mean_error(series, together), 0.85 * mean_error(series, on_their_own(series.spectra)));
  // Half a decade about the time of the process that appears between the spectra 15 and 16.
  const auto near_it = [&](std::size_t k) {
    double largest = 0.0;
    for (std::size_t i = 0; i < together.spectra[k].tau_s.size(); ++i) {
      const double tau = together.spectra[k].tau_s[i];
      if (tau > 0.17 && tau < 0.53) {
        largest = std::max(largest, together.spectra[k].gamma_ohm[i]);
      }
    }
    return largest;
  };
  EXPECT_LT(near_it(14), 1.0);
  EXPECT_GT(near_it(15), 5.0);
}

TEST(DrtSeries, spectra_that_have_nothing_in_common_are_left_alone) {
  KnownSeries series;
  nacre::testing::Draw draw(11);
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    KnownCell cell{1.0, 0.0, 0.0, {}};
    for (int i = 0; i < 2; ++i) {
      cell.processes.push_back(
          {draw.uniform(1.0, 5.0), std::pow(10.0, draw.uniform(-4.5, 0.5)), draw.uniform(0.75, 0.95)});
    }
    const auto one = simulate_series(2, 0.005, seed, frequencies(8), [&](double) { return cell; });
    series.cells.push_back(cell);
    series.spectra.push_back(one.spectra.front());
  }
  EXPECT_LT(mean_error(series, drt_series(series.spectra)),
            1.1 * mean_error(series, on_their_own(series.spectra)));
}

TEST(DrtSeries, resistances_of_bands_have_honest_uncertainties) {
  DrtSeriesOptions options;
  options.bands = {{"fast", 1e-6, 1e-3}, {"middle", 1e-3, 1.0}, {"slow", 1.0, 1e3}};
  int covered = 0;
  int all = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto series = simulate_series(20, 0.005, seed, frequencies(6), drifting_cell);
    const auto result = drt_series(series.spectra, options);
    ASSERT_EQ(result.bands.size(), 3U);
    for (std::size_t b = 0; b < 3; ++b) {
      for (std::size_t k = 0; k < series.cells.size(); ++k) {
        const double low = std::log(options.bands[b].from_s);
        const double step = (std::log(options.bands[b].to_s) - low) / 2000.0;
        double truth = 0.0;
        for (int i = 0; i < 2000; ++i) {
          truth += step * series.cells[k].gamma(std::exp(low + (i + 0.5) * step));
        }
        const auto& found = result.bands[b][k];
        EXPECT_NEAR(found.value_ohm, truth, 0.12 * truth);
        covered += std::abs(found.value_ohm - truth) < 1.96 * found.std_ohm ? 1 : 0;
        ++all;
      }
    }
  }
  EXPECT_GT(covered, 0.9 * all);
}

TEST(DrtSeries, all_spectra_share_their_times_whatever_their_frequencies) {
  auto series = simulate_series(6, 0.005, 3, frequencies(6), drifting_cell);
  for (std::size_t k = 0; k < 3; ++k) {  // half of them end a decade earlier
    series.spectra[k].frequency_Hz.resize(series.spectra[k].size() - 6);
    series.spectra[k].impedance_ohm.resize(series.spectra[k].frequency_Hz.size());
  }
  const auto result = drt_series(series.spectra);
  for (const auto& one : result.spectra) {
    EXPECT_EQ(one.tau_s, result.spectra.front().tau_s);
    EXPECT_EQ(one.gamma_ohm.size(), one.tau_s.size());
    EXPECT_NEAR(one.ohmic_ohm, 2.0, 0.1);
    EXPECT_GT(one.ohmic_std_ohm, 0.0);
  }
}

TEST(DrtSeries, spectra_that_are_all_the_same_settle_too) {
  const auto series = simulate_series(2, 0.002, 3, frequencies(6), drifting_cell);
  const std::vector<Spectrum> same(4, series.spectra.front());
  const auto result = drt_series(same);
  EXPECT_TRUE(result.converged);
  EXPECT_LT(result.change, 0.02);
}

TEST(DrtSeries, what_cannot_be_a_series_is_refused) {
  EXPECT_THROW(drt_series({}), UsageError);
  const auto series = simulate_series(2, 0.005, 3, frequencies(6), drifting_cell);
  DrtSeriesOptions options;
  options.bands = {{"empty", 1.0, 1.0}};
  EXPECT_THROW(drt_series(series.spectra, options), UsageError);
  auto short_one = series.spectra;
  short_one[1].frequency_Hz.resize(4);
  short_one[1].impedance_ohm.resize(4);
  EXPECT_THROW(drt_series(short_one), InputError);
  EXPECT_EQ(drt_series(std::span(series.spectra).first(1)).spectra.size(), 1U);
}

}  // namespace
}  // namespace nacre::impedance
