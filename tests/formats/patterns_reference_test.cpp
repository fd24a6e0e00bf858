// Real files of powder patterns.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/formats/reader.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

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
