#include "nacre/crystal/scattering.hpp"

#include <fmt/format.h>
#include <xraylib/xraylib.h>

#include <algorithm>
#include <cmath>
#include <gemmi/elem.hpp>
#include <gemmi/fprime.hpp>
#include <gemmi/it92.hpp>
#include <gemmi/neutron92.hpp>

#include "nacre/base/error.hpp"
#include "nacre/crystal/scattering_ions.hpp"

namespace nacre::crystal {
namespace {

constexpr double keV_angstrom = 12.398419843320026;  // h c / e, exact since 2019

gemmi::El element_of(const std::string& element) {
  const gemmi::El found = element.size() > 2 ? gemmi::El::X : gemmi::find_element(element.c_str());
  if (found == gemmi::El::X || found == gemmi::El::END || gemmi::element_name(found) != element) {
    throw UsageError(fmt::format("'{}' is no element", element.substr(0, 20)), "write it as in Na, Ni, O");
  }
  return found;
}

int atomic_number(gemmi::El element) { return element == gemmi::El::D ? 1 : static_cast<int>(element); }

double energy(double wavelength) {
  if (!(wavelength >= 0.1 && wavelength <= 10.0)) {
    throw UsageError(fmt::format("a wavelength of {} angstrom: expected 0.1 to 10 for X-rays", wavelength));
  }
  return keV_angstrom / wavelength;
}

}  // namespace

double FormFactor::amplitude(double s_squared) const {
  double sum = c + f_prime;
  for (int k = 0; k < 5; ++k) {
    sum += a[k] * std::exp(-b[k] * s_squared);
  }
  return sum;
}

FormFactor form_factor(const Species& species, Probe probe, double wavelength) {
  const gemmi::El element = element_of(species.element);
  FormFactor result;
  if (probe == Probe::neutron) {
    result.c = gemmi::Neutron92<double>::get_(element);
    if (result.c == 0.0) {
      throw UsageError(fmt::format("no neutron scattering length of {} is tabulated", species.element));
    }
    return result;
  }
  const double photon = energy(wavelength);
  if (const IonFactors* ion = ion_factors(species.symbol())) {
    std::ranges::copy(ion->a, result.a);
    std::ranges::copy(ion->b, result.b);
    result.c = ion->c;
  } else if (gemmi::IT92<double>::has(element)) {
    const auto& neutral = gemmi::IT92<double>::get(element);
    for (int k = 0; k < 4; ++k) {
      result.a[k] = neutral.a(k);
      result.b[k] = neutral.b(k);
    }
    result.c = neutral.c();
  } else {
    throw UsageError(fmt::format("no X-ray scattering factor of {} is tabulated", species.element));
  }
  result.f_prime = gemmi::cromer_liberman(atomic_number(element), 1000.0 * photon, &result.f_second);
  return result;
}

double atomic_mass(const std::string& element) { return gemmi::molecular_weight(element_of(element)); }

double mass_attenuation(const std::string& element, double wavelength) {
  const double found = CS_Total(atomic_number(element_of(element)), energy(wavelength), nullptr);
  if (!(found > 0.0)) {
    throw UsageError(fmt::format("no attenuation of {} is tabulated at {} angstrom", element, wavelength));
  }
  return found;
}

double mass_attenuation(const Structure& structure, double wavelength) {
  double sum = 0.0, mass = 0.0;
  for (const Site& site : structure.sites) {
    const double weight = site.multiplicity * site.occupancy * atomic_mass(site.species.element);
    mass += weight;
    sum += weight == 0.0 ? 0.0 : weight * mass_attenuation(site.species.element, wavelength);
  }
  if (!(mass > 0.0)) {
    throw UsageError("a structure without atoms has no attenuation");
  }
  return sum / mass;
}

}  // namespace nacre::crystal
