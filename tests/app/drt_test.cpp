// nacre drt on simulated spectra, and the way of an impedance from a cell's equations through the techniques
// that read a measured one.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;

class DrtCommand : public ::testing::Test {
 protected:
  Outcome nacre(const std::string& arguments) const { return run_nacre(arguments, folder_.path().string()); }
  Json result(const std::string& arguments) const {
    const Outcome run = nacre(arguments + " --json -");
    EXPECT_EQ(run.code, 0) << arguments << '\n' << run.err;
    return Json::parse(run.out).at("result");
  }
  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "drt_command"};
};

// 10 ohm, an arc of 50 ohm at 5 ms (exponent 0.8), and a series capacitance of 0.1 F.
std::string arc_with_tail() {
  std::string text = "frequency_Hz,z_real_ohm,z_imag_ohm\n";
  for (int k = 0; k <= 60; ++k) {
    const double f = std::pow(10.0, 5.0 - 0.1 * k);
    const std::complex<double> s(0.0, 2.0 * std::numbers::pi * f);
    auto z = 10.0 + 50.0 / (1.0 + std::pow(5e-3 * s, 0.8)) + 10.0 / s;
    z *= 1.0 + 1e-3 * std::complex<double>(std::sin(37.0 * k * k), std::cos(53.0 * k * k));
    text += fmt::format("{:.12g},{:.12g},{:.12g}\n", f, z.real(), z.imag());
  }
  return text;
}

TEST_F(DrtCommand, EveryOptionDoesWhatItSays) {
  write_file_atomic(folder_.path() / "tail.csv", arc_with_tail());
  const auto nearest = [](const Json& peaks) {
    return *std::min_element(peaks.begin(), peaks.end(), [](const Json& a, const Json& b) {
      const auto distance = [](const Json& p) {
        return std::abs(std::log(p.at("tau_s").get<double>() / 5e-3));
      };
      return distance(a) < distance(b);
    });
  };
  const std::string tikhonov = "drt tail.csv --lambda evidence --capacitance fit";
  for (const auto& command :
       {std::string("drt tail.csv"), tikhonov, tikhonov + " --bands sampled --samples 50 --seed 3",
        tikhonov + " --order 2 --bands none", tikhonov + " --negative",
        std::string("drt tail.csv --peaks gaussian"), tikhonov + " --per-decade 5"}) {
    const Json found = result(command);
    EXPECT_NEAR(found.at("series_capacitance_F").get<double>(), 0.1, 5e-3) << command;
    EXPECT_NEAR(found.at("ohmic_ohm").get<double>(), 10.0, 0.5) << command;
    const Json peak = nearest(found.at("peaks"));
    EXPECT_NEAR(peak.at("resistance_ohm").get<double>(), 50.0, 5.0) << command;
    EXPECT_TRUE(peak.at("resistance_std_ohm").is_number()) << command;
    EXPECT_TRUE(peak.at("tau_std_s").is_number()) << command;
    EXPECT_TRUE(peak.at("capacitance_std_F").is_number()) << command;
    const bool gaussian = found.at("peak_shape") == "gaussian";
    EXPECT_EQ(peak.at("width").is_number(), gaussian);
    EXPECT_EQ(peak.at("exponent").is_number(), !gaussian);
    EXPECT_EQ(found.contains("gamma_lower_ohm"), command.find("none") == std::string::npos) << command;
  }
  EXPECT_TRUE(result(tikhonov + " --part imaginary").at("ohmic_ohm").is_null());
  EXPECT_NEAR(result("drt tail.csv --lambda evidence --part real").at("ohmic_ohm").get<double>(), 10.0, 0.5);
  EXPECT_TRUE(result("drt tail.csv --capacitance none").at("series_capacitance_F").is_null());
  EXPECT_LT(result("drt tail.csv --parallel-capacitance 1e-7").at("ohmic_ohm").get<double>(), 10.5);

  const auto refused = [&](const std::string& options, const std::string& says) {
    const Outcome run = nacre("drt tail.csv " + options);
    EXPECT_EQ(run.code, 2) << options;
    EXPECT_THAT(run.err, HasSubstr(says)) << options;
  };
  refused("--order 2", "--order is an option of Tikhonov");
  refused("--bands sampled", "bands are sampled for Tikhonov only");
  refused("--bands wide", "--bands wide: there is laplace, sampled and none");
  refused("--peaks lorentz", "there is zarc and gaussian");
  refused("--parallel-capacitance=-1", "a parallel capacitance is not negative");
  refused("--inductance discard", "an option of Tikhonov");
}

