// Each instrument's impedance file, on a spectrum of our own and on real files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "file_checks.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"
#include "support/reference.hpp"
#include "support/spectrum_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::all_spectrum_files;
using nacre::testing::bare_text;
using nacre::testing::spectrum_points;
using nacre::testing::TextFile;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Table read(const std::string& bytes, const ReadOptions& options = {}) {
  return read_table(Source::from_memory("data", bytes), options);
}

// The rows from `first` on are the spectrum of the synthetic files.
void expect_spectrum(const Table& table, std::size_t first = 0, double tolerance = 1e-14) {
  const auto points = spectrum_points();
  ASSERT_GE(table.rows(), first + points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& p = points[i];
    const double scale = tolerance * std::hypot(p.real_ohm, p.imaginary_ohm);
    EXPECT_NEAR(table.numbers("frequency_Hz")[first + i], p.frequency_Hz, tolerance * p.frequency_Hz) << i;
    EXPECT_NEAR(table.numbers("z_real_ohm")[first + i], p.real_ohm, scale) << i;
    EXPECT_NEAR(table.numbers("z_imag_ohm")[first + i], p.imaginary_ohm, scale) << i;
  }
}

class SpectrumFiles : public ::testing::TestWithParam<TextFile> {};

TEST_P(SpectrumFiles, HoldTheSpectrum) {
  const Table table = read(GetParam().bytes);
  EXPECT_EQ(table.rows(), spectrum_points().size());
  expect_spectrum(table);
  EXPECT_FALSE(table.has("spectrum"));
  if (GetParam().name != "zplotw.z") {
    EXPECT_THAT(table.warnings, IsEmpty());
  }
}

TEST_P(SpectrumFiles, CutOffAnywhereGivePointsOrAnErrorWithItsPlace) {
  expect_rows_or_a_place(GetParam(), spectrum_points().size(), 197);
}

INSTANTIATE_TEST_SUITE_P(All, SpectrumFiles, ::testing::ValuesIn(all_spectrum_files()), name_of);

TEST(SpectrumReaders, AreFoundByTheContent) {
  std::vector<std::string> names;
  for (const auto& file : all_spectrum_files()) {
    names.push_back(read(file.bytes).reader);
  }
  EXPECT_THAT(names, ElementsAre("gamry-dta", "gamry-dta", "zview", "zview", "versastudio-par", "ivium-idf",
                                 "autolab-dfr", "p00-text", "elchemea-i2b", "spectrum-text", "spectrum-text",
                                 "spectrum-text"));
}

TEST(SpectrumReaders, KeepTimePotentialAndCurrent) {
  for (const auto& bytes : {nacre::testing::gamry_text(true), nacre::testing::p00_text()}) {
    const Table table = read(bytes);
    EXPECT_EQ(table.numbers("time_s")[3], 6);
    EXPECT_THAT(table.numbers("voltage_V"), Each(3.25));
    EXPECT_THAT(table.numbers("current_A"), Each(1.5e-3));
  }
  const Table table = read(nacre::testing::versastudio_text());
  EXPECT_EQ(table.numbers("time_s")[3], 6);
  EXPECT_THAT(table.numbers("voltage_V"), Each(3.2));
  EXPECT_TRUE(table.has("E Real"));
  EXPECT_THAT(table.metadata, Contains(Pair("Action1 Amplitude (mV RMS)", "20")));
}

TEST(SpectrumReaders, TellTheSettings) {
  EXPECT_THAT(read(nacre::testing::chi_text()).metadata, Contains(Pair("Amplitude (V)", "0.025")));
  EXPECT_THAT(read(nacre::testing::nova_text()).metadata, Contains(Pair("columns apart by", ";")));
  EXPECT_THAT(read(nacre::testing::nova_text()).metadata, Contains(Pair("decimal character", "comma")));
  EXPECT_THAT(read(nacre::testing::gamry_text(false)).metadata, Contains(Pair("VAC", "10")));
  EXPECT_THAT(read(nacre::testing::zplot_text()).metadata,
              Contains(Pair("Open Circuit Potential (V)", "3.1")));
  EXPECT_THAT(read(nacre::testing::ivium_bytes()).metadata, Contains(Pair("Title", "Test 1")));
}

