// How far long work has come: one line that is rewritten on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>
#include <vector>

namespace nacre {

// Safe to call from several threads.
class Progress {
 public:
  enum class Style { none, lines, live };

  // Live on a terminal, lines elsewhere; none where quiet.
  static Style style_for(std::FILE* stream, bool quiet);

  Progress(std::size_t total, std::FILE* stream, Style style);
  ~Progress();  // wipes the live line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(const std::string& name);
  void end(const std::string& name);

 private:
  void draw();
  void wipe();

  std::mutex mutex_;
  std::FILE* stream_;
  Style style_;
  std::size_t total_;
  std::size_t ended_ = 0;
  std::vector<std::string> running_;
  std::chrono::steady_clock::time_point last_draw_;
};

}  // namespace nacre
