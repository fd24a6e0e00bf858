// The Battery Data Format (BDF) of the Battery Data Alliance: a comma-separated table of one cell's record
// whose headings come from an ontology, each as a preferred label ("Test Time / s") or as a notation
// ("test_time_second"). Source: ontology 1.2.0,
// https://w3id.org/battery-data-alliance/ontology/battery-data-format.
//
// Current is positive on charge, as in the neutral table. Step ID is the number in the program (step_index
// here), Step Count counts the steps through the record (step here), Step Cumulative Capacity counts from
// zero in each step (capacity_Ah here); Charging and Discharging Capacity run over the whole test. Many
// published files break these rules: a column named Step Capacity is taken as capacity_Ah only where it does
// count over the step, and Step Index as step_index only where it is not a count of rows.
#pragma once

#include <filesystem>
#include <string>

#include "nacre/formats/reader.hpp"

namespace nacre::formats::bdf {

Match detect(const Source& source);
Table read(const Source& source, const ReadOptions& options);

enum class Labels { preferred, machine };

// The table as BDF text: required columns first, then those that the ontology knows, then the others under
// their own headings (which validators count as extra and let pass). Throws InputError where time, voltage or
// current is missing from the table.
std::string to_bdf(const Table& table, Labels labels = Labels::preferred);

// Writes to_bdf to a file, in one piece. Throws Error where it cannot be written.
void write_bdf(const Table& table, const std::filesystem::path& path, Labels labels = Labels::preferred);

}  // namespace nacre::formats::bdf
