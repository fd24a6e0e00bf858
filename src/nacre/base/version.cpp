#include "nacre/base/version.hpp"

#include "nacre_build.inc"

namespace nacre {

std::string_view version() { return NACRE_VERSION; }
std::string_view source_digest() { return NACRE_SOURCE_DIGEST; }

}  // namespace nacre
