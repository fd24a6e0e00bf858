// What a report says of a powder pattern: the figure of a refinement, phases, cells and how they were found.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct DiffractionRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables, or empty
  const diffraction::Analysis* analysis = nullptr;
};

Section diffraction_section(const DiffractionRecord& record);

Method diffraction_method(const DiffractionRecord& record);

// What nacre xrd refine --out writes.
Document diffraction_document(std::span<const DiffractionRecord> records,
                              const std::vector<InputFile>& inputs, const std::vector<std::string>& warnings,
                              const Json& result);

}  // namespace nacre::report
