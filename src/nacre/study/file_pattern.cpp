#include "nacre/study/file_pattern.hpp"

#include <glob.h>

#include <cstdlib>
#include <memory>

#include "nacre/base/error.hpp"

namespace nacre::study {
namespace {

// A pattern whose variable is filled in: its value, and the ${NAME} to show in its place.
struct Expanded {
  std::string variable;
  std::string value;
  std::string rest;
};

Expanded expand(const std::string& pattern) {
  if (!pattern.starts_with("${")) {
    if (pattern.find("${") != std::string::npos) {
      throw UsageError("'" + pattern + "': a variable must be the beginning of a path",
                       "write \"${NAME}/folder/file\"");
    }
    return {"", "", pattern};
  }
  const auto close = pattern.find('}');
  if (close == std::string::npos) {
    throw UsageError("'" + pattern + "': ${ without }", "write \"${NAME}/folder/file\"");
  }
  const std::string inside = pattern.substr(2, close - 2);
  const auto fallback = inside.find(":-");
  const std::string name = inside.substr(0, fallback);
  const char* set = std::getenv(name.c_str());
  std::string value = set == nullptr ? "" : set;
  if (value.empty()) {
    if (fallback == std::string::npos) {
      throw UsageError("the environment variable " + name + " is not set",
                       "set it, or give a fallback: ${" + name + ":-folder}");
    }
    value = inside.substr(fallback + 2);
  }
  return {"${" + name + "}", value, pattern.substr(close + 1)};
}

// A path as a pattern that matches nothing but itself.
std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (std::string_view("*?[]\\").find(c) != std::string_view::npos) {
      text += '\\';
    }
    text += c;
  }
  return text;
}

bool is_file(const std::string& path) {
  std::error_code unreachable;  // a name that is too long, a folder that may not be entered: no file for us
  return std::filesystem::is_regular_file(path, unreachable);
}

}  // namespace

std::vector<FoundFile> find_files(const std::string& pattern, const std::filesystem::path& folder) {
  const auto [variable, value, rest] = expand(pattern);
  // What the matches begin with, and what is shown instead.
  const bool absolute = value.empty() ? rest.starts_with("/") : value.starts_with("/");
  const std::string base = absolute ? "" : folder.string() + "/";
  const std::string prefix = base + value;

  std::vector<std::string> paths;
  if (is_file(prefix + rest)) {
    paths.push_back(prefix + rest);
  } else {
    glob_t found{};
    const std::unique_ptr<glob_t, decltype(&::globfree)> owner(&found, &::globfree);
    if (::glob((escaped(prefix) + rest).c_str(), 0, nullptr, &found) == 0) {
      paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
  }
  std::vector<FoundFile> files;
  for (const auto& path : paths) {
    if (is_file(path)) {
      files.push_back({path, variable + path.substr(prefix.size())});
    }
  }
  return files;
}

}  // namespace nacre::study
