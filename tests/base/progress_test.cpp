#include "nacre/base/progress.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nacre {
namespace {

std::string written(Progress::Style style) {
  std::FILE* file = std::tmpfile();
  {
    Progress progress(2, file, style);
    progress.begin("one");
    progress.begin("two");
    progress.end("one");
    progress.end("two");
  }
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

TEST(Progress, PlainLinesWhereThereIsNoTerminal) {
  std::FILE* file = std::tmpfile();
  EXPECT_EQ(Progress::style_for(file, false), Progress::Style::lines);
  EXPECT_EQ(Progress::style_for(file, true), Progress::Style::none);
  std::fclose(file);
  EXPECT_EQ(written(Progress::Style::lines), "[1/2] one\n[2/2] two\n");
}

TEST(Progress, QuietSaysNothing) { EXPECT_EQ(written(Progress::Style::none), ""); }

TEST(Progress, LiveRewritesItsLineAndWipesIt) {
  const auto text = written(Progress::Style::live);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_TRUE(text.starts_with("\r\x1b[K[0/2] one"));
  EXPECT_TRUE(text.ends_with("\r\x1b[K"));
}

}  // namespace
}  // namespace nacre
