#include "nacre/diffraction/request.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <numbers>
#include <set>
#include <string_view>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/diffraction/ties.hpp"
#include "nacre/formats/source.hpp"

namespace nacre::diffraction {
namespace {

double number(std::string_view text, const std::string& whole) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw UsageError(fmt::format("\"{}\" in \"{}\" is no number", text, whole));
  }
  return value;
}

Intensities method_named(const std::string& name) {
  if (name == "rietveld") {
    return Intensities::structure;
  }
  if (name == "lebail") {
    return Intensities::le_bail;
  }
  if (name == "pawley") {
    return Intensities::pawley;
  }
  throw UsageError(fmt::format("there is no method \"{}\"", name),
                   "the methods are rietveld, lebail and pawley");
}

// "O3=0,0,1".
std::pair<std::string, Eigen::Vector3i> parse_axis(const std::string& text) {
  const auto equals = text.rfind('=');
  Eigen::Vector3i axis;
  int read = 0;
  if (equals == std::string::npos ||
      std::sscanf(text.c_str() + equals + 1, "%d,%d,%d%n", &axis(0), &axis(1), &axis(2), &read) != 3 ||
      equals + 1 + static_cast<std::size_t>(read) != text.size()) {
    throw UsageError(fmt::format("\"{}\" names no phase and axis", text), "for example O3=0,0,1");
  }
  return {text.substr(0, equals), axis};
}

std::vector<Quantity> quantities_named(const std::string& name) {
  static const std::map<std::string, std::vector<Quantity>> names = {
      {"displacement", {Quantity::displacement}},
      {"zero", {Quantity::zero}},
      {"transparency", {Quantity::transparency}},
      {"axial", {Quantity::axial}},
      {"UV", {Quantity::caglioti_u, Quantity::caglioti_v}},
      {"W", {Quantity::caglioti_w}},
      {"X", {Quantity::lorentz_x}},
      {"Y", {Quantity::lorentz_y}},
      {"strain", {Quantity::strain, Quantity::strain_axial, Quantity::stephens}},
      {"size", {Quantity::inverse_size, Quantity::inverse_size_axial}},
      {"texture", {Quantity::march, Quantity::harmonic}},
      {"positions", {Quantity::position}},
      {"U", {Quantity::site_displacement}},
      {"cell", {Quantity::cell}}};
  const auto found = names.find(name);
  if (found == names.end()) {
    throw UsageError(
        fmt::format("nothing is called \"{}\"", name),
        "what can be left alone: displacement, zero, transparency, axial, UV, W, X, Y, strain, size, "
        "texture, positions, U, cell");
  }
  return found->second;
}

struct FileOfPhases {
  std::string file;
  std::optional<formats::Source> source;  // of what comes with nacre: none
  std::vector<crystal::Structure> structures;
};

// Names tell phases apart everywhere. Programs write every CIF with the same name of its block: where a name
// is that of another file's block too, the name of the file stands for it. The second of a name is numbered.
void tell_apart(std::vector<FileOfPhases>& files) {
  std::map<std::string, int> holders;  // how many files have a block of that name
  for (const auto& file : files) {
    std::set<std::string> names;
    for (const auto& structure : file.structures) {
      names.insert(structure.name);
    }
    for (const auto& name : names) {
      ++holders[name];
    }
  }
  std::map<std::string, int> taken;
  for (auto& file : files) {
    for (auto& structure : file.structures) {
      if (file.source && holders[structure.name] > 1) {
        structure.name = std::filesystem::path(file.file.substr(file.file.rfind(':') + 1)).stem().string();
      }
      if (const int same = ++taken[structure.name]; same > 1) {
        structure.name += fmt::format(" ({})", same);
      }
    }
  }
}

}  // namespace

Range parse_range(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == std::string::npos) {
    throw UsageError(fmt::format("\"{}\" is no range", text),
                     "a range is LOW:HIGH in degrees, for example 20:145");
  }
  Range range;
  if (colon > 0) {
    range.low_deg = number(std::string_view(text).substr(0, colon), text);
  }
  if (colon + 1 < text.size()) {
    range.high_deg = number(std::string_view(text).substr(colon + 1), text);
  }
  if (!(range.low_deg < range.high_deg)) {
    throw UsageError(fmt::format("the range \"{}\" ends before it begins", text));
  }
  return range;
}

