#include "nacre/cell/protocol_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"

namespace nacre::cell {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ProtocolFile : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    write_file_atomic(folder_.path() / name, text);
    return folder_.path() / name;
  }

  // "PROBLEM (WHERE) ADVICE" of the InputError that reading the file throws.
  std::string problem_of(const std::string& name, const std::string& text) const {
    const auto file = write(name, text);
    try {
      protocol_from_file(file);
    } catch (const InputError& error) {
      return error.problem() + " (" + error.where() + ") " + error.advice();
    }
    return "none";
  }

 private:
  TemporaryFolder folder_{std::filesystem::temp_directory_path() / "nacre-protocol"};
};

std::vector<std::string> texts_of(const Cycle& cycle) {
  std::vector<std::string> texts;
  for (const auto& step : *cycle.steps) {
    texts.push_back(to_text(step));
  }
  return texts;
}

TEST_F(ProtocolFile, PlainTextWithComments) {
  const auto file = write("life.txt",
                          "# formation\n"
                          "Charge at C/10 until 4 V\n"
                          "Rest for 1 hour   # relaxed\n"
                          "\n"
                          "period = 1 minute\n"
                          "(Discharge at 1C until 2 V,\n Charge at 1C until 4 V) * 20\n");
  for (const auto& protocol : {protocol_from_file(file), read_protocol(file.string())}) {
    EXPECT_THAT(protocol.cycles, SizeIs(22));
    EXPECT_EQ(protocol.period_s, 60.0);
    EXPECT_THAT(texts_of(protocol.cycles.back()),
                ElementsAre("Discharge at 1 C until 2 V", "Charge at 1 C until 4 V"));
  }
  EXPECT_THAT(read_protocol("Rest for 1 s; Rest for 2 s").cycles, SizeIs(2));
}

TEST_F(ProtocolFile, Toml) {
  const auto protocol = read_protocol(
      write("life.toml",
            "steps = [\"Charge at C/10 until 4 V\",\n"
            "  [\"Discharge at 1C until 2 V\", \"Charge at 1C until 4 V\"],\n"
            "  \"(Rest for 1 s, Rest for 2 s) * 3\", \"GITT charge 1C 1 s rest 1 s until 4 V\"]\n"
            "repeat = 2\nperiod = \"10 s\"\ntemperature_C = 45\n"
            "termination = [\"80% capacity\", \"1.5 V\"]\n")
          .string());
  ASSERT_THAT(protocol.cycles, SizeIs(12));
  EXPECT_THAT(texts_of(protocol.cycles[1]),
              ElementsAre("Discharge at 1 C until 2 V", "Charge at 1 C until 4 V"));
  EXPECT_GT(protocol.cycles[5].at_most, 1);
  EXPECT_EQ(protocol.cycles[6].steps, protocol.cycles[0].steps);
  EXPECT_EQ(protocol.period_s, 10.0);
  EXPECT_EQ(protocol.temperature_K, 318.15);
  EXPECT_EQ(protocol.end_capacity_fraction, 0.8);
  EXPECT_THAT(protocol.end, SizeIs(1));
}

