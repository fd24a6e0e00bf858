// The report on cycling records: a section for each, one that compares them, methods and provenance.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/report/cycling_scale.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// Key numbers, figures and tables of one record.
Section cycling_section(const CyclingRecord& record);

// Several records in one frame each.
Section cycling_comparison(std::span<const CyclingRecord> records);

// What nacre cycling FILE... --out writes. inputs: one for each record, in the same order.
Document cycling_document(std::span<const CyclingRecord> records, const std::vector<InputFile>& inputs,
                          const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
