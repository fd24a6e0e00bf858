#include "nacre/impedance/record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/error.hpp"
#include "support/impedance_series.hpp"

namespace nacre::impedance {
namespace {

using nacre::testing::KnownCell;
using ::testing::HasSubstr;

// Spectra of a ZARC that grows, with the voltage at which each was measured.
formats::Table growing_arc(std::size_t count) {
  auto spectra =
      nacre::testing::simulate_series(count, 0.002, 9, nacre::testing::log_spaced(1e4, 6, 8), [&](double x) {
        return KnownCell{1.0, 0.0, 0.0, {{5.0 + x * static_cast<double>(count - 1), 0.01, 0.85}}};
      }).spectra;
  for (std::size_t k = 0; k < count; ++k) {
    spectra[k].conditions = {{"voltage_V", 3.0 + 0.1 * static_cast<double>(k)}};
  }
  return nacre::testing::table_of(spectra);
}

TEST(Record, spectra_are_judged_fitted_and_resolved_together) {
  const auto options = record_options_from_json(
      {{"circuit", "R0-p(R1,CPE1)"}, {"weighting", "modulus"}, {"bands", {{"arc", {1e-4, 1.0}}}}});
  const auto result = analyse_record(growing_arc(4), options);
  ASSERT_EQ(result.spectra.size(), 4U);
  EXPECT_TRUE(result.spectra[2].kramers_kronig->valid);
  EXPECT_NEAR(result.spectra[2].fit->parameters[1].value, 7.0, 0.05);
  EXPECT_EQ(result.relaxations.along, "voltage_V");
  EXPECT_TRUE(result.relaxations.joint);
  EXPECT_NEAR(result.relaxations.band_ohm[0][2].value_ohm, 7.0, 0.25);
  double seen = 0.0;
  for (const auto& quantity : quantities(result)) {
    if (quantity.name == "band_resistance" && quantity.at.at("spectrum") == 3.0) {
      seen = quantity.value;
      EXPECT_EQ(quantity.unit, "ohm");
    }
  }
  EXPECT_EQ(seen, result.relaxations.band_ohm[0][2].value_ohm);
}

TEST(Record, the_archive_gives_back_all_of_it) {
  for (const std::size_t count : {1U, 3U}) {
    const auto result =
        analyse_record(growing_arc(count), record_options_from_json({{"circuit", "R0-p(R1,CPE1)"}}));
    const Json stored = Json::parse(archive(result).dump());
    const auto back = record_analysis_from_archive(stored);
    EXPECT_EQ(archive(back).dump(), stored.dump());
    EXPECT_EQ(to_json(back).dump(), to_json(result).dump());
    EXPECT_EQ(back.spectra[0].fit->correlation, result.spectra[0].fit->correlation);
  }
  EXPECT_THROW(record_analysis_from_archive({{"kind", "nacre cycling analysis"}}), InputError);
  EXPECT_THROW(
      record_analysis_from_archive({{"kind", "nacre impedance analysis"}, {"content", Json::array()}}),
      InputError);
}

TEST(Record, the_same_spectra_give_the_same_bytes) {
  const auto options = record_options_from_json({{"circuit", "R0-p(R1,CPE1)"}});
  EXPECT_EQ(archive(analyse_record(growing_arc(3), options)).dump(),
            archive(analyse_record(growing_arc(3), options)).dump());
}

TEST(Record, options_name_what_is_wrong_with_them) {
  const auto why = [](const Json& json) {
    try {
      record_options_from_json(json);
    } catch (const UsageError& error) {
      return std::string(error.what()) + " " + error.advice();
    }
    return std::string("nothing");
  };
  EXPECT_THAT(why({{"circut", "R0"}}), HasSubstr("did you mean 'circuit'"));
  EXPECT_THAT(why({{"joint", "yes"}}), HasSubstr("'joint' is true or false"));
  EXPECT_THAT(why({{"bands", {{"arc", {1.0, 0.1}}}}}), HasSubstr("'arc'"));
  EXPECT_THAT(why({{"bands", "D5=1"}}), HasSubstr("NAME=FROM:TO"));
  EXPECT_THAT(why({{"values", {1.0, 2.0}}}), HasSubstr("along"));
  EXPECT_THAT(why({{"circuit", "R0-("}}), ::testing::Not(HasSubstr("nothing")));
  EXPECT_THAT(why({{"search", true}, {"circuit", "R0"}}), HasSubstr("one of both"));
  EXPECT_EQ(why({{"bands", "none"}}), "nothing");
}

}  // namespace
}  // namespace nacre::impedance
