#include "nacre/report/study_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <map>

#include "nacre/report/cell_report.hpp"
#include "nacre/report/cycling_report.hpp"
#include "nacre/report/cycling_tables.hpp"
#include "nacre/report/diffraction_record.hpp"
#include "nacre/report/furnace_record.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/impedance_record.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

using study::Comparison;
using study::Outcome;
using study::Record;
using study::Verdict;

std::string conditions(const study::Published& published) {
  std::string out;
  for (const auto& [name, value] : published.at) {
    std::string label = name;
    std::replace(label.begin(), label.end(), '_', ' ');
    out += fmt::format("{}{} {:g}", out.empty() ? "" : ", ", label, value);
  }
  return out;
}

std::string quantity_words(const std::string& name) {
  std::string out = name;
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

// Published and ours differ by so many standard uncertainties, as far as one is known. What a simulation
// gives has none: how well its equal cycles agree says nothing of how far the model is off.
double deviation_in_uncertainties(const Comparison& comparison, const Record* ours_of) {
  if (ours_of != nullptr && ours_of->simulated()) {
    return std::nan("");
  }
  const double published = comparison.published.uncertainty.value_or(0.0);
  const double ours = std::isfinite(comparison.std) ? comparison.std : 0.0;
  const double both = std::hypot(published, ours);
  return both > 0 ? comparison.deviation / both : std::nan("");
}

// What a simulated record is, behind its name.
std::string kind_words(const Record& record) {
  return record.uncalibrated() ? " (simulated, uncalibrated)" : record.simulated() ? " (simulated)" : "";
}

DataTable comparison_table(const Outcome& outcome) {
  DataTable table{"published", "Published values and ours"};
  table.caption =
      "Misses first and shaded. The deviation is ours less published; σ is the standard uncertainty of that "
      "difference: a dash where none is known, and where ours is simulated, for how far a model is off is "
      "not known";
  TableColumn verdict{"verdict", "Verdict"};
  TableColumn role{"role", "Role"};
  TableColumn sample{"sample", "Sample"};
  TableColumn quantity{"quantity", "Quantity"};
  TableColumn at{"at", "At"};
  TableColumn published{"published", "Published"};
  TableColumn ours{"ours", "Ours"};
  TableColumn unit{"unit", "Unit"};
  TableColumn deviation{"deviation", "Deviation"};
  TableColumn percent{"deviation_percent", "Deviation", "%"};
  TableColumn sigmas{"deviation_in_standard_uncertainties", "Deviation", "σ"};
  TableColumn tolerance{"tolerance", "Tolerance"};
  TableColumn record{"record", "Record"};
  TableColumn source{"source", "Source"};
  for (std::size_t i = 0; i < outcome.comparisons.size(); ++i) {
    const Comparison& comparison = outcome.comparisons[i];
    const auto& value = comparison.published;
    verdict.texts.emplace_back(to_string(comparison.verdict));
    role.texts.emplace_back(to_string(value.role));
    sample.texts.push_back(value.sample);
    quantity.texts.push_back(quantity_words(value.quantity) +
                             (value.statement.empty() ? "" : ": " + value.statement));
    at.texts.push_back(conditions(value));
    published.values.push_back(value.value);
    published.std.push_back(value.uncertainty.value_or(std::nan("")));
    ours.values.push_back(comparison.ours);
    ours.std.push_back(comparison.std);
    unit.texts.push_back(value.unit == "1" ? "" : value.unit);
    deviation.values.push_back(comparison.deviation);
    percent.values.push_back(100 * comparison.deviation / std::fabs(value.value));
    const auto* ours_of = outcome.find_record(comparison.record);
    sigmas.values.push_back(deviation_in_uncertainties(comparison, ours_of));
    tolerance.values.push_back(comparison.tolerance);
    record.texts.push_back(comparison.record + (ours_of == nullptr ? "" : kind_words(*ours_of)));
    source.texts.push_back(value.source + (value.source.empty() || value.where.empty() ? "" : ", ") +
                           value.where);
    if (comparison.verdict == Verdict::differs || comparison.verdict == Verdict::missing) {
      table.marked_rows.push_back(i);
    }
  }
  percent.decimals = 2;
  sigmas.decimals = 1;
  table.columns = {verdict, role,      sample,  quantity, at,        published, ours,
                   unit,    deviation, percent, sigmas,   tolerance, record,    source};
  return table;
}

Section comparison_section(const Outcome& outcome) {
  Section section{"Published values"};
  section.paragraphs.push_back(fmt::format(
      "{} of {} judged values agree, {} differ; {} could not be given. Values with the roles input, "
      "calibrate and "
      "qualitative are shown and not counted.",
      outcome.count(Verdict::agrees), outcome.count(Verdict::agrees) + outcome.count(Verdict::differs),
      outcome.count(Verdict::differs), outcome.count(Verdict::missing)));
  section.tables = {comparison_table(outcome)};
  return section;
}

std::string sample_words(const study::Sample& sample) {
  std::string out;
  const auto add = [&](const char* label, const std::optional<double>& value, double factor,
                       const char* unit) {
    if (value) {
      out += fmt::format("{}{} {} {}", out.empty() ? "" : ", ", label, significant(factor * *value, 4), unit);
    }
  };
  add("active mass", sample.mass_g(), 1000, "mg");
  add("area", sample.area_cm2, 1, "cm²");
  add("loading", sample.loading_mg_per_cm2, 1, "mg cm⁻²");
  add("nominal capacity", sample.capacity_Ah(), 1, "Ah");
  return out.empty() ? "" : sample.name + ": " + out + ".";
}

std::vector<std::string> warnings_of(const Outcome& outcome) {
  std::vector<std::string> warnings;
  for (const auto& record : outcome.records) {
    if (!record.done()) {
      warnings.push_back(fmt::format("{} could not be analysed: {}{}", record.name, record.error,
                                     record.advice.empty() ? "" : "; " + record.advice));
    }
  }
  warnings.insert(warnings.end(), outcome.warnings.begin(), outcome.warnings.end());
  for (const auto& record : outcome.records) {
    for (const auto& warning : record.warnings) {
      warnings.push_back(record.name + ": " + warning);
    }
  }
  return warnings;
}

Provenance provenance_of(const Outcome& outcome) {
  Provenance from{"nacre run",          {}, outcome.nacre, outcome.source, outcome.study.licence,
                  outcome.study.authors};
  std::error_code unknown_size;
  const auto size = std::filesystem::file_size(outcome.study.file, unknown_size);
  from.inputs.push_back({outcome.study.file.filename().string(), outcome.study.sha256,
                         unknown_size ? 0 : size, "study", modified_at(outcome.study.file)});
  for (const auto& record : outcome.records) {
    if (!record.sha256.empty()) {
      from.inputs.push_back(
          {record.file, record.sha256, record.bytes, record.reader, modified_at(record.path)});
    }
    for (const auto& other : record.others) {
      const bool known = std::ranges::find(from.inputs, other.file, &InputFile::file) != from.inputs.end();
      if (!known && !other.sha256.empty()) {
        from.inputs.push_back({other.file, other.sha256, other.bytes, "", modified_at(other.path)});
      }
    }
  }
  return from;
}

std::string simulation_words(const Record& record) {
  const auto& description = record.simulation.at("description");
  std::string words =
      fmt::format("Simulated, not measured: the parameter set {} in the model {}; {}.",
                  description.at("parameters").get<std::string>(), description.at("model").get<std::string>(),
                  record.simulation.at("stopped_by").get<std::string>());
  if (record.uncalibrated()) {
    words += fmt::format(" Uncalibrated: {} of its {} parameters are assumed.",
                         record.simulation.at("assumed").size(),
                         record.simulation.at("parameters").at("parameters").size());
  }
  return words;
}

// What the model says beyond the record, and how it was simulated.
void add_simulation(const Record& record, const CyclingRecord& shown, Section& section, Document& document) {
  const auto& simulation = record.simulation;
  section.paragraphs.insert(section.paragraphs.begin(), simulation_words(record));
  const auto add = [&](Section model) {
    for (auto& figure : model.figures) {
      figure.caption = shown.name + ": " + figure.caption;
      section.figures.push_back(std::move(figure));
    }
    std::ranges::move(model.tables, std::back_inserter(section.tables));
  };
  if (simulation.at("cycles").size() > 1) {
    add(ageing_section(simulation.at("cycles"), shown.id));
  }
  add(profile_section(simulation.at("profiles"), shown.id));
  section.tables.push_back(parameter_table(simulation.at("parameters"), shown.id + "-parameters"));
  document.methods.push_back(
      simulation_method(shown.name, simulation.at("description"), simulation.at("parameters")));
}

// What the study says of the sample, before what the analysis says.
void add_sample(const Outcome& outcome, const Record& record, Section& section) {
  const auto* sample = outcome.study.find_sample(record.sample);
  if (sample == nullptr) {
    return;
  }
  for (const auto& words : {sample_words(*sample), sample->notes, sample->description}) {
    if (!words.empty()) {
      section.paragraphs.insert(section.paragraphs.begin(), words);
    }
  }
}

}  // namespace

