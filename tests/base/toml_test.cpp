#include <gtest/gtest.h>

#include <string>

#include "nacre/base/toml_section.hpp"

namespace nacre {
namespace {

struct Bad {
  std::string text;
  unsigned line;
};

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

// Each breaks an assumption of toml++ 3.3.0 (an abort in its debug build) or overflows the stack, but for the
// bad UTF-8 and the nested arrays, which it refuses by itself.
TEST(ParseToml, WhatItsParserTakesForImpossibleIsAProblemWithItsLine) {
  const std::string underscores(116, '_');
  for (const auto& [text, line] : {
           Bad{"x = 1\n[{step]]\ny = 2\n", 2U},
           Bad{"[.a]\n", 1U},
           Bad{"\n\n[[=]]", 3U},
           Bad{"x = 1\n\n[é]\nx = 1\n", 3U},
           Bad{"x = 1\nd = 1979-05-27 0\n", 2U},
           Bad{"d = 1979-05-27 0 # noon\n", 1U},
           Bad{"x = 1\nd = 1979-05-27" + underscores + " 07:32:00\n", 2U},
           Bad{"é = 1\n", 1U},
           Bad{"x = é\n", 1U},
           Bad{"x = 1 µ\n", 1U},
           Bad{"x = 1\ny = \xff\n", 2U},
           Bad{"x = " + repeated("[", 100000), 1U},
           Bad{"\n" + repeated("a.", 500000) + "a = 1", 2U},
           Bad{"[" + repeated("a.", 500000) + "a]", 1U},
           Bad{"x = {" + repeated("\"=\".", 500000) + "a = 1}", 1U},
       }) {
    Problems problems;
    EXPECT_FALSE(parse_toml(text, "a.toml", problems)) << text.substr(0, 40);
    ASSERT_EQ(problems.size(), 1U) << text.substr(0, 40);
    EXPECT_EQ(problems[0].at.line, line) << text.substr(0, 40);
  }
}

TEST(ParseToml, LettersOutsideAsciiAreNoWhiteSpace) {
  Problems problems;
  const auto root = parse_toml("a = \"\"\"\\\n  éµ\"\"\"\n\"Å\" = 'Ω'  # ﬀ\n", "a.toml", problems);
  ASSERT_TRUE(root);
  EXPECT_EQ(to_json(*root), (Json{{"a", "éµ"}, {"Å", "Ω"}}));
}

TEST(ParseToml, DotsOfTextsCommentsAndNumbersAreNotThoseOfKeys) {
  const std::string dots(40, '.');
  Problems problems;
  EXPECT_TRUE(parse_toml("# " + dots + "\na = \"\\\"" + dots + "\"\nb = '\\'\nc = \"\"\"\n\"" + dots +
                             "\"\"\"\"\"\nd = '''" + dots + "''''\ne = [" + repeated("0.5, ", 40) + "1.0]\n",
                         "a.toml", problems));
  EXPECT_TRUE(problems.empty());
}

// The deepest text that is accepted is read and destroyed without harm to the stack.
TEST(ParseToml, DeepestTablesWithinTables) {
  const std::string key = repeated("a.", 16) + "a";
  Problems problems;
  const auto root =
      parse_toml("[" + key + "]\n" + repeated(key + " = {", 256) + repeated("}", 256), "a.toml", problems);
  ASSERT_TRUE(root) << problems[0].what;
  EXPECT_GT(to_json(*root).dump().size(), 256U * 17U);
}

TEST(TomlSection, AMisspeltKeyIsNotAlsoMissing) {
  Problems problems;
  const auto root = parse_toml("hodl_s = 60\nx = 1\n", "a.toml", problems);
  ASSERT_TRUE(root);
  TomlSection section(*root, "[step]", problems);
  section.required_number("hold_s");
  section.required_number("target_C");
  section.finish();
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].what, "'target_C' is missing in [step]");
  EXPECT_EQ(problems[1].what, "unknown key 'hodl_s' in [step]");
  EXPECT_EQ(problems[1].advice, "did you mean 'hold_s'?");
  EXPECT_EQ(problems[2].what, "unknown key 'x' in [step]");
}

}  // namespace
}  // namespace nacre
