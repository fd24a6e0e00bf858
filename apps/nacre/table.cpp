// nacre table FILE: any instrument's file as the neutral table.
#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "command.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/formats/bdf/bdf.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"
#include "nacre/formats/table_summary.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string file;
  std::string csv;  // a path, or "-" for standard output
  std::string bdf;
  std::vector<std::string> map;
  bool list_formats = false;
  formats::ReadOptions read;
  Output output;
};

// "voltage_V=U [mV]" as an entry of the column map.
formats::ColumnMap parse_map(const std::vector<std::string>& entries) {
  formats::ColumnMap map;
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
      throw UsageError("--map " + entry + " does not read COLUMN=HEADING",
                       "for example --map voltage_V=\"U [mV]\" or --map current_A=\"I * -1e-3\"");
    }
    if (!map.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second) {
      throw UsageError("--map gives " + entry.substr(0, equals) + " twice", "give each column once");
    }
  }
  return map;
}

std::string list_formats() {
  std::size_t width = 0;
  for (const auto& reader : formats::readers()) {
    width = std::max(width, reader.name.size());
  }
  std::string text;
  for (const auto& reader : formats::readers()) {
    text += fmt::format("{:<{}}  {}\n", reader.name, width, reader.description);
  }
  return text;
}

// Rows to standard output, block by block. A reader that closes its end early wants no more: no error.
void print_csv(const formats::Table& table) {
  formats::write_csv(table, [](std::string_view block) {
    if (std::fwrite(block.data(), 1, block.size(), stdout) == block.size()) {
      return true;
    }
    if (errno != EPIPE) {
      throw Error(fmt::format("standard output: cannot be written ({})", std::strerror(errno)),
                  "write to a file with --csv PATH");
    }
    return false;
  });
  std::fflush(stdout);
}

int table(const Options& options) {
  if (options.list_formats) {
    fmt::print("{}", list_formats());
    return exit_done;
  }
  const Output& output = options.output;
  const bool csv_to_stdout = options.csv == "-";
  if (options.file.empty()) {
    throw UsageError("nacre table needs a file", "nacre table FILE, or nacre table --formats");
  }
  if (csv_to_stdout && output.json_to_stdout()) {
    throw UsageError("--csv - and --json - both write to standard output", "give one of them a path");
  }
  auto read = options.read;
  read.column_map = parse_map(options.map);
  if (!read.column_map.empty() && read.reader.empty()) {
    read.reader = "delimited-text";
  }
  const auto source = formats::Source::open(options.file);
  const auto table = formats::read_table(source, read);
  output.warn(table.warnings);

  std::vector<std::string> written;
  const auto write = [&](const std::filesystem::path& path, const std::string& text) {
    write_file_atomic(path, text);
    written.push_back(path.string());
  };
  if (csv_to_stdout) {
    print_csv(table);
  } else if (!options.csv.empty()) {
    write(options.csv, formats::to_csv(table));
  }
  if (!options.bdf.empty()) {
    write(options.bdf, formats::bdf::to_bdf(table));
  }
  if (!output.folder.empty()) {
    write(std::filesystem::path(output.folder) / "table.csv", formats::to_csv(table));
  }
  if (output.wants_result()) {
    output.write_envelope("table", {{table.file, table.reader, sha256(source.packed_bytes())}},
                          formats::to_json(table), table.warnings);
  }
  if (!csv_to_stdout && !output.quiet) {
    std::string text = formats::describe(table);
    for (const auto& path : written) {
      text += "\nwritten: " + path;
    }
    output.say(written.empty() ? text : text + "\n");
  }
  return exit_done;
}

}  // namespace

void add_table(CLI::App& app) {
  add_command(app, "table", "read any instrument's file as a neutral table", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "the file");
    command.add_option("--csv", options->csv, "write the table as csv to PATH, or to standard output with -");
    command.add_option("--bdf", options->bdf, "write the table in the Battery Data Format to PATH");
    command.add_flag("--salvage", options->read.salvage, "return what is readable before damage");
    command.add_option("--reader", options->read.reader, "use this reader, whatever the content says");
    command
        .add_option(
            "--map", options->map,
            "COLUMN=HEADING or COLUMN=\"HEADING * FACTOR\": which column of a delimited text holds what; "
            "may be given again")
        ->allow_extra_args(false);
    command.add_flag("--formats", options->list_formats, "list the formats that nacre reads");
    options->output.add_options(command);
    return [options] { return table(*options); };
  });
}

}  // namespace nacre::app
