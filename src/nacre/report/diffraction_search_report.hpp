// What a report says of a search for phases: the refinement of those taken, every candidate with what it
// explains, and the limits of detection of phases that were asked after.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/search.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// What nacre xrd search --out writes. name: of the pattern, as people are shown it.
Document diffraction_search_document(const std::string& name, const diffraction::SearchResult& found,
                                     const std::vector<InputFile>& inputs,
                                     const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
