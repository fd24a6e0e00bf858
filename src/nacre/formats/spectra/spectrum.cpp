#include "nacre/formats/spectra/spectrum.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "nacre/formats/spectrum_count.hpp"
#include "nacre/formats/text/dialect.hpp"

namespace nacre::formats::spectra {
namespace {

using text::Rule;

// Beside the spectrum itself.
constexpr std::array rules = {
    Rule{"time", "time_s"},
    Rule{"elapsed_time", "time_s"},
    Rule{"potential", "voltage_V"},
    Rule{"voltage", "voltage_V"},
    Rule{"vdc", "voltage_V"},
    Rule{"edc", "voltage_V"},
    Rule{"e", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"idc", "current_A"},
    Rule{"i", "current_A"},
    Rule{"temperature", "temperature_C"},
    Rule{"temp", "temperature_C"},
    Rule{"cycle", "cycle"},
    Rule{"cycle_number", "cycle"},
    Rule{"spectrum", "spectrum"},
};

// Gives a column its place in the table, in the unit that its heading states.
void assign_place(const Source& source, const text::Layout& layout, std::size_t c, std::string_view name,
                  std::vector<text::Assignment>& assignments) {
  const text::Heading& heading = layout.headings[c];
  const std::string_view wanted = *text::neutral_unit(name);
  text::UnitScale scale{wanted};
  if (!heading.unit.empty()) {
    const auto stated = text::unit_scale(heading.unit);
    if (!stated || stated->symbol != wanted) {
      source.fail(fmt::format("column '{}' is in {}, not in a unit of {}", heading.text, heading.unit, name),
                  at_line(std::max<std::size_t>(layout.heading_line, 1)),
                  fmt::format("give a factor in a column map: --map {}=\"{} * 1\"", name, heading.name));
    }
    scale = *stated;
  }
  for (auto& other : assignments) {
    if (other.column == name) {
      other = {};
    }
  }
  assignments[c] = {std::string(name), scale};
}

class Spectrum {
 public:
  Spectrum(const text::Layout& layout, const Places& places, bool by_headings, Table& table)
      : layout_(layout), places_(places), by_headings_(by_headings), table_(table) {}

  void finish() {
    say_where_from("frequency_Hz", *places_.frequency);
    if (places_.rectangular()) {
      say_where_from("z_real_ohm", *places_.real);
      negate("z_real_ohm", *places_.real);
      settle_sign();
    } else {
      from_polar();
    }
    if (table_.has("current_A")) {
      table_.metadata.emplace_back("current_A", "with the sign that it has in the file");
    }
    const std::size_t real = places_.rectangular() ? *places_.real : *places_.modulus;
    if (meaning(real).per_area) {
      table_.warnings.emplace_back(
          "the impedance is in ohm cm2, as the heading says: z_real_ohm and z_imag_ohm are not divided by "
          "the area");
    }
  }

 private:
  Meaning meaning(std::size_t c) const { return meaning_of(layout_.headings[c]); }
  Numbers& values(std::string_view name) { return table_.find(name)->values; }
  const std::string& heading(std::size_t c) const { return layout_.headings[c].text; }

  void say_where_from(const std::string& name, std::size_t c, const std::string& how = "") {
    table_.metadata.emplace_back(name, fmt::format("from column '{}'{}", heading(c), how));
  }
  void negate_values(std::string_view name) {
    for (double& value : values(name)) {
      value = 0 - value;
    }
  }
  bool negate(std::string_view name, std::size_t c) {
    const bool negated = by_headings_ && meaning(c).negated;
    if (negated) {
      negate_values(name);
    }
    return negated;
  }

  // How many points have a positive imaginary part, of those that have one.
  std::pair<std::size_t, std::size_t> positive() {
    std::size_t above = 0;
    std::size_t all = 0;
    for (const double value : values("z_imag_ohm")) {
      above += static_cast<std::size_t>(value > 0);
      all += static_cast<std::size_t>(value > 0 || value < 0);
    }
    return {above, all};
  }

