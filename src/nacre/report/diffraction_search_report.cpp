#include "nacre/report/diffraction_search_report.hpp"

#include <cmath>

#include "nacre/report/diffraction_report.hpp"

namespace nacre::report {
namespace {

DataTable candidate_table(const diffraction::SearchResult& found) {
  DataTable table{
      "candidates", "Candidates",
      "Best first. Share: of the sum of squares above the background, explained by the phase alone."};
  TableColumn name{"phase", "Phase"}, file{"file", "File"}, taken{"taken", "Taken"};
  TableColumn gain{"share_explained_percent", "Share", "%"}, weight{"weight_percent", "Weight fraction", "%"};
  for (const auto& candidate : found.candidates) {
    name.texts.push_back(candidate.name);
    file.texts.push_back(candidate.file);
    taken.texts.emplace_back(candidate.taken ? "yes" : "no");
    gain.values.push_back(100.0 * candidate.gain);
    weight.values.push_back(candidate.taken ? 100.0 * candidate.weight_fraction : std::nan(""));
    weight.std.push_back(candidate.taken ? 100.0 * candidate.weight_fraction_std : std::nan(""));
  }
  gain.decimals = 2;
  table.columns = {name, taken, gain, weight, file};
  return table;
}

DataTable detection_table(const diffraction::SearchResult& found) {
  DataTable table{
      "detections", "Phases asked after",
      "Each fitted beside those taken, with the cell of its file; the fraction may come out negative. "
      "Limit: of detection."};
  TableColumn name{"phase", "Phase"}, seen{"seen", "Seen"};
  TableColumn weight{"weight_percent", "Weight fraction", "%"}, limit{"limit_percent", "Limit", "%"};
  for (const auto& detection : found.detections) {
    name.texts.push_back(detection.name);
    seen.texts.emplace_back(detection.seen ? "yes" : "no");
    weight.values.push_back(100.0 * detection.weight_fraction);
    weight.std.push_back(100.0 * detection.std);
    limit.values.push_back(100.0 * detection.limit);
  }
  limit.decimals = 2;
  table.columns = {name, seen, weight, limit};
  return table;
}

}  // namespace

Document diffraction_search_document(const std::string& name, const diffraction::SearchResult& found,
                                     const std::vector<InputFile>& inputs,
                                     const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre xrd search", inputs, warnings, result);
  document.title = "Phases in " + name;
  document.description = "Which phases a powder pattern holds, and how much of each.";
  Section answer{"Phases"};
  answer.tables = {candidate_table(found)};
  if (!found.detections.empty()) {
    answer.tables.push_back(detection_table(found));
  }
  const DiffractionRecord record{name, "", &found.analysis};
  document.sections = {answer, diffraction_section(record)};
  document.methods = {diffraction_method(record)};
  return document;
}

}  // namespace nacre::report
