#include "nacre/report/document.hpp"

#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <stdexcept>

#include "nacre/base/hash.hpp"
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

InputFile describe_input(const std::string& path, const std::string& file, const std::string& reader) {
  InputFile input{file, sha256_file(path), 0, reader, ""};
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    input.bytes = static_cast<std::uintmax_t>(status.st_size);
    std::tm utc{};
    char text[32];
    if (::gmtime_r(&status.st_mtime, &utc) != nullptr &&
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc) > 0) {
      input.modified = text;
    }
  }
  return input;
}

}  // namespace nacre::report
