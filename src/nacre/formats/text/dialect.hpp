// From a laid-out text to the neutral table: which heading becomes which neutral column, in which unit.
//
// A reader of one vendor's text is a list of rules and what has to be put right afterwards (signs, step
// names).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/reader.hpp"
#include "nacre/formats/table.hpp"
#include "nacre/formats/text/layout.hpp"

namespace nacre::formats::text {

// The heading with this key holds this neutral column. Rules are asked in order and each column is given away
// once, so that better headings stand first.
struct Rule {
  std::string_view key;
  std::string_view column;
  std::string_view unit = {};  // where the heading states none; empty: the unit of the neutral column
};

// The unit of a neutral column ("voltage_V" -> "V", "cycle" -> "1", "step_type" -> ""); nothing where the
// name is none of the neutral names.
std::optional<std::string_view> neutral_unit(std::string_view column);
// All neutral names, in the order in which a table has them.
std::span<const std::string_view> neutral_columns();

// What becomes of one column of the file.
struct Assignment {
  std::string column;  // neutral name; empty: it keeps its own
  UnitScale scale;     // to the neutral unit
};

// One assignment per heading. A rule whose column has another kind of unit than the heading states is passed
// over.
std::vector<Assignment> assign(const std::vector<Heading>& headings, std::span<const Rule> rules);

// Reads the rows. Neutral columns come first, in their order; what cannot be read is said in warnings; dates
// become unix_time_s, and time_s where no column holds it.
Table read_assigned(const Source& source, const ReadOptions& options, const Layout& layout,
                    const std::vector<Assignment>& assignments);

// One vendor's text: the headings that it is known by and what they mean.
struct Dialect {
  std::string_view vendor;  // "LANDT", for messages
  bool (*test)(const std::vector<Heading>& headings);
  std::span<const Rule> rules;
};

Match detect(const Source& source, const Dialect& dialect);
// Throws InputError where no line has the dialect's headings, and as parse_columns does.
Table read(const Source& source, const ReadOptions& options, const Dialect& dialect);

}  // namespace nacre::formats::text
