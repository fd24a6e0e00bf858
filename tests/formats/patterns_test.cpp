// Each layout of powder patterns, on a pattern of our own and on real files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/formats/members.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/rigaku.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"
#include "support/packing.hpp"
#include "support/pattern_files.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::pattern_points;
using nacre::testing::TextFile;
using patterns::stated_number;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

Table read(const std::string& bytes, const std::string& name = "data", const ReadOptions& options = {}) {
  return read_table(Source::from_memory(name, bytes), options);
}

// The rows from `first` on are the pattern of the synthetic files.
void expect_pattern(const Table& table, std::size_t first = 0, double tolerance_deg = 1e-9) {
  const auto points = pattern_points();
  ASSERT_GE(table.rows(), first + points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(table.numbers("two_theta_deg")[first + i], points[i].two_theta_deg, tolerance_deg) << i;
    EXPECT_NEAR(table.numbers("intensity")[first + i], points[i].counts, 1e-6) << i;
  }
}

void expect_deviation(const Table& table, double factor) {
  const auto intensity = table.numbers("intensity");
  const auto deviation = table.numbers("intensity_std");
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_NEAR(deviation[i], factor * std::sqrt(intensity[i]), 1e-3) << i;
  }
}

// The high points were measured behind an attenuator of this factor, which is in the intensities.
void expect_attenuated(const Table& table, double attenuation) {
  EXPECT_EQ(table.find("intensity")->unit, "1");
  const auto points = pattern_points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double factor = points[i].counts > 500 ? attenuation : 1;
    EXPECT_EQ(table.numbers("intensity")[i], factor * points[i].counts);
    EXPECT_DOUBLE_EQ(table.numbers("intensity_std")[i], factor * std::sqrt(points[i].counts));
  }
}

class PatternFiles : public ::testing::TestWithParam<TextFile> {};

TEST_P(PatternFiles, HoldThePattern) {
  const Table table = read(GetParam().bytes, GetParam().name);
  EXPECT_EQ(table.rows(), pattern_points().size());
  expect_pattern(table);
  EXPECT_FALSE(table.has("scan"));
  EXPECT_THAT(table.warnings, IsEmpty());
}

TEST_P(PatternFiles, CutOffAnywhereGivePointsOrAnErrorWithItsPlace) {
  const auto& bytes = GetParam().bytes;
  for (std::size_t size = 1; size < bytes.size(); size += 1 + bytes.size() / 197) {
    for (const bool salvage : {false, true}) {
      ReadOptions options;
      options.salvage = salvage;
      try {
        const Table table = read(bytes.substr(0, size), GetParam().name, options);
        EXPECT_GT(table.rows(), 0U);
        EXPECT_LE(table.rows(), pattern_points().size());
      } catch (const InputError& error) {
        EXPECT_FALSE(error.where().empty()) << error.what();
      }
    }
  }
}

