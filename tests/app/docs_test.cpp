// What docs/ shows must work as it stands there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.hpp"
#include "study/cell_study.hpp"

namespace nacre {
namespace {

using testing::run_nacre;

std::string document(const char* name) {
  return read_file(std::filesystem::path(NACRE_CHECKOUT) / "docs" / name);
}

// The questions behind `nacre query STUDY`, with the shell's quotes taken off.
std::vector<std::string> questions_in(const std::string& text) {
  const std::string command = "\nnacre query STUDY \"";
  std::vector<std::string> questions;
  for (auto at = text.find(command); at != std::string::npos; at = text.find(command, at + 1)) {
    std::string question;
    for (auto i = at + command.size(); text[i] != '"'; ++i) {
      i += text[i] == '\\' ? 1 : 0;
      question += text[i];
    }
    questions.push_back(question);
  }
  return questions;
}

TEST(Docs, EveryQuestionInStoreIsAnswered) {
  const testing::CellStudy cells(1);
  cells.append(
      "[[published]]\nsample = \"cell 1\"\nquantity = \"retention\"\nat = { cycle = 3 }\nvalue = 100\n"
      "unit = \"percent\"\nrole = \"predict\"\n");
  ASSERT_EQ(run_nacre({"run", cells.folder().string(), "--quiet"}).code, 0);
  const auto questions = questions_in(document("store.md"));
  EXPECT_EQ(questions.size(), 7U);
  for (const auto& question : questions) {
    const auto answer = run_nacre({"query", cells.folder().string(), question});
    EXPECT_EQ(answer.code, 0) << question << "\n" << answer.err;
    EXPECT_GE(std::ranges::count(answer.out, '\n'), 2) << question;  // a heading, and an answer
  }
}

TEST(Docs, TheStudyInStudyRuns) {
  const testing::CellStudy cells(1);
  const auto text = document("study.md");
  const auto begin = text.find("```toml\n") + 8;
  cells.write("study.toml", text.substr(begin, text.find("```", begin) - begin));
  const auto run = run_nacre({"run", cells.folder().string()});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, ::testing::HasSubstr("published values: 1 agree"));
}

// The values that the formulas of make_record.cpp put into the default record.
TEST(Docs, TheDefaultStudyFindsWhatWasPutIn) {
  const testing::CellStudy place(0);
  const auto at = [&](const char* name) { return (place.folder() / name).string(); };
  const auto study = std::filesystem::path(NACRE_CHECKOUT) / "studies" / "nfm333-synthetic";
  const auto run = run_nacre({"run", study.string(), "--store", at("store"), "--out", at("report")});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, ::testing::HasSubstr("published values: 15 agree, 0 differ, 0 missing, 0 not judged"));
}

}  // namespace
}  // namespace nacre
