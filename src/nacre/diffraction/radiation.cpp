#include "nacre/diffraction/radiation.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

struct Tube {
  std::string_view anode;
  double ka1, ka2;  // angstrom
};

// K alpha 1 and 2 of X-ray tubes: Hoelzer et al., Phys. Rev. A 56 (1997) 4554 (Cr to Cu); Bearden, Rev. Mod.
// Phys. 39 (1967) 78, on the scale of the angstrom (Mo, Ag).
constexpr std::array tubes = {
    Tube{"Cr", 2.28972, 2.29365},   Tube{"Fe", 1.93608, 1.94002},   Tube{"Co", 1.78900, 1.79283},
    Tube{"Cu", 1.540593, 1.544427}, Tube{"Mo", 0.709317, 0.713607}, Tube{"Ag", 0.559422, 0.563813},
};

// The K alpha group of copper as five Lorentzians (Berger, X-Ray Spectrom. 15 (1986) 241): areas relative to
// the strongest, widths in angstrom.
const std::vector<Line> copper_group = {{1.540596, 1.0, 0.437e-3},
                                        {1.541058, 0.0762 / 0.5791, 0.6e-3},
                                        {1.54441, 0.2417 / 0.5791, 0.52e-3},
                                        {1.544721, 0.0871 / 0.5791, 0.62e-3},
                                        {1.534753, 0.0159 / 0.5791, 3.6854e-3}};

constexpr const char* understood =
    "a radiation is \"CuKa\" (Cr, Fe, Co, Cu, Mo, Ag; CuKa1: one line, CuKa5: with satellites), a wavelength "
    "in angstrom, \"1.5406,1.5444:0.5\", or \"neutron:1.909\"";

double number(std::string_view text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
  while (!text.empty() && text.back() == ' ') {
    text.remove_suffix(1);
  }
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw UsageError(fmt::format("\"{}\" is no wavelength", text), understood);
  }
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

std::optional<Radiation> tube(std::string_view text) {
  const auto found =
      std::find_if(tubes.begin(), tubes.end(), [&](const Tube& t) { return text.starts_with(t.anode); });
  if (found == tubes.end()) {
    return std::nullopt;
  }
  const auto lines = text.substr(2);
  Radiation radiation;
  if (lines.empty() || lines == "Ka" || lines == "Ka12") {
    radiation.lines = {{found->ka1, 1.0}, {found->ka2, 0.5}};
  } else if (lines == "Ka1") {
    radiation.lines = {{found->ka1, 1.0}};
  } else if (lines == "Ka5" && found->anode == "Cu") {
    radiation.lines = copper_group;
  } else {
    return std::nullopt;
  }
  return radiation;
}

bool of_a_tube(double wavelength) {
  return std::any_of(tubes.begin(), tubes.end(),
                     [&](const Tube& t) { return wavelength > t.ka1 - 0.002 && wavelength < t.ka2 + 0.002; });
}

}  // namespace

void Radiation::validate() const {
  if (lines.empty()) {
    throw UsageError("the radiation has no wavelength", understood);
  }
  for (const auto& line : lines) {
    if (!(line.wavelength >= 0.05 && line.wavelength <= 10.0)) {
      throw UsageError(fmt::format("a wavelength of {:g} angstrom is not used for powders", line.wavelength),
                       understood);
    }
    if (!(line.weight >= 0.0 && line.weight <= 1.0)) {
      throw UsageError(fmt::format("the weight {:g} of the line at {:g} angstrom is not between 0 and 1",
                                   line.weight, line.wavelength),
                       understood);
    }
  }
  if (!(polarisation >= 0.0 && polarisation <= 1.0)) {
    throw UsageError("the polarisation must lie between 0 and 1");
  }
}

Radiation parse_radiation(const std::string& text) {
  std::string_view rest = text;
  if (auto radiation = tube(rest)) {
    return *radiation;
  }
  Radiation radiation;
  if (rest.starts_with("neutron:")) {
    rest.remove_prefix(8);
    radiation.probe = crystal::Probe::neutron;
  }
  for (const auto part : split(rest, ',')) {
    const auto pieces = split(part, ':');
    if (pieces.size() > 2) {
      throw UsageError(fmt::format("\"{}\" has two colons", part), understood);
    }
    radiation.lines.push_back({number(pieces[0]), pieces.size() == 2 ? number(pieces[1]) : 1.0});
  }
  if (radiation.lines.size() > 1 && radiation.lines[1].weight == 1.0) {
    throw UsageError("a second wavelength needs its weight: \"1.5406,1.5444:0.5\"", understood);
  }
  radiation.validate();
  if (radiation.probe == crystal::Probe::neutron) {
    radiation.bragg_brentano = false;
  } else if (!of_a_tube(radiation.wavelength())) {
    radiation.polarisation = 0.99;
    radiation.bragg_brentano = false;
  }
  return radiation;
}

}  // namespace nacre::diffraction
