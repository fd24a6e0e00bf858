// Names for the figures and tables of several records in one report.
#pragma once

#include <string>
#include <vector>

namespace nacre::report {

// Slugs that differ from one another, whatever the records are called.
std::vector<std::string> distinct_ids(const std::vector<std::string>& names);

}  // namespace nacre::report
