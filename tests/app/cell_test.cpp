#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "nacre/formats/reader.hpp"
#include "program.hpp"

namespace nacre::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CellCommand : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    write_file_atomic(folder_.path() / name, bytes);
  }
  Outcome nacre(const std::string& arguments) const { return run_nacre(arguments, folder_.path().string()); }
  // What the command gives as JSON.
  Json json(const std::string& arguments, int code = 0) const {
    const auto run = nacre(arguments + " --json -");
    EXPECT_EQ(run.code, code) << arguments << "\n" << run.err;
    return Json::parse(run.out);
  }

  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "cell_command"};
};

const std::string discharge =
    "cell run --parameters marquis2019 --model spm --protocol 'Discharge at 1C until 3.105 V' ";

TEST_F(CellCommand, RunGivesTheRecordAsArrays) {
  const auto document = json(discharge);
  EXPECT_EQ(document["command"], "cell run");
  EXPECT_EQ(document["inputs"][0]["reader"], "parameter set");
  const auto& result = document["result"];
  const auto rows = result["time_s"].size();
  EXPECT_GT(rows, 20U);
  for (const char* key : {"voltage_V", "current_A", "capacity_Ah", "temperature_C", "cycle", "step"}) {
    EXPECT_EQ(result[key].size(), rows) << key;
  }
  EXPECT_EQ(result["stopped_by"], "end of protocol");
  EXPECT_EQ(result["complete"], true);
  EXPECT_GT(result["solve_ms"], 0.0);
  EXPECT_GT(result["solver"]["steps"], 20);
  EXPECT_DOUBLE_EQ(result["current_A"].back().get<double>(), -24.0);  // positive on charge
  EXPECT_NEAR(result["voltage_V"].back().get<double>(), 3.105, 1e-6);
  ASSERT_EQ(result["steps"].size(), 1U);
  const auto& step = result["steps"][0];
  EXPECT_EQ(step["text"], "Discharge at 1C until 3.105 V");
  EXPECT_EQ(step["ended_by"], "3.105 V");
  const double hours = step["end_s"].get<double>() / 3600.0;
  EXPECT_NEAR(step["charge_Ah"].get<double>(), -24.0 * hours, 1e-6);
  EXPECT_NEAR(result["capacity_Ah"].back().get<double>(), 24.0 * hours, 1e-6);
  EXPECT_NEAR(result["cycles"][0]["discharge_capacity_Ah"].get<double>(), 24.0 * hours, 1e-6);
  EXPECT_TRUE(document["warnings"].empty());  // nothing in this set is assumed
}

TEST_F(CellCommand, TheRunIsWhatTheOptionsSay) {
  const auto result = json(discharge +
                           "--mesh 4,3,5,6 --temperature-C 40 --initial-soc 0.5 --period '1 min' --rtol 1e-4 "
                           "--set 'positive.particle_radius=8 um'")["result"];
  const auto& said = result["simulation"];
  EXPECT_EQ(said["mesh"], "4,3,5,6");
  EXPECT_EQ(said["temperature_C"], 40.0);
  EXPECT_EQ(said["initial_soc"], 0.5);
  EXPECT_EQ(said["relative_tolerance"], 1e-4);
  EXPECT_DOUBLE_EQ(result["time_s"][1].get<double>(), 60.0);
  EXPECT_NEAR(result["temperature_C"][0].get<double>(), 40.0, 1e-9);
  const double whole = json(discharge)["result"]["capacity_Ah"].back();
  EXPECT_NEAR(result["capacity_Ah"].back().get<double>(), 0.5 * whole, 0.05 * whole);
  const auto set = json("cell parameters marquis2019 --set 'positive.particle_radius=8 um'")["result"];
  for (const auto& parameter : set["parameters"]) {
    if (parameter["path"] == "positive.particle_radius") {
      EXPECT_DOUBLE_EQ(parameter["value"].get<double>(), 8e-6);
      EXPECT_EQ(parameter["overridden"], true);
    }
  }
}

