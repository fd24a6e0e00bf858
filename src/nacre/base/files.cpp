#include "nacre/base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "nacre/base/error.hpp"

namespace nacre {
namespace {

// A name that nothing has: a killed process of the same number may have left its parts behind.
std::filesystem::path unique_sibling(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  std::filesystem::path sibling;
  std::error_code ignored;
  do {
    sibling = path.string() + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
  } while (std::filesystem::exists(std::filesystem::symlink_status(sibling, ignored)));
  return sibling;
}

[[noreturn]] void fail(const std::filesystem::path& path, int code) {
  throw Error(path.string() + ": cannot be written (" + std::strerror(code) + ")",
              "check the free space and the permissions of the folder");
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || std::filesystem::is_directory(path)) {
    throw InputError(path.string(), "cannot be read", "", "check the path and the permissions");
  }
  std::string bytes(static_cast<std::size_t>(file.tellg()), '\0');
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

void write_file_atomic(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code ignored;
  if (path.has_parent_path()) {
    std::filesystem::create_directories(path.parent_path(), ignored);
  }
  const auto part = unique_sibling(path);
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    fail(path, errno);
  }
  const auto abandon = [&](int code) {
    ::close(file);
    std::filesystem::remove(part, ignored);
    fail(path, code);
  };
  for (std::size_t done = 0; done < bytes.size();) {
    const auto count = ::write(file, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno != EINTR) {
      abandon(errno);
    }
    done += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  if (::fsync(file) != 0 && errno != EINVAL) {
    abandon(errno);
  }
  ::close(file);
  if (::rename(part.c_str(), path.c_str()) != 0) {
    const int code = errno;
    std::filesystem::remove(part, ignored);
    fail(path, code);
  }
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& beside) : path_(unique_sibling(beside)) {
  std::error_code code;
  std::filesystem::create_directories(path_, code);
  if (code) {
    fail(path_, code.value());
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace nacre
