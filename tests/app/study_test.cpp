// nacre init, check, run and query.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/json.hpp"
#include "program.hpp"
#include "study/cell_study.hpp"

namespace nacre {
namespace {

using testing::CellStudy;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::run_nacre;

TEST(InitCommand, WritesAStudyThatChecksAndRuns) {
  const CellStudy cells(2);
  const std::string folder = cells.folder().string();
  EXPECT_EQ(run_nacre({"init", folder}).code, 2);  // there is one already
  std::filesystem::remove(cells.file());
  EXPECT_EQ(run_nacre({"init", folder}).code, 0);
  const auto check = run_nacre({"check", folder});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_THAT(check.out, HasSubstr("2 samples, 2 measurements with 2 files"));
  EXPECT_EQ(run_nacre({"run", folder}).code, 0);
}

TEST(CheckCommand, ListsEveryProblemWithItsLineAndAdvice) {
  const CellStudy cells(1);
  cells.append("[[measurement]]\nsampel = \"cell 1\"\ntechnique = \"cycling\"\nfile = \"cell_7.bdf.csv\"\n");
  const auto check = run_nacre({"check", cells.file().string()});
  EXPECT_EQ(check.code, 3);
  EXPECT_THAT(check.out, IsEmpty());
  EXPECT_THAT(check.err, HasSubstr("study.toml: unknown key 'sampel' in [[measurement]] (line 11, column 1)\n"
                                   "did you mean 'sample'?\n"));
  EXPECT_THAT(check.err, HasSubstr("no file matches 'cell_7.bdf.csv'"));
  const auto json = Json::parse(run_nacre({"check", cells.file().string(), "--json", "-"}).out);
  EXPECT_EQ(json["result"]["problems"].size(), 2U);  // the sample is misspelt, not missing
}

TEST(RunCommand, WritesTheReportOnceAndSaysSo) {
  const CellStudy cells(2);
  const std::string folder = cells.folder().string();
  const auto first = run_nacre({"run", folder});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("wrote " + folder + "/report"));
  EXPECT_THAT(first.err, HasSubstr("[5/5] compare with published values\n"));  // no terminal: plain lines
  const auto second = run_nacre({"run", folder, "--quiet"});
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.out + second.err, IsEmpty());
  EXPECT_THAT(run_nacre({"run", folder}).out, HasSubstr("unchanged"));
}

TEST(RunCommand, JsonGoesAloneToStandardOutput) {
  const CellStudy cells(2);
  const auto run = run_nacre({"run", cells.folder().string(), "--json", "-"});
  const auto json = Json::parse(run.out);
  EXPECT_EQ(json["command"], "run");
  EXPECT_EQ(json["inputs"].size(), 3U);
  EXPECT_EQ(json["result"]["records"][0]["result"]["cycles"].size(), 3U);
}

TEST(RunCommand, BadFileIsExitCode3AndTheOthersAreDone) {
  const CellStudy cells(3);
  cells.write("cell_2.bdf.csv", "Test Time / s,Voltage / V,Current / A\n1.0,x,y\n");
  const auto run = run_nacre({"run", cells.folder().string()});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("error: cell_2.bdf.csv: "));
  EXPECT_THAT(run.out, HasSubstr("3 records, 0 of them unchanged since they were analysed, 1 failed"));
  EXPECT_TRUE(std::filesystem::exists(cells.folder() / "report" / "result.json"));
}

TEST(RunCommand, BadStudyRunsNothing) {
  const CellStudy cells(1);
  cells.append("titel = 1\n");
  EXPECT_EQ(run_nacre({"run", cells.folder().string()}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(cells.store()));
  EXPECT_EQ(run_nacre({"run", (cells.folder() / "nothing").string()}).code, 3);
}

TEST(RunCommand, StoreAndReportGoWhereTheyAreToldTo) {
  const CellStudy cells(1);
  const auto at = [&](const char* name) { return (cells.folder() / name).string(); };
  EXPECT_EQ(run_nacre({"run", cells.folder().string(), "--store", at("s"), "--out", at("o")}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(cells.folder() / "s" / "index.sqlite"));
  EXPECT_TRUE(std::filesystem::exists(cells.folder() / "o" / "result.json"));
  EXPECT_FALSE(std::filesystem::exists(cells.store()));
  EXPECT_FALSE(std::filesystem::exists(cells.folder() / "report"));
}

class QueryCommand : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cells_ = std::make_unique<CellStudy>(3);
    EXPECT_EQ(run_nacre({"run", cells_->folder().string()}).code, 0);
  }
  static void TearDownTestSuite() { cells_.reset(); }
  static testing::Outcome ask(std::vector<std::string> rest) {
    rest.insert(rest.begin(), {"query", cells_->folder().string()});
    return run_nacre(rest);
  }
  static inline std::unique_ptr<CellStudy> cells_;
};

