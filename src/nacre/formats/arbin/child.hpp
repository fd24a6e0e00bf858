// Runs a piece of work in a child process of limited memory and time, and reads what it writes: for libraries
// that a damaged file can crash. Whatever happens to the child, the parent gets bytes and an outcome.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace nacre::formats::arbin {

struct ChildLimits {
  std::size_t memory = std::size_t{128} << 20U;  // bytes beyond what the parent has mapped when it forks
  unsigned cpu_s = 10;
  unsigned silence_s = 30;  // without a byte from the child
};

class Child {
 public:
  // The child's side of the pipe. write() ends the child where the parent has gone.
  class Pipe {
   public:
    explicit Pipe(int descriptor) : descriptor_(descriptor) {}
    void write(const void* bytes, std::size_t size);

   private:
    int descriptor_;
  };

  // Starts work in a child. Throws Error where no process can be started.
  Child(const std::function<void(Pipe&)>& work, const ChildLimits& limits);
  ~Child();  // ends the child where it still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Reads exactly size bytes; false: the child ended, or fell silent, before.
  bool read(void* to, std::size_t size);
  // Ends the child where read() has not come to its end, and says what had happened to it before: "ended by
  // signal 11"; empty where nothing had.
  std::string finish();

 private:
  void kill();

  pid_t process_ = -1;
  int descriptor_ = -1;
  unsigned silence_s_;
  bool silent_ = false;
  bool ended_ = false;  // nothing more to read
};

}  // namespace nacre::formats::arbin