TEST(SpectrumReaders, NumberTheSpectraOfOneFile) {
  const std::size_t rows = spectrum_points().size();
  for (const auto& bytes :
       {nacre::testing::gamry_text(false, 3), nacre::testing::versastudio_text(3),
        nacre::testing::ivium_bytes(3), bare_text(',') + bare_text(',') + bare_text(',')}) {
    const Table table = read(bytes);
    ASSERT_EQ(table.rows(), 3 * rows);
    for (std::size_t sweep = 0; sweep < 3; ++sweep) {
      expect_spectrum(table, sweep * rows);
      for (std::size_t i = 0; i < rows; ++i) {
        EXPECT_EQ(table.numbers("spectrum")[sweep * rows + i], sweep + 1);
      }
    }
  }
}

TEST(SpectrumReaders, RowsOfDirectCurrentBelongToNoSpectrum) {
  const Table table = read(nacre::testing::parstat_text());
  EXPECT_EQ(table.reader, "spectrum-text");
  EXPECT_EQ(table.rows(), spectrum_points().size() + 2);
  expect_spectrum(table, 2);
  EXPECT_TRUE(std::isnan(table.numbers("spectrum")[1]));
  EXPECT_EQ(table.numbers("spectrum")[2], 1);
  EXPECT_EQ(table.numbers("voltage_V")[0], 3.49);
}

TEST(SpectrumReaders, SayThatASweepWasStopped) {
  EXPECT_THAT(read(nacre::testing::zplotw_text()).warnings,
              ElementsAre(HasSubstr("the last 1 left out"), HasSubstr("announces 40 points, and has 16")));
  EXPECT_THAT(read(nacre::testing::gamry_text(false) + "EXPERIMENTABORTED\tTOGGLE\tT\tExperiment Aborted\r\n")
                  .warnings,
              ElementsAre(HasSubstr("aborted")));
}

TEST(SpectrumReaders, OtherMeasurementsOfAnIviumFileArePassedOver) {
  std::string bytes = nacre::testing::ivium_bytes(2);
  const auto at = bytes.find("Method=Impedance");
  bytes.replace(at, 16, "Method=CyclicVol");
  const Table table = read(bytes);
  EXPECT_EQ(table.rows(), spectrum_points().size());
  EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("passed over")));
}

TEST(SpectrumReaders, ALastNumberThatMayBeCutOffIsSaid) {
  for (auto bytes : {nacre::testing::i2b_text(), nacre::testing::zplot_text(), nacre::testing::dfr_text(),
                     nacre::testing::chi_text()}) {
    bytes.pop_back();
    EXPECT_THAT(read(bytes).warnings, Contains(HasSubstr("if the file was cut off there")));
  }
}

