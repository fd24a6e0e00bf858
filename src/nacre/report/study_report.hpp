// The report of a study: what misses the published values first, then each sample with its records.
#pragma once

#include "nacre/report/document.hpp"
#include "nacre/study/outcome.hpp"

namespace nacre::report {

Document make_document(const study::Outcome& outcome);

}  // namespace nacre::report
