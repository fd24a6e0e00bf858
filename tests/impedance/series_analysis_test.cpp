#include "nacre/impedance/series_analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr double boltzmann_eV = 8.617333262e-5;

// A contact that hardly changes and a charge transfer of 0.45 eV, from 0 to 50 C.
std::vector<Spectrum> over_temperature() {
  std::vector<Spectrum> spectra;
  nacre::testing::Draw draw(5);
  const auto frequency = nacre::testing::log_spaced(1e5, 7, 8);
  for (int k = 0; k < 6; ++k) {
    const double celsius = 10.0 * k;
    const double growth = std::exp(0.45 / boltzmann_eV * (1.0 / (celsius + 273.15) - 1.0 / 298.15));
    const nacre::testing::KnownCell cell{
        2.0, 0.0, 0.0, {{1.0, 3e-5, 0.9}, {10.0 * growth, 0.05 * growth, 0.85}}};
    std::vector<std::complex<double>> z;
    for (const double f : frequency) {
      const auto exact = cell.impedance(2.0 * std::numbers::pi * f);
      const double real = draw.normal();
      z.push_back(exact + 0.003 * std::abs(exact) * std::complex<double>(real, draw.normal()));
    }
    auto& s = spectra.emplace_back(make_spectrum(frequency, std::move(z), "simulated"));
    s.label = std::to_string(k + 1);
    s.conditions = {{"voltage_V", 3.3}, {"temperature_C", celsius}};
  }
  return spectra;
}

TEST(SeriesAnalysis, activation_energies_of_the_bands_over_temperature) {
  const auto result = analyse_series(over_temperature(), {});
  EXPECT_EQ(result.along, "temperature_C");
  ASSERT_EQ(result.bands.size(), 3U);
  EXPECT_THAT(result.warnings,
              Contains(HasSubstr("band D5 (10 to 100 s) reaches beyond")));  // 1 / (2 pi 0.01 Hz)
  ASSERT_EQ(result.arrhenius.size(), 4U);
  EXPECT_EQ(result.arrhenius[0].of, "ohmic");
  EXPECT_NEAR(result.arrhenius[0].activation_energy_eV, 0.0, 0.01);
  EXPECT_EQ(result.arrhenius[2].of, "D3+D4");
  EXPECT_NEAR(result.arrhenius[2].activation_energy_eV, 0.45, 0.01);
  EXPECT_GT(result.arrhenius[2].activation_energy_std_eV, 0.0);
  ASSERT_GE(result.tracks.size(), 2U);
  EXPECT_EQ(result.tracks[0].name, "D1");
  EXPECT_EQ(result.tracks[0].spectrum.size(), 6U);
}

TEST(SeriesAnalysis, the_place_is_a_condition_or_given_or_the_number) {
  auto spectra = over_temperature();
  SeriesRequest request;
  parse_along("soc=0,0.2,0.4,0.6,0.8,1", request);
  const auto given = analyse_series(spectra, request);
  EXPECT_EQ(given.along, "soc");
  EXPECT_EQ(given.at[2], 0.4);
  EXPECT_TRUE(given.arrhenius.empty());
  parse_along("soc=0,0.2", request);
  EXPECT_THROW(analyse_series(spectra, request), UsageError);
  parse_along("potential_V", request);
  EXPECT_THROW(analyse_series(spectra, request), UsageError);
  EXPECT_THROW(parse_along("soc=0,x", request), UsageError);
  for (auto& s : spectra) {
    s.conditions.clear();
  }
  const auto numbered = analyse_series(spectra, {});
  EXPECT_EQ(numbered.along, "spectrum");
  EXPECT_EQ(numbered.at.back(), 6.0);
}

TEST(SeriesAnalysis, a_spectrum_that_cannot_be_resolved_is_left_out_and_named) {
  auto spectra = over_temperature();
  spectra[3].frequency_Hz.resize(3);
  spectra[3].impedance_ohm.resize(3);
  const auto result = analyse_series(spectra, {});
  EXPECT_EQ(result.spectra.size(), 5U);
  EXPECT_EQ(result.names[3], "5");
  EXPECT_EQ(result.at[3], 40.0);
  EXPECT_THAT(result.warnings, Contains(HasSubstr("spectrum 4 left out")));
  for (auto& s : spectra) {
    s.frequency_Hz.resize(3);
    s.impedance_ohm.resize(3);
  }
  EXPECT_THROW(analyse_series(spectra, {}), InputError);
}

TEST(SeriesAnalysis, json_has_one_number_a_spectrum) {
  const Json json = to_json(analyse_series(over_temperature(), {}));
  EXPECT_EQ(json.at("along").at("values").size(), 6U);
  EXPECT_EQ(json.at("bands").at(0).at("resistance_ohm").size(), 6U);
  EXPECT_EQ(json.at("processes").at(0).at("tau_s").size(), json.at("processes").at(0).at("spectrum").size());
}

}  // namespace
}  // namespace nacre::impedance
