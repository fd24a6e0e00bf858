#include "nacre/study/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "nacre/base/error.hpp"

namespace nacre::study {

FileLock::FileLock(const std::filesystem::path& path)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (file_ < 0) {
    throw Error(path.string() + ": cannot be written (" + std::strerror(errno) + ")",
                "check the permissions of the folder, or give another store with --store DIR");
  }
  // Where the file system knows no locks, runs at once may do the same work twice; nothing worse.
  while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {
  }
}

FileLock::~FileLock() { ::close(file_); }

}  // namespace nacre::study
