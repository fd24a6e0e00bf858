// What a report says, whatever it is about: warnings, sections with numbers, figures and tables, methods, and
// where everything came from. write.hpp turns it into a folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

// A column of numbers or, where texts is not empty, of texts.
struct TableColumn {
  std::string name = {};   // in the CSV file, with its unit: "discharge_capacity_Ah"
  std::string label = {};  // for people: "Discharge capacity"
  std::string unit = {};   // "Ah"; empty: none
  std::vector<double> values = {};
  std::vector<double> std = {};  // standard uncertainties; empty: none
  std::vector<std::string> texts = {};
  std::optional<int> decimals = {};  // for people; from the values where not given. The CSV has every digit
  std::size_t size() const noexcept { return texts.empty() ? values.size() : texts.size(); }
};

struct DataTable {
  std::string id = {};  // names its file: tables/<id>.csv
  std::string title = {};
  std::string caption = {};
  std::vector<TableColumn> columns = {};
  std::vector<std::size_t> marked_rows = {};  // to be noticed: misses, partial cycles
  std::size_t rows() const noexcept { return columns.empty() ? 0 : columns.front().size(); }
  // Throws std::logic_error where columns differ in length or the id cannot name a file.
  void check() const;
};

// A number that a reader looks for first.
struct KeyNumber {
  std::string label = {};
  double value = std::numeric_limits<double>::quiet_NaN();
  double std = std::numeric_limits<double>::quiet_NaN();
  std::string unit = {};
  std::string note = {};  // under it, small: "cycle 2"
  int digits = 5;         // significant ones, where there is no uncertainty
};

struct Section {
  std::string title = {};
  std::vector<std::string> paragraphs = {};
  std::vector<KeyNumber> key_numbers = {};
  std::vector<Figure> figures = {};
  std::vector<DataTable> tables = {};
};

// How something was done: in words, and every option with its value.
struct Method {
  std::string title = {};
  std::vector<std::string> paragraphs = {};
  Json options = Json::object();
};

struct InputFile {
  std::string file = {};  // as people are shown it
  std::string sha256 = {};
  std::uintmax_t bytes = 0;
  std::string reader = {};
  std::string modified = {};  // "2026-11-22T18:00:00Z"; empty: not known
};

// When a file was last changed, in UTC: "2026-11-22T18:00:00Z"; empty where that cannot be told.
std::string modified_at(const std::filesystem::path& path);

struct Provenance {
  std::string command = {};  // "nacre run"
  std::vector<InputFile> inputs = {};
  std::string version = {};  // of nacre
  std::string source_digest = {};
  std::string licence = {};  // of the report, as the study states it; empty: none stated
  std::vector<std::string> authors = {};
};

struct Document {
  std::string title = {};
  std::string subtitle = {};
  std::string description = {};  // one paragraph
  std::vector<std::string> warnings = {};
  std::vector<Section> sections = {};
  std::vector<Method> methods = {};
  Provenance provenance = {};
  Json result = {};                               // result.json
  std::map<std::string, std::string> files = {};  // more of the folder, name and content: "record.csv"
};

// A document of this version of nacre, to be filled: command is what wrote it, "nacre drt".
Document command_document(const std::string& command, const std::vector<InputFile>& inputs,
                          const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