TEST_F(CellCommand, ProtocolsAndSetsMayBeFiles) {
  write("life.txt", "# a file\nDischarge at 1C for 10 minutes\nRest for 5 minutes\n");
  const auto document = json("cell run --parameters marquis2019 --model spm --protocol life.txt");
  EXPECT_EQ(document["inputs"][1]["path"], "life.txt");
  EXPECT_EQ(document["result"]["steps"].size(), 2U);
  EXPECT_EQ(nacre("cell parameters marquis2019 --bpx cell.json").code, 0);
  const auto from_bpx = json("cell run --parameters cell.json --model spm --protocol life.txt");
  EXPECT_NEAR(from_bpx["result"]["voltage_V"].back().get<double>(),
              document["result"]["voltage_V"].back().get<double>(), 1e-3);
}

TEST_F(CellCommand, ACauseThatIsNotTheProtocolsIsExitCode4AndWhatThereIsIsGiven) {
  const auto document = json(
      "cell run --parameters marquis2019 --model spm --protocol 'Discharge at 1C for 3 hours' --out out", 4);
  const auto& result = document["result"];
  EXPECT_EQ(result["complete"], false);
  EXPECT_THAT(result["stopped_by"].get<std::string>(), HasSubstr("lower cut-off 3.105 V in step 1"));
  EXPECT_GT(result["time_s"].size(), 20U);
  EXPECT_THAT(document["warnings"].dump(), HasSubstr("stopped before the end of the protocol"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "out/record.csv"));
}

TEST_F(CellCommand, TheFolderHoldsARecordThatCyclingReadsAndTheSameFigures) {
  const auto run = nacre(
      "cell run --parameters nfm333-half --model spm --initial-soc 0 --out out --protocol '(Charge at 1C "
      "until 4 V, Discharge at 1C until 2 V) * 2'");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("uncalibrated: "));
  const auto table = formats::read_table(folder_.path() / "out/record.csv");
  EXPECT_TRUE(table.has("voltage_V"));
  const auto measured = json("cycling out/record.csv")["result"];
  const auto model = Json::parse(read_file(folder_.path() / "out/result.json"))["result"];
  ASSERT_EQ(measured["cycles"].size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const double of_model = model["cycles"][i]["discharge_capacity_Ah"];
    EXPECT_NEAR(measured["cycles"][i]["discharge_capacity_Ah"].get<double>(), of_model, 1e-6 * of_model);
  }
  for (const char* file : {"figures/voltage.svg", "figures/capacity.svg", "figures/dqdv.svg",
                           "figures/record.svg", "tables/parameters.csv", "index.html"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "out" / file)) << file;
  }
}

TEST_F(CellCommand, AgeRepeatsTheProtocolAndSplitsTheLoss) {
  const std::string age =
      "cell age --parameters nfm333-half --model spm --initial-soc 0 --cycles 8 --protocol 'Charge at 1C "
      "until 4 "
      "V; Discharge at 1C until 2 V'";
  const auto result = json(age)["result"];
  EXPECT_TRUE(result["time_s"].empty());
  ASSERT_EQ(result["cycles"].size(), 8U);
  const auto& first = result["cycles"][0];
  const auto& last = result["cycles"][7];
  EXPECT_EQ(last["cycle"], 8);
  const double lost =
      first["discharge_capacity_Ah"].get<double>() - last["discharge_capacity_Ah"].get<double>();
  EXPECT_GT(lost, 0.0);
  double sum = 0.0;
  for (const auto& [cause, loss] : last["loss"].items()) {
    sum += cause == "total_Ah" ? 0.0 : loss.get<double>();
  }
  EXPECT_NEAR(last["loss"]["total_Ah"].get<double>(), lost, 1e-9 * lost);
  EXPECT_NEAR(sum, lost, 1e-6 * lost);
  EXPECT_FALSE(json(age + " --rows")["result"]["time_s"].empty());
}

