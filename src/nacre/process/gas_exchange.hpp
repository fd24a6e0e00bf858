// Oxygen, water and carbon dioxide between the powder and the gas.
//
// A reaction is taken apart into what each solid gives to the gas or takes from it, written over metals, O2,
// H2O and CO2, per mole of what is named (M: Ni, Fe and Mn together, divalent in the hydroxide):
//   M(OH)2 + 1/6 O2 = MO(4/3) + H2O          dehydrated: NiO, Fe2O3 and Mn2O3,
//   MO(4/3) + 1/3 O2 = MO2                   the layers, whatever they hold of Na and Ca,
//   1/2 Na2CO3 = Na + 1/4 O2 + 1/2 CO2       the source of sodium, and what air makes on the surface,
//   CaO = Ca + 1/2 O2                        calcium that is mixed in,
//   Na + 1/4 O2 = 1/2 Na2O                   in the coating, which is a sum of oxides,
//   Ni + 1/2 O2 = NiO,   3 Na + Mn + 2 O2 = Na3MnO4.
// Ca for 2 Na, between the layers and the coating, leaves the oxygen where it is. M(OH)2 + 1/2 Na2CO3 + 1/4
// O2 = NaMO2 + H2O + 1/2 CO2 is the sum over what becomes of a precursor.
#pragma once

#include "nacre/process/conversion.hpp"

namespace nacre::process {

// mol given off; negative: taken up.
struct GasGiven {
  double oxygen = 0.0;  // O2
  double water = 0.0;
  double carbon_dioxide = 0.0;

  GasGiven& operator+=(const GasGiven& other) {
    oxygen += other.oxygen;
    water += other.water;
    carbon_dioxide += other.carbon_dioxide;
    return *this;
  }
};

// What goes with a mole of M: hydroxide, oxide and layers together.
struct Framework {
  double oxygen = 0.0;
  double hydrogen = 0.0;
};

inline Framework framework(const Conversion& conversion) {
  const double wet = 1.0 - conversion.dehydrated;
  const double dry = conversion.dehydrated - conversion.sodiated;
  return {2.0 * wet + 4.0 / 3.0 * dry + 2.0 * conversion.sodiated, 2.0 * wet};
}

inline GasGiven on_dehydration(double metal) { return {-metal / 6.0, metal, 0.0}; }
inline GasGiven on_layers(double metal) { return {-metal / 3.0, 0.0, 0.0}; }
inline GasGiven from_carbonate(double sodium) { return {0.25 * sodium, 0.0, 0.5 * sodium}; }
inline GasGiven into_carbonate(double sodium) { return from_carbonate(-sodium); }
inline GasGiven from_lime(double calcium) { return {0.5 * calcium, 0.0, 0.0}; }
inline GasGiven into_coating(double sodium) { return {-0.25 * sodium, 0.0, 0.0}; }
inline GasGiven into_rock_salt(double nickel) { return {-0.5 * nickel, 0.0, 0.0}; }
inline GasGiven into_manganate(double manganese) { return {-2.0 * manganese, 0.0, 0.0}; }
// Metal that leaves the powder as it is.
inline GasGiven from_framework(double metal, const Framework& with) {
  return {0.5 * metal * (with.oxygen - 0.5 * with.hydrogen), 0.5 * metal * with.hydrogen, 0.0};
}

}  // namespace nacre::process