// A table that nacre wrote of a pattern is a pattern again.
TEST_P(PatternFiles, ComeBackFromCsv) {
  const Table table = read(GetParam().bytes, GetParam().name);
  const Table again = read(to_csv(table), "table.csv");
  EXPECT_EQ(again.reader, "pattern-text");
  ASSERT_EQ(again.rows(), table.rows());
  EXPECT_EQ(again.columns().size(), table.columns().size());
  EXPECT_EQ(again.find("intensity")->unit, table.find("intensity")->unit);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_EQ(again.numbers("two_theta_deg")[i], table.numbers("two_theta_deg")[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(All, PatternFiles, ::testing::ValuesIn(nacre::testing::all_pattern_files()),
                         [](const auto& information) {
                           std::string name = information.param.name;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(Gsas, CountsAreCountsAndCountersGiveTheirUncertainty) {
  const Table counts = read(nacre::testing::gsas_counts_text());
  EXPECT_EQ(counts.reader, "gsas");
  EXPECT_EQ(counts.find("intensity")->unit, "counts");
  EXPECT_FALSE(counts.has("intensity_std"));
  const Table counters = read(nacre::testing::gsas_counters_text(4));
  EXPECT_EQ(counters.find("intensity")->unit, "1");
  expect_deviation(counters, 0.5);
}

TEST(Gsas, StatedUncertaintiesAreTaken) {
  expect_deviation(read(nacre::testing::gsas_esd_text()), 2);
  const Table table = read(nacre::testing::gsas_fxye_text());
  expect_deviation(table, 2);
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(0.413909));
  EXPECT_THAT(stated_number(table, "temperature_K"), Optional(298.5));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(0.1));
  EXPECT_EQ(stated_number(table, "wavelength_2_angstrom"), std::nullopt);
}

TEST(Gsas, BanksAreScans) {
  const Table table = read(nacre::testing::gsas_counts_text(3));
  const auto points = pattern_points().size();
  ASSERT_EQ(table.rows(), 3 * points);
  for (std::size_t bank = 0; bank < 3; ++bank) {
    expect_pattern(table, bank * points);
    EXPECT_EQ(table.numbers("scan")[bank * points], static_cast<double>(bank + 1));
  }
}

TEST(Gsas, CountsThatFillTheirFieldAreNotTakenForCounters) {
  const Table table = read("title\nBANK 1 3 1 CONST 1000 2 0 0 STD\n 1234567  123456      99\n");
  EXPECT_THAT(table.numbers("intensity"), ::testing::ElementsAre(1234567, 123456, 99));
  EXPECT_THAT(table.warnings, Contains(HasSubstr("more than six digits")));
}

TEST(Gsas, ZeroCountsOfSeveralCountersHaveTheUncertaintyOfOne) {
  const Table table = read("title\nBANK 1 2 1 CONST 1000 2 0 0\n 4     0 4   100\n");
  EXPECT_THAT(table.numbers("intensity_std"), ::testing::ElementsAre(0.5, 5));
}

TEST(Gsas, RefusesWhatHasNoAngles) {
  try {
    read("title\nBANK 1 3 1 SLOG 1000 2 0 0 FXYE\n1000 1 1\n1002 1 1\n1004 1 1\n");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 2");
    EXPECT_THAT(error.what(), HasSubstr("times of flight"));
  }
}

TEST(Gsas, NamesTheLineOfDamage) {
  std::string text = nacre::testing::gsas_fxye_text();
  text.replace(text.find("1020"), 4, "1O20");
  try {
    read(text);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 16");
  }
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(text, "data", options).rows(), 10U);
}

TEST(SteppedText, TakesTheWordsOfThePhilipsPrograms) {
  const Table table = read(nacre::testing::stepped_text());
  EXPECT_EQ(table.reader, "pattern-steps");
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
  EXPECT_THAT(table.metadata, Contains(Pair("divergence_slit", "fixed")));
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.54056));
  EXPECT_THAT(stated_number(table, "wavelength_2_angstrom"), Optional(1.54439));
  EXPECT_THAT(stated_number(table, "wavelength_ratio"), Optional(0.5));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(3));
}

TEST(SteppedText, WithTwiceTheNumbersHasUncertainties) {
  const Table table = read(nacre::testing::stepped_text_with_deviations());
  EXPECT_EQ(table.find("intensity")->unit, "1");
  expect_deviation(table, 2);
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.494));
}

TEST(SteppedText, IsNotTakenFromTablesOfThreeColumns) {
  std::string text = "0 0.1 5\n";
  for (int i = 1; i < 12; ++i) {
    text += std::to_string(i) + " 0.1 5\n";
  }
  EXPECT_NE(recognise(Source::from_memory("x.txt", text)).name, "pattern-steps");
}

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

TEST(Xrdml, TakesWhatTheFileStates) {
  const Table table = read(nacre::testing::xrdml_text());
  EXPECT_EQ(table.reader, "xrdml");
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_THAT(table.metadata, Contains(Pair("radiation", "x-ray")));
  EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
  EXPECT_THAT(table.metadata, Contains(Pair("divergence_slit", "fixed")));
  EXPECT_THAT(table.metadata, Contains(Pair("start_time", "2024-11-14T16:51:45-08:00")));
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.540598));
  EXPECT_THAT(stated_number(table, "goniometer_radius_mm"), Optional(240));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(12.5));
}

TEST(Xrdml, CountsBehindAnAttenuatorAreMultiplied) {
  const Table table = read(nacre::testing::xrdml_text(1, 100));
  expect_attenuated(table, 100);
}

TEST(Xrdml, ScansKeepTheirOwnTimes) {
  const Table table = read(nacre::testing::xrdml_text(2));
  const auto points = pattern_points().size();
  ASSERT_EQ(table.rows(), 2 * points);
  expect_pattern(table, points);
  EXPECT_EQ(table.numbers("count_time_s")[0], 12.5);
  EXPECT_EQ(table.numbers("count_time_s")[points], 25);
  EXPECT_EQ(stated_number(table, "count_time_s"), std::nullopt);
}

