// A lock that several processes respect, and that ends with the process however it ends.
#pragma once

#include <filesystem>

namespace nacre::study {

class FileLock {
 public:
  // Waits until nobody else holds the lock. The file is made where there is none, and stays.
  // Throws Error where it cannot be made.
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

}  // namespace nacre::study