std::pair<std::string, double> parse_setting(const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0) {
    throw UsageError(fmt::format("\"{}\" names no phase and number", text), "for example NiO=5");
  }
  return {text.substr(0, equals), number(std::string_view(text).substr(equals + 1), text)};
}

bool names_shipped_structure(const std::string& text) {
  std::error_code not_there;
  return !std::filesystem::exists(text, not_there) && text.find_first_of("./") == std::string::npos;
}

Phases read_phases(const Request& request) {
  return read_phases(request.phases, request.method == "rietveld", request.free_intensities);
}

Phases read_phases(const std::vector<std::string>& files, bool with_atoms,
                   const std::vector<std::string>& without) {
  Phases phases;
  std::vector<FileOfPhases> read;
  for (const auto& file : files) {
    if (names_shipped_structure(file)) {
      read.push_back({file, {}, {crystal::shipped_structure(file)}});
      continue;
    }
    phases.files.emplace_back(file);
    auto source = formats::Source::open(file);
    auto structures = crystal::parse_structures(source.bytes(), file, false);
    read.push_back({file, std::move(source), std::move(structures)});
  }
  tell_apart(read);
  for (auto& [file, source, structures] : read) {
    const bool atoms = with_atoms && std::any_of(structures.begin(), structures.end(), [&](const auto& s) {
                         return std::find(without.begin(), without.end(), s.name) == without.end();
                       });
    if (source && atoms) {
      auto whole = crystal::parse_structures(source->bytes(), file);
      for (std::size_t k = 0; k < whole.size(); ++k) {
        whole[k].name = structures[k].name;
      }
      structures = std::move(whole);
    }
    for (auto& structure : structures) {
      for (const auto& warning : structure.warnings) {
        phases.warnings.push_back(fmt::format("{}: {}", file, warning));
      }
      phases.structures.push_back(std::move(structure));
    }
  }
  return phases;
}

AnalysisOptions analysis_options(const Request& request, const std::vector<crystal::Structure>& structures) {
  AnalysisOptions result;
  if (!request.wavelength.empty()) {
    result.radiation = parse_radiation(request.wavelength);
  }
  if (request.monochromator_deg) {
    const double c = std::cos(*request.monochromator_deg * std::numbers::pi / 180.0);
    result.polarisation = 1.0 / (1.0 + c * c);
  }
  if (!request.instrument.empty()) {
    result.instrument = instrument_from_file(request.instrument);
    if (result.radiation) {
      result.instrument->radiation = *result.radiation;
    }
  }
  result.method = method_named(request.method);
  result.free_intensities = request.free_intensities;
  for (const auto& text : request.particle_um) {
    result.particle_um.insert(parse_setting(text));
  }
  if (!request.standard.empty()) {
    result.standard = parse_setting(request.standard);
  }
  for (const auto& text : request.harmonics) {
    const auto [name, order] = parse_setting(text);
    result.harmonics[name] = static_cast<int>(order);
  }
  for (const auto& text : request.uniaxial) {
    result.uniaxial.insert(parse_axis(text));
  }
  result.stephens = request.stephens;
  for (const auto& text : request.humps) {
    const auto colon = text.find(':');
    Hump hump;
    hump.position_deg = number(std::string_view(text).substr(0, colon), text);
    if (colon != std::string::npos) {
      hump.width_deg = number(std::string_view(text).substr(colon + 1), text);
    }
    result.humps.push_back(hump);
  }
  result.absorption = request.absorption;
  auto& strategy = result.strategy;
  for (const auto& text : request.constraints) {
    add_constraint(text, structures, strategy);
  }
  for (const auto& text : request.restraints) {
    add_restraint(text, structures, strategy);
  }
  if (!request.ties.empty()) {
    add_ties(request.ties, structures, strategy);
  }
  strategy.background_terms = request.background_terms;
  strategy.zero = request.zero;
  strategy.axial = request.axial;
  for (const auto& name : request.fixed) {
    const auto quantities = quantities_named(name);
    strategy.fixed.insert(strategy.fixed.end(), quantities.begin(), quantities.end());
  }
  if (request.no_cell_search) {
    strategy.cell_search = 0.0;
  }
  return result;
}

Pattern cut(const Pattern& pattern, const Request& request) {
  Range range;
  for (const auto& text : request.ranges) {
    range = parse_range(text);
  }
  std::vector<Range> excluded;
  for (const auto& text : request.excluded) {
    excluded.push_back(parse_range(text));
  }
  return cut(pattern, range, excluded);
}

}  // namespace nacre::diffraction
