#include "nacre/base/problems.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace nacre {
namespace {

TEST(Problems, TheFirstIsThrownWithHowManyMoreThereAre) {
  std::vector<InputError> problems;
  EXPECT_NO_THROW(throw_first(problems));
  const auto advice = [&] {
    try {
      throw_first(problems);
    } catch (const InputError& error) {
      EXPECT_STREQ(error.what(), "a.toml: 'x' is missing (line 1)");
      return error.advice();
    }
    return std::string("nothing thrown");
  };
  problems.emplace_back("a.toml", "'x' is missing", "line 1", "write x = 1");
  EXPECT_EQ(advice(), "write x = 1");
  problems.emplace_back("a.toml", "'y' is missing", "line 1");
  problems.emplace_back("a.toml", "'z' is missing", "line 1");
  EXPECT_EQ(advice(), "write x = 1; 2 more");
  problems = {InputError("a.toml", "'x' is missing", "line 1"), problems.back()};
  EXPECT_EQ(advice(), "there is 1 more");
  EXPECT_EQ(advice_of_first("", 3), "there are 2 more");
}

}  // namespace
}  // namespace nacre