  void settle_sign() {
    const bool negated = negate("z_imag_ohm", *places_.imaginary);
    const auto [above, all] = positive();
    if (by_headings_) {
      say_where_from("z_imag_ohm", *places_.imaginary, negated ? ", with the other sign" : "");
      warn_of_inductive(above, all);
      return;
    }
    const bool other = 2 * above > all;
    if (other) {
      negate_values("z_imag_ohm");
    }
    say_where_from("z_imag_ohm", *places_.imaginary, other ? ", with the other sign" : "");
    table_.warnings.push_back(
        fmt::format("the file has no headings: column {} is taken as the frequency in Hz, column {} as Re Z "
                    "and column {} as {} "
                    "in ohm, of which {} of {} points are positive",
                    *places_.frequency + 1, *places_.real + 1, *places_.imaginary + 1,
                    other ? "-Im Z" : "Im Z", above, all));
  }

  void warn_of_inductive(std::size_t above, std::size_t all) {
    if (2 * above > all) {
      table_.warnings.push_back(
          fmt::format("{} of {} points are inductive (Im Z > 0) as the headings have it: if '{}' holds the "
                      "negative, read it with "
                      "--map z_imag_ohm=\"{} * -1\"",
                      above, all, heading(places_.imaginary.value_or(places_.phase.value_or(0))),
                      heading(places_.imaginary.value_or(places_.phase.value_or(0)))));
    }
  }

  void from_polar() {
    const std::size_t c = *places_.phase;
    const bool negated = negate("z_imag_ohm", c);
    Numbers& modulus = values("z_real_ohm");
    Numbers& phase = values("z_imag_ohm");
    const bool degrees = in_degrees(phase, meaning(c).angle);
    for (std::size_t row = 0; row < phase.size(); ++row) {
      const double angle = degrees ? phase[row] * std::numbers::pi / 180 : phase[row];
      phase[row] = modulus[row] * std::sin(angle);
      modulus[row] *= std::cos(angle);
    }
    table_.metadata.emplace_back(
        "z_real_ohm, z_imag_ohm",
        fmt::format("from the modulus '{}' and the phase '{}' in {}{}", heading(*places_.modulus), heading(c),
                    degrees ? "degrees" : "radians", negated ? ", with the other sign" : ""));
    const auto [above, all] = positive();
    warn_of_inductive(above, all);
  }

  bool in_degrees(const Numbers& phase, Angle stated) {
    const bool outside = std::any_of(phase.begin(), phase.end(), [](double angle) {
      return std::abs(angle) > std::numbers::pi * (1 + 1e-9);
    });
    if (stated == Angle::degrees) {
      return true;
    }
    if (stated == Angle::radians) {
      if (outside) {
        table_.warnings.emplace_back(
            "the heading says that the phase is in radians, but some lie outside of -pi to pi: taken as "
            "degrees");
      }
      return outside;
    }
    table_.warnings.push_back(
        fmt::format("the unit of the phase is not stated: taken as {}, as {} outside of -pi to pi",
                    outside ? "degrees" : "radians", outside ? "some lie" : "none lies"));
    return outside;
  }

