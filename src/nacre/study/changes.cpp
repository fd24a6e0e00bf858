#include "nacre/study/changes.hpp"

#include <fmt/format.h>

namespace nacre::study {
namespace {

bool collect(TomlSection& section, const toml::table& table, const std::string& prefix,
             std::vector<std::pair<std::string, std::string>>& changes) {
  bool sound = true;
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      sound = collect(section, *inner, path + ".", changes) && sound;
    } else if (const auto text = node.value_exact<std::string>()) {
      changes.emplace_back(path, *text);
    } else if (const auto number = node.value<double>(); number && !node.is_boolean()) {
      changes.emplace_back(path, fmt::format("{}", *number));
    } else {
      section.problem("set", fmt::format("set: '{}' must be a number, or a text such as \"5 um\",", path));
      sound = false;
    }
  }
  return sound;
}

}  // namespace

bool collect_changes(TomlSection& section, const toml::table& table,
                     std::vector<std::pair<std::string, std::string>>& changes) {
  return collect(section, table, "", changes);
}

}  // namespace nacre::study
