// Which nacre this is.
#pragma once

#include <string_view>

namespace nacre {

std::string_view version();  // "0.1.0"
std::string_view
source_digest();  // 12 hexadecimal digits over src/ and parameters/: changes with any of them

}  // namespace nacre
