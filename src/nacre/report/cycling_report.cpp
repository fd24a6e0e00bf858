#include "nacre/report/cycling_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "nacre/base/version.hpp"
#include "nacre/report/cycling_figures.hpp"
#include "nacre/report/cycling_tables.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {

Section cycling_section(const CyclingRecord& record) {
  const auto& cycles = record.analysis->cycles;
  const auto complete =
      std::count_if(cycles.begin(), cycles.end(), [](const auto& cycle) { return cycle.complete; });
  Section section{record.name};
  section.paragraphs.push_back(fmt::format(
      "{} {} over {} h, {} complete; {} rows.", cycles.size(), cycles.size() == 1 ? "cycle" : "cycles",
      significant(record.analysis->duration_s / 3600, 3), complete, record.analysis->rows));
  section.key_numbers = cycling_key_numbers(record);
  section.figures = cycling_figures(record);
  section.tables = cycling_tables(record);
  return section;
}

Section cycling_comparison(std::span<const CyclingRecord> records) {
  Section section{"Records compared"};
  section.figures = cycling_overlays(records, "compared");
  return section;
}

Document cycling_document(std::span<const CyclingRecord> records, const std::vector<InputFile>& inputs,
                          const std::vector<std::string>& warnings, const Json& result) {
  Document document;
  document.title = records.size() == 1 ? "Cycling of " + records.front().name
                                       : fmt::format("Cycling of {} records", records.size());
  document.subtitle = fmt::format("nacre {}", version());
  document.description = "Cycles, capacities, voltages and differential curves from the instrument's file.";
  document.warnings = warnings;
  if (records.size() > 1) {
    document.sections.push_back(cycling_comparison(records));
  }
  for (const auto& record : records) {
    document.sections.push_back(cycling_section(record));
    document.methods.push_back(cycling_method(record));
  }
  document.provenance = {
      "nacre cycling", inputs, std::string(version()), std::string(source_digest()), "", {}};
  document.result = result;
  return document;
}

}  // namespace nacre::report
