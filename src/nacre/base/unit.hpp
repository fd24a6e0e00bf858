// Units as text: "mAh/g", "percent/cycle", "cm2/s". What they measure, and the factor between two of them.
//
// A unit is a product of factors, separated by a blank or *, with one / before what divides; a factor is a
// symbol with an optional SI prefix and an optional exponent: "W h/kg", "mol/m3". "1" and "" have no
// dimension. Degrees Celsius have a dimension of their own: they convert to nothing else, because no factor
// does it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace nacre {

struct Unit {
  // Exponents of kg, m, s, A, K, mol, cycle, degC.
  std::array<int, 8> dimension{};
  double factor = 1.0;  // to the coherent SI unit of that dimension
};

inline constexpr std::size_t mass_dimension = 0;
inline constexpr std::size_t length_dimension = 1;

// Nothing where a symbol is unknown.
std::optional<Unit> parse_unit(std::string_view text);

// value_in_to = factor * value_in_from; nothing where a unit is unknown or they measure different things.
std::optional<double> conversion_factor(std::string_view from, std::string_view to);

// The value in another unit; 10 um is 1e-5 m to the last bit, because a factor below 1 divides by its
// inverse.
std::optional<double> convert_unit(double value, std::string_view from, std::string_view to);

}  // namespace nacre
