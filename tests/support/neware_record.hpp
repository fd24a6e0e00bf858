// Records of Neware's files as bytes, by a list of words that names their fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "support/neware_files.hpp"

namespace nacre::testing {

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

// The words of a record: "name*factor:type", where a factor may end in @ for the counts per ampere of the
// current range, "=12:u1" for a constant, "-4" for four bytes that say nothing, RANGE for the code of the
// range. Types: u1, u2, u4, u8, i2, i4, i8, f4, ns (u4 seconds, u4 nanoseconds), date (u2 year, u1 month,
// day, hour, minute, second).
class NewareRecord {
 public:
  NewareRecord(std::string words, std::int32_t range);

  std::size_t size() const { return size_; }
  std::string write(const NewareRow& row) const;

 private:
  using Value = double (*)(const NewareRow&);
  struct Item {
    Value value;  // null: the constant factor
    double factor;
    std::string type;
    std::size_t offset;
  };

  void add(const std::string& word, double counts_per_ampere);

  std::vector<Item> items_;
  std::size_t size_ = 0;
};

}  // namespace nacre::testing
