// Instrument parameter files of GSAS and GSAS-II.
#include "nacre/formats/patterns/instrument.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/error.hpp"
#include "support/reference.hpp"

namespace nacre::formats::patterns {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

const std::string gsas =
    "            123456789012345678901234567890123456789012345678901234567890        \n"
    "INS   BANK      2                                                               \n"
    "INS   HTYPE   PXCR                                                              \n"
    "INS  1 ICONS  1.540500  1.544300      -0.5         0       0.7    0       0.5   \n"
    "INS  1 IRAD     3                                                               \n"
    "INS  1I HEAD  A title                                                           \n"
    "INS  1PRCF1     3    8   0.01000                                                \n"
    "INS  1PRCF11   2.000000E+00  -2.000000E+00   5.000000E+00   0.100000E+00        \n"
    "INS  1PRCF12   0.300000E+00   0.400000E+00   0.150000E-01   0.160000E-01        \n"
    "INS  2 ICONS  1.909000  0.000000       0.0         0       0.0    0       0.0   \n"
    "INS  2PRCF1     1    6      0.01                                                \n"
    "INS  2PRCF11   0.354031E+03  -0.760404E+03   0.651592E+03   0.000000E+00        \n";

const std::string gsas_2 =
    "#GSAS-II instrument parameter file; do not add/delete "
    "items!\nType:PXC\nBank:1.0\nLam1:1.5405\nLam2:1.5443\n"
    "I(L2)/I(L1):0.5\nZero:-0.005\nPolariz.:0.7\nAzimuth:0.0\nU:2.0\nV:-2.0\nW:5.0\nX:0.3\nY:0.4\nZ:0.0\n"
    "SH/L:0.031\nSource:CuKa\n";

TEST(InstrumentFiles, OfGsasKeepNamesAndUnits) {
  const Instrument instrument = read_instrument(Source::from_memory("x.prm", gsas));
  EXPECT_EQ(instrument.title, "A title");
  EXPECT_EQ(instrument.radiation, "x-ray");
  EXPECT_EQ(instrument.anode, "Cu");
  EXPECT_THAT(instrument.wavelength_angstrom, Optional(1.5405));
  EXPECT_THAT(instrument.wavelength_2_angstrom, Optional(1.5443));
  EXPECT_THAT(instrument.wavelength_ratio, Optional(0.5));
  EXPECT_DOUBLE_EQ(instrument.zero_deg, -0.005);
  EXPECT_THAT(instrument.polarization, Optional(0.7));
  ASSERT_EQ(instrument.profiles.size(), 1U);
  const Profile& profile = instrument.profiles.front();
  EXPECT_EQ(profile.function, 3);
  EXPECT_EQ(profile.coefficients.size(), 8U);
  EXPECT_THAT(profile.find("U"), Optional(2.0));
  EXPECT_THAT(profile.find("V"), Optional(-2.0));
  EXPECT_THAT(profile.find("P"), Optional(0.1));
  EXPECT_THAT(profile.find("Y"), Optional(0.4));
  EXPECT_THAT(profile.find("H/L"), Optional(0.016));
  EXPECT_EQ(profile.coefficients.front().unit, "centideg2");
}

TEST(InstrumentFiles, OfSeveralBanksGiveTheOneThatIsAskedFor) {
  const Instrument instrument = read_instrument(Source::from_memory("x.prm", gsas), 2);
  EXPECT_THAT(instrument.wavelength_angstrom, Optional(1.909));
  EXPECT_EQ(instrument.wavelength_2_angstrom, std::nullopt);
  EXPECT_EQ(instrument.wavelength_ratio, std::nullopt);
  EXPECT_THAT(instrument.profiles.front().find("W"), Optional(651.592));
  EXPECT_THROW(read_instrument(Source::from_memory("x.prm", gsas), 3), InputError);
}

TEST(InstrumentFiles, OfGsas2SayTheSame) {
  const Instrument instrument = read_instrument(Source::from_memory("x.instprm", gsas_2));
  EXPECT_EQ(instrument.radiation, "x-ray");
  EXPECT_EQ(instrument.anode, "Cu");
  EXPECT_THAT(instrument.wavelength_2_angstrom, Optional(1.5443));
  EXPECT_DOUBLE_EQ(instrument.zero_deg, -0.005);
  EXPECT_THAT(instrument.profiles.front().find("W"), Optional(5.0));
  EXPECT_THAT(instrument.profiles.front().find("SH/L"), Optional(0.031));
}

TEST(InstrumentFiles, NameTheLineOfWhatIsNoNumber) {
  std::string text = gsas;
  text.replace(text.find("-2.000000E+00"), 13, "  two        ");
  try {
    read_instrument(Source::from_memory("x.prm", text));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 8");
    EXPECT_THAT(error.what(), HasSubstr("two"));
  }
  EXPECT_THROW(read_instrument(Source::from_memory("x.prm", "no such file")), InputError);
}

TEST(InstrumentFiles, OfTheTutorialsAreRead) {
  const std::string folder = "diffraction/AdvancedPhotonSource__GSAS-II-tutorials/";
  NACRE_REFERENCE_FILE(synchrotron, folder + "11bm_gsas.prm");
  NACRE_REFERENCE_FILE(reactor, folder + "inst_d1a.prm");
  NACRE_REFERENCE_FILE(laboratory, folder + "INST_XRY.PRM");
  const Instrument first = read_instrument(Source::open(synchrotron));
  EXPECT_THAT(first.wavelength_angstrom, Optional(0.413909));
  EXPECT_EQ(first.wavelength_2_angstrom, std::nullopt);
  EXPECT_THAT(first.polarization, Optional(0.99));
  EXPECT_THAT(first.profiles.front().find("X"), Optional(0.173));
  EXPECT_THAT(first.profiles.front().find("S/L"), Optional(0.0011));
  EXPECT_EQ(first.profiles.front().coefficients.size(), 19U);
  const Instrument second = read_instrument(Source::open(reactor));
  EXPECT_EQ(second.radiation, "neutron");
  EXPECT_EQ(second.profiles.size(), 2U);
  EXPECT_DOUBLE_EQ(second.zero_deg, -0.001);
  EXPECT_THAT(second.profiles[1].find("U"), Optional(354.031));
  const Instrument third = read_instrument(Source::open(laboratory));
  EXPECT_THAT(third.wavelength_2_angstrom, Optional(1.5443));
  EXPECT_EQ(third.anode, "Cu");
  EXPECT_THAT(third.profiles.front().find("W"), Optional(5.0));
}

}  // namespace
}  // namespace nacre::formats::patterns