TEST(Xrdml, SalvagesWholeScans) {
  const std::string whole = nacre::testing::xrdml_text(2);
  const std::string cut = whole.substr(0, whole.size() - 100);
  EXPECT_THROW(read(cut), InputError);
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(cut, "data", options).rows(), pattern_points().size());
}

class BrukerRaw : public ::testing::TestWithParam<int> {};

TEST_P(BrukerRaw, RangesAreScansWithWhatTheFileStates) {
  const Table table = read(nacre::testing::bruker_raw_bytes(GetParam(), 3));
  const auto points = pattern_points().size();
  EXPECT_EQ(table.reader, "bruker-raw");
  ASSERT_EQ(table.rows(), 3 * points);
  for (std::size_t scan = 0; scan < 3; ++scan) {
    expect_pattern(table, scan * points);
  }
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.5406));
  EXPECT_THAT(stated_number(table, "wavelength_2_angstrom"), Optional(1.54439));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(2.5));
  EXPECT_EQ(table.has("time_s"), GetParam() == 3);
  if (GetParam() == 3) {
    EXPECT_EQ(table.numbers("time_s").back(), 20);
  }
  if (GetParam() != 1) {
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
    EXPECT_THAT(stated_number(table, "wavelength_ratio"), Optional(0.5));
  }
}

TEST_P(BrukerRaw, AHeaderThatClaimsMorePointsThanThereAreIsRefusedUnlessSalvaged) {
  const std::string whole = nacre::testing::bruker_raw_bytes(GetParam());
  const std::string cut = whole.substr(0, whole.size() - 42);
  EXPECT_THROW(read(cut), InputError);
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(cut, "data", options).rows(), pattern_points().size() - 11);
}

INSTANTIATE_TEST_SUITE_P(Versions, BrukerRaw, ::testing::Values(1, 2, 3, 4));

TEST(BrukerRawScans, RockingCurvesAreRefusedByName) {
  for (const int version : {3, 4}) {
    try {
      read(nacre::testing::rocking_curve_bytes(version));
      FAIL() << version;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("its 2 scans are Rocking Curve")) << version;
    }
  }
}

TEST(BrukerRawScans, ThoseOfStoeAreRefusedByName) {
  try {
    read("RAW_1.06Powdat  22-Sep-20 17:18" + std::string(200, '\0'));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("STOE"));
  }
}

TEST(BrukerBrml, AnAbsorberLeavesIntensitiesAloneAndWidensTheirUncertainty) {
  const Table table = read(nacre::testing::brml_bytes(1, 8));
  expect_attenuated(table, 8);
}

TEST(BrukerBrml, TheTimeIsThatOfEveryStripOfTheDetectorAndEveryScanStatesItsStart) {
  const Table table = read(nacre::testing::brml_bytes(3));
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(2.5));  // not the 0.25 s of a step
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_EQ(table.numbers("time_s")[2 * pattern_points().size()], 120);
}

TEST(BrukerBrml, FramesOfAMovingDetectorAreNoPattern) {
  std::string bytes = nacre::testing::brml_frame_bytes();
  const auto members = unpack_members(Source::from_memory("x", bytes), false, [](auto) { return true; });
  std::string text(members.back().source.bytes());
  const auto datum = text.find("<Datum>");
  text.insert(datum, text.substr(datum, text.find("</Datum>") + 8 - datum));
  bytes = nacre::testing::zip_bytes(
      {{"Experiment0/DataContainer.xml", "<DataContainer/>"}, {"Experiment0/RawData0.xml", text}});
  try {
    read(bytes);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("frames of 121 channels"));
  }
}

TEST(Rigaku, TimesFollowTheSpeedInItsUnit) {
  EXPECT_THAT(stated_number(read(nacre::testing::ras_text()), "count_time_s"),
              Optional(2.5));  // 0.48 deg/min
  EXPECT_THAT(stated_number(read(nacre::testing::rasx_bytes()), "count_time_s"), Optional(2.5));  // 2.5 s
  EXPECT_THAT(patterns::rigaku_count_time_s("1.20", "", "0.02", "STEP"), Optional(1.2));
  EXPECT_EQ(patterns::rigaku_count_time_s("1.20", "", "0.02", ""), std::nullopt);
  EXPECT_EQ(patterns::rigaku_count_time_s("0", "deg/min", "0.02", ""), std::nullopt);
}

TEST(Rigaku, ScansAlongAnotherAxisAreNoPatterns) {
  for (const auto& bytes :
       {nacre::testing::ras_text(2, 1, "Omega"), nacre::testing::rasx_bytes(2, "Omega")}) {
    try {
      read(bytes);
      FAIL();
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("its 2 scans are along Omega"));
    }
  }
}