// What nfm333-half says of the impedance of its surfaces at half charge, 303.15 K, worked out by hand: both
// arcs from their exchange currents (RT/F / j0) and films, in front of them contact, separator and, at
// frequencies where the current goes no further than the first pores, a part of the electrode's electrolyte.
struct ExpectedCell {
  double area = 1.131e-4;
  double thermal = 8.314462618 * 303.15 / 96485.33212;
  double metal_ohm(double exchange, double film_m) const {
    return (thermal / exchange + film_m / 2e-5) / area;
  }
  // Per m2 of particles, over 3 / radius of the active fraction through the thickness.
  double positive_ohm(double exchange, double coating_m) const {
    const double stoichiometry = 0.98 + 0.5 * (0.36 - 0.98);
    const double charge_transfer = thermal / (exchange * std::sqrt(stoichiometry * (1.0 - stoichiometry)));
    const double films = coating_m / 2e-6 + 2e-9 / 1e-6;  // coating and interphase
    return (charge_transfer + films) / (3.0 * 0.48 / 3e-6 * 12e-6) / area;
  }
  double ohmic_ohm() const { return (5e-4 + 300e-6 / (0.883 * std::pow(0.85, 1.5))) / area; }
  double pores_ohm() const { return 12e-6 / (0.883 * std::pow(0.4, 1.5)) / area; }
};

TEST_F(DrtCommand, TheResistancesOfASimulatedCellComeBack) {
  const ExpectedCell expected;
  struct Case {
    std::string set;
    double metal_exchange;
    double positive_exchange;
    double coating_m;
  };
  double positive[2] = {};
  int k = 0;
  for (const auto& c :
       {Case{"", 20.0, 4.0, 8e-9}, Case{" --set 'positive.film.coating.thickness=40 nm'", 20.0, 4.0, 40e-9},
        Case{" --set metal.exchange_current=8 --set positive.exchange_current=2", 8.0, 2.0, 8e-9}}) {
    ASSERT_EQ(
        nacre("cell eis --parameters nfm333-half --soc 0.5 --frequencies 0.01:1e5:10 --out cell --quiet" +
              c.set)
            .code,
        0);
    const Json found = result("drt cell/eis.csv");
    const double metal = expected.metal_ohm(c.metal_exchange, 20e-9);
    const double particles = expected.positive_ohm(c.positive_exchange, c.coating_m);
    ASSERT_GE(found.at("peaks").size(), 2u) << c.set;
    const auto& first = found.at("peaks")[0];
    const auto& second = found.at("peaks")[1];
    EXPECT_NEAR(first.at("resistance_ohm").get<double>(), metal, 0.02 * metal) << c.set;
    EXPECT_NEAR(first.at("capacitance_F").get<double>(), 0.2 * expected.area, 0.03 * 0.2 * expected.area);
    // Diffusion follows: the end of the arc is not sharp.
    EXPECT_NEAR(second.at("resistance_ohm").get<double>(), particles, 0.04 * particles) << c.set;
    const double capacitance = 0.5 * 3.0 * 0.48 / 3e-6 * 12e-6 * expected.area;
    EXPECT_NEAR(second.at("capacitance_F").get<double>(), capacitance, 0.05 * capacitance) << c.set;
    EXPECT_GT(found.at("ohmic_ohm").get<double>(), expected.ohmic_ohm()) << c.set;
    EXPECT_LT(found.at("ohmic_ohm").get<double>(), expected.ohmic_ohm() + expected.pores_ohm()) << c.set;

    const Json eis = result("eis cell/eis.csv --circuit 'R0-p(R1,C1)-p(R2,C2)-Wo1'");
    EXPECT_TRUE(eis.at("kramers_kronig").at("valid").get<bool>()) << c.set;
    const auto& fit = eis.at("fit").at("parameters");
    EXPECT_NEAR(fit.at("R1").at("value").get<double>(), metal, 0.02 * metal) << c.set;
    EXPECT_NEAR(fit.at("R2").at("value").get<double>(), particles, 0.04 * particles) << c.set;
    if (k < 2) {
      positive[k++] = second.at("resistance_ohm").get<double>();
    }
  }
  // A coating thicker by 32 nm adds its own resistance.
  const double film = expected.positive_ohm(4.0, 40e-9) - expected.positive_ohm(4.0, 8e-9);
  EXPECT_NEAR(positive[1] - positive[0], film, 0.05 * film);
}

