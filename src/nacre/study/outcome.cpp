#include "nacre/study/outcome.hpp"

#include <algorithm>

namespace nacre::study {
namespace {

template <class T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (value) {
    json[key] = *value;
  }
}

void put(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) {
    json[key] = text;
  }
}

Json to_json(const Sample& sample) {
  Json json{{"name", sample.name}};
  put(json, "description", sample.description);
  put(json, "active_mass_g", sample.mass_g());
  put(json, "area_cm2", sample.area_cm2);
  put(json, "loading_mg_per_cm2", sample.loading_mg_per_cm2);
  put(json, "nominal_capacity_Ah", sample.capacity_Ah());
  put(json, "notes", sample.notes);
  return json;
}

Json to_json(const Record& record) {
  Json json{{"name", record.name}, {"sample", record.sample}, {"technique", record.technique},
            {"file", record.file}, {"sha256", record.sha256}, {"reader", record.reader}};
  for (const auto& other : record.others) {
    json["others"].push_back({{"file", other.file}, {"sha256", other.sha256}});
  }
  if (!record.done()) {
    json["error"] = record.error;
    put(json, "advice", record.advice);
    return json;
  }
  json["options"] = record.options;
  json["warnings"] = record.warnings;
  if (record.simulated()) {
    json["simulation"] = record.simulation;
  }
  json["result"] = record.summary;
  json["quantities"] = Json::array();
  for (const auto& quantity : record.quantities) {
    json["quantities"].push_back(nacre::to_json(quantity));
  }
  return json;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::agrees:
      return "agrees";
    case Verdict::differs:
      return "differs";
    case Verdict::missing:
      return "missing";
    case Verdict::not_judged:
      return "not judged";
  }
  return "";
}

const Record* Outcome::find_record(std::string_view name) const {
  const auto found = std::ranges::find(records, name, &Record::name);
  return found == records.end() ? nullptr : &*found;
}

std::size_t Outcome::failed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(records, [](const Record& record) { return !record.done(); }));
}

std::size_t Outcome::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::ranges::count(comparisons, verdict, &Comparison::verdict));
}

Json to_json(const Comparison& comparison) {
  const auto& published = comparison.published;
  Json json{{"sample", published.sample}, {"quantity", published.quantity}};
  json["at"] = published.at;
  json["role"] = to_string(published.role);
  json["published"] = published.value;
  json["unit"] = published.unit;
  put(json, "uncertainty", published.uncertainty);
  json["approx"] = published.approx;
  put(json, "statement", published.statement);
  put(json, "where", published.where);
  put(json, "source", published.source);
  put(json, "record", comparison.record);
  json["ours"] = comparison.ours;
  json["std"] = comparison.std;
  json["deviation"] = comparison.deviation;
  json["tolerance"] = comparison.tolerance;
  json["verdict"] = to_string(comparison.verdict);
  return json;
}

Json to_json(const Outcome& outcome) {
  const auto& study = outcome.study;
  Json json{{"title", study.title}, {"study", study.file.filename().string()}, {"sha256", study.sha256}};
  json["authors"] = study.authors;
  put(json, "description", study.description);
  put(json, "licence", study.licence);
  put(json, "doi", study.doi);
  json["samples"] = Json::array();
  for (const auto& sample : study.samples) {
    json["samples"].push_back(to_json(sample));
  }
  json["comparisons"] = Json::array();
  for (const auto& comparison : outcome.comparisons) {
    json["comparisons"].push_back(to_json(comparison));
  }
  json["records"] = Json::array();
  for (const auto& record : outcome.records) {
    json["records"].push_back(to_json(record));
  }
  json["warnings"] = outcome.warnings;
  return json;
}

}  // namespace nacre::study
