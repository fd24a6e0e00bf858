// Runs nacre as a user does.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "nacre/base/files.hpp"

namespace nacre::testing {

struct Outcome {
  int code = -1;  // exit code; 128 + n: ended by signal n
  std::string out;
  std::string err;
};

// arguments: as typed in a shell, with files of the folder that it runs in.
Outcome run_nacre(const std::string& arguments, const std::string& folder);

// A running nacre, for what a shell is in the way of.
class Program {
 public:
  explicit Program(std::vector<std::string> arguments);
  void signal(int number) const;
  // Waits until this stands in standard error, or the program has ended.
  void wait_for_error_text(const std::string& text) const;
  Outcome wait();

 private:
  TemporaryFolder folder_;  // of what it prints
  pid_t process_;
};

inline Outcome run_nacre(std::vector<std::string> arguments) { return Program(std::move(arguments)).wait(); }

// Every file below a folder with its bytes, as one text: two folders are the same where their texts are.
std::string content_of(const std::filesystem::path& folder);

}  // namespace nacre::testing
