// Instrument parameter files of GSAS (.prm, .inst) and GSAS-II (.instprm) for constant wavelengths, as they
// stand: names and units, no physics.
//
// GSAS writes lines of 80 characters with a key in the first twelve:
//   INS  1 ICONS  1.540500  1.544300  zero (centidegrees)  .  polarization  kind  I2/I1
//   INS  1PRCF1   function  number of coefficients  cutoff
//   INS  1PRCF11  four coefficients of 15 characters each, ...
// GSAS-II writes lines "Lam1:1.5405". Layouts: LAUR 86-748 (2004), and the files that GSAS-II writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"

namespace nacre::formats::patterns {

struct Coefficient {
  std::string
      name;  // "U", "V", "W", "P", "X", "Y", "Z", "S/L", "H/L", "SH/L", ...; "5" where it has no name here
  std::string unit;  // "centideg2", "centideg", "1"; empty where it is not known
  double value = 0;
};

struct Profile {
  int function = 0;   // GSAS's number of the function; 0 for GSAS-II, which has but one
  double cutoff = 0;  // of the peak's height, GSAS
  std::vector<Coefficient> coefficients;

  // The value of that name, or nothing.
  std::optional<double> find(std::string_view name) const;
};

struct Instrument {
  std::string title;
  std::string radiation;  // "x-ray", "neutron"
  std::string anode;      // "Cu"; empty for a synchrotron or a reactor
  std::optional<double> wavelength_angstrom;
  std::optional<double> wavelength_2_angstrom;
  std::optional<double> wavelength_ratio;  // I2 / I1
  double zero_deg = 0;                     // of 2 theta
  std::optional<double> polarization;
  std::vector<Profile> profiles;  // as many as the file has
};

bool is_instrument_file(const Source& source);

// bank: the histogram that is wanted, in the file's own count. Throws InputError: neither of the two, times
// of flight, no such bank, a number that cannot be read (with its line).
Instrument read_instrument(const Source& source, int bank = 1);

}  // namespace nacre::formats::patterns
