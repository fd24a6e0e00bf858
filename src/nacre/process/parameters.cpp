#include "nacre/process/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/parameter_folders.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/unit.hpp"

namespace nacre::process {
namespace {

constexpr std::array<std::string_view, 4> statuses{"measured", "cited", "calibrated", "assumed"};

double polynomial_at(const std::vector<double>& coefficients, double t) {
  return std::accumulate(coefficients.rbegin(), coefficients.rend(), 0.0,
                         [t](double sum, double coefficient) { return sum * t + coefficient; });
}

// One parameter, from the table that is its value.
class ParameterReader {
 public:
  ParameterReader(const toml::table& table, const std::string& path, Problems& problems)
      : section_(table, "'" + path + "'", problems) {
    parameter_.path = path;
    parameter_.line = static_cast<int>(table.source().begin.line);
  }

  Parameter read() {
    parameter_.unit = section_.required_text("unit");
    if (!parse_unit(parameter_.unit)) {
      section_.problem("unit", fmt::format("'{}' is no unit", parameter_.unit));
    }
    if (section_.has("x") || section_.has("y")) {
      points();
    } else if (section_.has("polynomial")) {
      polynomial();
    } else {
      parameter_.value = section_.required_number("value").value_or(0.0);
    }
    origin();
    section_.finish();
    return parameter_;
  }

 private:
  void points() {
    parameter_.x = section_.number_list("x");
    parameter_.y = section_.number_list("y");
    if (parameter_.x.size() != parameter_.y.size() || parameter_.x.empty() ||
        !std::ranges::is_sorted(parameter_.x, std::less_equal<>())) {
      section_.problem("x", "'x' must rise, with as many 'y',");
    }
  }

  void polynomial() {
    parameter_.polynomial = section_.number_list("polynomial");
    const auto between = section_.number_list("between");
    if (between.size() != 2 || !(between[0] < between[1])) {
      section_.problem("polynomial", "a polynomial must say between which temperatures it holds",
                       "add between = [LOWEST, HIGHEST] in K");
      return;
    }
    parameter_.from = between[0];
    parameter_.to = between[1];
  }

  void origin() {
    parameter_.status = section_.required_text("status");
    parameter_.source = section_.text("source").value_or("");
    parameter_.note = section_.text("note").value_or("");
    if (!parameter_.status.empty() && std::ranges::find(statuses, parameter_.status) == statuses.end()) {
      section_.problem("status", fmt::format("there is no status '{}',", parameter_.status),
                       spelling_advice(parameter_.status, statuses, "statuses"));
    }
    if (parameter_.status == "cited" && parameter_.source.empty()) {
      section_.problem("status", "a 'cited' value must say its 'source'");
    }
    if (section_.has("bounds")) {
      const auto bounds = section_.number_list("bounds");
      if (bounds.size() != 2 || bounds[0] > bounds[1]) {
        section_.problem("bounds", "'bounds' must be two numbers, the lower first,");
        return;
      }
      parameter_.lower = bounds[0];
      parameter_.upper = bounds[1];
      if (parameter_.is_number() && !(bounds[0] <= parameter_.value && parameter_.value <= bounds[1])) {
        section_.problem("bounds", fmt::format("{:g} is not within its bounds", parameter_.value));
      }
    } else if (parameter_.status == "assumed" || parameter_.status == "calibrated") {
      section_.problem("status", fmt::format("a value that is {} must have bounds", parameter_.status),
                       "add bounds = [LOWEST, HIGHEST]");
    }
  }

  TomlSection section_;
  Parameter parameter_;
};

// A table with a unit is a parameter; any other holds parameters.
void collect(const toml::table& table, const std::string& above, std::vector<Parameter>& found,
             Problems& problems) {
  for (const auto& [name, node] : table) {
    const std::string path = above.empty() ? std::string(name.str()) : above + "." + std::string(name.str());
    if (above.empty() && (path == "title" || path == "sources")) {
      continue;
    }
    const auto* inner = node.as_table();
    if (inner == nullptr) {
      problems.push_back({name.source().begin, fmt::format("'{}' is not a parameter", path),
                          "write { value = ..., unit = \"...\", status = \"...\" }"});
    } else if (inner->contains("unit") || inner->contains("value")) {
      found.push_back(ParameterReader(*inner, path, problems).read());
    } else {
      collect(*inner, path, found, problems);
    }
  }
}

}  // namespace

ParameterFile::ParameterFile(const std::filesystem::path& file) : file_(file) { read(read_file(file)); }

ParameterFile::ParameterFile(std::string_view text, const std::filesystem::path& file) : file_(file) {
  read(text);
}

void ParameterFile::read(std::string_view text) {
  name_ = file_.stem().string();
  sha256_ = nacre::sha256(text);
  Problems problems;
  if (const auto root = parse_toml(text, file_.string(), problems)) {
    TomlSection section(*root, "the file", problems);
    title_ = section.required_text("title");
    for (const auto& [key, source] : section.text_map("sources")) {
      sources_.emplace_back(key, source);
    }
    collect(*root, "", parameters_, problems);
    for (const auto& parameter : parameters_) {
      const auto key = parameter.source.substr(0, parameter.source.find(','));
      if (!key.empty() &&
          std::ranges::find(sources_, key, &std::pair<std::string, std::string>::first) == sources_.end()) {
        problems.push_back({{static_cast<toml::source_index>(parameter.line), 1},
                            fmt::format("there is no source '{}', named in '{}'", key, parameter.path),
                            "add it to [sources]"});
      }
    }
  }
  if (const auto errors = input_errors(std::move(problems), file_.string()); !errors.empty()) {
    throw errors.front();
  }
  std::ranges::stable_sort(parameters_, {}, &Parameter::line);
}

ParameterFile ParameterFile::find(std::string_view name) { return ParameterFile(locate(name)); }

std::filesystem::path ParameterFile::locate(std::string_view name) {
  std::filesystem::path path(name);
  if (path.has_parent_path() || path.has_extension()) {
    return path;
  }
  std::set<std::string> names;
  for (const auto& folder : parameter_folders()) {
    auto file = folder / "process" / (std::string(name) + ".toml");
    if (std::filesystem::is_regular_file(file)) {
      return file;
    }
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "process", none)) {
      names.insert(entry.path().stem().string());
    }
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw UsageError(fmt::format("there are no process parameters '{}'", name),
                   known.empty() ? "give the path of a .toml file" : spelling_advice(name, known, "files"));
}

