// What the voltage does at rest behind a half-cycle.
//
// Diffusion and double layers relax with many time constants; a stretched exponential (Kohlrausch),
//   V(t) = relaxed + amplitude exp(-(t / tau)^beta),   t from the first row at rest,
// describes them with one time and one exponent. It is fitted by least squares to at most 100 rows, spread
// evenly over log t, in ln tau; the uncertainties are enlarged for the likeness of neighbouring residuals.
#pragma once

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/half_cycles.hpp"

namespace nacre::cycling {

// The rest directly behind the last row under load of span.
Relaxation find_relaxation(const Record& record, const Span& span);

}  // namespace nacre::cycling
