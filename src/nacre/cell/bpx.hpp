// BPX, the Battery Parameter eXchange format (JSON): read, checked against its schema, and written.
//
// The schema is that of the BPX standard (Faraday Institution, github.com/FaradayInstitution/BPX), versions
// 0.1 to 0.5 and 1.x. Where BPX and CellParameters say the same differently:
//   exchange current   j0 = F K sqrt(c_e/c_e0 x (1-x)), j = 2 j0 sinh(F eta/2RT): reference F K at c_ref =
//   c_e0 surface area       a = 3 active_fraction / radius transport          efficiency =
//   porosity^bruggeman_electrolyte conductivity       BPX's is that of the porous electrode: bruggeman_solid
//   = 0 stoichiometry      minimum and maximum are at 0 and 1 in the negative, at 1 and 0 in the positive
//   electrode hysteresis         OCP (lithiation) while x rises, OCP (delithiation) while it falls
// What BPX has no place for is written to User-defined.nacre under its path, where read_bpx finds it again
// and other programs overlook it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/cell/parameter_set.hpp"

namespace nacre::cell {

// A set, each parameter `cited` from the file; its warnings say what was left out, and where the limits
// contradict the cut-offs. Throws InputError with the place ("Parameterisation.Cell.Electrode area [m2]"):
// not JSON, against the schema (the first problem; the advice counts the others), or a blend of materials,
// which no model here has.
ParameterSet read_bpx(const std::filesystem::path& file);
ParameterSet parse_bpx(std::string_view text, const std::filesystem::path& file);

// Sorted by key: an object that keeps its order searches it from end to end for every key.
using BpxJson = nlohmann::json;

struct BpxProblem {
  std::string where;
  std::string what;
  std::string advice;
};
// What in a BPX object is against the schema; empty where it is sound.
std::vector<BpxProblem> check_bpx(const BpxJson& bpx);

struct BpxText {
  std::string text;
  std::vector<std::string> warnings;  // what other programs will not find
};

// The set as BPX 1.1; a half cell as a "Partial" one. Throws InputError where the set is not complete.
BpxText to_bpx(const ParameterSet& set);

}  // namespace nacre::cell
