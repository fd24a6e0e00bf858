#include "program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <thread>

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

Program::Program(std::vector<std::string> arguments)
    : folder_(std::filesystem::path(::testing::TempDir()) / "nacre_program") {
  arguments.insert(arguments.begin(), NACRE_PROGRAM);
  std::vector<char*> raw;
  for (auto& argument : arguments) {
    raw.push_back(argument.data());
  }
  raw.push_back(nullptr);
  const auto out = folder_.path() / "out";
  const auto err = folder_.path() / "err";
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT, 0644), STDOUT_FILENO);
    ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT, 0644), STDERR_FILENO);
    ::execv(raw[0], raw.data());
    ::_exit(127);
  }
}

void Program::signal(int number) const { ::kill(process_, number); }

void Program::wait_for_error_text(const std::string& text) const {
  siginfo_t ended{};
  const auto err = folder_.path() / "err";
  while (!std::filesystem::exists(err) || read_file(err).find(text) == std::string::npos) {
    ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (ended.si_pid != 0) {
      return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Outcome Program::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  const auto text = [&](const char* name) {
    const auto path = folder_.path() / name;
    return std::filesystem::exists(path) ? read_file(path) : "";  // killed before it was opened
  };
  return {code, text("out"), text("err")};
}

std::string content_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder).string()] = read_file(entry.path());
    }
  }
  std::string text;
  for (const auto& [name, bytes] : files) {
    text += name + "\n" + std::to_string(bytes.size()) + "\n" + bytes;
  }
  return text;
}

}  // namespace nacre::testing
