// One table of a TOML file, read key by key; every problem is collected with its key and line.
#pragma once

#include "nacre/base/toml.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/json.hpp"

namespace nacre {

// A problem and the line it is on, so that a list of them can be sorted.
struct Problem {
  toml::source_position at;
  std::string what;
  std::string advice;
};
using Problems = std::vector<Problem>;

// Parses the text; where it is no TOML there is a problem more and nothing comes back.
std::optional<toml::table> parse_toml(std::string_view text, const std::string& file, Problems& problems);
// The problems as errors of that file, in the order of their lines.
std::vector<InputError> input_errors(Problems problems, const std::string& file);

struct Range {
  double low = -std::numeric_limits<double>::infinity();
  bool low_itself = true;  // false: low is out of range
};
inline constexpr Range any_number{};
inline constexpr Range positive{0.0, false};
inline constexpr Range not_negative{0.0, true};

class TomlSection {
 public:
  // label: "[[measurement]]", for the messages.
  TomlSection(const toml::table& table, std::string label, Problems& problems)
      : table_(table), label_(std::move(label)), problems_(problems) {}

  // The value of a key, or nothing where it is absent or wrong (then there is a problem more). Reading a key
  // makes it known: finish() reports all others.
  std::optional<std::string> text(std::string_view key);
  std::string required_text(std::string_view key);
  std::optional<double> number(std::string_view key, const Range& range = any_number);
  std::optional<double> required_number(std::string_view key, const Range& range = any_number);
  bool flag(std::string_view key);
  std::vector<std::string> texts(std::string_view key);               // a text or an array of texts
  std::vector<double> number_list(std::string_view key);              // an array of numbers
  std::map<std::string, double> numbers(std::string_view key);        // a table of numbers
  std::map<std::string, std::string> text_map(std::string_view key);  // a table of texts
  const toml::table* table(std::string_view key);
  // The tables [[key]]; a single table [key] counts as one.
  std::vector<const toml::table*> tables(std::string_view key);

  bool has(std::string_view key) const { return table_.contains(key); }
  // A key that may be there although nobody asks for it now. `key` must live on.
  void know(std::string_view key) { known_.push_back(key); }
  // Reports every key that was not asked for; the key that it is a misspelling of is not missing, then.
  void finish();
  void problem(std::string_view key, const std::string& what, std::string advice = {});
  toml::source_position position() const { return table_.source().begin; }
  toml::source_position position(std::string_view key) const;

 private:
  const toml::node* find(std::string_view key);
  void missing(std::string_view key, std::string_view value);
  std::string missing_text(std::string_view key) const;
  void wrong_type(std::string_view key, const toml::node& node, std::string_view expected);
  std::optional<double> checked(std::string_view key, const toml::node& node, const Range& range);

  const toml::table& table_;
  std::string label_;
  Problems& problems_;
  std::vector<std::string_view> known_;
};

// A TOML value as JSON; dates and times become text.
Json to_json(const toml::node& node);

}  // namespace nacre
