#include "nacre/impedance/drt_analysis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

TEST(DrtAnalysis, gives_the_same_keys_by_default_by_rule_and_by_number) {
  const nacre::testing::KnownCell cell{0.3, 0.0, 0.0, {{1.0, 1e-3, 0.8}}};
  const auto f = nacre::testing::log_spaced(1e5, 6, 8);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    z.push_back(cell.impedance(2.0 * std::numbers::pi * x) * (1.0 + 1e-3 * std::sin(1e3 * x)));
  }
  const auto spectrum = make_spectrum(f, z, "ZARC");
  for (const char* lambda : {"auto", "evidence", "1e-3"}) {
    DrtRequest request;
    request.lambda = lambda;
    const Json json = to_json(analyse_drt(spectrum, request));
    EXPECT_NEAR(json.at("ohmic_ohm").get<double>(), 0.3, 0.02) << lambda;
    EXPECT_NEAR(json.at("polarization_ohm").get<double>(), 1.0, 0.05) << lambda;
    EXPECT_EQ(json.at("tau_s").size(), json.at("gamma_ohm").size());
    EXPECT_TRUE(json.contains("lambda") && json.contains("inductance_H"));
    ASSERT_FALSE(json.at("peaks").empty()) << lambda;
  }
  DrtRequest request;
  request.bands = BandKind::sampled;
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);  // the default has bands of its own
  request.lambda = "evidense";
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);
  request.lambda = "-1";
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);
}

Spectrum with_noise(const std::vector<double>& frequency,
                    const std::function<std::complex<double>(double)>& z, double noise) {
  nacre::testing::Draw draw(21);
  std::vector<std::complex<double>> impedance;
  for (const double f : frequency) {
    const auto exact = z(2.0 * std::numbers::pi * f);
    const double real = draw.normal();
    impedance.push_back(exact + noise * std::abs(exact) * std::complex<double>(real, draw.normal()));
  }
  return make_spectrum(frequency, impedance, "simulated");
}

// An adsorption: a relaxation of negative resistance.
TEST(DrtAnalysis, an_inductive_loop_is_announced_and_found_on_request) {
  const nacre::testing::Zarc arc{1.0, 0.01, 0.8};
  const auto spectrum = with_noise(
      nacre::testing::log_spaced(1e4, 6, 10),
      [&](double w) { return 1.0 + arc.impedance(w) - 0.2 / std::complex<double>(1.0, 2.0 * w); }, 2e-3);
  const auto said = [](const DrtAnalysis& a) {
    return std::any_of(a.warnings.begin(), a.warnings.end(),
                       [](const auto& w) { return w.find("inductive below") != std::string::npos; });
  };
  DrtRequest request;
  EXPECT_TRUE(said(analyse_drt(spectrum, request)));
  request.tikhonov.negative = true;
  const auto found = analyse_drt(spectrum, request);
  EXPECT_FALSE(said(found));
  EXPECT_EQ(found.method, "Tikhonov, either sign");
  EXPECT_NEAR(found.polarization_ohm, 0.8, 0.03);
  ASSERT_EQ(found.peaks.size(), 2u);
  EXPECT_NEAR(found.peaks[0].resistance_ohm, 1.0, 4.0 * found.peaks[0].resistance_std_ohm);
  EXPECT_NEAR(found.peaks[1].resistance_ohm, -0.2, 4.0 * found.peaks[1].resistance_std_ohm);
  EXPECT_NEAR(found.peaks[1].tau_s, 2.0, 4.0 * found.peaks[1].tau_std_s);
  EXPECT_LT(found.peaks[1].resistance_std_ohm, 0.02);
  EXPECT_LT(*std::min_element(found.gamma_ohm.begin(), found.gamma_ohm.end()), -0.05);
}

TEST(DrtAnalysis, peaks_of_tikhonov_have_uncertainties) {
  const nacre::testing::KnownCell cell{0.3, 0.0, 3.0, {{1.0, 1e-3, 0.8}, {0.5, 0.1, 0.9}}};
  const auto spectrum = with_noise(
      nacre::testing::log_spaced(1e5, 7, 10), [&](double w) { return cell.impedance(w); }, 2e-3);
  DrtRequest request;
  request.lambda = "evidence";
  request.tikhonov.series_capacitance = true;
  request.bands = BandKind::sampled;
  request.sampling.samples = 100;
  const auto found = analyse_drt(spectrum, request);
  EXPECT_EQ(found.band, "sampled");
  EXPECT_NEAR(1.0 / found.series_capacitance_F, 3.0, 0.1);
  EXPECT_NEAR(found.noise, 2e-3, 7e-4);
  ASSERT_GE(found.peaks.size(), 2u);
  for (const auto& truth : cell.processes) {
    const auto nearest =
        std::min_element(found.peaks.begin(), found.peaks.end(), [&](const DrtPeak& a, const DrtPeak& b) {
          return std::abs(std::log(a.tau_s / truth.tau_s)) < std::abs(std::log(b.tau_s / truth.tau_s));
        });
    EXPECT_NEAR(nearest->resistance_ohm, truth.resistance_ohm, 4.0 * nearest->resistance_std_ohm);
    EXPECT_LT(nearest->resistance_std_ohm, 0.2 * truth.resistance_ohm);
  }
}

TEST(DrtAnalysis, a_known_parallel_capacitance_is_taken_out) {
  const nacre::testing::KnownCell cell{5.0, 0.0, 0.0, {{10.0, 1e-4, 0.85}}};
  const double stray = 2e-8;
  const auto spectrum = with_noise(
      nacre::testing::log_spaced(3e6, 6, 10),
      [&](double w) { return 1.0 / (1.0 / cell.impedance(w) + std::complex<double>(0.0, w * stray)); }, 1e-3);
  DrtRequest request;
  request.parallel_capacitance_F = stray;
  const auto found = analyse_drt(spectrum, request);
  EXPECT_NEAR(found.ohmic_ohm, 5.0, 0.05);
  EXPECT_LT(nacre::testing::relative_error(found.tau_s, found.gamma_ohm,
                                           [&](double tau) { return cell.gamma(tau); }),
            0.1);
  request.parallel_capacitance_F = -1.0;
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);
}

}  // namespace
}  // namespace nacre::impedance
