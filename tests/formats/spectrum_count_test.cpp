#include "nacre/formats/spectrum_count.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nacre::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Table with_frequencies(const std::vector<double>& frequencies) {
  Table table;
  table.add("frequency_Hz", "Hz", Numbers(frequencies.begin(), frequencies.end()));
  count_spectra(table);
  return table;
}

TEST(CountSpectra, OneSweepNeedsNoColumn) {
  EXPECT_FALSE(with_frequencies({1000, 100, 10, 1}).has("spectrum"));
  EXPECT_FALSE(with_frequencies({1, 10, 100}).has("spectrum"));
  EXPECT_FALSE(with_frequencies({5}).has("spectrum"));
}

TEST(CountSpectra, ANewOneBeginsWhereTheFrequencyJumpsBack) {
  EXPECT_THAT(with_frequencies({1000, 100, 10, 1, 1000, 100, 10}).numbers("spectrum"),
              ElementsAre(1, 1, 1, 1, 2, 2, 2));
  EXPECT_THAT(with_frequencies({1, 10, 100, 1, 10, 100}).numbers("spectrum"), ElementsAre(1, 1, 1, 2, 2, 2));
  // The second sweep is shorter, and was stopped.
  EXPECT_THAT(with_frequencies({1000, 100, 10, 1, 100, 10}).numbers("spectrum"),
              ElementsAre(1, 1, 1, 1, 2, 2));
}

TEST(CountSpectra, AFrequencyMeasuredAgainIsNoNewSpectrum) {
  EXPECT_FALSE(with_frequencies({1000, 1000, 300, 100, 100, 30, 10, 30, 10}).has("spectrum"));
  EXPECT_FALSE(with_frequencies({1000, 100, 10, 1, 1, 1.2, 0.1}).has("spectrum"));
}

TEST(CountSpectra, RowsWithoutAFrequencyPartSpectraAndBelongToNone) {
  const Table table = with_frequencies({0, 100, 10, 1, 0, missing, 1000, 100});
  const auto spectrum = table.numbers("spectrum");
  EXPECT_TRUE(std::isnan(spectrum[0]) && std::isnan(spectrum[4]) && std::isnan(spectrum[5]));
  EXPECT_EQ(spectrum[3], 1);
  EXPECT_EQ(spectrum[6], 2);
  EXPECT_FALSE(with_frequencies({0, 0, 0}).has("spectrum"));
}

TEST(CountSpectra, FrequenciesInNoOrderAreOneSpectrumWithAWarning) {
  const Table table = with_frequencies({100, 3, 50, 1000, 7, 300, 20, 2, 800, 1});
  EXPECT_FALSE(table.has("spectrum"));
  EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("in no order")));
  EXPECT_THAT(with_frequencies({1000, 100, 10}).warnings, IsEmpty());
}

}  // namespace
}  // namespace nacre::formats