TEST(SpectrumReaders, DamageIsNamedWithItsPlace) {
  const auto fails = [](std::string bytes, std::string_view from, const std::string& to) {
    bytes.replace(bytes.find(from), from.size(), to);
    try {
      read(bytes);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("read");
  };
  EXPECT_THAT(fails(nacre::testing::dfr_text(), " 3.25\n", " x\n"), HasSubstr("line 7"));
  EXPECT_THAT(fails(nacre::testing::dfr_text(), " 16\n", " 17\n"), HasSubstr("announces 17 points"));
  EXPECT_THAT(fails(nacre::testing::p00_text(), " 16 ", " 18 "),
              HasSubstr("announces 18 points, and has 16"));
  EXPECT_THAT(fails(nacre::testing::i2b_text(), "\n16\n", "\n15\n"),
              HasSubstr("announces 15 points, and has 16"));
  EXPECT_THAT(fails(nacre::testing::ivium_bytes(), "\r\n16  ", "\r\n22  "), HasSubstr("line"));
  EXPECT_THAT(fails(nacre::testing::ivium_bytes(), "\r\n3   ", "\r\n4   "), HasSubstr("has 4 columns"));
  EXPECT_THAT(fails(nacre::testing::gamry_text(false), "\t1.5E-003\t", "\t"), HasSubstr("line 14"));
  EXPECT_THAT(fails(nacre::testing::versastudio_text(),
                    "</Segment1>\n\n<Graph1>\nAnalysis=0\nXAxisName=Frequency (Hz)\n</Graph1>\n", ""),
              HasSubstr("ends inside Segment1"));
  EXPECT_THAT(fails("f;|Z|;phase\n1\n2\n3\n4\n", "4", "5"), HasSubstr("without columns of frequency"));
  EXPECT_THAT(fails(nacre::testing::powersuite_text(), " Zre", " Zre (V)"), HasSubstr("is in V"));
}

// --- delimited text: signs, orders, units

TEST(SpectrumText, WithoutHeadingsTheSignFollowsFromTheMajority) {
  for (const char delimiter : {',', '\t', ';', ' '}) {
    const Table same = read(bare_text(delimiter));
    expect_spectrum(same);
    EXPECT_THAT(same.warnings, ElementsAre(HasSubstr("column 3 as Im Z")));
    const Table other = read(bare_text(delimiter, -1));
    expect_spectrum(other);
    EXPECT_THAT(other.warnings, ElementsAre(HasSubstr("column 3 as -Im Z in ohm, of which 16 of 16")));
  }
}

TEST(SpectrumText, WithoutHeadingsTheFrequencyIsTheEvenlySpacedColumn) {
  std::string text;
  std::string counted;
  int row = 0;
  for (const auto& p : spectrum_points()) {
    text += std::to_string(p.imaginary_ohm) + ";" + std::to_string(p.real_ohm) + ";" +
            std::to_string(p.frequency_Hz) + "\n";
    counted += std::to_string(row++) + "," + std::to_string(p.frequency_Hz) + "," +
               std::to_string(p.real_ohm) + "," + std::to_string(p.imaginary_ohm) + "\n";
  }
  std::replace(text.begin(), text.end(), '.', ',');
  expect_spectrum(read(text), 0, 1e-5);
  EXPECT_THAT(read(text).warnings,
              ElementsAre(HasSubstr("column 3 is taken as the frequency in Hz, column 2 as Re Z")));
  expect_spectrum(read(counted), 0, 1e-5);
}

TEST(SpectrumText, HeadingsDecideSignOrderAndUnit) {
  const struct {
    std::string headings;
    double real, imaginary, frequency;  // what the columns hold of one unit
  } cases[] = {{"Z'',Z',f", 1, 1, 1},
               {"-Z\" / Ohm,Z' / Ohm,freq / Hz", 1, -1, 1},
               {"-Im(Z) [kOhm],Re(Z) [kOhm],Frequency [kHz]", 1e-3, -1e-3, 1e-3},
               {"Zimag,Zreal,Freq", 1, 1, 1},
               {"Im(Z)/Ohm,Re(Z)/Ohm,freq/Hz", 1, 1, 1},
               {"minus_imag,real,frequencies", 1, -1, 1},
               {"\xe2\x88\x92Z\xe2\x80\xb3 (\xce\xa9),Z\xe2\x80\xb2 (\xce\xa9),Frequency (Hz)", 1, -1, 1},
               {"z_im_mOhm,z_re_mOhm,f_Hz", 1e3, 1e3, 1},
               {"# Zim_ohm,Zre_ohm,freq_Hz (cell 3)", 1, 1, 1}};
  for (const auto& c : cases) {
    std::string text = c.headings + "\n";
    for (const auto& p : spectrum_points()) {
      text += std::to_string(1e3 * c.imaginary * p.imaginary_ohm) + "e-3," +
              std::to_string(1e3 * c.real * p.real_ohm) + "e-3," +
              std::to_string(1e3 * c.frequency * p.frequency_Hz) + "e-3\n";
    }
    const Table table = read(text);
    EXPECT_EQ(table.reader, "spectrum-text") << c.headings;
    expect_spectrum(table, 0, 1e-5);
    EXPECT_THAT(table.warnings, IsEmpty()) << c.headings;
    EXPECT_THAT(table.metadata, Contains(Pair("z_imag_ohm", HasSubstr("from column")))) << c.headings;
  }
}

TEST(SpectrumText, ModulusAndPhaseInDegreesOrRadians) {
  const struct {
    std::string headings;
    double factor;
    std::string warning;
  } cases[] = {{"f,|Z|,Phase(Z)/deg", 180 / std::numbers::pi, ""},
               {"f,|Z| / ohm,phase (\xc2\xb0)", 180 / std::numbers::pi, ""},
               {"f,Zmod,-Phase (deg)", -180 / std::numbers::pi, ""},
               {"f,|Z|,theta [rad]", 1, ""},
               {"f,|Z|,phase", 1, "taken as radians"},
               {"f,|Z|,phase", 180 / std::numbers::pi, "taken as degrees"},
               {"f,|Z|,phase / rad", 180 / std::numbers::pi, "taken as degrees"}};
  for (const auto& c : cases) {
    std::string text = c.headings + "\n";
    for (const auto& p : spectrum_points()) {
      text += std::to_string(p.frequency_Hz) + "," + std::to_string(std::hypot(p.real_ohm, p.imaginary_ohm)) +
              "," + std::to_string(c.factor * std::atan2(p.imaginary_ohm, p.real_ohm)) + "\n";
    }
    const Table table = read(text);
    expect_spectrum(table, 0, 1e-5);
    EXPECT_THAT(table.metadata, Contains(Pair("z_real_ohm, z_imag_ohm", HasSubstr("modulus")))) << c.headings;
    if (c.warning.empty()) {
      EXPECT_THAT(table.warnings, IsEmpty()) << c.headings;
    } else {
      EXPECT_THAT(table.warnings, ElementsAre(HasSubstr(c.warning))) << c.headings;
    }
  }
}

TEST(SpectrumText, AHeadingIsBelievedButAnInductiveMajorityIsSaid) {
  const Table table = read("f,Re(Z),Im(Z)\n" + bare_text(',', -1));
  EXPECT_EQ(table.numbers("z_imag_ohm")[8], -spectrum_points()[8].imaginary_ohm);
  EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("--map z_imag_ohm=\"Im(Z) * -1\"")));
  ReadOptions options;
  options.column_map = {{"frequency_Hz", "f"}, {"z_real_ohm", "Re(Z)"}, {"z_imag_ohm", "Im(Z) * -1"}};
  expect_spectrum(read("f,Re(Z),Im(Z)\n" + bare_text(',', -1), options));
}