TEST(Rigaku, CountsThatAreNoWholeNumbersAreSaid) {
  std::string text = nacre::testing::ras_text();
  text.replace(text.find(" 50.0000 "), 9, " 50.2500 ");
  EXPECT_THAT(read(text).warnings, Contains(HasSubstr("no whole numbers")));
}

TEST(KeyedText, AScanOfAnotherDriveIsNoPattern) {
  std::string text = nacre::testing::uxd_text(true);
  text.replace(text.find("COUPLED"), 7, "THETA");
  EXPECT_THROW(read(text), InputError);
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

TEST(Scans, KnowTheirAxisByItsName) {
  for (const char* axis : {"TwoThetaOmega", "2-Theta/Omega", "Omega-2Theta", "Gonio", "Locked Coupled",
                           "2Theta", "Detector Scan", "PSD Fixed Scan", "TwoThetaChi", ""}) {
    EXPECT_TRUE(patterns::is_along_two_theta(axis)) << axis;
  }
  for (const char* axis : {"Omega", "THETA", "Phi", "Rocking Curve", "KHI", "Chi", "X Scan"}) {
    EXPECT_FALSE(patterns::is_along_two_theta(axis)) << axis;
  }
}

TEST(Scans, OverTheSameAnglesArePatternsOfTheirOwn) {
  auto tables = patterns::split_patterns(read(nacre::testing::xrdml_text(3, 1, "400 402")));
  ASSERT_EQ(tables.size(), 3U);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_EQ(tables[i].rows(), pattern_points().size());
    expect_pattern(tables[i]);
    EXPECT_THAT(stated_number(tables[i], "scan"), Optional(static_cast<double>(i + 1)));
    EXPECT_THAT(stated_number(tables[i], "time_s"), Optional(60.0 * static_cast<double>(i)));
    EXPECT_THAT(stated_number(tables[i], "count_time_s"), Optional(12.5 * (static_cast<double>(i) + 1)));
    EXPECT_THAT(stated_number(tables[i], "temperature_K"), Optional(401));
    EXPECT_THAT(patterns::start_time_s(tables[i]),
                Optional(patterns::start_time_s(tables[0]).value() + 60.0 * static_cast<double>(i)));
  }
}

TEST(Scans, ThatGoOnWhereTheLastOneEndedAreOnePattern) {
  const std::string low = "title\nBANK 1 3 1 CONST 1000 2 0 0 STD\n      10      11      12\n";
  const std::string high = "BANK 2 2 1 CONST 1006 4 0 0 STD\n      13      14\n";
  const auto tables = patterns::split_patterns(read(low + high + low.substr(6) + high));
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_THAT(tables[1].numbers("intensity"), ::testing::ElementsAre(10, 11, 12, 13, 14));
  EXPECT_THAT(tables[1].numbers("scan"), ::testing::ElementsAre(3, 3, 3, 4, 4));
}

TEST(Scans, OneScanIsItself) {
  EXPECT_EQ(patterns::split_patterns(read(nacre::testing::xrdml_text())).size(), 1U);
}

TEST(Xrdml, AFileWithoutKAlpha2HasOneWavelength) {
  std::string text = nacre::testing::xrdml_text();
  EXPECT_THAT(stated_number(read(text), "wavelength_2_angstrom"), Optional(1.544426));
  std::string crystal = text;
  crystal.insert(crystal.find("<divergenceSlit"), "<monochromator><crystal>Ge</crystal></monochromator>");
  EXPECT_EQ(stated_number(read(crystal), "wavelength_2_angstrom"), std::nullopt);
  text.replace(text.find("0.5000"), 6, "0.0000");
  EXPECT_EQ(stated_number(read(text), "wavelength_2_angstrom"), std::nullopt);
}

TEST(KeyedText, TakesWhatTheFilesState) {
  for (const auto& text : {nacre::testing::uxd_text(true), nacre::testing::udf_text(),
                           nacre::testing::ras_text(), nacre::testing::cpi_text()}) {
    const Table table = read(text);
    EXPECT_EQ(table.find("intensity")->unit, "counts") << table.reader;
    EXPECT_THAT(table.metadata, Contains(Pair("title", "A title"))) << table.reader;
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu"))) << table.reader;
    EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(::testing::DoubleNear(1.5406, 1e-4)));
  }
  EXPECT_THAT(read(nacre::testing::udf_text()).metadata, Contains(Pair("divergence_slit", "automatic")));
  EXPECT_THAT(stated_number(read(nacre::testing::udf_text()), "count_time_s"), Optional(2.5));
  EXPECT_THAT(stated_number(read(nacre::testing::uxd_text(true)), "count_time_s"), Optional(2.5));
  EXPECT_THAT(stated_number(read(nacre::testing::uxd_text(true)), "goniometer_radius_mm"), Optional(200.5));
}

