// Physical constants (exact since the SI of 2019; CODATA 2018, 10.1103/RevModPhys.93.025010) and unit
// factors.
#pragma once

namespace nacre {

namespace constants {
inline constexpr double faraday = 96485.33212331001;          // C/mol
inline constexpr double gas = 8.31446261815324;               // J/(mol K)
inline constexpr double boltzmann = 1.380649e-23;             // J/K
inline constexpr double avogadro = 6.02214076e23;             // 1/mol
inline constexpr double elementary_charge = 1.602176634e-19;  // C
inline constexpr double zero_celsius = 273.15;                // K
}  // namespace constants

inline constexpr double seconds_per_hour = 3600.0;
inline constexpr double seconds_per_day = 86400.0;

}  // namespace nacre
