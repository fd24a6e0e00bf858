#include "nacre/cell/protocol_file.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/files.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/units.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::cell {
namespace {

// A protocol in TOML, key by key.
class TomlProtocol {
 public:
  TomlProtocol(const std::filesystem::path& file, const toml::table& root)
      : file_(file), root_(root), read_profile_(profiles_in(file.parent_path())) {}

  Protocol parse() {
    static constexpr std::array<std::string_view, 5> keys = {"steps", "repeat", "period", "termination",
                                                             "temperature_C"};
    for (const auto& [key, node] : root_) {
      if (std::ranges::find(keys, key.str()) == keys.end()) {
        fail(node, fmt::format("unknown key '{}'", key.str()), spelling_advice(key.str(), keys, "keys"));
      }
    }
    Protocol protocol;
    parse_steps(protocol);
    if (const auto* node = root_.get("period")) {
      parse_setting_of(*node, "period", protocol);
    }
    if (const auto* node = root_.get("termination")) {
      if (const auto* several = node->as_array()) {
        for (const auto& element : *several) {
          parse_setting_of(element, "termination", protocol);
        }
      } else {
        parse_setting_of(*node, "termination", protocol);
      }
    }
    if (const auto* node = root_.get("temperature_C")) {
      const auto celsius = node->value<double>();
      if (!node->is_number() || !std::isfinite(*celsius) || *celsius <= -constants::zero_celsius) {
        fail(*node, "'temperature_C' must be a temperature in degrees Celsius", "such as 25.0");
      }
      protocol.temperature_K = *celsius + constants::zero_celsius;
    }
    return protocol;
  }

 private:
  [[noreturn]] void fail(const toml::node& node, const std::string& problem, std::string advice = {}) const {
    throw InputError(file_.string(), problem, fmt::format("line {}", node.source().begin.line),
                     std::move(advice));
  }

  std::string text(const toml::node& node, std::string_view key) const {
    const auto value = node.value_exact<std::string>();
    if (!value) {
      fail(node, fmt::format("'{}' must hold texts", key), "write steps as in \"Rest for 1 hour\"");
    }
    return *value;
  }

  // Runs one of the parsers of grammar.hpp on a text of the file; what it finds is told with the line.
  template <class Parse>
  auto parse_text(const toml::node& node, std::string_view key, Parse&& parse) const {
    const std::string words = text(node, key);
    try {
      return parse(words);
    } catch (const ProtocolError& error) {
      fail(node, fmt::format("{} in \"{}\"", error.problem(), words.substr(0, 200)), error.advice());
    }
  }

  void parse_setting_of(const toml::node& node, std::string_view key, Protocol& protocol) const {
    parse_text(node, key, [&](const std::string& words) { parse_setting(key, words, protocol); });
  }

  void parse_steps(Protocol& protocol) const {
    const auto* node = root_.get("steps");
    const auto* steps = node == nullptr ? nullptr : node->as_array();
    if (steps == nullptr || steps->empty()) {
      fail(node == nullptr ? root_ : *node, "'steps' must be a list of steps",
           "add steps = [\"Rest for 1 hour\"]");
    }
    std::size_t total = 0;
    for (const auto& element : *steps) {
      for (auto& cycle : element.is_array() ? std::vector{tuple(*element.as_array())} : cycles(element)) {
        total += cycle.steps->size();
        protocol.cycles.push_back(std::move(cycle));
      }
      if (total > steps_at_most) {
        fail(element, fmt::format("more than {} steps in all", steps_at_most));
      }
    }
    if (const auto* repeat = root_.get("repeat")) {
      const auto times = repeat->value_exact<std::int64_t>();
      if (!times || *times < 1) {
        fail(*repeat, "'repeat' must be a whole number, 1 or more");
      }
      if (static_cast<std::uint64_t>(*times) > steps_at_most / total) {
        fail(*repeat, fmt::format("more than {} steps in all", steps_at_most));
      }
      const auto once = protocol.cycles;
      for (std::int64_t n = 1; n < *times; ++n) {
        protocol.cycles.insert(protocol.cycles.end(), once.begin(), once.end());
      }
    }
  }