TEST(SpectrumText, AnImpedancePerAreaIsSaid) {
  for (const std::string unit : {"ohm.cm2", "Ohm cm^2",
                                 "\xce\xa9\xc2\xb7"
                                 "cm\xc2\xb2",
                                 "Ohm-cm2"}) {
    const Table table = read("Frequency (Hz),Z' (" + unit + "),Z'' (" + unit + ")\n" + bare_text(','));
    EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("ohm cm2"))) << unit;
  }
}

TEST(SpectrumText, OtherTablesAreNoSpectra) {
  EXPECT_EQ(read("tau,gamma\n1,2\n2,3\n3,4\n").reader, "delimited-text");
  std::string linear;
  for (int i = 1; i < 200; ++i) {
    linear += std::to_string(i) + ",3.5,-0.1\n";
  }
  EXPECT_EQ(read(linear).reader, "delimited-text");
  EXPECT_EQ(read("time_s,voltage_V,frequency_Hz\n1,2,3\n2,2,3\n").reader, "nacre-csv");
}

TEST(SpectrumText, ComesBackFromTheCsvThatNacreWrites) {
  const Table table = read(nacre::testing::gamry_text(true, 2));
  const Table again = read(to_csv(table));
  EXPECT_EQ(again.reader, "nacre-csv");
  expect_spectrum(again);
  EXPECT_EQ(again.numbers("spectrum")[20], 2);
}

// --- real files

struct Deviation {
  double impedance = 0;  // |dZ| / |Z|
  double frequency = 0;  // relative
};

Deviation deviation(const Table& table, const Table& reference) {
  Deviation worst;
  for (std::size_t i = 0; i < reference.rows(); ++i) {
    const auto value = [&](const Table& from, const char* name) { return from.numbers(name)[i]; };
    const double modulus = std::hypot(value(reference, "z_real_ohm"), value(reference, "z_imag_ohm"));
    const double difference = std::hypot(value(table, "z_real_ohm") - value(reference, "z_real_ohm"),
                                         value(table, "z_imag_ohm") - value(reference, "z_imag_ohm"));
    const double frequency = value(reference, "frequency_Hz");
    worst.impedance = std::max(worst.impedance, difference / modulus);
    worst.frequency = std::max(worst.frequency, std::abs(value(table, "frequency_Hz") / frequency - 1));
  }
  return worst;
}

