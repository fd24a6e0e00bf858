#include "nacre/formats/bdf/bdf.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "nacre/base/files.hpp"
#include "nacre/formats/bdf/terms.hpp"
#include "nacre/formats/step_count.hpp"
#include "nacre/formats/table_csv.hpp"
#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::bdf {
namespace {

const Term* find_term(std::string_view heading) {
  const auto list = terms();
  const auto found = std::find_if(list.begin(), list.end(), [&](const Term& term) {
    return term.label == heading || term.notation == heading;
  });
  return found == list.end() ? nullptr : &*found;
}

bool is_bdf(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view column) {
    return std::any_of(headings.begin(), headings.end(), [&](const text::Heading& heading) {
      const Term* term = find_term(heading.text);
      return term != nullptr && term->column == column;
    });
  };
  return has("time_s") && has("voltage_V") && has("current_A");
}

std::vector<text::Rule> make_rules(const std::vector<std::string>& keys) {
  std::vector<text::Rule> rules;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const Term& term = terms()[i]; !term.column.empty()) {
      rules.push_back({keys[i], term.column});
    }
  }
  return rules;
}

// A column that goes up by one from row to row: a count of rows, not a step.
bool counts_rows(const Numbers& values) {
  std::size_t ups = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    ups += static_cast<std::size_t>(values[i] == values[i - 1] + 1);
  }
  return 2 * ups > values.size();
}

bool never_falls(const Numbers& values) {
  double highest = -HUGE_VAL;
  for (const double value : values) {
    if (value < highest) {
      return false;
    }
    highest = std::isnan(value) ? highest : value;
  }
  return true;
}

constexpr std::string_view temperature_note = "meaning of temperature_C";

std::string heading_of(const Table& table, const Column& column, Labels labels) {
  const Term* found = nullptr;
  for (const auto& term : terms()) {
    const bool same = term.column.empty() ? term.label == column.heading() : term.column == column.name;
    if (same && term.written && found == nullptr) {
      found = &term;
    }
  }
  if (column.name == "temperature_C") {
    for (const auto& [key, value] : table.metadata) {
      found = key == temperature_note && find_term(value) != nullptr ? find_term(value) : found;
    }
  }
  // These run over the whole test: a counter that falls or is set back is something else, whatever its name.
  const bool over_test = column.name.starts_with("charge_") || column.name.starts_with("discharge_") ||
                         column.name.starts_with("Cumulative ");
  if (found == nullptr || (over_test && !never_falls(column.values))) {
    const bool misleading = find_term(column.heading()) != nullptr;
    return misleading ? fmt::format("{} as reported / {}", column.name, column.unit) : column.heading();
  }
  return std::string(labels == Labels::preferred ? found->label : found->notation);
}

}  // namespace

Match detect(const Source& source) {
  return text::find_heading(text::Head(source), is_bdf) ? Match::certain : Match::no;
}

Table read(const Source& source, const ReadOptions& options) {
  const auto heading = text::find_heading(text::Head(source), is_bdf);
  if (!heading) {
    source.fail("is no Battery Data Format text: it lacks Test Time / s, Voltage / V or Current / A",
                at_line(1), "read it with --reader delimited-text and a column map");
  }
  auto layout = text::make_layout(source, *heading);
  // Both styles of headings are led to the preferred labels, so that they give the same table.
  for (auto& column : layout.headings) {
    if (const Term* term = find_term(column.text)) {
      column = text::interpret_heading(term->label);
    }
  }
  std::vector<std::string> keys;
  for (const auto& term : terms()) {
    keys.push_back(text::interpret_heading(term.label).key);
  }
  const auto assignments = text::assign(layout.headings, make_rules(keys));
  Table table = text::read_assigned(source, options, layout, assignments);
  for (std::size_t c = 0; c < assignments.size(); ++c) {
    const auto& label = layout.headings[c];
    if (assignments[c].column == "step_index" && label.key == "step_index" &&
        counts_rows(table.find("step_index")->values)) {
      table.find("step_index")->name = label.name;
    } else if (assignments[c].column == "temperature_C") {
      table.metadata.emplace_back(temperature_note, label.text);
    } else if (assignments[c].column == "capacity_Ah" || assignments[c].column == "energy_Wh") {
      text::keep_only_step_counters(table, assignments[c].column, label.name);
    }
  }
  count_steps(table);
  return table;
}

std::string to_bdf(const Table& table, Labels labels) {
  std::vector<CsvColumn> columns;
  for (const auto& term : terms().subspan(0, 3)) {
    table.numbers(term.column);  // must be there
  }
  for (const auto& column : table.columns()) {
    columns.push_back({heading_of(table, column, labels), &column});
  }
  const auto required = [&](const CsvColumn& column) {
    const Term* term = find_term(column.heading);
    return term == nullptr ? terms().size() : static_cast<std::size_t>(term - terms().data());
  };
  std::stable_sort(columns.begin(), columns.end(),
                   [&](const CsvColumn& a, const CsvColumn& b) { return required(a) < required(b); });
  return to_csv(columns);
}

void write_bdf(const Table& table, const std::filesystem::path& path, Labels labels) {
  write_file_atomic(path, to_bdf(table, labels));
}

}  // namespace nacre::formats::bdf
