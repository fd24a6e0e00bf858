// Columns of text: .xy, .xye, .chi, XYDATA, csv.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/patterns/pattern.hpp"
#include "pattern_checks.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using patterns::stated_number;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::Pair;

TEST(PatternText, UncertaintiesAndUnitsFollowTheHeadings) {
  expect_deviation(read(nacre::testing::pyfai_text(false)), 2);
  expect_deviation(read(nacre::testing::xydata_text()), 2);
  expect_deviation(read(nacre::testing::xye_text(), "a.xye"), 2);
  EXPECT_EQ(read(nacre::testing::xy_text(",", true)).find("intensity")->unit, "counts");
  EXPECT_EQ(read(nacre::testing::xye_text(), "a.xye").find("intensity")->unit, "1");
}

TEST(PatternText, TurnsQIntoTheAngle) {
  const Table table = read(nacre::testing::pyfai_text(true));
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(::testing::DoubleEq(0.5)));
  expect_pattern(table, 0, 1e-7);
  // d = 2 angstrom at 1.5406 angstrom: 2 asin(1.5406 / 4).
  const Table spacings = read("# wavelength = 1.5406 A\n# d, Intensity\n2.5, 10\n2.0, 20\n1.5, 30\n");
  EXPECT_NEAR(spacings.numbers("two_theta_deg")[1], 2 * std::asin(1.5406 / 4) * 180 / M_PI, 1e-12);
  EXPECT_LT(spacings.numbers("two_theta_deg")[0], spacings.numbers("two_theta_deg")[2]);
}

TEST(PatternText, RefusesQWithoutWavelength) {
  try {
    read("# q_A^-1 I\n1.0 10\n1.1 20\n1.2 30\n");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no wavelength"));
    EXPECT_FALSE(error.where().empty());
  }
}

TEST(PatternText, ReadsDecimalCommas) {
  std::string text = nacre::testing::xy_text(";", true);
  const auto rows = text.find('\n');
  std::replace(text.begin() + static_cast<std::ptrdiff_t>(rows), text.end(), '.', ',');
  expect_pattern(read(text));
}

TEST(PatternText, AColumnMapNamesTheColumns) {
  ReadOptions options;
  options.reader = "delimited-text";
  options.column_map = {{"two_theta_deg", "Position (deg)"}, {"intensity", "Detector"}};
  const Table table = read("Position (deg),Detector\n10.00,5\n10.02,6\n10.04,7\n", "x.csv", options);
  EXPECT_THAT(table.numbers("two_theta_deg"), ::testing::ElementsAre(10.0, 10.02, 10.04));
  EXPECT_THAT(table.numbers("intensity"), ::testing::ElementsAre(5, 6, 7));
}

TEST(PatternText, SaysWhatItTookRowsWithoutNamesFor) {
  EXPECT_THAT(read(nacre::testing::xy_text(" ", false), "x.txt").warnings,
              Contains(HasSubstr("names no columns")));
}

TEST(PatternText, LeavesOtherRowsOfNumbersAlone) {
  const auto reader = [](const std::string& text) {
    return recognise(Source::from_memory("x.csv", text)).name;
  };
  std::string by_seconds;
  std::string with_negatives;
  std::string frequencies;
  for (int i = 0; i < 60; ++i) {
    by_seconds += std::to_string(i) + ",3." + std::to_string(i) + "\n";
    with_negatives += std::to_string(i * 0.1) + ",-0." + std::to_string(i + 1) + "\n";
    frequencies += std::to_string(100 / std::pow(1.2, i)) + ",10,-" + std::to_string(i % 7) + "\n";
  }
  std::string voltages;
  for (int i = 0; i < 60; ++i) {
    voltages += std::to_string(i * 0.1) + "," + std::to_string(3.6 - 0.01 * i) + "\n";
  }
  EXPECT_EQ(reader(voltages), "delimited-text");
  EXPECT_EQ(reader(by_seconds), "delimited-text");
  EXPECT_EQ(reader(with_negatives), "delimited-text");
  EXPECT_EQ(reader(frequencies), "spectrum-text");
  EXPECT_EQ(reader("time/s,Ewe/V,I/mA,Q/mAh\n0,3,1,0\n1,3.1,1,0.1\n2,3.2,1,0.2\n"), "delimited-text");
}

TEST(PatternText, AFileWithFewerPointsThanItAnnouncesIsCutOff) {
  std::string text = nacre::testing::chi_text_of_pattern();
  text.resize(text.size() - 62);  // whole lines
  ASSERT_EQ(text.back(), '\n');
  try {
    read(text);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("announces 121 points, and has 119"));
  }
  ReadOptions options;
  options.salvage = true;
  EXPECT_THAT(read(text, "data", options).warnings, Contains(HasSubstr("has 119")));
}

TEST(PatternText, TakesTheHeadsOfOtherPrograms) {
  const std::string rows = nacre::testing::xy_text(" ", false);
  const Table eva =
      read("'Id: \"\" Comment: \"of: it\" Anode: \"Cu\" Scantype: \"Coupled\" TimePerStep: \"96\" \n" + rows,
           "a.xy");
  EXPECT_THAT(eva.metadata, Contains(Pair("anode", "Cu")));
  EXPECT_THAT(eva.metadata, Contains(Pair("Comment", "of: it")));
  EXPECT_THAT(stated_number(eva, "count_time_s"), Optional(96));
  const Table atx =
      read(";KAlpha1 = 1.54056\r\n;Target             = Cu\r\n;Yunit              = CPS\r\n" + rows);
  EXPECT_EQ(atx.find("intensity")->unit, "1/s");
  EXPECT_THAT(atx.metadata, Contains(Pair("anode", "Cu")));
}

}  // namespace
}  // namespace nacre::formats
