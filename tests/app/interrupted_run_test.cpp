// A run that is killed, stopped or has company ends, when it is run to its end, in the bytes of one that was
// not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "program.hpp"
#include "study/cell_study.hpp"

namespace nacre {
namespace {

using testing::CellStudy;
using testing::content_of;
using testing::Program;
using testing::run_nacre;
using Clock = std::chrono::steady_clock;

class InterruptedRun : public ::testing::Test {
 protected:
  InterruptedRun() {
    const auto start = Clock::now();
    const auto run = run_nacre({"run", cells_.folder().string(), "--quiet"});
    whole_run_ = Clock::now() - start;
    EXPECT_EQ(run.code, 0) << run.err;
    expected_ = content_of(cells_.folder() / "report");
    answer_ = answer();
    forget();
  }
  void forget() const {
    std::filesystem::remove_all(cells_.store());
    std::filesystem::remove_all(cells_.folder() / "report");
  }
  std::string answer() const {
    return run_nacre({"query", cells_.folder().string(), "discharge_capacity", "--csv", "-"}).out;
  }
  void expect_whole() const {
    EXPECT_TRUE(content_of(cells_.folder() / "report") == expected_);
    EXPECT_EQ(answer(), answer_);
    for (const auto& entry : std::filesystem::directory_iterator(cells_.folder())) {
      EXPECT_EQ(entry.path().filename().string().find(".part-"), std::string::npos) << entry.path();
    }
  }
  std::vector<std::string> command() const { return {"run", cells_.folder().string(), "--quiet"}; }

  CellStudy cells_{3};
  Clock::duration whole_run_{};
  std::string expected_;
  std::string answer_;
};

TEST_F(InterruptedRun, KilledAtAnyPointTheNextRunEndsInTheSameBytes) {
  constexpr int points = 8;
  int killed = 0;
  for (int i = 0; i < points; ++i) {
    forget();
    Program program(command());
    // Most points early: reading and analysing are much shorter than drawing.
    std::this_thread::sleep_for(whole_run_ * i * i / (points * points));
    program.signal(SIGKILL);
    killed += program.wait().code == 128 + SIGKILL ? 1 : 0;
    EXPECT_EQ(run_nacre(command()).code, 0);
    expect_whole();
  }
  EXPECT_GE(killed, points / 2);
}

TEST_F(InterruptedRun, KilledAgainAndAgainItStillEnds) {
  forget();
  for (int i = 0; i < 10; ++i) {
    Program program(command());
    std::this_thread::sleep_for(whole_run_ * i / 20);
    program.signal(SIGKILL);
    program.wait();
  }
  EXPECT_EQ(run_nacre(command()).code, 0);
  expect_whole();
}

TEST_F(InterruptedRun, RunsAtOnceOnOneStoreDoNoHarm) {
  for (int i = 0; i < 2; ++i) {
    forget();
    Program first(command());
    Program second(command());
    Program third(command());
    for (auto* program : {&first, &second, &third}) {
      const auto run = program->wait();
      EXPECT_EQ(run.code, 0) << run.err;
    }
    expect_whole();
  }
}

TEST_F(InterruptedRun, OneKilledBesideAnotherDoesNoHarm) {
  forget();
  Program killed(command());
  Program other(command());
  std::this_thread::sleep_for(whole_run_ / 2);
  killed.signal(SIGKILL);
  killed.wait();
  EXPECT_EQ(other.wait().code, 0);
  EXPECT_EQ(run_nacre(command()).code, 0);
  expect_whole();
}

TEST_F(InterruptedRun, ControlCStopsWithAMessageAndTheNextRunGoesOn) {
  forget();
  Program program({"run", cells_.folder().string()});
  program.wait_for_error_text("[1/");
  program.signal(SIGINT);
  const auto run = program.wait();
  EXPECT_EQ(run.code, 130);
  EXPECT_THAT(run.err, ::testing::HasSubstr("the same command goes on from there"));
  EXPECT_FALSE(std::filesystem::exists(cells_.folder() / "report"));
  EXPECT_EQ(run_nacre(command()).code, 0);
  expect_whole();
}

}  // namespace
}  // namespace nacre
