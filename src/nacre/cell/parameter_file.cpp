// parameters/*.toml -> ParameterSet: keys, units, statuses; every problem with its line.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/problems.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/base/unit.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

constexpr std::size_t most_points = 100'000;  // of a table

// Whether parameters may lie below this path: "positive", "positive.film", "positive.film.coating".
bool is_group(std::string_view path) {
  const std::string below = std::string(path) + ".thickness";
  std::string pattern;
  return std::ranges::any_of(slots(), [&](const Slot& slot) {
    if (slot.path.starts_with(std::string(path) + ".")) {
      return true;
    }
    const auto star = slot.path.find('*');
    return star != std::string::npos && slot.path.ends_with(".thickness") && find_slot(below) == &slot;
  });
}

// Two columns of numbers in a text file, under at most one line of headings; # begins a remark.
void read_points(const std::filesystem::path& file, std::vector<double>& x, std::vector<double>& y) {
  const std::string text = read_file(file);
  std::size_t line_number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    std::string line = text.substr(start, end - start);
    start = end + 1;
    ++line_number;
    line.resize(std::min(line.find('#'), line.size()));
    std::ranges::replace_if(
        line, [](char c) { return c == ',' || c == ';' || c == '\t' || c == '\r'; }, ' ');
    const char* at = line.data();
    const char* const last = line.data() + line.size();
    std::array<double, 2> numbers{};
    std::size_t count = 0;
    while (count < 2) {
      at = std::find_if(at, last, [](char c) { return c != ' '; });
      const auto [stop, error] = std::from_chars(at, last, numbers.at(count));
      if (error != std::errc{}) {
        break;
      }
      at = stop;
      ++count;
    }
    const bool blank = line.find_first_not_of(' ') == std::string::npos;
    if (count == 2 && x.size() < most_points) {
      x.push_back(numbers[0]);
      y.push_back(numbers[1]);
    } else if (!blank && (!x.empty() || line_number > 1)) {
      throw InputError(file.string(), "two numbers were expected", fmt::format("line {}", line_number),
                       fmt::format("give x and y, at most {} points", most_points));
    }
  }
}

class FileParser {
 public:
  FileParser(const toml::table& root, ParameterSet& set, Problems& problems)
      : root_(root), set_(set), problems_(problems) {}

  void parse() {
    TomlSection top(root_, "the parameter set", problems_);
    set_.title = top.required_text("title");
    set_.description = top.text("description").value_or("");
    if (const auto* sources = top.table("sources")) {
      for (const auto& [key, node] : in_order(*sources)) {
        const auto text = node->value_exact<std::string>();
        if (!text) {
          top.problem("sources", fmt::format("the source '{}' must be a text", key));
        }
        set_.sources.push_back({key, text.value_or("")});
      }
    }
    for (const auto& [key, node] : in_order(root_)) {
      if (key != "title" && key != "description" && key != "sources") {
        visit(key, *node);
      }
    }
  }

 private:
  using Nodes = std::vector<std::pair<std::string, const toml::node*>>;

  // toml++ sorts by name; a reader wants the order of the file.
  static Nodes in_order(const toml::table& table) {
    Nodes nodes;
    for (const auto& [key, node] : table) {
      nodes.emplace_back(std::string(key.str()), &node);
    }
    std::ranges::stable_sort(nodes, [](const auto& a, const auto& b) {
      return a.second->source().begin < b.second->source().begin;
    });
    return nodes;
  }

  void problem(const toml::node& node, std::string what, std::string advice) {
    problems_.push_back({node.source().begin, std::move(what), std::move(advice)});
  }

  void visit(const std::string& path, const toml::node& node) {
    if (const Slot* slot = find_slot(path)) {
      if (const auto* table = node.as_table()) {
        parse_parameter(*slot, path, *table);
      } else {
        problem(node, fmt::format("'{}' must be a table", path),
                fmt::format("write {{ value = NUMBER, unit = \"{}\", status = \"...\" }}", slot->unit));
      }
    } else if (!is_group(path)) {
      problem(node, fmt::format("there is no parameter '{}'", path), slot_advice(path));
    } else if (const auto* table = node.as_table()) {
      for (const auto& [key, inner] : in_order(*table)) {
        visit(fmt::format("{}.{}", path, key), *inner);
      }
    } else {
      problem(node, fmt::format("'{}' must be a table of parameters", path), "");
    }
  }