// The one spectrum in eight formats. The tolerances are half a unit of the last digit that each file has: six
// in .idf, five in .P00 (of which some values have but four), seven in .z, eight in .mpt.
TEST(SpectrumReference, OneSpectrumInEightFormats) {
  NACRE_REFERENCE_FILE(folder, "impedance/vyrjana__pyimpspec");
  const Table reference = read_table(folder / "data-comma.csv");
  ASSERT_EQ(reference.rows(), 29U);
  const struct {
    std::string name, reader;
    double impedance, frequency;
  } files[] = {{"data.z", "zview", 5e-7, 5e-7},          {"data.dta", "gamry-dta", 1e-14, 1e-14},
               {"data.mpt", "biologic-mpt", 5e-8, 5e-8}, {"data.idf", "ivium-idf", 3.2e-6, 5e-6},
               {"data.dfr", "autolab-dfr", 0, 0},        {"data.i2b", "elchemea-i2b", 0, 0},
               {"data.P00", "p00-text", 3.61e-4, 4.2e-4}};
  for (const auto& file : files) {
    const Table table = read_table(folder / file.name);
    EXPECT_EQ(table.reader, file.reader);
    ASSERT_EQ(table.rows(), reference.rows()) << file.name;
    const auto worst = deviation(table, reference);
    EXPECT_LE(worst.impedance, file.impedance) << file.name;
    EXPECT_LE(worst.frequency, file.frequency) << file.name;
    EXPECT_THAT(table.warnings, IsEmpty()) << file.name;
  }
}

TEST(SpectrumReference, SeveralSpectraInOneFile) {
  NACRE_REFERENCE_FILE(folder, "impedance/vyrjana__pyimpspec");
  for (const auto& [name, spectra] :
       {std::pair("case-multiple-spectra.mpt", 3), std::pair("case-multiple-spectra.csv", 4)}) {
    const Table table = read_table(folder / name);
    ASSERT_EQ(table.rows(), 29U * static_cast<std::size_t>(spectra));
    for (std::size_t row = 0; row < table.rows(); ++row) {
      ASSERT_EQ(table.numbers("spectrum")[row], static_cast<double>(row / 29 + 1)) << name << row;
    }
  }
  const Table series = read_table(folder / "../pybop-team__PyBOP/monolayer_17_microns.parquet.csv.gz");
  EXPECT_THAT(series.numbers("spectrum"), ::testing::ElementsAreArray(series.numbers("indices")));
}

TEST(SpectrumReference, FilesOfOtherInstruments) {
  NACRE_REFERENCE_FILE(folder, "impedance/ECSHackWeek__impedance.py");
  const struct {
    std::string name, reader;
    std::size_t rows;
    double frequency, real, imaginary;  // of the last row
  } files[] = {
      {"exampleDataGamry.DTA", "gamry-dta", 72, 0.0158898, 17007.49, -6635.557},
      {"exampleDataAutolab.txt", "zview", 41, 0.1, 0.0345697771923854, -0.00390292888845954},
      {"exampleDataZPlot.z", "zview", 21, 3000, 613.68, -137.13},
      {"Circuit1_EIS_1.z", "zview", 48, 1, 75.803, -0.16244},
      {"exampleData.csv", "spectrum-text", 66, 1e4, 1.577148266048593317e-02, 1.015747456493823649e-02}};
  for (const auto& file : files) {
    const Table table = read_table(folder / file.name);
    EXPECT_EQ(table.reader, file.reader) << file.name;
    EXPECT_EQ(table.rows(), file.rows) << file.name;
    EXPECT_FALSE(table.has("spectrum")) << file.name;
    for (const auto& [column, value] :
         {std::pair("frequency_Hz", file.frequency), std::pair("z_real_ohm", file.real),
          std::pair("z_imag_ohm", file.imaginary)}) {
      EXPECT_EQ(table.numbers(column).back(), value) << file.name;
    }
  }
}

TEST(SpectrumReference, DriftCorrectedValuesStayBesideTheMeasured) {
  NACRE_REFERENCE_FILE(path, "impedance/vyrjana__pyimpspec/drift-corrected-data.dta");
  const Table table = read_table(path);
  EXPECT_EQ(table.rows(), 55U);
  EXPECT_EQ(table.numbers("z_imag_ohm")[0], -148.9397);
  EXPECT_TRUE(table.has("ZrealDrCor"));
}

}  // namespace
}  // namespace nacre::formats
