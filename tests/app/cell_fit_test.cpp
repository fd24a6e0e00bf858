// nacre cell fit as a user runs it: a simulated record with a known parameter, and what goes wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CellFitCommand : public ::testing::Test {
 protected:
  CellFitCommand() {
    const auto run = nacre(
        "cell run --parameters marquis2019 --model spm --set positive.particle_radius=\"7 um\" --protocol "
        "\"Discharge at 1C until 3.2 V\" --period 60 --json -");
    EXPECT_EQ(run.code, 0) << run.err;
    const auto result = Json::parse(run.out).at("result");
    std::string csv = "time_s,current_A,voltage_V\n";
    for (std::size_t k = 0; k < result.at("time_s").size(); ++k) {
      csv += result["time_s"][k].dump() + "," + result["current_A"][k].dump() + "," +
             result["voltage_V"][k].dump() + "\n";
    }
    write_file_atomic(folder_.path() / "curve.csv", csv);
    write_file_atomic(folder_.path() / "rates.csv", "c_rate,capacity_Ah\n1,24\n");
  }
  Outcome nacre(const std::string& arguments) const { return run_nacre(arguments, folder_.path().string()); }

  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "cell_fit_command"};
};

TEST_F(CellFitCommand, FitsAndWritesTheSet) {
  const auto run = nacre(
      "cell fit --parameters marquis2019 --model spm --free \"positive.particle_radius:3 um:30 um\" "
      "--voltage "
      "curve.csv --starts 6 --searches 1 --write fitted.toml --json -");
  ASSERT_EQ(run.code, 0) << run.err;
  const auto result = Json::parse(run.out).at("result");
  const auto& radius = result.at("parameters").at("positive.particle_radius");
  EXPECT_NEAR(radius.at("value").get<double>(), 7e-6, 1e-9);
  EXPECT_TRUE(radius.at("determined").get<bool>());
  EXPECT_TRUE(radius.at("at_bound").is_null());
  EXPECT_LT(result.at("records").at(0).at("rmse").get<double>(), 1e-4);
  EXPECT_THAT(result.at("unidentifiable"), IsEmpty());
  const auto written = read_file(folder_.path() / "fitted.toml");
  EXPECT_THAT(written, HasSubstr("calibrated_on = \"curve.csv\""));
  const auto again = nacre(
      "cell run --parameters fitted.toml --model spm --protocol \"Discharge at 1C until 3.2 V\" --quiet");
  EXPECT_EQ(again.code, 0) << again.err;
}

TEST_F(CellFitCommand, SaysWhatIsWrong) {
  const auto fit = [&](const std::string& rest) {
    return nacre("cell fit --parameters marquis2019 --model spm " + rest);
  };
  const auto no_bounds = fit("--free positive.diffusivity --voltage curve.csv");
  EXPECT_EQ(no_bounds.code, 2);
  EXPECT_THAT(no_bounds.err, HasSubstr("'positive.diffusivity' has no bounds\ngive them: "));
  const auto unknown = fit("--free positive.difusivity:1:2 --voltage curve.csv");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'positive.diffusivity'"));
  const auto no_record = fit("--free positive.porosity:0.1:0.5");
  EXPECT_EQ(no_record.code, 2);
  EXPECT_THAT(no_record.err, HasSubstr("no record to fit"));
  const auto no_charge = fit("--free positive.porosity:0.1:0.5 --impedance curve.csv");
  EXPECT_EQ(no_charge.code, 2);
  EXPECT_THAT(no_charge.err, HasSubstr("which state of charge"));
  const auto wrong_charge = fit("--free positive.porosity:0.1:0.5 --voltage curve.csv@full");
  EXPECT_EQ(wrong_charge.code, 2);
  EXPECT_THAT(wrong_charge.err, HasSubstr("no state of charge"));
  const auto wrong_table = fit("--free positive.porosity:0.1:0.5 --voltage rates.csv");
  EXPECT_EQ(wrong_table.code, 3);
  EXPECT_THAT(wrong_table.err, HasSubstr("rates.csv: has no column time_s"));
  const auto few = fit("--free positive.porosity:0.1:0.5 --rate rates.csv");
  EXPECT_EQ(few.code, 2);
  EXPECT_THAT(few.err, HasSubstr("1 points for 1 parameters"));
}

}  // namespace
}  // namespace nacre::testing
