#include "nacre/cell/protocol_file.hpp"

#include <fmt/core.h>

#include <cmath>

#include "nacre/base/files.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/lexer.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::cell {
namespace {

std::string too_many_steps() { return fmt::format("more than {} steps in all", steps_at_most); }

// A protocol in TOML, key by key; every problem is collected with its line.
class TomlProtocol {
 public:
  TomlProtocol(const toml::table& root, const ProfileReader& read_profile, Problems& problems)
      : section_(root, "the protocol", problems), read_profile_(read_profile), problems_(problems) {}

  Protocol parse(const toml::node* steps) {
    Protocol protocol;
    section_.know("steps");
    if (const auto* list = steps == nullptr ? nullptr : steps->as_array();
        list != nullptr && !list->empty()) {
      for (const auto& element : *list) {
        add_cycles(element, protocol);
      }
    } else {
      section_.problem("steps", "'steps' must be a list of steps", "add steps = [\"Rest for 1 hour\"]");
    }
    repeat(protocol);
    for (const char* key : {"period", "termination"}) {
      for (const auto& words : section_.texts(key)) {
        collect(section_.position(key), words, [&] { parse_setting(key, words, protocol); });
      }
    }
    if (const auto celsius = section_.number("temperature_C", {-constants::zero_celsius, false})) {
      protocol.temperature_K = *celsius + constants::zero_celsius;
    }
    section_.finish();
    return protocol;
  }

 private:
  // Runs one of the parsers of grammar.hpp on a text of the file.
  template <class Parse>
  void collect(toml::source_position at, const std::string& words, Parse&& parse) {
    try {
      parse();
    } catch (const ProtocolError& error) {
      problems_.push_back(
          {at, fmt::format("{} in \"{}\"", error.problem(), printable(words, 200)), error.advice()});
    }
  }

  void problem(const toml::node& node, std::string what, std::string advice = {}) {
    problems_.push_back({node.source().begin, std::move(what), std::move(advice)});
  }

  std::vector<Cycle> cycles(const toml::node& node) {
    std::vector<Cycle> read;
    if (const auto words = node.value_exact<std::string>()) {
      collect(node.source().begin, *words, [&] { read = parse_cycles(*words, read_profile_); });
    } else {
      problem(node, "'steps' must hold texts, and lists of texts", "such as \"Rest for 1 hour\"");
    }
    return read;
  }

  // A text with its repeats, or a list of texts that are one cycle.
  void add_cycles(const toml::node& node, Protocol& protocol) {
    std::vector<Cycle> read;
    if (const auto* texts = node.as_array()) {
      CycleSteps steps;
      for (const auto& element : *texts) {
        const auto parts = cycles(element);
        if (parts.size() == 1 && parts.front().at_most == 1) {
          steps.insert(steps.end(), parts.front().steps->begin(), parts.front().steps->end());
        } else if (!parts.empty()) {
          problem(element, "cycles within a cycle", "put them into the outer list");
        }
      }
      if (steps.empty()) {
        problem(node, "a cycle without a step");
      }
      read = {{std::make_shared<const CycleSteps>(std::move(steps))}};
    } else {
      read = cycles(node);
    }
    for (auto& cycle : read) {
      steps_ += cycle.steps->size();
      protocol.cycles.push_back(std::move(cycle));
    }
    if (steps_ > steps_at_most) {
      problem(node, too_many_steps());
      protocol.cycles.clear();
      steps_ = 0;
    }
  }

  void repeat(Protocol& protocol) {
    const double times = section_.number("repeat", {1.0, true}).value_or(1.0);
    if (times != std::floor(times)) {
      section_.problem("repeat", "'repeat' must be a whole number");
    } else if (times * static_cast<double>(steps_) > static_cast<double>(steps_at_most)) {
      section_.problem("repeat", too_many_steps());
    } else {
      const auto once = protocol.cycles;
      for (double n = 1.0; n < times && !once.empty(); n += 1.0) {
        protocol.cycles.insert(protocol.cycles.end(), once.begin(), once.end());
      }
    }
  }

  TomlSection section_;
  const ProfileReader& read_profile_;
  Problems& problems_;
  std::size_t steps_ = 0;
};

Protocol from_toml(const std::filesystem::path& file, const std::string& text) {
  Problems problems;
  Protocol protocol;
  if (const auto root = parse_toml(text, file.string(), problems)) {
    const auto read_profile = profiles_in(file.parent_path());
    protocol = TomlProtocol(*root, read_profile, problems).parse(root->get("steps"));
  }
  if (!problems.empty()) {
    throw input_errors(std::move(problems), file.string()).front();
  }
  return protocol;
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