  void parse_parameter(const Slot& slot, const std::string& path, const toml::table& table) {
    TomlSection section(table, path, problems_);
    const std::size_t before = problems_.size();
    Parameter parameter;
    parameter.path = path;
    parameter.unit = slot.unit;
    parameter.line = static_cast<int>(section.position().line);
    const std::string unit = section.required_text("unit");
    if (!unit.empty() && !conversion_factor(unit, slot.unit)) {
      section.problem("unit", fmt::format("the unit '{}' is not one of '{}',", unit, slot.unit),
                      fmt::format("give the value in {} or what converts to it", slot.unit));
    }
    if (problems_.size() == before) {
      parse_value(section, slot, parameter, unit);
      parse_origin(section, parameter);
      parse_bounds(section, parameter, unit);
    }
    // Asked for so that they are known where something before them was wrong.
    for (const auto key : {"value", "expression", "x", "y", "file", "x_unit", "scale", "activation_energy",
                           "status", "source", "calibrated_on", "uncertainty", "bounds", "note"}) {
      section.know(key);
    }
    section.finish();
    if (problems_.size() == before) {
      try {
        tabulate(parameter);
      } catch (const UsageError& error) {
        section.problem(parameter.form == Form::expression ? "expression" : "x", error.what(),
                        error.advice());
      }
    }
    set_.parameters.push_back(std::move(parameter));
  }

  void parse_value(TomlSection& section, const Slot& slot, Parameter& parameter, const std::string& unit) {
    const auto value = section.number("value");
    const auto expression = section.text("expression");
    const auto file = section.text("file");
    const bool inline_table = section.has("x") || section.has("y");
    const int given = static_cast<int>(section.has("value")) + static_cast<int>(section.has("expression")) +
                      static_cast<int>(section.has("file")) + static_cast<int>(inline_table);
    const bool function = slot.argument != Argument::none;
    if (given != 1 || (section.has("value") ? slot.argument == Argument::radius : !function)) {
      section.problem("value",
                      function ? "one of 'value', 'expression', 'file' or 'x' with 'y' must be given"
                               : "one 'value' must be given",
                      fmt::format("'{}' is {}", slot.path, function ? "a number or a function" : "a number"));
      return;
    }
    if (value) {
      parameter.value = *convert_unit(*value, unit, slot.unit);
      if (!slot.in_range(parameter.value)) {
        section.problem("value", fmt::format("the value {:g} {} is out of range", *value, unit),
                        fmt::format("it must be {}, in {}", slot.range(), slot.unit));
      }
    } else if (expression) {
      parameter.form = Form::expression;
      parameter.expression = *expression;
      if (conversion_factor(unit, slot.unit) != 1.0) {
        section.problem("unit", fmt::format("an expression must give '{}'", slot.unit),
                        "put the factor into the expression");
      }
    } else {
      parameter.form = Form::table;
      if (file) {
        read_points_of(section, *file, parameter);
      } else {
        parameter.x = section.number_list("x");
        parameter.y = section.number_list("y");
      }
      convert_points(section, slot, parameter, unit);
    }
    parse_factors(section, slot, parameter);
  }

  void read_points_of(TomlSection& section, const std::string& file, Parameter& parameter) {
    try {
      read_points(set_.file.parent_path() / file, parameter.x, parameter.y);
    } catch (const InputError& error) {
      section.problem("file", fmt::format("the table cannot be read: {},", error.what()), error.advice());
    }
  }

  void convert_points(TomlSection& section, const Slot& slot, Parameter& parameter, const std::string& unit) {
    const std::string own = slot.argument == Argument::stoichiometry   ? "1"
                            : slot.argument == Argument::concentration ? "mol/m3"
                                                                       : "m";
    const std::string x_unit = section.text("x_unit").value_or(own);
    if (!conversion_factor(x_unit, own)) {
      section.problem("x_unit", fmt::format("the unit '{}' is not one of '{}',", x_unit, own));
      return;
    }
    if (parameter.x.size() != parameter.y.size() || parameter.x.empty() || parameter.x.size() > most_points) {
      section.problem("x", fmt::format("there are {} x and {} y", parameter.x.size(), parameter.y.size()),
                      fmt::format("give as many y as x, 1 to {}", most_points));
      return;
    }
    for (auto& x : parameter.x) {
      x = *convert_unit(x, x_unit, own);
    }
    for (auto& y : parameter.y) {
      y = *convert_unit(y, unit, slot.unit);
    }
  }

