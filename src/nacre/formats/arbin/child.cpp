#include "nacre/formats/arbin/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "nacre/base/error.hpp"

namespace nacre::formats::arbin {
namespace {

// Bytes of address space that this process has mapped.
std::size_t mapped_bytes() {
  std::size_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r"); file != nullptr) {
    if (std::fscanf(file, "%zu", &pages) != 1) {
      pages = 0;
    }
    std::fclose(file);
  }
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource resource, std::size_t value) {
  const rlimit both{value, value};
  ::setrlimit(resource, &both);
}

// Nothing of the parent's may run in the child: no signal handler, no output, no core file.
void confine(const ChildLimits& limits) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM, SIGPIPE, SIGXCPU, SIGINT, SIGTERM}) {
    ::signal(signal, SIG_DFL);
  }
  if (const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC); null >= 0) {
    for (const int standard : {0, 1, 2}) {
      ::dup2(null, standard);
    }
  }
  limit(RLIMIT_AS, mapped_bytes() + limits.memory);
  limit(RLIMIT_CPU, limits.cpu_s);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
}

}  // namespace

void Child::Pipe::write(const void* bytes, std::size_t size) {
  const char* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const auto written = ::write(descriptor_, at, size);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      ::_exit(1);
    }
    at += written;
    size -= static_cast<std::size_t>(written);
  }
}

Child::Child(const std::function<void(Pipe&)>& work, const ChildLimits& limits)
    : silence_s_(limits.silence_s) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(std::string("no pipe to a child process: ") + std::strerror(errno));
  }
  process_ = ::fork();
  if (process_ == 0) {
    ::close(ends[0]);
    confine(limits);
    Pipe pipe(ends[1]);
    try {
      work(pipe);
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  const int error = errno;
  ::close(ends[1]);
  if (process_ < 0) {
    ::close(ends[0]);
    throw Error(std::string("no child process: ") + std::strerror(error));
  }
  descriptor_ = ends[0];
}

Child::~Child() {
  finish();
  ::close(descriptor_);
}

void Child::kill() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
  }
}

bool Child::read(void* to, std::size_t size) {
  char* at = static_cast<char*>(to);
  while (size > 0) {
    pollfd wait{descriptor_, POLLIN, 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(silence_s_ * 1000));
    if (ready == 0) {
      silent_ = true;
      kill();
      return false;
    }
    const auto got = ready < 0 ? -1 : ::read(descriptor_, at, size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      ended_ = true;
      return false;
    }
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

std::string Child::finish() {
  if (process_ <= 0) {
    return {};
  }
  if (!ended_) {
    kill();
  }
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  if (silent_) {
    return "took too long";
  }
  if (!ended_) {
    return {};
  }
  if (WIFSIGNALED(status)) {
    return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
               ? "took too long"
               : "ended by signal " + std::to_string(WTERMSIG(status));
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "" : "ended early";
}

}  // namespace nacre::formats::arbin
