// What the codes in Neware files mean: step types, current ranges, calendar fields, text.
//
// Facts from the published readers NewareNDA (github.com/d-cogswell/NewareNDA) and fastnda
// (github.com/EmpaEConversion/fastnda), and from files beside the vendor's own export of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nacre::formats::neware {

// "cc_charge", "rest", ...; empty: no name is known for this code.
std::string_view step_type_name(unsigned code) noexcept;

enum class Direction : std::uint8_t { none, charge, discharge };
// Whether a step of this type charges or discharges the cell by its definition.
Direction step_direction(unsigned code) noexcept;

// How many counts of a stored current make 1 A, from the code of the current range: a positive code is the
// range in mA; -1 to -999999 the range in mA of a channel that resolves ten times finer; below that the range
// in pA. Nothing for a code that is none of these.
std::optional<double> counts_per_ampere(std::int32_t range) noexcept;

// Seconds since 1970-01-01 of a date and time of day; nothing where a field is out of range.
std::optional<double> calendar_seconds(int year, int month, int day, int hour, int minute,
                                       int second) noexcept;

// A text field of fixed width in the vendor's encoding (GB 2312), up to its first zero byte, as UTF-8,
// without white space at its ends. Bytes that are not in the encoding become "?".
std::string text(std::string_view field);

}  // namespace nacre::formats::neware