  void parse_factors(TomlSection& section, const Slot& slot, Parameter& parameter) {
    const auto energy = section.number("activation_energy", not_negative);
    const auto scale = section.number("scale", positive);
    if (energy && !slot.function) {
      section.problem("activation_energy",
                      "only a function of temperature has an activation energy, not that");
    }
    if (scale && parameter.form == Form::number) {
      section.problem("scale", "only an expression or a table has a scale, not the number",
                      "multiply the value");
    }
    parameter.activation_energy = energy.value_or(0.0);
    parameter.scale = scale.value_or(1.0);
  }

  void parse_origin(TomlSection& section, Parameter& parameter) {
    constexpr std::array statuses{Status::measured, Status::cited, Status::calibrated, Status::assumed};
    const auto text = section.required_text("status");
    std::vector<std::string_view> known;
    for (const auto status : statuses) {
      known.push_back(to_string(status));
      if (text == to_string(status)) {
        parameter.status = status;
      }
    }
    if (!text.empty() && std::ranges::find(known, text) == known.end()) {
      section.problem("status", fmt::format("there is no status '{}', named", text),
                      spelling_advice(text, known, "statuses"));
      return;
    }
    parameter.source = section.text("source").value_or("");
    parameter.calibrated_on = section.text("calibrated_on").value_or("");
    parameter.uncertainty = section.number("uncertainty", not_negative).value_or(parameter.uncertainty);
    parameter.note = section.text("note").value_or("");
    if (text.empty()) {
      return;
    }
    if (parameter.status == Status::cited && parameter.source.empty()) {
      section.problem("status", "a 'cited' value must say its 'source'",
                      "add source = \"KEY\", a key of [sources]");
    }
    if (parameter.status == Status::calibrated && parameter.calibrated_on.empty()) {
      section.problem("status", "a 'calibrated' value must say what on",
                      "add calibrated_on = \"the published values it was fitted to\"");
    }
    if (parameter.status == Status::assumed && !section.has("bounds")) {
      section.problem("status", "an 'assumed' value must have bounds", "add bounds = [LOWEST, HIGHEST]");
    }
    if (!parameter.source.empty()) {
      check_source(section, parameter.source);
    }
  }

  void check_source(TomlSection& section, std::string_view source) {
    const auto key = source.substr(0, source.find(','));
    std::vector<std::string_view> known;
    for (const auto& citation : set_.sources) {
      known.push_back(citation.key);
    }
    if (std::ranges::find(known, key) == known.end()) {
      section.problem("source", fmt::format("there is no source '{}', named", key),
                      known.empty() ? "add it to [sources]" : spelling_advice(key, known, "sources"));
    }
  }

  void parse_bounds(TomlSection& section, Parameter& parameter, const std::string& unit) {
    if (!section.has("bounds")) {
      return;
    }
    const auto bounds = section.number_list("bounds");
    if (bounds.size() != 2 || bounds[0] > bounds[1]) {
      section.problem("bounds", "'bounds' must be two numbers, the lower first,");
      return;
    }
    const bool of_scale = parameter.form != Form::number;
    parameter.lower = of_scale ? bounds[0] : *convert_unit(bounds[0], unit, parameter.unit);
    parameter.upper = of_scale ? bounds[1] : *convert_unit(bounds[1], unit, parameter.unit);
    const double value = of_scale ? parameter.scale : parameter.value;
    if (value < parameter.lower || value > parameter.upper) {
      section.problem(
          "bounds", fmt::format("the {} {:g} is not within its bounds", of_scale ? "scale" : "value", value),
          of_scale ? "the bounds of a function are those of its scale" : "correct one of them");
    }
  }

  const toml::table& root_;
  ParameterSet& set_;
  Problems& problems_;
};

std::vector<InputError> parse(std::string_view text, const std::filesystem::path& file, ParameterSet& set) {
  set.file = file;
  set.name = file.stem().string();
  set.sha256 = sha256(text);
  Problems problems;
  if (const auto root = parse_toml(text, file.string(), problems)) {
    FileParser(*root, set, problems).parse();
  }
  return input_errors(std::move(problems), file.string());
}

}  // namespace

std::vector<InputError> check_parameter_set(std::string_view text, const std::filesystem::path& file) {
  ParameterSet set;
  return parse(text, file, set);
}

ParameterSet parse_parameter_set(std::string_view text, const std::filesystem::path& file) {
  ParameterSet set;
  throw_first(parse(text, file, set));
  return set;
}

ParameterSet read_parameter_set(const std::filesystem::path& file) {
  return parse_parameter_set(read_file(file), file);
}

}  // namespace nacre::cell
