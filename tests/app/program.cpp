#include "program.hpp"

#include <sys/wait.h>

#include <cstdlib>

#include "nacre/base/files.hpp"

namespace nacre::testing {

Outcome run_nacre(const std::string& arguments, const std::string& folder) {
  const std::string command =
      "cd '" + folder + "' && { '" NACRE_PROGRAM "' " + arguments + "; } >stdout.txt 2>stderr.txt";
  const int status = std::system(command.c_str());
  Outcome run;
  run.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = read_file(folder + "/stdout.txt");
  run.err = read_file(folder + "/stderr.txt");
  return run;
}

}  // namespace nacre::testing
