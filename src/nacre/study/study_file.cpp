// study.toml -> Study: keys, types and ranges, then what the parts say of one another.
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/base/unit.hpp"
#include "nacre/study/file_pattern.hpp"
#include "nacre/study/furnace.hpp"
#include "nacre/study/simulation.hpp"
#include "nacre/study/study.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

using Names = std::vector<std::string_view>;

template <class List>
Names names_of(const List& list) {
  Names names;
  for (const auto& element : list) {
    names.push_back(element.name);
  }
  return names;
}

bool contains(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class StudyParser {
 public:
  StudyParser(const toml::table& root, Study& study, Problems& problems)
      : study_(study), problems_(problems), top_(root, "the study", problems) {}

  void parse() {
    study_.title = top_.required_text("title");
    study_.authors = top_.texts("authors");
    study_.description = top_.text("description").value_or("");
    study_.licence = top_.text("licence").value_or("");
    study_.doi = top_.text("doi").value_or("");
    for (const auto* table : top_.tables("sample")) {
      parse_sample(*table);
    }
    for (const auto* table : top_.tables("measurement")) {
      parse_measurement(*table, false);
    }
    for (const auto* table : top_.tables("simulation")) {
      parse_measurement(*table, true);
    }
    if (study_.measurements.empty()) {
      top_.problem("title", "there is no [[measurement]] and no [[simulation]]",
                   "'nacre init DIR' writes a study to start from");
    }
    for (const auto* table : top_.tables("published")) {
      parse_published(*table);
    }
    top_.finish();
  }

 private:
  void parse_sample(const toml::table& table) {
    TomlSection section(table, "[[sample]]", problems_);
    Sample sample;
    sample.line = static_cast<int>(section.position().line);
    sample.name = section.required_text("name");
    sample.description = section.text("description").value_or("");
    sample.active_mass_g = section.number("active_mass_g", positive);
    sample.area_cm2 = section.number("area_cm2", positive);
    sample.loading_mg_per_cm2 = section.number("loading_mg_per_cm2", positive);
    sample.nominal_capacity_Ah = section.number("nominal_capacity_Ah", positive);
    sample.one_C_mA_per_g = section.number("one_C_mA_per_g", positive);
    sample.notes = section.text("notes").value_or("");
    section.finish();
    if (study_.find_sample(sample.name) != nullptr) {
      section.problem("name", fmt::format("there are two samples called '{}'", sample.name),
                      "give each sample a name of its own");
    }
    study_.samples.push_back(std::move(sample));
  }

  // The sample that a section names, or nullptr with a problem more.
  const Sample* named_sample(TomlSection& section, std::string& name) {
    name = section.required_text("sample");
    const Sample* sample = study_.find_sample(name);
    if (sample == nullptr && !name.empty()) {
      section.problem("sample", fmt::format("there is no sample '{}', named", name),
                      study_.samples.empty() ? "add [[sample]] with this name before"
                                             : spelling_advice(name, names_of(study_.samples), "samples"));
    }
    return sample;
  }

  void parse_measurement(const toml::table& table, bool simulated) {
    TomlSection section(table, simulated ? "[[simulation]]" : "[[measurement]]", problems_);
    const auto problems_before = problems_.size();
    Measurement measurement;
    measurement.line = static_cast<int>(section.position().line);
    const Sample* sample = named_sample(section, measurement.sample);
    measurement.technique = section.required_text("technique");
    const Technique* technique = find_technique(measurement.technique);
    if (technique == nullptr && !measurement.technique.empty()) {
      section.problem("technique", fmt::format("there is no technique '{}', named", measurement.technique),
                      spelling_advice(measurement.technique, names_of(techniques()), "techniques"));
    }
    if (technique != nullptr && technique->run == nullptr && !simulated) {
      section.problem("technique", fmt::format("'{}' is simulated, not measured,", technique->name),
                      "write [[simulation]]");
    }
    measurement.name = unique_name(section, measurement);
    measurement.notes = section.text("notes").value_or("");
    if (technique != nullptr && technique->run == nullptr) {
      measurement.furnace = parse_furnace(section, study_.folder());
    } else if (simulated) {
      measurement.simulation = parse_simulation(section, study_.folder());
    } else {
      parse_reading(section, measurement);
      find_measured_files(section, measurement);
    }
    const auto* options = section.table("options");
    if (options != nullptr) {
      measurement.options = to_json(*options);
    }
    section.finish();
    if (technique != nullptr) {
      check_options(section, options, *technique, sample == nullptr ? Sample{} : *sample);
    }
    if (problems_.size() > problems_before) {
      faulty_.insert(measurement.name);
    }
    study_.measurements.push_back(std::move(measurement));
  }

  std::string unique_name(TomlSection& section, const Measurement& measurement) {
    const auto taken = names_of(study_.measurements);
    if (const auto given = section.text("name")) {
      if (contains(taken, *given)) {
        section.problem("name", fmt::format("there are two measurements called '{}'", *given),
                        "give each measurement a name of its own");
      }
      return *given;
    }
    const std::string name = measurement.sample + " " + measurement.technique;
    std::string unique = name;
    for (int number = 2; contains(taken, unique); ++number) {
      unique = fmt::format("{} ({})", name, number);
    }
    return unique;
  }

  void parse_reading(TomlSection& section, Measurement& measurement) {
    measurement.read.salvage = section.flag("salvage");
    measurement.read.column_map = section.text_map("columns");
    measurement.read.reader = section.text("reader").value_or("");
    const auto known = names_of(formats::readers());
    if (!measurement.read.reader.empty() && !contains(known, measurement.read.reader)) {
      section.problem("reader", fmt::format("there is no reader '{}', named", measurement.read.reader),
                      spelling_advice(measurement.read.reader, known, "readers"));
    }
  }

  void find_measured_files(TomlSection& section, Measurement& measurement) {
    const auto single = section.text("file");
    const auto several = section.texts("files");
    if (section.has("file") == section.has("files")) {
      section.problem("file", "one of 'file' and 'files' must be given", "add file = \"path/of/the/record\"");
      return;
    }
    const std::string key = single ? "file" : "files";
    std::set<std::filesystem::path> seen;
    for (const auto& pattern : single ? std::vector{*single} : several) {
      try {
        const auto found = find_files(pattern, study_.folder());
        if (found.empty()) {
          section.problem(key, fmt::format("no file matches '{}', named", pattern),
                          "a path starts from the folder of the study file, and may hold * and ?");
        }
        for (const auto& file : found) {
          if (seen.insert(file.path).second) {
            measurement.files.push_back(file.path);
            measurement.shown_files.push_back(file.shown);
          }
        }
      } catch (const UsageError& error) {
        section.problem(key, fmt::format("{}, named", error.what()), error.advice());
      }
    }
    if (single && measurement.files.size() > 1) {
      section.problem(key, fmt::format("'file' matches {} files", measurement.files.size()),
                      "write 'files' where several are meant");
    }
  }

  // The technique says what is wrong; the line is that of the option whose name it quotes.
  void check_options(TomlSection& section, const toml::table* options, const Technique& technique,
                     const Sample& sample) {
    const toml::table none;
    try {
      const Json all = technique.resolve(options == nullptr ? Json::object() : to_json(*options), sample);
      if (technique.files != nullptr) {
        technique.files(all, study_.folder());
      }
    } catch (const UsageError& error) {
      Problem problem{section.position("options"), error.what(), error.advice()};
      for (const auto& [name, value] : options == nullptr ? none : *options) {
        if (problem.what.find(name.str()) != std::string::npos) {
          problem.at = name.source().begin;
        }
      }
      problem.what += " in the options";
      problems_.push_back(std::move(problem));
    }
  }

  void parse_published(const toml::table& table) {
    TomlSection section(table, "[[published]]", problems_);
    Published published;
    published.line = static_cast<int>(section.position().line);
    named_sample(section, published.sample);
    published.measurement = section.text("measurement").value_or("");
    published.quantity = section.required_text("quantity");
    const auto names = parse_place(section, published);
    published.statement = section.text("statement").value_or("");
    published.unit = section.text("unit").value_or("1");
    published.uncertainty = section.number("uncertainty", not_negative);
    published.tolerance = section.number("tolerance", not_negative);
    published.approx = section.flag("approx");
    published.where = section.text("where").value_or("");
    published.source = section.text("source").value_or("");
    parse_role(section, published);
    if (published.role == Role::qualitative && !published.statement.empty()) {
      published.value = section.number("value").value_or(published.value);
    } else {
      published.value = section.required_number("value").value_or(published.value);
    }
    section.finish();
    check_measurement(section, published);
    if (number_places(section, published, names)) {
      check_quantity(section, published);
    }
    study_.published.push_back(std::move(published));
  }

  // Where a published value holds: its numbers; names of places come back.
  std::map<std::string, std::string> parse_place(TomlSection& section, Published& published) {
    std::map<std::string, std::string> names;
    if (const auto* at = section.table("at")) {
      TomlSection place(*at, "'at' of [[published]]", problems_);
      for (const auto& [key, node] : *at) {
        if (const auto name = node.value_exact<std::string>()) {
          names.emplace(key.str(), *name);
        } else if (const auto number = place.number(key.str())) {
          published.at.emplace(key.str(), *number);
        }
      }
    }
    return names;
  }

  // The numbers of places by their names. False where one has none, which is among the problems then.
  bool number_places(TomlSection& section, Published& published,
                     const std::map<std::string, std::string>& names) {
    for (const auto& [key, name] : names) {
      const auto number = number_of(section, published, key, name);
      if (!number) {
        return false;
      }
      published.at[key] = *number;
    }
    return true;
  }

  // The same in all measurements with which the value is compared, since each of them is asked for that
  // number.
  std::optional<double> number_of(TomlSection& section, const Published& published, const std::string& key,
                                  const std::string& name) {
    std::optional<double> number;
    for (const auto& measurement : study_.measurements) {
      const bool compared = measurement.sample == published.sample &&
                            (published.measurement.empty() || measurement.name == published.measurement);
      const auto* technique = compared ? find_technique(measurement.technique) : nullptr;
      if (technique == nullptr || technique->place == nullptr || !gives(*technique, published.quantity)) {
        continue;
      }
      if (faulty_.contains(measurement.name)) {
        return std::nullopt;  // said already
      }
      try {
        const double here = technique->place(key, name, measurement.options, study_.folder());
        if (number.value_or(here) != here) {
          section.problem(
              "at", fmt::format("the measurements of the sample have '{}' in different places, named", name),
              "say with which the value is to be compared: add measurement = \"NAME\"");
          return std::nullopt;
        }
        number = here;
      } catch (const Error& error) {
        section.problem("at", fmt::format("{} in '{}', named", error.what(), measurement.name),
                        error.advice());
        return std::nullopt;
      }
    }
    if (!number) {
      section.problem("at", fmt::format("'at.{}' must be a number, not a text", key));
    }
    return number;
  }

  static bool gives(const Technique& technique, std::string_view quantity) {
    const auto kinds = technique.quantities();
    return std::ranges::find(kinds, quantity, &QuantityKind::name) != kinds.end();
  }

  void parse_role(TomlSection& section, Published& published) {
    static constexpr std::array roles{Role::input, Role::calibrate, Role::predict, Role::qualitative};
    const auto text = section.required_text("role");
    Names known;
    for (const Role role : roles) {
      known.push_back(to_string(role));
      if (text == to_string(role)) {
        published.role = role;
      }
    }
    if (!text.empty() && !contains(known, text)) {
      section.problem("role", fmt::format("there is no role '{}', named", text),
                      spelling_advice(text, known, "roles"));
    }
  }

  void check_measurement(TomlSection& section, const Published& published) {
    const auto known = names_of(study_.measurements);
    if (!published.measurement.empty() && !contains(known, published.measurement)) {
      section.problem("measurement",
                      fmt::format("there is no measurement '{}', named", published.measurement),
                      spelling_advice(published.measurement, known, "measurements"));
    }
  }

  // What is to be predicted or calibrated on must be something that a technique gives.
  void check_quantity(TomlSection& section, const Published& published) {
    if (!parse_unit(published.unit)) {
      section.problem("unit", fmt::format("'{}' is no unit that nacre knows", published.unit),
                      "units look like mAh/g, percent, V, percent/cycle");
      return;
    }
    Names known;
    const QuantityKind* kind = nullptr;
    for (const auto& technique : techniques()) {
      for (const auto& candidate : technique.quantities()) {
        known.push_back(candidate.name);
        kind = candidate.name == published.quantity ? &candidate : kind;
      }
    }
    if (kind == nullptr) {
      const bool compared = published.role == Role::predict || published.role == Role::calibrate;
      if (compared && !published.quantity.empty()) {
        section.problem("quantity", fmt::format("no technique gives '{}', named", published.quantity),
                        spelling_advice(published.quantity, known, "quantities"));
      }
      return;
    }
    if (published.at.empty() && !kind->at.empty()) {
      section.problem("quantity", fmt::format("'{}' needs a place", kind->name),
                      fmt::format("add at = {{ {} = NUMBER }}", kind->at.front()));
    }
    for (const auto& [key, value] : published.at) {
      if (!contains({kind->at.begin(), kind->at.end()}, key)) {
        section.problem("at", fmt::format("'{}' is not given at any '{}', named", kind->name, key),
                        spelling_advice(key, kind->at, "places"));
      }
    }
    if (!convertible(published, *kind)) {
      section.problem("unit", fmt::format("'{}' cannot be compared with {} in {}", published.unit, kind->name,
                                          kind->unit));
    }
  }

  // Per gram and per area count as the same: the sample's mass and area join them.
  static bool convertible(const Published& published, const QuantityKind& kind) {
    if (kind.unit.empty()) {
      return true;  // each has its own
    }
    const auto a = parse_unit(published.unit);
    const auto b = parse_unit(kind.unit);
    auto difference = a->dimension;
    for (std::size_t i = 0; i < difference.size(); ++i) {
      difference[i] -= b->dimension[i];
    }
    difference[mass_dimension] = 0;
    difference[length_dimension] = 0;
    return std::ranges::all_of(difference, [](int exponent) { return exponent == 0; });
  }

  Study& study_;
  std::set<std::string> faulty_;  // measurements with problems of their own
  Problems& problems_;
  TomlSection top_;
};

}  // namespace

Loaded parse_study(std::string_view text, const std::filesystem::path& file) {
  Loaded loaded;
  loaded.study.file = file;
  loaded.study.sha256 = sha256(text);
  const std::string name = file.string();
  Problems problems;
  if (const auto root = parse_toml(text, name, problems)) {
    StudyParser(*root, loaded.study, problems).parse();
  }
  loaded.problems = input_errors(std::move(problems), name);
  return loaded;
}

Loaded load_study(const std::filesystem::path& path) {
  const auto file = std::filesystem::is_directory(path) ? path / "study.toml" : path;
  return parse_study(read_file(file), file);
}

}  // namespace nacre::study