TEST_F(ProtocolFile, ErrorsNameTheLine) {
  EXPECT_EQ(problem_of("a.txt", "Rest for 1 s\nRest for 2 x\n"),
            "expected seconds, minutes or hours, found 'x' (line 2, column 12) known units of time: seconds, "
            "minutes, hours, days");
  EXPECT_EQ(
      problem_of("a.toml", "steps = [\"Rest for 1 s\",\n  \"Hold at 4 A for 1 s\"]\n"),
      "expected a voltage to hold, found '4' in \"Hold at 4 A for 1 s\" (line 2, column 3) for a current, "
      "C-rate or power write Charge or Discharge");
  EXPECT_EQ(problem_of("a.toml", "steps = [\"Rest for 1 s\"]\nrepeats = 3\n"),
            "unknown key 'repeats' in the protocol (line 2, column 1) did you mean 'repeat'?");
  EXPECT_EQ(
      problem_of("a.toml", "steps = [\"Rest for 1 s\"]\nperiod = \"1 year\"\n"),
      "expected seconds, minutes or hours, found 'year' in \"1 year\" (line 2, column 1) known units of "
      "time: seconds, minutes, hours, days");
  EXPECT_EQ(problem_of("a.toml", "steps = [\"Rest for 1 s\"]\nrepeat = 1.5\n"),
            "'repeat' must be a whole number in the protocol (line 2, column 1) ");
  EXPECT_EQ(problem_of("a.toml", "steps = [\"Rest for 1 s\"]\nrepeat = 1000001\n"),
            "more than 1000000 steps in all in the protocol (line 2, column 1) ");
  EXPECT_EQ(problem_of("a.toml", "steps = [\"Rest for 1 s * 1000000\",\n\"Rest for 1 s\"]\n"),
            "more than 1000000 steps in all (line 2, column 1) ");
  EXPECT_EQ(problem_of("a.toml", "steps = [[\"Rest for 1 s\", \"Rest for 1 s * 2\"]]\n"),
            "cycles within a cycle (line 1, column 27) put them into the outer list");
  EXPECT_EQ(problem_of("a.toml", "steps = [[]]\n"), "a cycle without a step (line 1, column 10) ");
  EXPECT_EQ(problem_of("a.toml", "steps = [1]\n"),
            "'steps' must hold texts, and lists of texts (line 1, column 10) such as \"Rest for 1 hour\"");
  EXPECT_EQ(problem_of("a.toml", "\nperiod = \"1 s\"\n"),
            "'steps' must be a list of steps in the protocol (line 1, column 1) add steps = [\"Rest for 1 "
            "hour\"]");
  EXPECT_EQ(
      problem_of("a.toml", "steps = [\"Rest for 1 s\"]\ntemperature_C = -400\n"),
      "'temperature_C' is -400, which is out of range in the protocol (line 2, column 1) it must be greater "
      "than -273.15");
  EXPECT_NE(problem_of("a.toml", "steps = [").find("not valid TOML"), std::string::npos);
  EXPECT_NE(problem_of("a.txt", std::string(2U << 20U, ' ')).find("more than 1 MiB"), std::string::npos);
  EXPECT_THROW(read_protocol("/no/such/protocol.toml"), InputError);
}

TEST_F(ProtocolFile, ProfilesLieBesideTheProtocol) {
  write("drive.csv", "time_s,current_A\n10,0.5\n11,-1\n13.5,0\n");
  write("plain.csv", "Zeit,Strom\n0,0.25\n1,0.5\n");
  const auto protocol = protocol_from_file(write("p.txt", "Profile drive.csv for 2 s\nProfile plain.csv\n"));
  const Step& drive = protocol.cycles[0].steps->front();
  EXPECT_THAT(drive.profile_s, ElementsAre(0.0, 1.0, 3.5));
  EXPECT_THAT(drive.profile_A, ElementsAre(0.5, -1.0, 0.0));
  EXPECT_THAT(protocol.cycles[1].steps->front().profile_A, ElementsAre(0.25, 0.5));

  EXPECT_THROW(protocol_from_file(write("q.txt", "Profile missing.csv")), InputError);
  write("back.csv", "time_s,current_A\n0,1\n2,1\n2,1\n");
  EXPECT_EQ(problem_of("q.txt", "Profile back.csv"),
            "the time of a current profile does not rise, at 2 s (row 3) ");
  write("gap.csv", "time_s,current_A\n0,1\n2,\n3,1\n");
  EXPECT_EQ(problem_of("q.txt", "Profile gap.csv"),
            "a current profile with a gap (row 2) fill in or leave out that row");
  write("three.csv", "time_s,voltage_V,temperature_C\n0,1,2\n1,1,2\n");
  EXPECT_EQ(problem_of("q.txt", "Profile three.csv"),
            "a current profile needs the columns time_s and current_A (its headings) name them so, or leave "
            "just two "
            "columns: time in s and current in A");
  write("one.csv", "time_s,current_A\n0,1\n");
  EXPECT_EQ(problem_of("q.txt", "Profile one.csv"), "a current profile of one row () it needs two or more");
}

TEST_F(ProtocolFile, ProfileWithoutHeadings) {
  write("bare.csv", "0,0\n1,-0.5\n2,1.5\n");
  const auto protocol = protocol_from_file(write("p.txt", "Profile bare.csv"));
  EXPECT_THAT(protocol.cycles[0].steps->front().profile_A, ElementsAre(0.0, -0.5, 1.5));
}

}  // namespace
}  // namespace nacre::cell
