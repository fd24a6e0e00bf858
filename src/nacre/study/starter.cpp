#include "nacre/study/starter.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::study {
namespace {

constexpr std::string_view head =
    R"toml(# A study of nacre: what was measured on which sample, and what is known of it from elsewhere.
#
#   nacre check .    says what is missing or wrong in this file
#   nacre run .      reads and analyses every file, compares, and writes the report
#   nacre query .    lists what came out
#
# Every key is described in docs/study.md. A key that holds a number with a unit carries the unit in its name.

title = "A study without a title yet"
# authors = ["First Author", "Second Author"]
# description = "What this study is about, in a sentence or two."
# licence = "CC-BY-4.0"
# doi = "10.1234/5678"
)toml";

constexpr std::string_view sample_text = R"toml(
[[sample]]
name = {}
# active_mass_g = 0.0025          # capacities are then given per gram, too
# area_cm2 = 1.13
# loading_mg_per_cm2 = 2.2        # with the area, instead of the mass
# nominal_capacity_Ah = 0.00035   # what 1C empties in one hour: gives the C-rates
# one_C_mA_per_g = 140.0          # with the mass, instead of the nominal capacity
# notes = "how it was made"
)toml";

constexpr std::string_view measurement_text = R"toml(
[[measurement]]
sample = {}
technique = "cycling"
file = {}
# salvage = true                  # of a damaged file, take what is readable
# [measurement.options]           # of the technique; docs/cycling.md has them all
# definition = "charge_first"
)toml";

constexpr std::string_view tail = R"toml(
# What others have published of a sample, or what you expect. The report puts it beside what was measured.
# role: predict (is compared and counted), calibrate or input (was used before: never counted), qualitative.
#
# [[published]]
# sample = {}
# quantity = "discharge_capacity"
# at = {{ cycle = 1 }}
# value = 0.00035
# unit = "Ah"
# uncertainty = 0.000002          # standard; or tolerance = the difference that still counts as agreement
# role = "predict"
# where = "Fig. 3(a)"
# source = "10.1234/5678"
)toml";

// A text as TOML: quoted, on one line.
std::string toml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      result += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
  }
  return result + '"';
}

bool is_record(const std::filesystem::path& path) {
  try {
    formats::recognise(formats::Source::open(path));
    return true;
  } catch (const Error&) {
    return false;
  }
}

// The files in a folder that a reader knows, sorted.
std::vector<std::string> records_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(".") && entry.is_regular_file(ignored) && is_record(entry.path())) {
      names.push_back(name);
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::filesystem::path write_starter(const std::filesystem::path& folder) {
  auto path = folder / "study.toml";
  if (std::filesystem::exists(path)) {
    throw UsageError(path.string() + " is already there", "it was left as it is; choose another folder");
  }
  auto files = records_in(folder);
  if (files.empty()) {
    files = {"my_cell.ndax"};
  }
  std::string text(head);
  std::string first;
  std::set<std::string> taken;
  for (const auto& file : files) {
    const std::string stem = file.substr(0, file.find('.'));
    const std::string sample = toml_text(stem.empty() || !taken.insert(stem).second ? file : stem);
    text += fmt::format(fmt::runtime(sample_text), sample);
    text += fmt::format(fmt::runtime(measurement_text), sample, toml_text(file));
    first = first.empty() ? sample : first;
  }
  text += fmt::format(fmt::runtime(tail), first);
  write_file_atomic(path, text);
  return path;
}

}  // namespace nacre::study
