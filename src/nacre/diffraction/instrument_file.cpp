#include <fmt/core.h>

#include <cmath>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/request.hpp"
#include "nacre/formats/patterns/instrument.hpp"

namespace nacre::diffraction {
namespace {

// The profile is that of GSAS's third function or GSAS-II's: the coefficients have the model's meaning.
Instrument instrument_stated_by(const formats::Source& source) {
  const auto given = formats::patterns::read_instrument(source);
  Instrument instrument;
  if (!given.wavelength_angstrom) {
    throw InputError(source.path(), "states no wavelength", "", "give one with --wavelength");
  }
  instrument.radiation = parse_radiation(fmt::format("{}", *given.wavelength_angstrom));
  if (given.wavelength_2_angstrom) {
    instrument.radiation.lines.push_back(
        {*given.wavelength_2_angstrom, given.wavelength_ratio.value_or(0.5)});
  }
  if (given.radiation == "neutron") {
    instrument.radiation.probe = crystal::Probe::neutron;
    instrument.radiation.bragg_brentano = false;
  }
  if (given.polarization) {
    instrument.radiation.polarisation = *given.polarization;
    instrument.radiation.polarisation_known = true;
  }
  instrument.zero_deg = given.zero_deg;
  for (const auto& profile : given.profiles) {
    const auto take = [&](const char* name, double& to) {
      if (const auto value = profile.find(name)) {
        to = *value;
      }
    };
    take("U", instrument.u);
    take("V", instrument.v);
    take("W", instrument.w);
    take("X", instrument.x);
    take("Y", instrument.y);
    take("Z", instrument.z);
    take("SH/L", instrument.axial);
    if (profile.find("S/L") && profile.find("H/L")) {
      instrument.axial = *profile.find("S/L") + *profile.find("H/L");
    }
    instrument.axial = axial_of_gsas(instrument.axial, instrument);
    break;
  }
  return instrument;
}

}  // namespace

Instrument instrument_from_file(const std::string& file) {
  return instrument_stated_by(formats::Source::open(file));
}

InstrumentBeside instrument_beside(const std::string& pattern_file, const std::string& wavelength) {
  // Relative; what lines differ by that people call by one name.
  constexpr double same_wavelength = 0.01;
  const auto dot = pattern_file.find_last_of("./:");
  if (dot == std::string::npos || pattern_file[dot] != '.') {
    return {};
  }
  for (const auto* extension : {".instprm", ".prm", ".INSTPRM", ".PRM"}) {
    const auto file = pattern_file.substr(0, dot) + extension;
    std::optional<formats::Source> source;
    try {
      source = formats::Source::open(file);
    } catch (const InputError&) {
      continue;  // there is none
    }
    try {
      const double stated = instrument_stated_by(*source).radiation.wavelength();
      if (!wavelength.empty() &&
          std::abs(parse_radiation(wavelength).wavelength() / stated - 1.0) > same_wavelength) {
        return {"", fmt::format("{} beside the pattern is of another wavelength, {} angstrom: left alone",
                                file, stated)};
      }
      return {file, fmt::format("{} beside the pattern: its wavelength and profile are taken (--instrument "
                                "none: not)",
                                file)};
    } catch (const InputError& error) {
      return {"", fmt::format("{} beside the pattern is left alone: {}", file, error.what())};
    }
  }
  return {};
}

}  // namespace nacre::diffraction