TEST_F(CellCommand, AgeJumpsOverCyclesWithinABound) {
  const std::string age =
      "cell age --parameters nfm333-half --model spm --initial-soc 0 --cycles 200 --protocol 'Charge at 1C "
      "until 4 V; Discharge at 1C until 2 V'";
  const auto every = json(age)["result"]["cycles"];
  const auto jumped = json(age + " --jump 1e-3")["result"];
  const auto& cycles = jumped["cycles"];
  ASSERT_EQ(cycles.size(), 200U);
  int solved = 0;
  for (std::size_t n = 0; n < cycles.size(); ++n) {
    EXPECT_TRUE(every[n]["solved"].get<bool>());
    EXPECT_EQ(every[n]["capacity_bound_Ah"], 0.0);
    solved += cycles[n]["solved"].get<bool>() ? 1 : 0;
    EXPECT_NEAR(cycles[n]["discharge_capacity_Ah"].get<double>(),
                every[n]["discharge_capacity_Ah"].get<double>(), cycles[n]["capacity_bound_Ah"].get<double>())
        << n;
  }
  EXPECT_LT(solved, 40);
  EXPECT_EQ(jumped["steps"].size(), 2U * static_cast<std::size_t>(solved));
  EXPECT_EQ(jumped["steps"].back()["step"], 400);
  const auto run = nacre(age + " --jump 1e-3");
  EXPECT_THAT(run.out, HasSubstr(" of 200 cycles solved"));
  const auto too_fine = nacre(age + " --jump 1e-5");
  EXPECT_EQ(too_fine.code, 2);
  EXPECT_THAT(too_fine.err, HasSubstr("give --rtol a hundredth of --jump or less"));
}

TEST_F(CellCommand, AgeShowsTwentyLinesOfProgressAtMost) {
  const auto run = nacre(
      "cell age --parameters nfm333-half --model spm --initial-soc 0 --cycles 50 --protocol 'Charge at 1C "
      "until 4 V; Discharge at 1C until 2 V'");
  EXPECT_THAT(run.err, HasSubstr("[17/17] cycle 50\n"));
  EXPECT_THAT(run.err, HasSubstr("[1/17] cycle 3\n"));
}

TEST_F(CellCommand, ControlCEndsAfterTheCycleWithWhatThereIs) {
  const std::string cycle = "Charge at 1C until 4 V, Discharge at 1C until 2 V";
  const std::vector<std::string> cell{"--parameters", "nfm333-half", "--model", "spm", "--initial-soc", "0"};
  const auto path = [&](const char* name) { return (folder_.path() / name).string(); };
  for (const bool age : {true, false}) {
    std::vector<std::string> arguments{"cell", age ? "age" : "run"};
    arguments.insert(arguments.end(), cell.begin(), cell.end());
    const std::vector<std::string> what =
        age ? std::vector<std::string>{"--protocol", "(" + cycle + ")", "--cycles", "20000"}
            : std::vector<std::string>{"--protocol", "(" + cycle + ") * 20000", "--period", "10 min"};
    arguments.insert(arguments.end(), what.begin(), what.end());
    arguments.insert(arguments.end(), {"--json", path("result.json"), "--out", path("report")});
    Program program(arguments);
    program.wait_for_error_text("[1/");
    program.signal(SIGINT);
    const auto run = program.wait();
    EXPECT_EQ(run.code, 130) << run.err;
    EXPECT_THAT(run.err, HasSubstr("warning: stopped before the end of the protocol: stopped by the user"));
    const auto document = Json::parse(read_file(path("result.json")));
    EXPECT_EQ(document["result"]["stopped_by"], "stopped by the user");
    EXPECT_EQ(document["result"]["complete"], false);
    const auto done = document["result"]["cycles"].size();
    EXPECT_GE(done, 1000U);
    EXPECT_LT(done, 20000U);
    EXPECT_EQ(document["result"]["cycles"].back()["cycle"], done);
    EXPECT_GT(document["result"]["cycles"].back()["discharge_capacity_Ah"], 0.0);  // whole
    EXPECT_EQ(Json::parse(read_file(path("report/result.json"))), document);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
      EXPECT_EQ(entry.path().filename().string().find(".part-"), std::string::npos) << entry.path();
    }
    std::filesystem::remove_all(path("report"));
  }
}

