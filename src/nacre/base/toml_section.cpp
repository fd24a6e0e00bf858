#include "nacre/base/toml_section.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "nacre/base/spelling.hpp"

namespace nacre {
namespace {

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

}  // namespace

std::vector<InputError> input_errors(Problems problems, const std::string& file) {
  std::ranges::stable_sort(problems, [](const Problem& a, const Problem& b) { return a.at < b.at; });
  std::vector<InputError> errors;
  for (const auto& problem : problems) {
    errors.emplace_back(file, problem.what,
                        fmt::format("line {}, column {}", problem.at.line, problem.at.column),
                        problem.advice);
  }
  return errors;
}

toml::source_position TomlSection::position(std::string_view key) const {
  key = key.substr(0, key.find('.'));  // "at.cycle" lies at "at"
  for (const auto& [name, node] : table_) {
    if (name.str() == key) {
      return name.source().begin;
    }
  }
  return position();
}

void TomlSection::problem(std::string_view key, const std::string& what, std::string advice) {
  problems_.push_back({position(key), what + " in " + label_, std::move(advice)});
}

const toml::node* TomlSection::find(std::string_view key) {
  known_.push_back(key);
  return table_.get(key);
}

std::string TomlSection::missing_text(std::string_view key) const {
  return fmt::format("'{}' is missing in {}", key, label_);
}

void TomlSection::missing(std::string_view key, std::string_view value) {
  known_.push_back(key);
  problems_.push_back({position(), missing_text(key), fmt::format("add {} = {}", key, value)});
}

void TomlSection::wrong_type(std::string_view key, const toml::node& node, std::string_view expected) {
  problem(key, fmt::format("'{}' must be {}, not {}", key, expected, type_name(node)));
}

std::optional<std::string> TomlSection::text(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) {
    return {};
  }
  if (const auto value = node->value_exact<std::string>()) {
    return *value;
  }
  wrong_type(key, *node, "a text");
  return {};
}

std::string TomlSection::required_text(std::string_view key) {
  if (!has(key)) {
    missing(key, "\"...\"");
    return {};
  }
  const auto value = text(key);
  if (value && value->empty()) {
    problem(key, fmt::format("'{}' is empty", key));
  }
  return value.value_or("");
}

std::optional<double> TomlSection::checked(std::string_view key, const toml::node& node, const Range& range) {
  if (!node.is_number()) {
    wrong_type(key, node, "a number");
    return {};
  }
  const double value = *node.value<double>();
  if (!std::isfinite(value)) {
    problem(key, fmt::format("'{}' must be finite", key));
    return {};
  }
  if (value < range.low || (value == range.low && !range.low_itself)) {
    problem(key, fmt::format("'{}' is {:g}, which is out of range", key, value),
            fmt::format("it must be {} {:g}", range.low_itself ? "at least" : "greater than", range.low));
    return {};
  }
  return value;
}

std::optional<double> TomlSection::number(std::string_view key, const Range& range) {
  const auto* node = find(key);
  return node == nullptr ? std::nullopt : checked(key, *node, range);
}

std::optional<double> TomlSection::required_number(std::string_view key, const Range& range) {
  if (!has(key)) {
    missing(key, "NUMBER");
    return {};
  }
  return number(key, range);
}

bool TomlSection::flag(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) {
    return false;
  }
  if (!node->is_boolean()) {
    wrong_type(key, *node, "true or false");
    return false;
  }
  return *node->value<bool>();
}

std::vector<std::string> TomlSection::texts(std::string_view key) {
  const auto* node = find(key);
  std::vector<std::string> values;
  if (node == nullptr) {
    return values;
  }
  if (const auto single = node->value_exact<std::string>()) {
    return {*single};
  }
  const auto* array = node->as_array();
  if (array == nullptr) {
    wrong_type(key, *node, "a text or an array of texts");
    return values;
  }
  for (const auto& element : *array) {
    if (const auto value = element.value_exact<std::string>()) {
      values.push_back(*value);
    } else {
      problem(key, fmt::format("every element of '{}' must be a text, not {}", key, type_name(element)));
    }
  }
  return values;
}

std::vector<double> TomlSection::number_list(std::string_view key) {
  const auto* node = find(key);
  std::vector<double> values;
  if (node == nullptr) {
    return values;
  }
  const auto* array = node->as_array();
  if (array == nullptr) {
    wrong_type(key, *node, "an array of numbers");
    return values;
  }
  for (const auto& element : *array) {
    if (const auto value = checked(key, element, any_number)) {
      values.push_back(*value);
    }
  }
  return values;
}

const toml::table* TomlSection::table(std::string_view key) {
  const auto* node = find(key);
  if (node == nullptr) {
    return nullptr;
  }
  if (!node->is_table()) {
    wrong_type(key, *node, "a table");
  }
  return node->as_table();
}

std::map<std::string, double> TomlSection::numbers(std::string_view key) {
  std::map<std::string, double> values;
  if (const auto* inner = table(key)) {
    for (const auto& [name, node] : *inner) {
      const std::string full = fmt::format("{}.{}", key, name.str());
      if (const auto value = checked(full, node, any_number)) {
        values[std::string(name.str())] = *value;
      }
    }
  }
  return values;
}

std::map<std::string, std::string> TomlSection::text_map(std::string_view key) {
  std::map<std::string, std::string> values;
  if (const auto* inner = table(key)) {
    for (const auto& [name, node] : *inner) {
      if (const auto value = node.value_exact<std::string>()) {
        values[std::string(name.str())] = *value;
      } else {
        wrong_type(fmt::format("{}.{}", key, name.str()), node, "a text");
      }
    }
  }
  return values;
}

std::vector<const toml::table*> TomlSection::tables(std::string_view key) {
  std::vector<const toml::table*> found;
  const auto* node = find(key);
  if (node == nullptr) {
    return found;
  }
  if (const auto* single = node->as_table()) {
    return {single};
  }
  if (const auto* array = node->as_array()) {
    for (const auto& element : *array) {
      if (const auto* inner = element.as_table()) {
        found.push_back(inner);
      } else {
        wrong_type(key, element, "a table");
      }
    }
  } else {
    wrong_type(key, *node, "a table");
  }
  return found;
}

void TomlSection::finish() {
  for (const auto& [name, node] : table_) {
    if (std::ranges::find(known_, name.str()) == known_.end()) {
      problem(name.str(), fmt::format("unknown key '{}'", name.str()),
              spelling_advice(name.str(), known_, "keys"));
      if (const auto meant = nearest_name(name.str(), known_)) {
        std::erase_if(problems_, [&](const Problem& other) {
          return other.at == position() && other.what == missing_text(*meant);
        });
      }
    }
  }
}

Json to_json(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Json json = Json::object();
    for (const auto& [name, value] : *table) {
      json[std::string(name.str())] = to_json(value);
    }
    return json;
  }
  if (const auto* array = node.as_array()) {
    Json json = Json::array();
    for (const auto& value : *array) {
      json.push_back(to_json(value));
    }
    return json;
  }
  if (const auto* text = node.as_string()) {
    return text->get();
  }
  if (const auto* integer = node.as_integer()) {
    return integer->get();
  }
  if (const auto* real = node.as_floating_point()) {
    return real->get();
  }
  if (const auto* boolean = node.as_boolean()) {
    return boolean->get();
  }
  std::ostringstream date;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_chronological<decltype(value)>) {
      date << value;
    }
  });
  return date.str();
}

}  // namespace nacre
