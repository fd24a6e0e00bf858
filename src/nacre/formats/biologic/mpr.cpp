#include "nacre/formats/biologic/mpr.hpp"

#include "nacre/formats/biologic/modules.hpp"
#include "nacre/formats/biologic/records.hpp"
#include "nacre/formats/biologic/settings.hpp"
#include "nacre/formats/biologic/standard.hpp"
#include "nacre/formats/plain.hpp"

namespace nacre::formats::biologic {
namespace {

void warn_of_deduced_columns(const Layout& layout, Table& table) {
  for (const auto& field : layout.fields) {
    if (!field.deduced) {
      continue;
    }
    const auto width = width_of(field.column.stored);
    table.warnings.push_back("column id " + std::to_string(field.column.id) + " is not known to nacre; its " +
                             std::to_string(width) + (width == 1 ? " byte follows" : " bytes follow") +
                             " from the size of the records, and it is kept as raw " +
                             (width <= 2 ? "whole numbers" : "floating-point numbers") + " in column \"" +
                             split_label(field.column.label).name + "\"");
  }
}

}  // namespace

Match detect_mpr(const Source& source) { return is_mpr(source.bytes()) ? Match::certain : Match::no; }

Table read_mpr(const Source& source, const ReadOptions& options) {
  const Modules modules = read_modules(source);
  if (!modules.damage.empty() && !options.salvage) {
    source.fail(modules.damage, modules.where, "copy the file again, or read what there is with --salvage");
  }
  const Module* data = modules.find("VMP data");
  if (data == nullptr) {
    source.fail("has no data module", at_byte(source.bytes().size()),
                "the measurement was stopped before its first point, or the file was cut off");
  }
  Settings settings = read_settings(modules);
  const Layout layout = read_layout(source, *data, options.salvage);

  Table table;
  table.metadata = std::move(settings.metadata);
  if (settings.start) {
    table.metadata.emplace_back("acquisition started", local_time_text(*settings.start));
  }
  if (!modules.damage.empty() || layout.rows < layout.points) {
    table.warnings.push_back("the file " +
                             (modules.damage.empty() ? "holds fewer points than it announces"
                                                     : modules.damage + " (" + modules.where + ")") +
                             ": " + std::to_string(layout.rows) + " of " + std::to_string(layout.points) +
                             " points were read");
  }
  warn_of_deduced_columns(layout, table);
  add_columns({decode(*data, layout), settings.technique, settings.start, std::move(settings.loops)}, table);
  return table;
}

}  // namespace nacre::formats::biologic
