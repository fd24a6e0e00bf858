// Runs nacre as a user does.
#pragma once

#include <string>

namespace nacre::testing {

struct Outcome {
  int code = -1;  // exit code; 128 + n: ended by signal n
  std::string out;
  std::string err;
};

// arguments: as typed in a shell, with files of the folder that it runs in.
Outcome run_nacre(const std::string& arguments, const std::string& folder);

}  // namespace nacre::testing