TEST_F(CellCommand, ProgressOfRepeatsThatNobodyCounts) {
  const auto run = nacre(
      "cell age --parameters nfm333-half --model spm --cycles 1 --protocol 'GITT discharge at 0.1C for 10 "
      "minutes, rest for 10 "
      "minutes, until 3 V' --json -");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_GT(Json::parse(run.out)["result"]["cycles"].size(), 1U);
}

TEST_F(CellCommand, EisGivesSpectraOfTheWholeCell) {
  const std::string eis = "cell eis --parameters nfm333-half --frequencies 0.1:1e4:5 --soc ";
  const auto one = json(eis + "0.5")["result"];
  ASSERT_EQ(one["frequency_Hz"].size(), 26U);
  EXPECT_DOUBLE_EQ(one["frequency_Hz"].front().get<double>(), 1e4);
  EXPECT_DOUBLE_EQ(one["frequency_Hz"].back().get<double>(), 0.1);
  EXPECT_EQ(one["z_real_ohm"].size(), 26U);
  for (const auto& imaginary : one["z_imag_ohm"]) {
    EXPECT_LT(imaginary.get<double>(), 0.0);  // capacitive
  }
  EXPECT_GT(one["z_real_ohm"].back(), one["z_real_ohm"].front());
  const auto several = json(eis + "0.2,0.5")["result"]["spectra"];
  ASSERT_EQ(several.size(), 2U);
  EXPECT_EQ(several[1]["z_real_ohm"], one["z_real_ohm"]);
  // Twice the cells in parallel: half the impedance.
  const auto two =
      json(eis + "0.5 --set cell.pairs_in_parallel=2 --set 'cell.nominal_capacity=0.8246 mAh'")["result"];
  EXPECT_NEAR(two["z_real_ohm"].back().get<double>(), 0.5 * one["z_real_ohm"].back().get<double>(),
              1e-6 * one["z_real_ohm"].back().get<double>());
  const auto after = json(eis + "1 --protocol 'Discharge at 1C for 30 minutes; Rest for 1 hour'")["result"];
  EXPECT_LT(after["voltage_V"], json(eis + "1")["result"]["voltage_V"]);
}

TEST_F(CellCommand, ParametersListsASetAndTheSets) {
  EXPECT_THAT(nacre("cell parameters").out, HasSubstr("nfm333-half"));
  const auto set = json("cell parameters nfm333-half")["result"];
  EXPECT_EQ(set["name"], "nfm333-half");
  EXPECT_EQ(set["parameters"][0]["path"], "cell.area");
  EXPECT_EQ(set["parameters"][0]["unit"], "m2");
  EXPECT_EQ(set["parameters"][0]["status"], "assumed");
  EXPECT_GT(set["parameters"][0]["upper"], set["parameters"][0]["lower"]);
  const auto text = nacre("cell parameters nfm333-half").out;
  EXPECT_THAT(text, HasSubstr("positive.particle_radius"));
  EXPECT_THAT(text, HasSubstr("10.1039/d5ee00217f"));
}

