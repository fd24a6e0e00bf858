// What a report says of distributions of relaxation times: each over tau with its band, and the peaks.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/impedance/drt_analysis.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct DrtRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables, or empty
  const impedance::DrtAnalysis* analysis = nullptr;
};

Section drt_section(const DrtRecord& record);

// Several records also in one frame, coloured by their order.
Document drt_document(std::span<const DrtRecord> records, const std::vector<InputFile>& inputs,
                      const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
