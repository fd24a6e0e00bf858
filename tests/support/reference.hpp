// Where the tests find third-party reference files, which are not part of the repository.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

namespace nacre::testing {

// The folder of reference files: $NACRE_REFERENCE, or ../shared/reference beside the checkout; empty: there
// is none.
std::filesystem::path reference_folder();

}  // namespace nacre::testing

// Names the reference file in `variable`, or reports the test as skipped where there are no reference files.
#define NACRE_REFERENCE_FILE(variable, relative)                                          \
  const std::filesystem::path variable = nacre::testing::reference_folder() / (relative); \
  if (nacre::testing::reference_folder().empty() || !std::filesystem::exists(variable)) { \
    GTEST_SKIP() << "no reference file " << (relative) << " (set NACRE_REFERENCE)";       \
  }                                                                                       \
  static_assert(true, "")
