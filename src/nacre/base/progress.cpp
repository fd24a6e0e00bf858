#include "nacre/base/progress.hpp"

#include <fmt/core.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace nacre {
namespace {

std::size_t terminal_width(std::FILE* stream) {
  winsize size{};
  const bool known = ::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

Progress::Style Progress::style_for(std::FILE* stream, bool quiet) {
  if (quiet) {
    return Style::none;
  }
  return ::isatty(::fileno(stream)) != 0 ? Style::live : Style::lines;
}

Progress::Progress(std::size_t total, std::FILE* stream, Style style)
    : stream_(stream), style_(style), total_(total) {}

Progress::~Progress() { wipe(); }

void Progress::begin(const std::string& name) {
  const std::lock_guard lock(mutex_);
  running_.push_back(name);
  draw();
}

void Progress::end(const std::string& name) {
  const std::lock_guard lock(mutex_);
  ++ended_;
  running_.erase(std::ranges::find(running_, name));
  if (style_ == Style::lines) {
    fmt::print(stream_, "[{}/{}] {}\n", ended_, total_, name);
  }
  draw();
}

void Progress::draw() {
  constexpr auto pause =
      std::chrono::milliseconds(50);  // thousands of short steps must not wait for a terminal
  const auto now = std::chrono::steady_clock::now();
  if (style_ != Style::live || now - last_draw_ < pause) {
    return;
  }
  last_draw_ = now;
  std::string line = fmt::format("[{}/{}]", ended_, total_);
  for (const auto& name : running_) {
    line += (line.back() == ']' ? " " : ", ") + name;
  }
  line.resize(std::min(line.size(), terminal_width(stream_) - 1));
  fmt::print(stream_, "\r\x1b[K{}", line);
  std::fflush(stream_);
}

void Progress::wipe() {
  if (style_ == Style::live) {
    fmt::print(stream_, "\r\x1b[K");
    std::fflush(stream_);
  }
}

}  // namespace nacre
