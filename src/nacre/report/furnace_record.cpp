#include "nacre/report/furnace_record.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "nacre/report/cell_report.hpp"
#include "nacre/report/furnace_report.hpp"
#include "nacre/report/furnace_series.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/study/compare.hpp"

namespace nacre::report {
namespace {

// A column of the table of states: a number of the material, in the unit that people read.
struct Shown {
  const char* number;
  const char* label;
  const char* unit;  // as units.hpp spells it
  int decimals;
};
constexpr std::array shown{
    Shown{"o3_conversion", "O3", "percent", 2},
    Shown{"nio_weight_fraction", "NiO", "percent", 3},
    Shown{"rock_salt_nm", "Rock salt", "nm", 3},
    Shown{"coating_nm", "Coating", "nm", 2},
    Shown{"coating_coverage", "Coverage", "percent", 1},
    Shown{"gamma_fraction", "γ", "percent", 1},
    Shown{"sodium_per_formula", "Na", "1", 4},
    Shown{"calcium_in_bulk_per_formula", "Ca", "1", 4},
    Shown{"alkali_weight_percent", "Alkali", "percent", 4},
    Shown{"a_angstrom", "a", "angstrom", 4},
    Shown{"c_angstrom", "c", "angstrom", 3},
};

std::string people_unit(const std::string& unit) {
  return unit == "1" ? "" : unit == "percent" ? "%" : unit == "angstrom" ? "Å" : unit;
}

std::vector<TableColumn> empty_columns() {
  std::vector<TableColumn> columns{{"sample", "Sample"}};
  for (const auto& each : shown) {
    columns.push_back({each.number, each.label, people_unit(each.unit)});
    columns.back().decimals = each.decimals;
  }
  return columns;
}

// The published value of a number in the unit of its column; NaN where there is none.
double published_number(const std::vector<study::Published>& published, const std::string& sample,
                        const Shown& column) {
  for (const auto& value : published) {
    if (value.sample == sample && value.quantity == column.number) {
      return study::convert(value.value, value.unit, column.unit, {}).value_or(std::nan(""));
    }
  }
  return std::nan("");
}

DataTable states_table(const std::vector<FurnaceRecord>& records,
                       const std::vector<study::Published>& published) {
  DataTable table{"material-states", "Material states"};
  table.caption =
      "Simulated: means over the bed; Na and Ca per formula unit of the oxide, alkali as Na₂CO₃, γ of the "
      "coating. Shaded: what the paper gives a number for.";
  table.columns = empty_columns();
  using Row = std::array<double, shown.size()>;
  const auto add = [&](const std::string& sample, const Row& row) {
    table.columns[0].texts.push_back(sample);
    for (std::size_t i = 0; i < row.size(); ++i) {
      table.columns[i + 1].values.push_back(row[i]);
    }
  };
  for (const auto& record : records) {
    if (!record.made.run) {
      continue;
    }
    const auto quantities = material::quantities_of(record.made.run->material);
    const auto& sample = record.record->sample;
    Row ours;
    Row theirs;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const auto found = std::ranges::find(quantities, shown[i].number, &Quantity::name);
      ours[i] = study::convert(found->value, found->unit, shown[i].unit, {}).value_or(std::nan(""));
      theirs[i] = published_number(published, sample, shown[i]);
    }
    add(record.record->name, ours);
    if (std::ranges::any_of(theirs, [](double value) { return std::isfinite(value); })) {
      table.marked_rows.push_back(table.rows());
      add(sample + ", published", theirs);
    }
  }
  return table;
}

// "lattice.c (16.026 angstrom of HT-NCP@333, Fig. 2(b))", of every file once.
std::string calibrated_words(const std::vector<FurnaceRecord>& records) {
  std::map<std::string, std::string> found;
  for (const auto& record : records) {
    for (const auto& file : record.record->simulation.at("parameters")) {
      for (const auto& parameter : file.at("parameters")) {
        if (parameter.at("status") == "calibrated") {
          found[parameter.at("path")] = parameter.value("note", parameter.value("source", ""));
        }
      }
    }
  }
  std::string words;
  for (const auto& [path, note] : found) {
    words += (words.empty() ? "" : "; ") + path + (note.empty() ? "" : " (" + note + ")");
  }
  return words;
}

std::string status_words(const FurnaceRecord& record) {
  const auto& simulation = record.record->simulation;
  std::size_t all = 0;
  for (const auto& file : simulation.at("parameters")) {
    all += file.at("parameters").size();
  }
  return fmt::format("Simulated, not measured, from {}: {} of {} parameters are assumed, {} calibrated.",
                     record.record->file, simulation.at("assumed").size(), all,
                     simulation.at("calibrated").size());
}

Json parameter_files(const std::vector<FurnaceRecord>& records) {
  Json files = Json::array();
  for (const auto& record : records) {
    for (const auto& file : record.record->simulation.at("parameters")) {
      if (std::ranges::find(files, file) == files.end()) {
        files.push_back(file);
      }
    }
  }
  return files;
}

}  // namespace

Section material_states_section(const std::vector<FurnaceRecord>& records,
                                const std::vector<study::Published>& published) {
  Section section{"Material states"};
  section.paragraphs.push_back(
      "Every state is simulated, by one set of parameters; most of them are assumed, and listed first among "
      "the parameters.");
  if (const auto words = calibrated_words(records); !words.empty()) {
    section.paragraphs.push_back("Calibrated, so that what they were set on is no prediction: " + words +
                                 ".");
  }
  section.tables = {states_table(records, published)};
  return section;
}

Section furnace_record_section(const FurnaceRecord& record) {
  const auto& [recipe, run, scan] = record.made;
  Section section;
  if (scan) {
    section = scan_section(*scan, record.id);
  } else {
    section = furnace_section(*run, recipe, record.id);
    auto material = material_section(*run, recipe, record.id);
    std::ranges::move(material.key_numbers, std::back_inserter(section.key_numbers));
    std::ranges::move(material.figures, std::back_inserter(section.figures));
    std::ranges::move(material.tables, std::back_inserter(section.tables));
  }
  section.title = record.name;
  section.paragraphs.insert(section.paragraphs.begin(), status_words(record));
  for (auto& figure : section.figures) {
    figure.caption = record.name + ": " + figure.caption;
  }
  return section;
}

Section furnace_parameters_section(const std::vector<FurnaceRecord>& records) {
  Section section{"Parameters of the process"};
  const auto files = parameter_files(records);
  std::vector<std::string> names;
  for (const auto& file : files) {
    names.push_back("parameters " + file.at("name").get<std::string>());
  }
  const auto ids = distinct_ids(names);
  for (std::size_t i = 0; i < files.size(); ++i) {
    section.tables.push_back(parameter_table(files[i], ids[i]));
  }
  return section;
}

Method furnace_record_method(const std::vector<FurnaceRecord>& records) {
  return furnace_method(parameter_files(records));
}

}  // namespace nacre::report
