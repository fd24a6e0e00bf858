// What a column's heading says: the quantity and its unit, in the many ways in which instruments write them.
//
// "Voltage(mV)", "Current (uA)", "I/mA", "Test Time / s", "voltage_volt", "Total_Time_Seconds", "U [mV]" and
// "Voltage, V" all name a quantity and a unit. Units are led back to the one in which the neutral table holds
// the quantity: s, V, A, Ah, Wh, W, ohm, degC, Hz, Pa, deg, 1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nacre::formats::text {

// value in `symbol` = stated value * 10^exponent * multiply / divide + add. The power of ten is apart because
// the number parser applies it without rounding.
struct UnitScale {
  std::string_view symbol;
  int exponent = 0;
  double multiply = 1;
  double divide = 1;
  double add = 0;

  bool is_decimal() const noexcept { return multiply == 1 && divide == 1 && add == 0; }
  double apply(double value) const noexcept { return value * multiply / divide + add; }
};

// "mV", "uA" (also with the micro sign), "Seconds", "mAs", "mOhm", ...; nothing for an unknown unit.
std::optional<UnitScale> unit_scale(std::string_view unit);

struct Heading {
  std::string text;  // as it stands in the file, as UTF-8
  std::string name;  // without the unit: "Test Time"
  std::string unit;  // as the file writes it: "mV"; empty where it states none
  std::string key;   // the name in lower case with every run of other characters as "_": "test_time"
};

Heading interpret_heading(std::string_view text);

// Lower case, every run of ASCII characters that are neither letters nor digits as one "_", none at the ends.
std::string make_key(std::string_view name);

}  // namespace nacre::formats::text