TEST_F(QueryCommand, SaysWhatThereIs) {
  const auto answer = ask({});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("discharge_capacity"));
  EXPECT_THAT(answer.out, HasSubstr("first_cycle_capacity"));
}

TEST_F(QueryCommand, AnswersByNameAndPlace) {
  const auto answer = ask({"discharge_capacity where cycle=2", "--csv", "-"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("sample,record,cycle,value,std,unit\n"));
  EXPECT_THAT(answer.out, HasSubstr("cell 3,cell 3 cycling,2.0,0.0009"));
  const auto json =
      Json::parse(ask({"discharge_capacity where cycle <= 2 and sample = \"cell 1\"", "--json", "-"}).out);
  ASSERT_EQ(json["result"]["rows"].size(), 2U);
  EXPECT_NEAR(json["result"]["rows"][1]["value"].get<double>(), testing::cell_capacity_Ah(1), 1e-9);
}

TEST_F(QueryCommand, AnswersSql) {
  const auto answer =
      ask({"SELECT sample, count(*) AS n FROM result WHERE quantity = 'retention' GROUP BY 1"});
  EXPECT_EQ(answer.out, "sample  n\ncell 1  3\ncell 2  3\ncell 3  3\n") << answer.err;
}

TEST_F(QueryCommand, UnknownNamesGetTheNearestKnownOne) {
  const auto quantity = ask({"discharge_capcity"});
  EXPECT_EQ(quantity.code, 2);
  EXPECT_THAT(quantity.err, HasSubstr("did you mean 'discharge_capacity'?"));
  const auto column = ask({"discharge_capacity where cylce = 1"});
  EXPECT_EQ(column.code, 2);
  EXPECT_THAT(column.err, HasSubstr("did you mean 'cycle'?"));
}

TEST_F(QueryCommand, WhatIsNoQuestionIsRefused) {
  for (const char* question : {"discharge_capacity when cycle = 1", "discharge_capacity where cycle",
                               "discharge_capacity where cycle ~ 1", "discharge_capacity where sample = \"x",
                               "SELECT nonsense FROM nowhere", "SELECT 1; SELECT 2"}) {
    EXPECT_EQ(ask({question}).code, 2) << question;
  }
}

TEST_F(QueryCommand, NothingIsWritten) {
  const auto index = cells_->store() / "index.sqlite";
  const auto before = read_file(index);
  const std::string elsewhere = (cells_->folder() / "elsewhere").string();
  for (const std::string& question : std::vector<std::string>{
           "SELECT 1; DELETE FROM step", "WITH a AS (SELECT 1) DELETE FROM step",
           "WITH a AS (SELECT 1) INSERT INTO run SELECT * FROM run", "select load_extension('x')",
           "discharge_capacity where cycle = 1; DELETE FROM step",
           "discharge_capacity where sample = 'x' or 1=1", "DROP TABLE step", "PRAGMA user_version = 7",
           "ATTACH DATABASE '" + elsewhere + "' AS other", "VACUUM INTO '" + elsewhere + "'"}) {
    EXPECT_EQ(ask({question}).code, 2) << question;
  }
  EXPECT_EQ(read_file(index), before);
  EXPECT_FALSE(std::filesystem::exists(elsewhere));
}

TEST_F(QueryCommand, BeforeTheFirstRunThereIsNoAnswer) {
  const CellStudy fresh(1);
  const auto answer = run_nacre({"query", fresh.folder().string(), "fade"});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("nacre run"));
  EXPECT_FALSE(std::filesystem::exists(fresh.store()));
}

}  // namespace
}  // namespace nacre
