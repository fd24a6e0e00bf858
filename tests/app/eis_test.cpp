#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;

// R0 = 10, a parallel branch of 50 ohm and 1e-4 F, and 1 uH in front.
std::string arc_text() {
  std::string text = "frequency_Hz,z_real_ohm,z_imag_ohm\n";
  for (int k = 0; k <= 60; ++k) {
    const double f = std::pow(10.0, 5.0 - 0.1 * k);
    const std::complex<double> s(0.0, 2.0 * std::numbers::pi * f);
    const auto z = 10.0 + 1e-6 * s + 1.0 / (1.0 / 50.0 + 1e-4 * s);
    text += fmt::format("{:.12g},{:.12g},{:.12g}\n", f, z.real(), z.imag());
  }
  return text;
}

class EisCommand : public ::testing::Test {
 protected:
  EisCommand() {
    write_file_atomic(folder_.path() / "arc.csv", arc_text());
    write_file_atomic(folder_.path() / "short.csv", "frequency_Hz,z_real_ohm,z_imag_ohm\n1,2,-3\n");
    write_file_atomic(folder_.path() / "empty.csv", "");
  }
  Outcome nacre(const std::string& arguments) const { return run_nacre(arguments, folder_.path().string()); }
  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "eis_command"};
};

TEST_F(EisCommand, GivesTheKeysThatOthersCall) {
  const Outcome run = nacre("eis arc.csv --circuit 'L0-R0-p(R1,C1)' --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json document = Json::parse(run.out);
  EXPECT_EQ(document.at("command"), "eis");
  const Json& result = document.at("result");
  EXPECT_EQ(result.at("points"), 61);
  const Json& test = result.at("kramers_kronig");
  EXPECT_TRUE(test.at("valid").get<bool>());
  EXPECT_GT(test.at("elements").get<int>(), 0);
  EXPECT_TRUE(test.at("mu").is_number());
  EXPECT_LT(test.at("max_residual_percent").get<double>(), 0.5);
  const Json& fit = result.at("fit");
  EXPECT_EQ(fit.at("circuit"), "L0-R0-p(R1,C1)");
  EXPECT_NEAR(fit.at("parameters").at("R1").at("value").get<double>(), 50.0, 1e-6);
  EXPECT_NEAR(fit.at("parameters").at("L0").at("value").get<double>(), 1e-6, 1e-12);
  EXPECT_TRUE(fit.at("parameters").at("C1").at("std").is_number());
  EXPECT_TRUE(fit.at("chi2_reduced").is_number());
}

TEST_F(EisCommand, TakesValuesLimitsAndOrders) {
  const Outcome run = nacre(
      "eis arc.csv --circuit 'L0-R0-p(R1,C1)-p(R2,C2)' --set R0=10f --set R2=1/0.1/5 "
      "--constraint 'R1*C1 > R2*C2' --constraint 'R2 < R1 < 60' --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const Json fit = Json::parse(run.out).at("result").at("fit");
  EXPECT_EQ(fit.at("parameters").at("R0").at("value"), 10.0);
  EXPECT_TRUE(fit.at("parameters").at("R0").at("fixed").get<bool>());
  EXPECT_LE(fit.at("parameters").at("R2").at("value").get<double>(), 5.0);
  const Outcome held = nacre("eis arc.csv --circuit 'L0-R0-p(R1,C1)' --constraint 'R1 < 4*R0' --json -");
  ASSERT_EQ(held.code, 0) << held.err;
  const Json document = Json::parse(held.out);
  const Json parameters = document.at("result").at("fit").at("parameters");
  EXPECT_NEAR(parameters.at("R1").at("value").get<double>(),
              4.0 * parameters.at("R0").at("value").get<double>(), 1e-6);
  EXPECT_THAT(document.at("warnings").dump(), HasSubstr("holds the fit"));
  const Outcome wrong = nacre("eis arc.csv --circuit 'R0-p(R1,C1)' --constraint 'R1*C1 < R2'");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("there is no parameter 'R2', found 'R2' (character 9)"));
  EXPECT_EQ(nacre("eis arc.csv --circuit 'R0-p(R1,C1)' --set X=1").code, 2);
  EXPECT_EQ(nacre("eis arc.csv --set R0=1").code, 2);
}

TEST_F(EisCommand, LeavesOutWhatACircuitCannotFollow) {
  const Outcome run = nacre("eis arc.csv --circuit 'R0-p(R1,C1)'");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.err, HasSubstr("points with a positive imaginary part were left out of the fit"));
}

TEST_F(EisCommand, SearchesAndWritesAReport) {
  const Outcome run = nacre("eis arc.csv --search --out report --quiet");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "report/index.html"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "report/figures/nyquist.svg"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "report/tables/circuit.csv"));
  const Json result = Json::parse(read_file(folder_.path() / "report/result.json")).at("result");
  EXPECT_EQ(result.at("search")[0].at("circuit"), result.at("fit").at("circuit"));
  EXPECT_TRUE(result.at("search")[0].at("bic_weight").is_number());
}

// One RC element: its time R C = 5 ms and its resistance, with nothing chosen by hand and at a given lambda.
TEST_F(EisCommand, DrtGivesTheKeysThatOthersCall) {
  for (const char* options : {"", " --lambda 1e-4 --order 1"}) {
    const Outcome run = nacre(std::string("drt arc.csv --csv drt.csv --json -") + options);
    ASSERT_EQ(run.code, 0) << run.err;
    const Json result = Json::parse(run.out).at("result");
    EXPECT_NEAR(result.at("ohmic_ohm").get<double>(), 10.0, 0.2) << options;
    EXPECT_NEAR(result.at("inductance_H").get<double>(), 1e-6, 1e-7) << options;
    EXPECT_NEAR(result.at("polarization_ohm").get<double>(), 50.0, 1.0) << options;
    EXPECT_EQ(result.at("tau_s").size(), result.at("gamma_ohm").size());
    EXPECT_TRUE(result.at("lambda").is_number() || result.at("lambda").is_null());
    ASSERT_EQ(result.at("peaks").size(), 1u) << options;
    EXPECT_NEAR(result.at("peaks")[0].at("tau_s").get<double>(), 5e-3, 5e-4) << options;
    EXPECT_NEAR(result.at("peaks")[0].at("resistance_ohm").get<double>(), 50.0, 2.5) << options;
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "drt.csv"));
  }
  EXPECT_EQ(nacre("drt arc.csv arc.csv --out drt --quiet").code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "drt/figures/compared-drt.svg"));
  EXPECT_EQ(nacre("drt arc.csv --lambda many").code, 2);
  EXPECT_EQ(nacre("drt empty.csv").code, 3);
}

TEST_F(EisCommand, SaysWhatIsWrong) {
  const Outcome circuit = nacre("eis arc.csv --circuit 'R0-p(R1,X1)'");
  EXPECT_EQ(circuit.code, 2);
  EXPECT_THAT(circuit.err, HasSubstr("found 'X1)' (character 9)"));
  const Outcome few = nacre("eis short.csv --circuit 'R0-p(R1,C1)'");
  EXPECT_EQ(few.code, 2);
  EXPECT_THAT(few.err, HasSubstr("1 points cannot determine the 3 free parameters"));
  const Outcome alone = nacre("eis short.csv");
  EXPECT_EQ(alone.code, 0);
  EXPECT_THAT(alone.err, HasSubstr("too few for a Kramers-Kronig test"));
  EXPECT_EQ(nacre("eis empty.csv").code, 3);
  EXPECT_EQ(nacre("eis missing.csv").code, 3);
}

}  // namespace
}  // namespace nacre::testing
