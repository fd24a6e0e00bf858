#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/json.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"
#include "program.hpp"
#include "support/packing.hpp"
#include "support/text_files.hpp"

namespace nacre::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class TableCommand : public ::testing::Test {
 protected:
  TableCommand() {
    write("landt.csv", landt_text());
    write("own.csv", generic_text());
    write("cut.csv", landt_text() + "99,1,3");
    write("binary.csv", std::string("\x7f\0\1\2\3\4\5\6", 8));
    write("empty.csv", "");
  }
  void write(const std::string& name, const std::string& bytes) {
    write_file_atomic(folder_.path() / name, bytes);
  }
  std::string read(const std::string& name) const { return read_file(folder_.path() / name); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_.path() / name); }
  Outcome nacre(const std::string& arguments) const { return run_nacre(arguments, folder_.path().string()); }

  TemporaryFolder folder_{std::filesystem::path(::testing::TempDir()) / "table_command"};
};

TEST_F(TableCommand, SummarisesForAPerson) {
  const Outcome run = nacre("table landt.csv");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, StartsWith("landt.csv: 28 rows, 13 columns (landt-csv)\n"));
  EXPECT_THAT(run.out, HasSubstr("steps (rows): rest 2, cc_charge 13, cc_discharge 13\n"));
  EXPECT_THAT(run.out, HasSubstr("cell model: NFM333"));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(TableCommand, CsvToStandardOutputIsNothingElse) {
  const Outcome run = nacre("table landt.csv --csv -");
  EXPECT_EQ(run.code, 0);
  const auto table = formats::read_table(folder_.path() / "landt.csv");
  EXPECT_EQ(run.out, formats::to_csv(table));
}

TEST_F(TableCommand, ItsOwnCsvIsReadBackTheSame) {
  EXPECT_EQ(nacre("table landt.csv --csv table.csv --quiet").code, 0);
  EXPECT_EQ(nacre("table table.csv --csv again.csv --quiet").code, 0);
  EXPECT_EQ(read("table.csv"), read("again.csv"));
}

TEST_F(TableCommand, TheHashIsThatOfTheFileNotOfWhatWasUnpacked) {
  write("landt.csv.gz", gzip_bytes(landt_text()));
  const Outcome run = nacre("table landt.csv.gz --json -");
  EXPECT_EQ(Json::parse(run.out)["inputs"][0]["sha256"], sha256(read("landt.csv.gz")));
}

TEST_F(TableCommand, JsonToStandardOutputIsNothingElse) {
  const Outcome run = nacre("table landt.csv --json -");
  EXPECT_EQ(run.code, 0);
  const auto json = Json::parse(run.out);
  EXPECT_EQ(json["command"], "table");
  EXPECT_EQ(json["inputs"][0]["reader"], "landt-csv");
  EXPECT_EQ(json["inputs"][0]["sha256"], sha256(read("landt.csv")));
  EXPECT_EQ(json["result"]["rows"], 28);
  EXPECT_EQ(json["result"]["columns"][0]["name"], "time_s");
  EXPECT_EQ(json["result"]["columns"][0]["unit"], "s");
  EXPECT_EQ(json["result"]["columns"][0]["max"], 250);
  EXPECT_EQ(json["result"]["columns"][0]["missing"], 0);
  EXPECT_EQ(json["result"]["metadata"]["cell model"], "NFM333");
  EXPECT_TRUE(json["warnings"].empty());
}

TEST_F(TableCommand, WritesBdfCsvAndAFolder) {
  const Outcome run = nacre("table landt.csv --bdf out.bdf.csv --csv out.csv --out folder --json out.json");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("written: out.bdf.csv"));
  EXPECT_THAT(read("out.bdf.csv"), StartsWith("Test Time / s,Voltage / V,Current / A,"));
  EXPECT_EQ(read("folder/table.csv"), read("out.csv"));
  EXPECT_EQ(read("folder/result.json"), read("out.json"));
  EXPECT_EQ(nacre("table out.bdf.csv --reader bdf").code, 0);
}

TEST_F(TableCommand, TakesAColumnMap) {
  const Outcome run =
      nacre("table own.csv --csv - --map 'time_s=t' --map 'voltage_V=U [mV]' --map 'current_A=I * 2'");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, StartsWith("time_s,voltage_V,current_A,comment\n0,3,0,\"start; of \"\"it\"\"\"\n"));
}

TEST_F(TableCommand, WrongUsageIsExitCode2) {
  for (const char* arguments : {"table", "table landt.csv --map voltage_V", "table landt.csv --map volts=U",
                                "table landt.csv --reader none", "table landt.csv --csv - --json -",
                                "table landt.csv --unknown", "table own.csv --map time_s=t --map time_s=U"}) {
    const Outcome run = nacre(arguments);
    EXPECT_EQ(run.code, 2) << arguments;
    EXPECT_THAT(run.out, IsEmpty()) << arguments;
    EXPECT_THAT(run.err, Not(IsEmpty())) << arguments;
  }
}

TEST_F(TableCommand, BadInputIsExitCode3WithFilePlaceAndAdvice) {
  for (const char* file : {"absent.csv", "empty.csv", "binary.csv", "cut.csv"}) {
    const Outcome run = nacre(std::string("table ") + file + " --csv out.csv --json -");
    EXPECT_EQ(run.code, 3) << file;
    EXPECT_THAT(run.out, IsEmpty()) << file;
    EXPECT_THAT(run.err, StartsWith(std::string("error: ") + file + ": ")) << file;
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 2) << run.err;
    EXPECT_FALSE(exists("out.csv")) << file;
  }
  EXPECT_THAT(nacre("table cut.csv").err, HasSubstr("(line 32)"));
}

TEST_F(TableCommand, SalvageReturnsWhatIsReadable) {
  const Outcome run = nacre("table cut.csv --salvage --csv -");
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 29);
  EXPECT_THAT(run.err, StartsWith("warning: "));
  EXPECT_THAT(run.err, HasSubstr("line 32"));
}

TEST_F(TableCommand, AClosedPipeIsNoError) {
  std::string text = "time_s,voltage_V\n";
  for (int i = 0; i < 300'000; ++i) {
    text += std::to_string(i) + ",3.123456\n";
  }
  write("long.csv", text);
  const Outcome run = nacre("table long.csv --csv - | head -n 1");
  EXPECT_EQ(run.out, "time_s,voltage_V\n");
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(TableCommand, ListsTheFormats) {
  const Outcome run = nacre("table --formats");
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("bdf "));
  EXPECT_THAT(run.out, HasSubstr("delimited-text"));
}

}  // namespace
}  // namespace nacre::testing
