// The vector arithmetic that SUNDIALS calls, for short dense vectors.
//
// IDAS spends as much time here as in the equations when a system has some hundred unknowns. Debian's library
// sums in order, one number at a time; these loops give the compiler four sums to work on, and fuse what IDAS
// asks for together. Results differ from the library's by rounding only, and not from run to run.
#pragma once

#include <sundials/sundials_nvector.h>

namespace nacre::numerics {

// Replaces the operations of a serial vector; its clones inherit them.
void use_fast_operations(N_Vector vector);

}  // namespace nacre::numerics