TEST_F(CellCommand, SaysWhatOfABpxFileIsLeftOut) {
  ASSERT_EQ(nacre("cell parameters marquis2019 --bpx cell.json").code, 0);
  const std::string left_out = "the initial state of charge, 0.25, is not part of a set";
  auto bpx = Json::parse(read_file(folder_.path() / "cell.json"));
  bpx["State"]["Initial conditions"]["Initial state-of-charge"] = 0.25;
  write("cell.json", bpx.dump());
  for (const std::string command :
       {"cell run --model spm --protocol 'Rest for 1 minute' --parameters cell.json",
        "cell eis --model spm --parameters cell.json", "cell parameters cell.json"}) {
    const auto run = nacre(command + " --json -");
    ASSERT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr("warning: " + left_out));
    EXPECT_THAT(Json::parse(run.out)["warnings"].dump(), HasSubstr(left_out)) << command;
  }
}

struct Mistake {
  const char* arguments;
  int code;
  const char* said;
};

TEST_F(CellCommand, MistakesPointAtTheWord) {
  write("bad.toml", "title = \"x\"\n[cell]\narea = 3\n");
  write("bad.txt", "Rest for 1 hour\nDischarge at 1 banana\n");
  const std::string marquis = "cell run --parameters marquis2019 ";
  for (const auto& [arguments, code, said] :
       {Mistake{"--protocol 'Discharge at 1 banana'", 2, "found 'banana' (line 1, column 16)"},
        Mistake{"--protocol bad.txt", 3, "bad.txt: "}, Mistake{"--protocol missing.txt", 3, "missing.txt"},
        Mistake{"--protocol 'Rest for 1 h' --model dfm", 2, "did you mean 'dfn'?"},
        Mistake{"--protocol 'Rest for 1 h' --mesh 4,4,4", 2, "the mesh '4,4,4' is not four counts"},
        Mistake{"--protocol 'Rest for 1 h' --mesh 4,4,4,0", 2, "the mesh '4,4,4,0'"},
        Mistake{"--protocol 'Rest for 1 h' --set positive.radius=1", 2, "no parameter 'positive.radius'"},
        Mistake{"--protocol 'Rest for 1 h' --set positive.particle_radius", 2, "expected PATH=VALUE"},
        Mistake{"--protocol 'Rest for 1 h' --set positive.particle_radius='1 V'", 2,
                "positive.particle_radius"},
        Mistake{"--protocol 'Rest for 1 h' --temperature-C -300", 2, "a temperature of -300 C"},
        Mistake{"--protocol 'Rest for 1 h' --period often", 2, "often"},
        Mistake{"--protocol 'Rest for 1 h' --initial-soc full", 2, "full"},
        Mistake{"", 2, "--protocol is required"}}) {
    const auto run = nacre(marquis + arguments);
    EXPECT_EQ(run.code, code) << arguments;
    EXPECT_THAT(run.err, HasSubstr(said)) << arguments;
    EXPECT_THAT(run.out, IsEmpty()) << arguments;
  }
  const auto bad_set = nacre("cell run --parameters bad.toml --protocol 'Rest for 1 h'");
  EXPECT_EQ(bad_set.code, 3);
  EXPECT_THAT(bad_set.err, HasSubstr("bad.toml: "));
  const auto no_set = nacre("cell run --parameters marqui2019 --protocol 'Rest for 1 h'");
  EXPECT_EQ(no_set.code, 2);
  EXPECT_THAT(no_set.err, HasSubstr("did you mean 'marquis2019'?"));
  const auto no_command = nacre("cell rum");
  EXPECT_EQ(no_command.code, 2);
  EXPECT_THAT(no_command.err, HasSubstr("nacre cell knows no command 'rum'"));
  EXPECT_EQ(nacre("cell eis --parameters marquis2019 --frequencies 10:1").code, 2);
  EXPECT_EQ(nacre("cell age --parameters marquis2019 --protocol 'Rest for 1 h' --cycles 0").code, 2);
  EXPECT_EQ(nacre("cell run --parameters marquis2019 --protocol ''").code, 2);
}

}  // namespace
}  // namespace nacre::testing
