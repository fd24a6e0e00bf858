// Running another program as a child: no shell in between, its output caught, its time limited.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace nacre {

struct ProcessResult {
  int exit_code = -1;      // 128 + signal where a signal ended it
  bool timed_out = false;  // it was ended because it ran past the limit
  std::string output;      // the first 64 KiB of what it wrote to standard output and standard error
};

// Runs arguments[0], found on PATH, in a folder, with nothing on its standard input.
// Throws Error where the program cannot be started.
ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                          std::chrono::milliseconds limit);

}  // namespace nacre
