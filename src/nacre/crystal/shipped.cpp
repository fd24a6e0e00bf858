#include "nacre/crystal/shipped.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/parameter_folders.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/crystal/cif.hpp"

namespace nacre::crystal {
namespace {

// The first structure of a file; without sites where it has a cell only.
Structure first_structure(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  const bool with_sites = text.find("_atom_site_fract_x") != std::string::npos;
  return parse_structures(text, path, with_sites).front();
}

}  // namespace

Structure shipped_structure(std::string_view name) {
  const std::filesystem::path path(name);
  if (path.has_parent_path() || path.has_extension()) {
    return first_structure(path);
  }
  return first_structure(shipped_structure_file(name));
}

std::filesystem::path shipped_structure_file(std::string_view name) {
  for (const auto& folder : parameter_folders()) {
    const auto file = folder / "structures" / (std::string(name) + ".cif");
    if (std::filesystem::is_regular_file(file)) {
      return file;
    }
  }
  const auto names = shipped_structure_names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  throw UsageError(fmt::format("there is no structure '{}'", name),
                   known.empty() ? "give the path of a CIF" : spelling_advice(name, known, "structures"));
}

std::vector<std::string> shipped_structure_names() {
  std::set<std::string> names;
  for (const auto& folder : parameter_folders()) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "structures", none)) {
      if (entry.path().extension() == ".cif") {
        names.insert(entry.path().stem().string());
      }
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace nacre::crystal
