// What `nacre eis` and `nacre drt` say of spectra that are poor, wrong or hardly there: a clear error, or an
// answer with a flag on it.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;

struct Row {
  double frequency_Hz;
  std::complex<double> impedance_ohm;
};
using Rows = std::vector<Row>;

// 10 ohm, an arc of 50 ohm at 5 ms, 1 uH.
Rows good() {
  Rows rows;
  for (int k = 0; k <= 60; ++k) {
    const double f = std::pow(10.0, 5.0 - 0.1 * k);
    const std::complex<double> s(0.0, 2.0 * std::numbers::pi * f);
    rows.push_back({f, 10.0 + 1e-6 * s + 1.0 / (1.0 / 50.0 + 1e-4 * s)});
  }
  return rows;
}

struct PoorSpectrum {
  std::string name;
  std::function<void(Rows&)> spoil;
  int code;             // of nacre drt
  std::string drt;      // said by it
  std::string eis;      // said by nacre eis, on either stream
  int fit_code = 0;     // of nacre eis with a circuit
  bool answers = true;  // the arc still comes out: 50 ohm within a tenth
};

void PrintTo(const PoorSpectrum& poor, std::ostream* out) { *out << poor.name; }

class PoorSpectra : public ::testing::TestWithParam<PoorSpectrum> {};

const double none = std::numeric_limits<double>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    All, PoorSpectra,
    ::testing::Values(
        PoorSpectrum{"one_frequency", [](Rows& r) { r = {r[30]}; }, 3,
                     "needs at least 5 different frequencies", "too few for a Kramers-Kronig test", 2, false},
        PoorSpectrum{"one_frequency_repeated", [](Rows& r) { r = Rows(8, r[30]); }, 3,
                     "needs at least 5 different frequencies", "too few for a Kramers-Kronig test", 2, false},
        PoorSpectrum{"repeated",
                     [](Rows& r) {
                       for (std::size_t i = 30; i < 33; ++i) {
                         r.push_back({r[i].frequency_Hz, 1.05 * r[i].impedance_ohm});
                       }
                     },
                     0, "3 repeated frequencies averaged", "the cell drifted"},
        PoorSpectrum{"unsorted", [](Rows& r) { std::swap(r[3], r[40]); }, 0, "were in no order: sorted",
                     "were in no order: sorted"},
        PoorSpectrum{"zero_frequency",
                     [](Rows& r) {
                       r.push_back({0.0, 60.0});
                     },
                     0, "1 of 62 rows left out", "1 of 62 rows left out"},
        PoorSpectrum{"zero_impedance", [](Rows& r) { r[20].impedance_ohm = 0.0; }, 0, "1 of 61 rows left out",
                     "1 of 61 rows left out"},
        PoorSpectrum{"nothing_but_zeros",
                     [](Rows& r) {
                       for (auto& row : r) {
                         row.impedance_ohm = 0.0;
                       }
                     },
                     3, "no frequency with an impedance", "no frequency with an impedance", 3, false},
        PoorSpectrum{"no_number",
                     [](Rows& r) {
                       r[20].impedance_ohm = {none, none};
                     },
                     0, "1 of 61 rows left out", "1 of 61 rows left out"},
        PoorSpectrum{"no_numbers",
                     [](Rows& r) {
                       for (auto& row : r) {
                         row.impedance_ohm = {none, none};
                       }
                     },
                     3, "no frequency with an impedance", "no frequency with an impedance", 3, false},
        PoorSpectrum{"swapped_sign",
                     [](Rows& r) {
                       for (auto& row : r) {
                         row.impedance_ohm = std::conj(row.impedance_ohm);
                       }
                     },
                     0, "likely -Im Z", "NOT valid", 0, false},
        PoorSpectrum{"ten_points",
                     [](Rows& r) {
                       Rows kept;
                       for (std::size_t i = 0; i < 60; i += 6) {
                         kept.push_back(r[i]);
                       }
                       r = kept;
                     },
                     0, "10 frequencies are few", "10 frequencies are few"},
        PoorSpectrum{"noise",
                     [](Rows& r) {
                       std::mt19937_64 random(7);
                       std::normal_distribution<double> normal;
                       for (auto& row : r) {
                         const double real = normal(random);
                         row.impedance_ohm +=
                             0.1 * std::abs(row.impedance_ohm) * std::complex<double>(real, normal(random));
                       }
                     },
                     0, "% of |Z|: small processes", "NOT valid"}),
    [](const auto& poor) { return poor.param.name; });

TEST_P(PoorSpectra, GetAnErrorOrAFlag) {
  const auto& poor = GetParam();
  TemporaryFolder folder{std::filesystem::path(::testing::TempDir()) / ("poor_" + poor.name)};
  Rows rows = good();
  poor.spoil(rows);
  std::string text = "frequency_Hz,z_real_ohm,z_imag_ohm\n";
  for (const auto& row : rows) {
    text += fmt::format("{:.12g},{:.12g},{:.12g}\n", row.frequency_Hz, row.impedance_ohm.real(),
                        row.impedance_ohm.imag());
  }
  write_file_atomic(folder.path() / "poor.csv", text);
  const auto nacre = [&](const std::string& arguments) {
    return run_nacre(arguments, folder.path().string());
  };

  const Outcome drt = nacre("drt poor.csv --json drt.json");
  EXPECT_EQ(drt.code, poor.code) << drt.err;
  EXPECT_THAT(drt.err, HasSubstr(poor.drt));
  const Outcome eis = nacre("eis poor.csv");
  EXPECT_EQ(eis.code, poor.fit_code == 3 ? 3 : 0) << eis.err;
  EXPECT_THAT(eis.out + eis.err, HasSubstr(poor.eis));
  const Outcome fit = nacre("eis poor.csv --circuit 'L0-R0-p(R1,C1)' --weighting boukamp --json fit.json");
  EXPECT_EQ(fit.code, poor.fit_code) << fit.err;
  if (poor.answers) {
    const auto parameters =
        Json::parse(read_file(folder.path() / "fit.json")).at("result").at("fit").at("parameters");
    EXPECT_NEAR(parameters.at("R1").at("value").get<double>(), 50.0, 5.0);
    const auto peaks = Json::parse(read_file(folder.path() / "drt.json")).at("result").at("peaks");
    ASSERT_GE(peaks.size(), 1u);
    EXPECT_NEAR(peaks[0].at("resistance_ohm").get<double>(), 50.0, 5.0);
  }
}

}  // namespace
}  // namespace nacre::testing
