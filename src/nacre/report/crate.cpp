#include "nacre/report/crate.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

constexpr const char* plotly_file = "assets/plotly.min.js";

std::string encoding(const std::string& path) {
  constexpr std::array<std::pair<const char*, const char*>, 8> types{{{".html", "text/html"},
                                                                      {".svg", "image/svg+xml"},
                                                                      {".pdf", "application/pdf"},
                                                                      {".csv", "text/csv"},
                                                                      {".json", "application/json"},
                                                                      {".css", "text/css"},
                                                                      {".js", "text/javascript"},
                                                                      {".gp", "text/plain"}}};
  for (const auto& [extension, type] : types) {
    if (path.ends_with(extension)) {
      return type;
    }
  }
  return "text/plain";
}

Json reference(const std::string& id) { return {{"@id", id}}; }

std::string newest(const std::vector<InputFile>& inputs) {
  std::string date = "1970-01-01T00:00:00Z";
  for (const auto& input : inputs) {
    date = std::max(date, input.modified);
  }
  return date;
}

Json licence(const Provenance& provenance) {
  if (provenance.licence.starts_with("https://") || provenance.licence.starts_with("http://")) {
    return {
        {"@id", clean(provenance.licence)}, {"@type", "CreativeWork"}, {"name", clean(provenance.licence)}};
  }
  const bool stated = !provenance.licence.empty();
  return {{"@id", "#licence"},
          {"@type", "CreativeWork"},
          {"name", stated ? clean(provenance.licence) : "No licence stated"},
          {"description",
           stated ? "As the study states it."
                  : "The study states no licence: ask the owner of the data before passing it on."}};
}

}  // namespace

Json crate_metadata(const Document& document, const std::vector<CrateFile>& files) {
  const auto& from = document.provenance;
  const std::string date = newest(from.inputs);
  const Json rights = licence(from);
  Json parts = Json::array();
  Json entities = Json::array();
  for (const auto& file : files) {
    parts.push_back(reference(file.path));
    Json entity{{"@id", file.path},
                {"@type", "File"},
                {"name", clean(file.name)},
                {"encodingFormat", encoding(file.path)},
                {"contentSize", std::to_string(file.bytes)},
                {"sha256", file.sha256}};
    if (file.path == plotly_file) {
      entity["license"] = reference("https://spdx.org/licenses/MIT");
    }
    entities.push_back(entity);
  }
  Json inputs = Json::array();
  for (std::size_t i = 0; i < from.inputs.size(); ++i) {
    const auto& input = from.inputs[i];
    const std::string id = "#input-" + std::to_string(i + 1);
    inputs.push_back(reference(id));
    Json entity{{"@id", id},
                {"@type", "CreativeWork"},
                {"name", clean(input.file)},
                {"description", "Input file, not part of this crate; read by " + clean(input.reader)},
                {"contentSize", std::to_string(input.bytes)},
                {"sha256", input.sha256}};
    if (!input.modified.empty()) {
      entity["dateModified"] = input.modified;
    }
    entities.push_back(entity);
  }
  Json authors = Json::array();
  for (std::size_t i = 0; i < from.authors.size(); ++i) {
    const std::string id = "#author-" + std::to_string(i + 1);
    authors.push_back(reference(id));
    entities.push_back({{"@id", id}, {"@type", "Person"}, {"name", clean(from.authors[i])}});
  }

  Json root{{"@id", "./"},
            {"@type", "Dataset"},
            {"name", clean(document.title)},
            {"description", clean(document.description.empty() ? document.title : document.description)},
            {"datePublished", date},
            {"license", reference(rights["@id"])},
            {"hasPart", parts},
            {"mentions", reference("#run")}};
  if (!authors.empty()) {
    root["author"] = authors;
  }
  Json graph = Json::array();
  graph.push_back({{"@id", "ro-crate-metadata.json"},
                   {"@type", "CreativeWork"},
                   {"conformsTo", reference("https://w3id.org/ro/crate/1.1")},
                   {"about", reference("./")}});
  graph.push_back(root);
  graph.push_back({{"@id", "#run"},
                   {"@type", "CreateAction"},
                   {"name", clean(from.command)},
                   {"instrument", reference("#nacre")},
                   {"object", inputs},
                   {"result", reference("./")}});
  graph.push_back({{"@id", "#nacre"},
                   {"@type", "SoftwareApplication"},
                   {"name", "nacre"},
                   {"softwareVersion", from.version + " (sources " + from.source_digest + ")"},
                   {"license", reference("https://spdx.org/licenses/Apache-2.0")}});
  graph.push_back(rights);
  graph.push_back(
      {{"@id", "https://spdx.org/licenses/MIT"}, {"@type", "CreativeWork"}, {"name", "MIT licence"}});
  graph.push_back({{"@id", "https://spdx.org/licenses/Apache-2.0"},
                   {"@type", "CreativeWork"},
                   {"name", "Apache licence 2.0"}});
  for (auto& entity : entities) {
    graph.push_back(std::move(entity));
  }
  // The terms of 1.1 have no digest; this is the one of the workflow run profiles.
  const Json digest{{"sha256", "https://w3id.org/ro/terms/workflow-run#sha256"}};
  return {{"@context", {"https://w3id.org/ro/crate/1.1/context", digest}}, {"@graph", graph}};
}

}  // namespace nacre::report
