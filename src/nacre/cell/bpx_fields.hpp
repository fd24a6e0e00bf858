// The fields of BPX, for the checker, the reader and the writer.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nacre::cell {

enum class BpxKind { number, count, function };
enum class BpxVersions { all, before_1, from_1 };

struct BpxField {
  std::string_view name;
  BpxKind kind = BpxKind::number;
  bool required = false;
  std::string_view path = {};  // of ours, behind the prefix of the section; empty: needs more than a name
  BpxVersions versions = BpxVersions::all;
  double low = 0.0;  // of a field without a path: excluded
  double high = 1e300;
};

struct BpxSection {
  std::string_view name;    // "Negative electrode"
  std::string_view prefix;  // "negative."
  std::span<const BpxField> fields;
  bool in_spm;  // "SPM" files have it
};

// Cell, Electrolyte, the electrodes, Separator.
std::span<const BpxSection> bpx_sections();
// Whether an "SPM" file has this field of an electrode.
bool bpx_in_spm(std::string_view field);

// Names that more than the tables use.
namespace bpx {
inline constexpr std::string_view transport = "Transport efficiency";
inline constexpr std::string_view surface = "Surface area per unit volume [m-1]";
inline constexpr std::string_view rate = "Reaction rate constant [mol.m-2.s-1]";
inline constexpr std::string_view rate_energy = "Reaction rate constant activation energy [J.mol-1]";
inline constexpr std::string_view lowest = "Minimum stoichiometry";
inline constexpr std::string_view highest = "Maximum stoichiometry";
inline constexpr std::string_view lithiation = "OCP (lithiation) [V]";
inline constexpr std::string_view delithiation = "OCP (delithiation) [V]";
inline constexpr std::string_view ocp = "OCP [V]";
inline constexpr std::string_view conductivity = "Conductivity [S.m-1]";
inline constexpr std::string_view external_area = "External surface area [m2]";
inline constexpr std::string_view volume = "Volume [m3]";
inline constexpr std::string_view density = "Density [kg.m-3]";
inline constexpr std::string_view specific_heat = "Specific heat capacity [J.K-1.kg-1]";
inline constexpr std::string_view heat_transfer = "Heat transfer coefficient [W.m-2.K-1]";
inline constexpr std::string_view ambient = "Ambient temperature [K]";
inline constexpr std::string_view initial_temperature = "Initial temperature [K]";
inline constexpr std::string_view old_concentration = "Initial concentration [mol.m-3]";
inline constexpr std::string_view concentration = "Initial electrolyte concentration [mol.m-3]";
}  // namespace bpx

}  // namespace nacre::cell
