// Whether the tests run under the address sanitizer, where everything takes longer and memory is kept.
#pragma once

namespace nacre::testing {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer);
#else
constexpr bool sanitized = false;
#endif

}  // namespace nacre::testing
