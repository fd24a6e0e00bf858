// What a zip archive holds, member by member, in the order in which people count: 2 before 10.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"

namespace nacre::formats {

// Whether a comes before b where runs of digits count as the numbers they are ("scan9" before "scan10") and
// letters regardless of their case.
bool natural_less(std::string_view a, std::string_view b);

// Whether the source is a zip archive with a member whose name ends so. Of one without its directory, which
// is damaged: whether the bytes hold that name anywhere, for names are not packed.
bool holds_member(const Source& source, std::string_view ending);

struct UnpackedMember {
  std::string name;
  Source source;         // path "archive.zip:name"
  bool complete = true;  // false, only where salvaged: its stream is cut off
};

// The members of which wanted(name) is true, unpacked, in the natural order of their names; folders and what
// macOS adds are left out. salvage: what can be read of a damaged archive. Throws InputError: no archive,
// damaged, more than unpacked_limit together.
std::vector<UnpackedMember> unpack_members(const Source& source, bool salvage,
                                           const std::function<bool(std::string_view name)>& wanted);

}  // namespace nacre::formats
