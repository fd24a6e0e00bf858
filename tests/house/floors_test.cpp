// An include that climbs a floor, or that reaches a neighbour on the same floor, must not compile. Tested
// with the very command that compiles each room, taken from compile_commands.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"

namespace nacre {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int status = -1;
  std::string text;
};

Outcome run(const std::string& command) {
  Outcome outcome;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> block{};
  while (const auto count = std::fread(block.data(), 1, block.size(), pipe)) {
    outcome.text.append(block.data(), count);
  }
  outcome.status = ::pclose(pipe);
  return outcome;
}

std::map<std::string, int> floors() {
  std::map<std::string, int> result;
  std::ifstream file(fs::path(NACRE_BUILD) / "rooms.txt");
  std::string room;
  for (int floor = 0; file >> room >> floor;) {
    result[room] = floor;
  }
  return result;
}

// The command that compiles a source of the room, without the output and the source.
std::string compile_command(const std::string& room) {
  const auto commands = Json::parse(read_file(fs::path(NACRE_BUILD) / "compile_commands.json"));
  for (const auto& entry : commands) {
    if (entry.at("file").get<std::string>().starts_with(NACRE_CHECKOUT "/src/nacre/" + room + "/")) {
      const std::string command = entry.at("command");
      return command.substr(0, command.find(" -o "));
    }
  }
  return {};
}

// Any header that the room shows to others.
std::string header_of(const std::string& room) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(NACRE_CHECKOUT) / "src/nacre" / room)) {
    if (entry.path().extension() == ".hpp") {
      return fs::relative(entry.path(), fs::path(NACRE_CHECKOUT) / "src").string();
    }
  }
  return {};
}

Outcome compile_include(const std::string& command, const std::string& header) {
  const TemporaryFolder folder(fs::path(::testing::TempDir()) / "floors_test");
  const auto probe = folder.path() / "probe.cpp";
  write_file_atomic(probe, "#include \"" + header + "\"\n");
  return run("cd '" NACRE_BUILD "' && " + command + " -fsyntax-only '" + probe.string() + "'");
}

TEST(Floors, OnlyLowerFloorsCanBeIncluded) {
  const auto rooms = floors();
  ASSERT_GE(rooms.size(), 2U);
  for (const auto& [room, floor] : rooms) {
    const std::string command = compile_command(room);
    ASSERT_FALSE(command.empty()) << room;
    const auto own = compile_include(command, header_of(room));
    EXPECT_EQ(own.status, 0) << room << " cannot include its own header:\n" << own.text;
    for (const auto& [other, other_floor] : rooms) {
      if (other == room || other_floor < floor) {
        continue;
      }
      const auto climbing = compile_include(command, header_of(other));
      EXPECT_NE(climbing.status, 0) << room << " can include " << other;
      EXPECT_THAT(climbing.text, ::testing::AnyOf(::testing::HasSubstr("No such file or directory"),  // GCC
                                                  ::testing::HasSubstr("file not found")))            // clang
          << room << " -> " << other;
    }
  }
}

TEST(Floors, ARoomThatUsesAHigherOneDoesNotConfigure) {
  const TemporaryFolder folder(fs::path(::testing::TempDir()) / "climbing");
  const auto outcome = run(NACRE_CMAKE " -S '" NACRE_CHECKOUT "/tests/house/climbing_room' -B '" +
                           folder.path().string() + "' -DNACRE_CMAKE_FOLDER='" NACRE_CHECKOUT "/cmake'");
  EXPECT_NE(outcome.status, 0);
  EXPECT_THAT(outcome.text, ::testing::HasSubstr("may not use"));
}

// A header that is precompiled comes before every source of its target: one of ours would be seen by a room
// that may not include it.
TEST(Floors, NoHeaderOfOursIsPrecompiled) {
  int precompiled = 0;
  for (const auto& entry : fs::recursive_directory_iterator(NACRE_BUILD)) {
    if (entry.path().filename() == "cmake_pch.hxx") {
      EXPECT_THAT(read_file(entry.path()), ::testing::Not(::testing::HasSubstr("nacre/"))) << entry.path();
      ++precompiled;
    }
  }
  if (precompiled == 0) {
    GTEST_SKIP() << "this build precompiles nothing";
  }
}

TEST(Floors, EveryIncludeOfOurOwnNamesItsRoom) {
  const std::string_view own = "#include \"";
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(NACRE_CHECKOUT) / "src")) {
    if (entry.path().extension() != ".hpp" && entry.path().extension() != ".cpp") {
      continue;
    }
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with(own)) {
        continue;
      }
      const std::string header = line.substr(own.size());
      EXPECT_TRUE(header.starts_with("nacre_build.inc") ||
                  (header.starts_with("nacre/") && header.find("..") == std::string::npos))
          << entry.path() << ": " << line;
    }
  }
}

}  // namespace
}  // namespace nacre