  const text::Layout& layout_;
  const Places& places_;
  bool by_headings_;
  Table& table_;
};

// Puts the rows of one table behind those of another; a column that one of them lacks is missing there.
void append(Table& table, Table&& more) {
  const std::size_t before = table.rows();
  const std::size_t rows = before + more.rows();
  Table joined;
  joined.metadata = std::move(table.metadata);
  joined.warnings = std::move(table.warnings);
  joined.warnings.insert(joined.warnings.end(), more.warnings.begin(), more.warnings.end());
  const auto take = [&](const Column& like) {
    Column column = like;
    column.values.assign(rows, missing);
    const Column* parts[] = {table.find(like.name), more.find(like.name)};
    std::size_t at = 0;
    for (const Column* part : parts) {
      // Texts of two tables have two lists of labels: those of the other table are not kept.
      if (part != nullptr && part->labels == like.labels) {
        std::copy(part->values.begin(), part->values.end(),
                  column.values.begin() + static_cast<std::ptrdiff_t>(at));
      }
      at = before;
    }
    joined.add(std::move(column));
  };
  for (const auto& column : table.columns()) {
    take(column);
  }
  for (const auto& column : more.columns()) {
    if (!table.has(column.name)) {
      take(column);
    }
  }
  table = std::move(joined);
}

char find_delimiter(std::string_view text) {
  const auto row = text.substr(0, text.find('\n'));
  const auto mark = row.find_first_of("\t,;");
  return mark == std::string_view::npos ? ' ' : row[mark];
}

Table read_block(const Source& source, const ReadOptions& options, const Blocks& blocks, const Block& block) {
  text::Layout layout;
  layout.decoded = blocks.decoded;
  layout.headings = block.headings;
  layout.heading_line = block.body.line - 1;
  layout.body = block.body;
  if (layout.body.delimiter == '\0') {
    layout.body.delimiter = find_delimiter(layout.body.text);
  }
  text::settle(source, layout);
  Table table = read_spectrum(source, options, layout);
  if (block.points && *block.points != table.rows()) {
    const std::string problem = fmt::format("announces {} points, and has {}", *block.points, table.rows());
    if (!options.salvage && !blocks.may_stop_early) {
      source.fail(problem, at_line(block.body.line + table.rows()),
                  "the file is cut off: export it again, or read what there is with --salvage");
    }
    table.warnings.push_back("the file " + problem);
  }
  return table;
}

}  // namespace

Table read_spectrum(const Source& source, const ReadOptions& options, const text::Layout& layout,
                    const std::optional<Places>& guessed) {
  const Places places = guessed.value_or(find_places(layout.headings));
  if (!places.complete()) {
    source.fail("has rows without columns of frequency and impedance",
                at_line(std::max<std::size_t>(layout.heading_line, 1)),
                "export the impedance of the measurement again, or name the columns with --map");
  }
  auto assignments = text::assign(layout.headings, rules);
  assign_place(source, layout, *places.frequency, "frequency_Hz", assignments);
  const bool rectangular = places.rectangular();
  assign_place(source, layout, rectangular ? *places.real : *places.modulus, "z_real_ohm", assignments);
  if (rectangular) {
    assign_place(source, layout, *places.imaginary, "z_imag_ohm", assignments);
  } else {
    assignments[*places.phase] = {"z_imag_ohm", text::UnitScale{}};
  }
  Table table = text::read_assigned(source, options, layout, assignments);
  if (!layout.body.text.ends_with('\n')) {
    table.warnings.emplace_back(
        "the last row has no line's end: if the file was cut off there, its last number is wrong");
  }
  Spectrum(layout, places, !guessed, table).finish();
  return table;
}

Table read_blocks(const Source& source, const ReadOptions& options, Blocks&& blocks) {
  if (blocks.list.empty()) {
    source.fail("holds no impedance spectrum", at_byte(source.bytes().size()),
                "the measurement was stopped before its first point, or the file was cut off");
  }
  Table table = read_block(source, options, blocks, blocks.list.front());
  Numbers spectrum(table.rows(), 1);
  for (std::size_t i = 1; i < blocks.list.size(); ++i) {
    append(table, read_block(source, options, blocks, blocks.list[i]));
    spectrum.resize(table.rows(), static_cast<double>(i + 1));
  }
  if (blocks.list.size() > 1 && !table.has("spectrum")) {
    const auto frequency = table.numbers("frequency_Hz");
    for (std::size_t row = 0; row < spectrum.size(); ++row) {
      spectrum[row] = frequency[row] > 0 ? spectrum[row] : missing;
    }
    table.add("spectrum", "1", std::move(spectrum));
  }
  count_spectra(table);
  table.metadata.insert(table.metadata.begin(), blocks.metadata.begin(), blocks.metadata.end());
  table.warnings.insert(table.warnings.end(), blocks.warnings.begin(), blocks.warnings.end());
  return table;
}

}  // namespace nacre::formats::spectra
