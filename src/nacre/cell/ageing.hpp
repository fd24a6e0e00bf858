// Where the capacity of an aged cell went.
//
// Between its cut-offs, at equilibrium, a cell gives Q(N, Q_n, Q_p): from the sodium N that its two
// electrodes share and from what each can hold. Ageing changes all three; what a cycle gives falls also
// because more voltage is lost on the way. The losses since the first cycle are taken one after the other, in
// the order of LossSplit, each with those before it in place (as in the degradation-mode analysis of Birkl et
// al. 2017, 10.1016/j.jpowsour.2016.12.011); what remains of the measured loss is `resistance`. Their sum is
// the measured loss, exactly. A part can be negative: where the sodium or the other electrode limits the
// cell, an electrode that shrinks is driven further and gives a little more.
#pragma once

#include "nacre/base/json.hpp"
#include "nacre/cell/model.hpp"

namespace nacre::cell {

// All in Ah of the cell, positive where capacity is lost, negative where it is gained.
struct LossSplit {
  double total = 0.0;              // discharge capacity of the first cycle less that of this one
  double interphase = 0.0;         // cyclable sodium bound in interphases or moved by their side reactions
  double trapped_sodium = 0.0;     // cyclable sodium that went with lost active material
  double negative_material = 0.0;  // the negative electrode holds less (cracking)
  double positive_cracking = 0.0;
  double positive_rock_salt = 0.0;
  double dry = 0.0;         // both electrodes hold less for want of electrolyte
  double resistance = 0.0;  // the rest: capacity that the voltage limits cut off
};

// The parts of LossSplit by their names.
Json to_json(const LossSplit& split);

// What the equilibrium capacity follows from.
struct Inventory {
  SodiumBalance sodium;
  Model::ElectrodeState negative, positive;
};

// The cell between its cut-offs at equilibrium, at its own temperature.
class EquilibriumCell {
 public:
  explicit EquilibriumCell(const CellParameters& cell);

  // Capacity, Ah of the cell. sodium: in both electrodes, mol/m2 (unused in a half cell); shares: of the
  // fresh active volumes.
  double capacity_Ah(double sodium, double negative_share, double positive_share) const;

  // first, now: after the first cycle and after this one; capacities: of their discharges, Ah.
  LossSplit split(const Inventory& first, const Inventory& now, double first_capacity_Ah,
                  double capacity_Ah) const;

 private:
  bool half_;
  double area_;                 // m2
  double room_negative_ = 0.0;  // charge from empty to full when fresh, C/m2
  double room_positive_;
  double lower_V_;
  double upper_V_;
  numerics::Curve negative_;
  numerics::Curve positive_;
};

}  // namespace nacre::cell
