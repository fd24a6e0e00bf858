// Impedance spectra counted through the record, from the order of its frequencies.
//
// A new spectrum begins where the frequency jumps back, against the direction of the sweep, over more than
// half of the decades that the sweep has passed (three points or more), and behind rows without a frequency.
// A frequency measured again within a sweep, or a sweep up and down again, is one spectrum.
#pragma once

#include "nacre/formats/table.hpp"

namespace nacre::formats {

// Adds the column spectrum (1, 2, 3, ...) behind z_imag_ohm where there are several, or where some rows
// belong to none: their frequency is zero or missing, and so is their spectrum. Where the frequencies are in
// no order all rows are one spectrum, with a warning. Nothing happens where the table has no frequency_Hz, or
// a spectrum already.
void count_spectra(Table& table);

}  // namespace nacre::formats