void ParameterFile::refuse(const Parameter& parameter, const std::string& what) const {
  throw InputError(file_.string(), fmt::format("'{}' {}", parameter.path, what),
                   parameter.overridden ? "--set" : fmt::format("line {}", parameter.line));
}

Parameter& ParameterFile::ask(std::string_view path, std::string_view unit) {
  const auto found = std::ranges::find(parameters_, path, &Parameter::path);
  if (found == parameters_.end()) {
    throw InputError(file_.string(), fmt::format("'{}' is missing", path), "the whole file",
                     fmt::format("add it with unit = \"{}\"", unit));
  }
  if (!conversion_factor(found->unit, unit)) {
    refuse(*found, fmt::format("cannot be given in '{}': '{}' is wanted", found->unit, unit));
  }
  asked_.insert(found->path);
  return *found;
}

double ParameterFile::number(std::string_view path, std::string_view unit, const Range& range) {
  const auto& parameter = ask(path, unit);
  if (!parameter.is_number()) {
    refuse(parameter, "must be a number, not a function");
  }
  const double value = *convert_unit(parameter.value, parameter.unit, unit);
  if (value < range.low || (value == range.low && !range.low_itself)) {
    refuse(parameter, fmt::format("is {:g}, which is out of range: it must be {} {:g}", value,
                                  range.low_itself ? "at least" : "greater than", range.low));
  }
  return value;
}

numerics::Curve ParameterFile::curve(std::string_view path, std::string_view unit) {
  const auto& parameter = ask(path, unit);
  const double factor = *conversion_factor(parameter.unit, unit);
  if (parameter.is_number()) {
    return numerics::Curve(parameter.value * factor);
  }
  if (!parameter.polynomial.empty()) {
    return numerics::Curve::of([&](double t) { return factor * polynomial_at(parameter.polynomial, t); },
                               parameter.from, parameter.to, 256);
  }
  return numerics::Curve::through(parameter.x, parameter.y).scaled(factor);
}

void ParameterFile::set(std::string_view path, double value) {
  const auto found = std::ranges::find(parameters_, path, &Parameter::path);
  if (found == parameters_.end() || !found->is_number()) {
    std::vector<std::string_view> known;
    for (const auto& parameter : parameters_) {
      if (parameter.is_number()) {
        known.push_back(parameter.path);
      }
    }
    throw UsageError(fmt::format("{} has no number '{}'", name_, path),
                     spelling_advice(path, known, "parameters"));
  }
  found->value = value;
  found->overridden = true;
}

void ParameterFile::finish() const {
  for (const auto& parameter : parameters_) {
    if (!asked_.contains(parameter.path)) {
      const std::vector<std::string_view> known(asked_.begin(), asked_.end());
      throw InputError(file_.string(), fmt::format("unknown parameter '{}'", parameter.path),
                       fmt::format("line {}", parameter.line),
                       spelling_advice(parameter.path, known, "parameters"));
    }
  }
}

Json to_json(const ParameterFile& file) {
  Json json{{"name", file.name_}, {"title", file.title_}, {"sources", Json::object()}};
  for (const auto& [key, text] : file.sources_) {
    json["sources"][key] = text;
  }
  json["parameters"] = Json::array();
  for (const auto& parameter : file.parameters_) {
    Json entry{{"path", parameter.path}};
    if (parameter.is_number()) {
      entry["value"] = parameter.value;
    } else if (!parameter.polynomial.empty()) {
      std::string expression;
      for (std::size_t i = 0; i < parameter.polynomial.size(); ++i) {
        expression += fmt::format("{}{:g}{}", i == 0 ? "" : " + ", parameter.polynomial[i],
                                  i == 0 ? "" : fmt::format(" T^{}", i));
      }
      entry["expression"] = expression;
      entry["scale"] = 1.0;
    } else {
      entry["x"] = parameter.x;
      entry["y"] = parameter.y;
      entry["scale"] = 1.0;
    }
    entry["unit"] = parameter.unit;
    entry["status"] = parameter.status;
    if (!parameter.source.empty()) {
      entry["source"] = parameter.source;
    }
    if (std::isfinite(parameter.lower)) {
      entry["lower"] = parameter.lower;
      entry["upper"] = parameter.upper;
    }
    if (!parameter.note.empty()) {
      entry["note"] = parameter.note;
    }
    if (parameter.overridden) {
      entry["overridden"] = true;
    }
    json["parameters"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace nacre::process