TEST(KeyedText, RoundedAnglesOfUxdPairsGiveWayToStartAndStep) {
  std::string text = nacre::testing::uxd_text(true);
  text.replace(text.find("_STEPSIZE=0.020000"), 18, "_STEPSIZE=0.020012");
  EXPECT_DOUBLE_EQ(read(text).numbers("two_theta_deg")[50], 10 + 50 * 0.020012);
  text.replace(text.find("_STEPSIZE=0.020012"), 18, "_STEPSIZE=0.030000");
  EXPECT_DOUBLE_EQ(read(text).numbers("two_theta_deg")[50], 11);
}

TEST(KeyedText, AnAttenuatorIsSaid) {
  const Table table = read(nacre::testing::ras_text(2, 13.5));
  EXPECT_EQ(table.rows(), 2 * pattern_points().size());
  expect_pattern(table);
  EXPECT_THAT(table.warnings, Contains(HasSubstr("242 points were measured behind an attenuator")));
}

TEST(ZippedPatterns, ScansComeInTheOrderOfTheirNumbers) {
  for (const auto& bytes : {nacre::testing::brml_bytes(12), nacre::testing::rasx_bytes(12)}) {
    const Table table = read(bytes);
    EXPECT_EQ(table.rows(), 12 * pattern_points().size());
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
    expect_pattern(table, 11 * pattern_points().size());
  }
}

// What each real file holds, as its own lines state it.
struct RealPattern {
  std::string file;
  std::string reader;
  std::size_t rows;
  double first_deg;
  double last_deg;
  double first_intensity;
  double last_intensity;
};

class RealPatterns : public ::testing::TestWithParam<RealPattern> {};

TEST_P(RealPatterns, HoldWhatTheirLinesState) {
  const auto& real = GetParam();
  NACRE_REFERENCE_FILE(path, "diffraction/" + real.file);
  const Table table = read_table(path);
  EXPECT_EQ(table.reader, real.reader);
  ASSERT_EQ(table.rows(), real.rows);
  EXPECT_NEAR(table.numbers("two_theta_deg").front(), real.first_deg, 1e-9);
  EXPECT_NEAR(table.numbers("two_theta_deg").back(), real.last_deg, 1e-4);
  EXPECT_EQ(table.numbers("intensity").front(), real.first_intensity);
  EXPECT_EQ(table.numbers("intensity").back(), real.last_intensity);
}

const std::string gsas = "AdvancedPhotonSource__GSAS-II-tutorials/";
const std::string round_robin = "qaemu__rietveld-agent/";
const std::string dara = "CederGroupHub__dara/";

INSTANTIATE_TEST_SUITE_P(
    All, RealPatterns,
    ::testing::Values(RealPattern{gsas + "11BM_NAC.fxye", "gsas", 59498, 0.5, 59.9893, 239.933, 205.538},
                      RealPattern{gsas + "NIST660CBI.gsas", "gsas", 8378, 15.0066, 124.9991, 2364, 370},
                      RealPattern{gsas + "PBSO4.CWN", "gsas", 2919, 10, 155.9, 220, 450},
                      RealPattern{gsas + "LaB6_Jan2018.raw", "bruker-raw", 3040, 10, 70.0044472, 7393, 1110},
                      RealPattern{gsas + "PBSO4.XRA", "gsas", 6001, 10, 160, 179, 368},
                      RealPattern{dara + "NiO_0p6007-Bi2O3_0p4008--8min.xrdml", "xrdml", 8282, 10.00943322,
                                  99.99442286, 2408, 2885},
                      RealPattern{round_robin + "cpd-1a.dat", "pattern-steps", 7251, 5, 150, 153, 21}));

TEST(RealGsas, CountersOfTheNeutronPatternGiveItsUncertainty) {
  NACRE_REFERENCE_FILE(path, "diffraction/" + gsas + "PBSO4.CWN");
  const Table table = read_table(path);
  EXPECT_DOUBLE_EQ(table.numbers("intensity_std")[0], std::sqrt(220.0));       // " 1   220"
  EXPECT_DOUBLE_EQ(table.numbers("intensity_std")[41], std::sqrt(211.0 / 2));  // " 2   211"
}

}  // namespace
}  // namespace nacre::formats
