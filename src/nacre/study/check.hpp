// Looks a study over without running it.
#pragma once

#include <vector>

#include "nacre/study/study.hpp"

namespace nacre::study {

// Every problem of a study: those of study.toml, and every file that no reader knows. An empty list: it can
// be run.
std::vector<InputError> check(const Loaded& loaded);

}  // namespace nacre::study
