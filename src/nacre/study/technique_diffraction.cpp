// Powder diffraction as a study sees it: one pattern, or a series of them as one record.
#include <fmt/core.h>

#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/diffraction/record.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

using diffraction::RecordOptions;

// A file that an option names, and the text that reads it from anywhere: with the member of an archive, or
// the name of a structure that comes with nacre.
struct Located {
  FoundFile file;
  std::string text;
};

Located locate(const std::string& text, const char* option, const std::filesystem::path& folder) {
  const auto file_of = [&](const std::string& pattern) -> std::optional<FoundFile> {
    auto found = find_files(pattern, folder);
    if (found.size() != 1) {
      return std::nullopt;
    }
    return FoundFile{std::filesystem::absolute(found.front().path), std::move(found.front().shown)};
  };
  if (const auto file = file_of(text)) {
    return {*file, file->path.string()};
  }
  if (text.find_first_of("./$") == std::string::npos) {
    try {
      return {{crystal::shipped_structure_file(text), text}, text};
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("'{}': {}", option, error.what()), error.advice());
    }
  }
  // "archive.zip:member"; a colon before a brace is that of a variable's fallback.
  const auto colon = text.rfind(':');
  if (colon != std::string::npos && text.find('}', colon) == std::string::npos) {
    if (const auto file = file_of(text.substr(0, colon))) {
      return {*file, file->path.string() + text.substr(colon)};
    }
  }
  throw UsageError(fmt::format("'{}': there is no file '{}'", option, text),
                   "a path starts from the folder of the study file");
}

// Every file of the options, located; then the options hold texts that can be read from anywhere.
std::vector<FoundFile> locate_all(RecordOptions& options, const std::filesystem::path& folder) {
  std::vector<FoundFile> files;
  const auto take = [&](std::string& text, const char* option) {
    if (!text.empty()) {
      auto located = locate(text, option, folder);
      files.push_back(std::move(located.file));
      text = std::move(located.text);
    }
  };
  for (auto& phase : options.request.phases) {
    take(phase, "phases");
  }
  take(options.request.instrument, "instrument");
  take(options.request.ties, "ties");
  take(options.cycler, "cycler");
  return files;
}

Json resolve(const Json& given, const Sample&) {
  return diffraction::to_json(diffraction::record_options_from_json(given));
}

Analysed run(std::span<const formats::Table> tables, const Json& given, const std::filesystem::path& folder) {
  auto options = diffraction::record_options_from_json(given);
  const auto files = locate_all(options, folder);
  auto analysis = diffraction::analyse_record(tables, options);
  for (auto& warning : analysis.warnings) {
    for (const auto& file : files) {  // said as people are shown it: the same on every machine
      if (const auto path = file.path.string(); warning.starts_with(path)) {
        warning.replace(0, path.size(), file.shown);
      }
    }
  }
  return {diffraction::archive(analysis), diffraction::to_json(analysis), diffraction::quantities(analysis),
          analysis.warnings};
}

std::span<const QuantityKind> quantities() {
  static const std::vector<QuantityKind> kinds{
      {"weight_fraction", "percent", {"phase", "pattern"}},
      {"cell_a", "angstrom", {"phase", "pattern"}},
      {"cell_b", "angstrom", {"phase", "pattern"}},
      {"cell_c", "angstrom", {"phase", "pattern"}},
      {"cell_alpha", "deg", {"phase", "pattern"}},
      {"cell_beta", "deg", {"phase", "pattern"}},
      {"cell_gamma", "deg", {"phase", "pattern"}},
      {"cell_volume", "angstrom3", {"phase", "pattern"}},
      {"crystallite_size", "um", {"phase", "pattern"}},
      {"microstrain", "ppm", {"phase", "pattern"}},
      {"R_bragg", "percent", {"phase", "pattern"}},
      {"Rwp", "percent", {"pattern"}},
      {"goodness_of_fit", "1", {"pattern"}},
      {"amorphous_fraction", "percent", {"pattern"}},
  };
  return kinds;
}

bool joins(const Json& options) {
  const auto series = options.find("series");
  return series != options.end() && series->is_boolean() && series->get<bool>();
}

std::vector<FoundFile> files(const Json& given, const std::filesystem::path& folder) {
  auto options = diffraction::record_options_from_json(given);
  return locate_all(options, folder);
}

// The number of a phase by its name, as reports have it.
double place(std::string_view key, const std::string& name, const Json& given,
             const std::filesystem::path& folder) {
  if (key != "phase") {
    throw UsageError(fmt::format("'{}' is a number and not a name", key));
  }
  auto options = diffraction::record_options_from_json(given);
  locate_all(options, folder);
  std::string names;
  double number = 1.0;
  for (const auto& structure : diffraction::read_phases(options.request).structures) {
    if (structure.name == name) {
      return number;
    }
    names += (names.empty() ? "" : ", ") + structure.name;
    ++number;
  }
  throw UsageError(fmt::format("no phase is called '{}'", name), "the phases are " + names);
}

}  // namespace

extern const Technique diffraction_technique;
const Technique diffraction_technique{
    "diffraction", "powder patterns: phases, cells and fractions of one, or along a series",
    &resolve,      &run,
    &quantities,   &joins,
    &files,        &place};

}  // namespace nacre::study
