// Where the search for a circuit's parameters begins.
#pragma once

#include <complex>
#include <vector>

#include "nacre/impedance/circuit.hpp"
#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

// The best of many draws over the resistances and times that the spectrum can show, each at its best scale:
// at most `count`, the least sum of squares first. weights: of the real and the imaginary part of every
// point.
std::vector<std::vector<double>> circuit_starts(const Spectrum& spectrum, const Circuit& circuit,
                                                const std::vector<std::complex<double>>& weights, int count);

// The characteristic time (s) of a branch: its own where it has one, else that of its first resistance with
// its first admittance, (R Q)^(1/n), or inductance; NaN where it has none.
double time_constant(const Circuit& circuit, const std::vector<double>& values, std::size_t first,
                     std::size_t length);

}  // namespace nacre::impedance
