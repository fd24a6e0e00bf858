// The errors of nacre: what was expected, what was found, where, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>

namespace nacre {

// Root of every error that nacre throws on purpose. Anything else that escapes is a bug (exit code 70).
class Error : public std::runtime_error {
 public:
  // what: one line for the user; advice: one line that says what to do, or empty.
  explicit Error(const std::string& what, std::string advice = {})
      : std::runtime_error(what), advice_(std::move(advice)) {}

  const std::string& advice() const noexcept { return advice_; }

 private:
  std::string advice_;
};

// The caller asked for something that does not exist or contradicts itself (exit code 2).
class UsageError : public Error {
 public:
  using Error::Error;
};

// A file or its content cannot be used (exit code 3). what() reads "FILE: WHAT (WHERE)".
class InputError : public Error {
 public:
  InputError(std::string file, std::string problem, std::string where, std::string advice = {})
      : Error(file + ": " + problem + (where.empty() ? "" : " (" + where + ")"), std::move(advice)),
        file_(std::move(file)),
        problem_(std::move(problem)),
        where_(std::move(where)) {}

  const std::string& file() const noexcept { return file_; }
  const std::string& problem() const noexcept { return problem_; }
  const std::string& where() const noexcept { return where_; }

 private:
  std::string file_;
  std::string problem_;
  std::string where_;
};

// A computation stopped before it reached its tolerance (exit code 4).
class ConvergenceError : public Error {
 public:
  using Error::Error;
};

}  // namespace nacre
