// What can be read of a damaged or truncated zip archive: its members one after the other from their own
// headers, without the directory at its end, each as far as its stream goes.
#pragma once

#include <string>
#include <vector>

#include "nacre/formats/source.hpp"

namespace nacre::formats {

struct SalvagedMember {
  std::string name;
  Bytes bytes;
  bool complete = true;  // false: the stream ends early or does not match its checksum
};

// Members in file order, together at most `limit` bytes when unpacked; encrypted ones are left out. Never
// throws for what the file holds.
std::vector<SalvagedMember> salvage_members(const Source& source, std::size_t limit = unpacked_limit);

}  // namespace nacre::formats
