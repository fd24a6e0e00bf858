#include "nacre/crystal/structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "nacre/base/units.hpp"
#include "nacre/crystal/scattering.hpp"

namespace nacre::crystal {

std::string Species::symbol() const {
  if (charge == 0) {
    return element;
  }
  return fmt::format("{}{}{}", element, std::abs(charge) == 1 ? "" : std::to_string(std::abs(charge)),
                     charge > 0 ? '+' : '-');
}

double Structure::mass() const {
  double sum = 0.0;
  for (const Site& site : sites) {
    sum += site.multiplicity * site.occupancy * atomic_mass(site.species.element);
  }
  return sum;
}

double Structure::density() const {
  constexpr double cubic_angstrom = 1e-24;  // cm^3
  return mass() / (constants::avogadro * cell.volume() * cubic_angstrom);
}

std::string Structure::formula() const {
  std::map<std::string, double> atoms;
  int units = 0;  // formula units in the cell, at most
  for (const Site& site : sites) {
    atoms[site.species.element] += site.multiplicity * site.occupancy;
    units = std::gcd(units, site.multiplicity);
  }
  std::erase_if(atoms, [](const auto& item) { return item.second <= 0.0; });
  const bool whole = std::ranges::all_of(
      atoms, [](const auto& item) { return std::abs(item.second - std::round(item.second)) < 1e-3; });
  if (whole) {
    units = 0;
    for (const auto& [element, count] : atoms) {
      units = std::gcd(units, static_cast<int>(std::lround(count)));
    }
  }
  // Hill's order: carbon, hydrogen, then by the alphabet; without carbon all by the alphabet.
  std::vector<std::string> order;
  if (atoms.contains("C")) {
    order.emplace_back("C");
    if (atoms.contains("H")) {
      order.emplace_back("H");
    }
  }
  for (const auto& [element, count] : atoms) {
    if (std::ranges::find(order, element) == order.end()) {
      order.push_back(element);
    }
  }
  std::string text;
  for (const std::string& element : order) {
    const double count = atoms[element] / std::max(units, 1);
    text += (text.empty() ? "" : " ") + element;
    text += std::abs(count - 1.0) < 5e-4 ? "" : fmt::format("{:.4g}", count);
  }
  return text;
}

}  // namespace nacre::crystal
