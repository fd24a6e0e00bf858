#include "nacre/base/unit.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre {
namespace {

struct Symbol {
  std::string_view text;
  double factor;
  std::array<int, 8> dimension;  // kg, m, s, A, K, mol, cycle, degC
  bool takes_prefix;
};

constexpr double degree = 3.14159265358979323846 / 180.0;

constexpr std::array symbols{
    Symbol{"1", 1.0, {}, false},
    Symbol{"percent", 0.01, {}, false},
    Symbol{"%", 0.01, {}, false},
    Symbol{"ppm", 1e-6, {}, false},
    Symbol{"deg", degree, {}, false},
    Symbol{"g", 1e-3, {1}, true},
    Symbol{"m", 1.0, {0, 1}, true},
    Symbol{"angstrom", 1e-10, {0, 1}, false},
    Symbol{"s", 1.0, {0, 0, 1}, true},
    Symbol{"min", 60.0, {0, 0, 1}, false},
    Symbol{"h", 3600.0, {0, 0, 1}, false},
    Symbol{"d", 86400.0, {0, 0, 1}, false},
    Symbol{"Hz", 1.0, {0, 0, -1}, true},
    Symbol{"A", 1.0, {0, 0, 0, 1}, true},
    Symbol{"C", 1.0, {0, 0, 1, 1}, true},
    Symbol{"Ah", 3600.0, {0, 0, 1, 1}, true},
    Symbol{"V", 1.0, {1, 2, -3, -1}, true},
    Symbol{"W", 1.0, {1, 2, -3}, true},
    Symbol{"Wh", 3600.0, {1, 2, -2}, true},
    Symbol{"J", 1.0, {1, 2, -2}, true},
    Symbol{"eV", constants::elementary_charge, {1, 2, -2}, true},
    Symbol{"ohm", 1.0, {1, 2, -3, -2}, true},
    Symbol{"S", 1.0, {-1, -2, 3, 2}, true},
    Symbol{"F", 1.0, {-1, -2, 4, 2}, true},
    Symbol{"Pa", 1.0, {1, -1, -2}, true},
    Symbol{"bar", 1e5, {1, -1, -2}, true},
    Symbol{"K", 1.0, {0, 0, 0, 0, 1}, true},
    Symbol{"mol", 1.0, {0, 0, 0, 0, 0, 1}, true},
    Symbol{"cycle", 1.0, {0, 0, 0, 0, 0, 0, 1}, false},
    Symbol{"degC", 1.0, {0, 0, 0, 0, 0, 0, 0, 1}, false},
};

struct Prefix {
  std::string_view text;
  double factor;
};

constexpr std::array prefixes{
    Prefix{"p", 1e-12}, Prefix{"n", 1e-9}, Prefix{"u", 1e-6}, Prefix{"\xC2\xB5", 1e-6}, Prefix{"m", 1e-3},
    Prefix{"c", 1e-2},  Prefix{"d", 1e-1}, Prefix{"k", 1e3},  Prefix{"M", 1e6},         Prefix{"G", 1e9}};

const Symbol* find_symbol(std::string_view text) {
  const auto* found = std::ranges::find(symbols, text, &Symbol::text);
  return found == symbols.end() ? nullptr : found;
}

// Multiplies unit by one factor, "cm2", to the power of sign.
bool multiply(Unit& unit, std::string_view factor, int sign) {
  int exponent = sign;
  if (factor.size() > 1 && factor.back() >= '2' && factor.back() <= '9') {
    exponent *= factor.back() - '0';
    factor.remove_suffix(1);
  }
  const Symbol* symbol = find_symbol(factor);
  double scale = 1.0;
  for (const auto& prefix : prefixes) {
    if (symbol == nullptr && factor.starts_with(prefix.text)) {
      const Symbol* bare = find_symbol(factor.substr(prefix.text.size()));
      if (bare != nullptr && bare->takes_prefix) {
        symbol = bare;
        scale = prefix.factor;
      }
    }
  }
  if (symbol == nullptr) {
    return false;
  }
  unit.factor *= std::pow(scale * symbol->factor, exponent);
  for (std::size_t i = 0; i < unit.dimension.size(); ++i) {
    unit.dimension[i] += exponent * symbol->dimension[i];
  }
  return true;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text) {
  Unit unit;
  int sign = 1;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" */"), text.size());
    if (end > 0 && !multiply(unit, text.substr(0, end), sign)) {
      return {};
    }
    if (end == text.size()) {
      break;
    }
    if (text[end] == '/') {
      if (sign < 0) {
        return {};  // a/b/c: ambiguous to a reader
      }
      sign = -1;
    }
    text.remove_prefix(end + 1);
  }
  return unit;
}

std::optional<double> conversion_factor(std::string_view from, std::string_view to) {
  if (from == to) {
    return 1.0;
  }
  const auto a = parse_unit(from);
  const auto b = parse_unit(to);
  if (!a || !b || a->dimension != b->dimension) {
    return {};
  }
  return a->factor / b->factor;
}

std::optional<double> convert_unit(double value, std::string_view from, std::string_view to) {
  const auto factor = conversion_factor(from, to);
  if (!factor) {
    return {};
  }
  const double inverse = std::round(1.0 / *factor);
  const bool whole = *factor < 1.0 && std::abs(inverse * *factor - 1.0) < 1e-12;
  return whole ? value / inverse : value * *factor;
}

}  // namespace nacre
