#include "nacre/base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "nacre/base/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace nacre {
namespace {

constexpr std::size_t output_limit = 65536;

// Both ends of a pipe, closed at the end of their life and never inherited by other children.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error(std::string("no pipe to a program (") + std::strerror(errno) + ")");
    }
  }
  ~Pipe() {
    close_writer();
    ::close(ends[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends[0]; }
  int writer() const { return ends[1]; }
  void close_writer() {
    if (ends[1] >= 0) {
      ::close(ends[1]);
      ends[1] = -1;
    }
  }
};

// posix_spawn rather than fork: other threads may hold locks at this moment.
pid_t start(const std::vector<std::string>& arguments, const std::filesystem::path& folder, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (const auto& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);
  pid_t child = -1;
  const int code = ::posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) {
    throw Error(arguments[0] + ": the program cannot be started (" + std::strerror(code) + ")");
  }
  return child;
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                          std::chrono::milliseconds limit) {
  using Clock = std::chrono::steady_clock;
  Pipe pipe;
  const pid_t child = start(arguments, folder, pipe.writer());
  pipe.close_writer();
  const auto end = Clock::now() + limit;
  ProcessResult result;
  std::array<char, 4096> buffer{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd wait{pipe.reader(), POLLIN, 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      result.timed_out = true;
      ::kill(child, SIGKILL);
      break;
    }
    const auto count = ::read(pipe.reader(), buffer.data(), buffer.size());
    if (count <= 0) {
      break;
    }
    const auto room = output_limit - result.output.size();
    result.output.append(buffer.data(), std::min(static_cast<std::size_t>(count), room));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace nacre