  std::vector<Cycle> cycles(const toml::node& node) const {
    return parse_text(node, "steps",
                      [&](const std::string& words) { return parse_cycles(words, read_profile_); });
  }

  Cycle tuple(const toml::array& texts) const {
    CycleSteps steps;
    for (const auto& element : texts) {
      const auto parts = cycles(element);
      if (parts.size() != 1 || parts.front().at_most > 1) {
        fail(element, "cycles within a cycle", "put them into the outer list");
      }
      steps.insert(steps.end(), parts.front().steps->begin(), parts.front().steps->end());
    }
    if (steps.empty()) {
      fail(texts, "a cycle without a step");
    }
    return {std::make_shared<const CycleSteps>(std::move(steps))};
  }

  const std::filesystem::path& file_;
  const toml::table& root_;
  ProfileReader read_profile_;
};

Protocol from_toml(const std::filesystem::path& file, const std::string& text) {
  const std::string name = file.string();
  try {
    const toml::table root = toml::parse(text, name);
    return TomlProtocol(file, root).parse();
  } catch (const toml::parse_error& error) {
    throw InputError(name, "not valid TOML: " + std::string(error.description()),
                     fmt::format("line {}", error.source().begin.line),
                     "see https://toml.io for how TOML is written");
  }
}

// Time and current of a table, by their names or because there is nothing else.
std::pair<const formats::Column*, const formats::Column*> profile_columns(const formats::Table& table) {
  const auto* time = table.find("time_s");
  const auto* current = table.find("current_A");
  const auto& columns = table.columns();
  if (time != nullptr && current != nullptr) {
    return {time, current};
  }
  if (columns.size() != 2 || columns[0].is_text() || columns[1].is_text()) {
    throw InputError(table.file, "a current profile needs the columns time_s and current_A", "its headings",
                     "name them so, or leave just two columns: time in s and current in A");
  }
  return {&columns[0], &columns[1]};
}

}  // namespace

ProfileReader profiles_in(std::filesystem::path folder) {
  return [folder = std::move(folder)](Step& step) {
    const auto table = formats::read_table(folder / step.profile_file);
    const auto [time, current] = profile_columns(table);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const double t = time->values[row];
      const double amperes = current->values[row];
      const auto where = fmt::format("row {}", row + 1);
      if (!std::isfinite(t) || !std::isfinite(amperes)) {
        throw InputError(table.file, "a current profile with a gap", where, "fill in or leave out that row");
      }
      const double since_begin = t - time->values[0];
      if (row > 0 && since_begin <= step.profile_s.back()) {
        throw InputError(table.file, fmt::format("the time of a current profile does not rise, at {} s", t),
                         where);
      }
      step.profile_s.push_back(since_begin);
      step.profile_A.push_back(amperes);
    }
    if (table.rows() < 2) {
      throw InputError(table.file, "a current profile of one row", "", "it needs two or more");
    }
  };
}

Protocol protocol_from_file(const std::filesystem::path& file) {
  std::error_code no_size;  // then read_file says why
  if (std::filesystem::file_size(file, no_size) > text_limit && !no_size) {
    throw InputError(file.string(), "a protocol of more than 1 MiB", "its size");
  }
  const std::string text = read_file(file);
  if (file.extension() == ".toml") {
    Protocol protocol = from_toml(file, text);
    protocol.text = text;
    return protocol;
  }
  try {
    return parse_protocol(text, profiles_in(file.parent_path()));
  } catch (const ProtocolError& error) {
    throw InputError(file.string(), error.problem(),
                     fmt::format("line {}, column {}", error.line(), error.column()), error.advice());
  }
}

Protocol read_protocol(const std::string& text_or_file) {
  std::error_code not_there;
  const std::filesystem::path path(text_or_file);
  const bool one_word = text_or_file.find_first_of(" \t\n;(") == std::string::npos;
  if (std::filesystem::is_regular_file(path, not_there) || (one_word && path.has_extension())) {
    return protocol_from_file(path);
  }
  return parse_protocol(text_or_file, profiles_in("."));
}

}  // namespace nacre::cell
