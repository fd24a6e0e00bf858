// Writing files so that no partial one is ever left under its final name: write beside, then rename.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nacre {

// The whole content of a file. Throws InputError where it cannot be read.
std::string read_file(const std::filesystem::path& path);

// Writes bytes beside path, flushes them to disk and renames them over it; makes the folders above it.
// Throws Error with the cause (no space, no permission); path is then as it was before.
void write_file_atomic(const std::filesystem::path& path, std::string_view bytes);

// A folder of its own beside `beside` (same file system, so that its content can be renamed into place),
// removed with everything in it on destruction.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& beside);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace nacre