Document make_document(const Outcome& outcome) {
  Document document;
  document.title = outcome.study.title;
  for (const auto& author : outcome.study.authors) {
    document.subtitle += (document.subtitle.empty() ? "" : ", ") + author;
  }
  document.description = outcome.study.description;
  document.warnings = warnings_of(outcome);
  document.provenance = provenance_of(outcome);
  document.result = study::to_json(outcome);
  if (!outcome.comparisons.empty()) {
    document.sections.push_back(comparison_section(outcome));
  }

  std::vector<std::string> names;
  for (const auto& record : outcome.records) {
    names.push_back(record.name + (record.simulated() ? " (simulated)" : ""));
  }
  const auto ids = distinct_ids(names);
  std::list<cycling::Analysis> analyses;  // the records point to these
  std::vector<CyclingRecord> cycled;
  std::vector<std::size_t> places(outcome.records.size());  // of each record among those of its technique
  for (std::size_t i = 0; i < outcome.records.size(); ++i) {
    const auto& record = outcome.records[i];
    if (record.done() && record.technique == "cycling") {
      analyses.push_back(cycling::analysis_from_archive(record.archive));
      places[i] = cycled.size();
      cycled.push_back({names[i], ids[i], &analyses.back()});
    }
  }
  std::vector<FurnaceRecord> furnaces;
  for (std::size_t i = 0; i < outcome.records.size(); ++i) {
    const auto& record = outcome.records[i];
    if (record.done() && record.technique == "furnace") {
      places[i] = furnaces.size();
      furnaces.push_back({names[i], ids[i], &record, study::furnace_from_archive(record.archive)});
    }
  }
  if (!furnaces.empty()) {
    document.sections.push_back(material_states_section(furnaces, outcome.study.published));
    document.methods.push_back(furnace_record_method(furnaces));
  }
  if (cycled.size() > 1) {
    document.sections.push_back(cycling_comparison(cycled));
  }
  std::vector<DiffractionMeasurement> patterns;
  for (std::size_t i = 0; i < outcome.records.size(); ++i) {
    const auto& record = outcome.records[i];
    if (record.done() && record.technique == "diffraction") {
      places[i] = patterns.size();
      patterns.push_back(
          {names[i], ids[i], record.name, diffraction::record_analysis_from_archive(record.archive)});
    }
  }
  if (patterns.size() > 1) {
    document.sections.push_back(diffraction_comparison(patterns, outcome));
  }
  for (std::size_t i = 0; i < outcome.records.size(); ++i) {
    const auto& record = outcome.records[i];
    if (!record.done()) {
      continue;
    }
    Section section;
    if (record.technique == "cycling") {
      const auto& shown = cycled[places[i]];
      section = cycling_section(shown);
      add_sample(outcome, record, section);
      if (record.simulated()) {
        add_simulation(record, shown, section, document);
      }
      document.methods.push_back(cycling_method(shown));
    } else if (record.technique == "impedance") {
      const auto analysis = impedance::record_analysis_from_archive(record.archive);
      section = impedance_record_section({names[i], ids[i], &analysis});
      add_sample(outcome, record, section);
      document.methods.push_back(impedance_record_method({names[i], ids[i], &analysis}));
    } else if (record.technique == "furnace") {
      section = furnace_record_section(furnaces[places[i]]);
      add_sample(outcome, record, section);
    } else if (record.technique == "diffraction") {
      auto sections = diffraction_sections(patterns[places[i]]);
      add_sample(outcome, record, sections.front());
      std::ranges::move(sections, std::back_inserter(document.sections));
      std::ranges::move(diffraction_methods(patterns[places[i]]), std::back_inserter(document.methods));
      continue;
    }
    document.sections.push_back(std::move(section));
  }
  if (!furnaces.empty()) {
    document.sections.push_back(furnace_parameters_section(furnaces));
  }
  return document;
}

}  // namespace nacre::report
