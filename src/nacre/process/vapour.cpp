#include "nacre/process/vapour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

constexpr double pascal_per_bar = 1e5;

// a1 to a7 of h/RT and s/R.
using Nasa7 = std::array<double, 7>;

struct Species {
  Nasa7 below;  // 1000 K
  Nasa7 above;
};

// Monatomic, c_p = 5/2 R; constants from 107.5 kJ/mol and 153.718 J/(mol K) at 298.15 K (CODATA, in the NIST
// Chemistry WebBook, SRD 69, C7440235).
constexpr Nasa7 sodium_gas{2.5, 0.0, 0.0, 0.0, 0.0, 12183.8, 4.24403};
constexpr Species sodium{sodium_gas, sodium_gas};
// GRI-Mech 3.0, 200 to 3500 K.
constexpr Species oxygen{
    {3.78245636, -2.99673416e-3, 9.84730201e-6, -9.68129509e-9, 3.24372837e-12, -1063.94356, 3.65767573},
    {3.28253784, 1.48308754e-3, -7.57966669e-7, 2.09470555e-10, -2.16717794e-14, -1088.45772, 5.45323129}};
// Na2O(c) of McBride, Gordon, Reno 1993, NASA TM-4513, as in data/nasa_condensed.yaml of Cantera: 300 to
// 1243 K. Another form is stable above; carried on to 1400 K this one gives up to 10 % more pressure.
constexpr Species sodium_oxide{
    {5.2654583, 0.011116872, -6.3875382e-07, -9.6993207e-09, 5.3720071e-12, -5.2314345e+04, -24.187024},
    {24.168956, -0.025279744, -4.7390658e-06, 3.1836387e-08, -1.4570265e-11, -5.8048236e+04, -125.18065}};

// Gibbs energy over R T.
double gibbs(const Species& species, double t) {
  const auto& a = t < 1000.0 ? species.below : species.above;
  const double h = a[0] + t * (a[1] / 2.0 + t * (a[2] / 3.0 + t * (a[3] / 4.0 + t * a[4] / 5.0))) + a[5] / t;
  const double s =
      a[0] * std::log(t) + t * (a[1] + t * (a[2] / 2.0 + t * (a[3] / 3.0 + t * a[4] / 4.0))) + a[6];
  return h - s;
}

}  // namespace

double sodium_pressure_bar(double t_K, double oxygen_bar, double activity) {
  const double t = std::clamp(t_K, 300.0, 1400.0);
  const double ln_k = -(2.0 * gibbs(sodium, t) + 0.5 * gibbs(oxygen, t) - gibbs(sodium_oxide, t));
  return std::sqrt(activity) * std::exp(0.5 * ln_k) * std::pow(oxygen_bar, -0.25);
}

double sodium_flux(double t_K, double oxygen_bar, double activity, double transfer_m_per_s) {
  return transfer_m_per_s * pascal_per_bar * sodium_pressure_bar(t_K, oxygen_bar, activity) /
         (constants::gas * t_K);
}

}  // namespace nacre::process
