#include "nacre/report/document.hpp"

#include <sys/stat.h>

#include <array>
#include <ctime>
#include <stdexcept>

#include "nacre/base/version.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {

void DataTable::check() const {
  if (!is_slug(id)) {
    throw std::logic_error("table " + id + ": the id cannot name a file");
  }
  for (const auto& column : columns) {
    if (column.size() != rows() || (!column.std.empty() && column.std.size() != column.values.size())) {
      throw std::logic_error("table " + id + ": column " + column.name + " differs in length");
    }
  }
}

std::string modified_at(const std::filesystem::path& path) {
  struct stat status {};
  std::tm utc{};
  std::array<char, 32> text{};
  if (::stat(path.c_str(), &status) != 0 || ::gmtime_r(&status.st_mtime, &utc) == nullptr ||
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
    return "";
  }
  return text.data();
}

Document command_document(const std::string& command, const std::vector<InputFile>& inputs,
                          const std::vector<std::string>& warnings, const Json& result) {
  Document document;
  document.subtitle = "nacre " + std::string(version());
  document.warnings = warnings;
  document.provenance = {command, inputs, std::string(version()), std::string(source_digest()), "", {}};
  document.result = result;
  return document;
}

}  // namespace nacre::report