// Arcs of 50, 25 and 12.5 ohm at 5 ms beside 10 ohm, one file each.
TEST_F(DrtCommand, FilesOverTemperatureAreOneSeries) {
  std::string files;
  for (int t = 0; t < 3; ++t) {
    std::string text = "frequency_Hz,z_real_ohm,z_imag_ohm\n";
    for (int k = 0; k <= 60; ++k) {
      const double f = std::pow(10.0, 5.0 - 0.1 * k);
      const std::complex<double> s(0.0, 2.0 * std::numbers::pi * f);
      auto z = 10.0 + 50.0 / (1 << t) / (1.0 + std::pow(5e-3 * s, 0.8));
      z *= 1.0 + 1e-3 * std::complex<double>(std::sin((37.0 + t) * k * k), std::cos((53.0 + t) * k * k));
      text += fmt::format("{:.12g},{:.12g},{:.12g}\n", f, z.real(), z.imag());
    }
    const auto name = fmt::format("cell_{}.csv", t);
    write_file_atomic(folder_.path() / name, text);
    files += " " + name;
  }
  const Json found =
      result("drt" + files + " --series --along temperature_C=10,25,40 --tau-bands arc=1e-4:1 --csv all.csv");
  EXPECT_EQ(found.at("spectra").size(), 3U);
  const auto& series = found.at("series");
  EXPECT_TRUE(series.at("joint"));
  const auto& arc = series.at("bands").at(0);
  for (int t = 0; t < 3; ++t) {
    EXPECT_NEAR(arc.at("resistance_ohm").at(t).get<double>(), 50.0 / (1 << t), 2.5 / (1 << t));
  }
  // A factor of 4 between 10 and 40 C.
  const double slope = std::log(4.0) / (1.0 / 283.15 - 1.0 / 313.15) * 8.617333e-5;
  EXPECT_NEAR(series.at("arrhenius").at(1).at("activation_energy_eV").get<double>(), slope, 0.02);
  EXPECT_THAT(read_file(folder_.path() / "all.csv"), HasSubstr("spectrum,temperature_C,tau_s,gamma_ohm"));

  EXPECT_EQ(nacre("drt" + files + " --series --out report").code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "report" / "figures" / "drt-map.svg"));

  for (const auto& [options, said] : std::vector<std::pair<std::string, std::string>>{
           {" --series --along temperature_C=10,25", "2 values of temperature_C for 3 spectra"},
           {" --series --along voltage_V", "not every spectrum has a voltage_V"},
           {" --series --tau-bands arc", "'arc' is no band"},
           {" --series --lambda gcv", "resolved by the default"},
           {" --along voltage_V", "--series"}}) {
    const auto run = nacre("drt" + files + options);
    EXPECT_EQ(run.code, 2) << options;
    EXPECT_THAT(run.err, HasSubstr(said));
  }
}

}  // namespace
}  // namespace nacre::testing
