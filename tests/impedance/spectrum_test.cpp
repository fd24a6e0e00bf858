#include "nacre/impedance/spectrum.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::impedance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

formats::Table table(const std::vector<double>& frequency, const std::vector<double>& real,
                     const std::vector<double>& imaginary) {
  formats::Table result;
  result.file = "cell.z";
  result.add("frequency_Hz", "Hz", formats::Numbers(frequency.begin(), frequency.end()));
  result.add("z_real_ohm", "ohm", formats::Numbers(real.begin(), real.end()));
  result.add("z_imag_ohm", "ohm", formats::Numbers(imaginary.begin(), imaginary.end()));
  return result;
}

TEST(Spectrum, is_read_as_it_stands) {
  const auto all = spectra(table({100, 10, 1}, {1, 2, 3}, {-1, -2, -1}));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_THAT(all[0].frequency_Hz, ElementsAre(100, 10, 1));
  EXPECT_EQ(all[0].impedance_ohm[1], std::complex<double>(2, -2));
  EXPECT_THAT(all[0].warnings, IsEmpty());
  EXPECT_EQ(all[0].label, "");
}

TEST(Spectrum, a_rising_sweep_is_turned_around) {
  const auto s = spectra(table({1, 10, 100}, {3, 2, 1}, {-1, -2, -1})).at(0);
  EXPECT_THAT(s.frequency_Hz, ElementsAre(100, 10, 1));
  EXPECT_EQ(s.impedance_ohm[0].real(), 1.0);
  EXPECT_THAT(s.warnings, IsEmpty());
}

TEST(Spectrum, unsorted_and_repeated_frequencies_are_flagged) {
  const auto s = spectra(table({10, 100, 1, 100}, {1, 2.0, 3, 2.2}, {-1, -2, -1, -2})).at(0);
  EXPECT_THAT(s.frequency_Hz, ElementsAre(100, 10, 1));
  EXPECT_DOUBLE_EQ(s.impedance_ohm[0].real(), 2.1);
  EXPECT_THAT(s.warnings, ElementsAre(HasSubstr("sorted"), HasSubstr("1 repeated frequencies averaged")));
  ASSERT_EQ(s.repeats.size(), 1u);
  EXPECT_EQ(s.repeats[0].frequency_Hz, 100.0);
  EXPECT_NEAR(s.repeats[0].difference, 0.2 / std::hypot(2.1, 2.0), 1e-12);
}

TEST(Spectrum, a_row_that_stands_there_twice_is_no_news) {
  const auto s = spectra(table({100, 10, 10, 1}, {1, 2, 2, 3}, {-1, -2, -2, -1})).at(0);
  EXPECT_THAT(s.frequency_Hz, ElementsAre(100, 10, 1));
  EXPECT_THAT(s.warnings, IsEmpty());
}

TEST(Spectrum, rows_without_values_are_flagged) {
  const auto s =
      spectra(table({100, 0, 10, -5, 1}, {1, 1, formats::missing, 2, 3}, {-1, -1, -1, -1, -1})).at(0);
  EXPECT_THAT(s.frequency_Hz, ElementsAre(100, 1));
  EXPECT_THAT(s.warnings, ElementsAre(HasSubstr("3 of 5 rows left out")));
}

TEST(Spectrum, rows_of_direct_current_belong_to_none) {
  auto t = table({0, 0, 100, 10, 1, 0, 100, 10, 1}, {0, 0, 1, 2, 3, 0, 1, 2, 3},
                 {0, 0, -1, -2, -1, 0, -1, -2, -1});
  t.add("spectrum", "1", {formats::missing, formats::missing, 1, 1, 1, formats::missing, 2, 2, 2});
  const auto all = spectra(t);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].label, "2");
  EXPECT_THAT(all[1].frequency_Hz, ElementsAre(100, 10, 1));
  EXPECT_THAT(all[0].warnings, IsEmpty());
}

TEST(Spectrum, nothing_left_is_an_error) {
  EXPECT_THROW(spectra(table({100, 10}, {0, 0}, {0, 0})), InputError);
  auto t = table({100, 10}, {1, 2}, {-1, -1});
  t.add("spectrum", "1", {formats::missing, formats::missing});
  EXPECT_THROW(spectra(t), InputError);
  EXPECT_THROW(spectra(table({0, -1}, {1, 1}, {1, 1})), InputError);
  EXPECT_THROW(spectra(table({}, {}, {})), InputError);
  EXPECT_THROW(spectra(formats::Table{}), InputError);
}

TEST(Spectrum, the_column_tells_spectra_apart) {
  auto t = table({100, 10, 100, 10}, {1, 2, 3, 4}, {-1, -1, -1, -1});
  t.add("spectrum", "1", {1, 1, 2, 2});
  t.add("voltage_V", "V", {3.0, 3.1, 3.4, formats::missing});
  const auto all = spectra(t);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].label, "2");
  EXPECT_EQ(all[1].impedance_ohm[0].real(), 3.0);
  ASSERT_EQ(all[1].conditions.size(), 1u);
  EXPECT_EQ(all[1].conditions[0].name, "voltage_V");
  EXPECT_DOUBLE_EQ(all[1].conditions[0].value, 3.4);
  EXPECT_DOUBLE_EQ(all[0].conditions[0].value, 3.05);
}

TEST(Spectrum, a_sweep_that_begins_again_is_another_spectrum) {
  const auto all = spectra(table({100, 30, 10, 3, 1, 100.5, 30, 10, 3, 1}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
                                 {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].impedance_ohm[0].real(), 6.0);
  EXPECT_EQ(all[0].size(), 5u);
}

TEST(Spectrum, a_swapped_sign_is_flagged) {
  const auto s = spectra(table({100, 10, 1}, {1, 2, 3}, {1, 2, 1})).at(0);
  EXPECT_THAT(s.warnings, ElementsAre(HasSubstr("-Im Z")));
}

}  // namespace
}  // namespace nacre::impedance
