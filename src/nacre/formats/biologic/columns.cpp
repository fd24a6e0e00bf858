#include "nacre/formats/biologic/columns.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace nacre::formats::biologic {
namespace {

struct Entry {
  std::string_view label;
  std::uint16_t id;
  Stored stored = Stored::unknown;
  std::uint8_t mask = 0;
};

// In the order of the ids.
constexpr Entry entries[] = {
    // clang-format off
    {"mode", 1, Stored::flag, 0x03},
    {"ox/red", 2, Stored::flag, 0x04},
    {"error", 3, Stored::flag, 0x08},
    {"time/s", 4, Stored::f64},
    {"control/V/mA", 5, Stored::f32},
    {"Ewe/V", 6, Stored::f32},
    {"dq/mA.h", 7, Stored::f64},
    {"I/mA", 8, Stored::f32},
    {"Ece/V", 9, Stored::f32},
    {"Aux/V", 10},
    {"<I>/mA", 11, Stored::f64},
    {"log(|<I>/A|)", 12},
    {"(Q-Qo)/mA.h", 13, Stored::f64},
    {"x", 14},
    {"Analog IN 1/V", 16, Stored::f32},
    {"Analog IN 2/V", 17, Stored::f32},
    {"Analog IN 3/V", 18},
    {"control/V", 19, Stored::f32},
    {"control/mA", 20, Stored::f32},
    {"control changes", 21, Stored::flag, 0x10},
    {"log(|I/A|)", 22},
    {"dQ/mA.h", 23, Stored::f64},
    {"cycle number", 24, Stored::f64},
    {"DQ/mA.h", 25},
    {"Rapp/Ohm", 26, Stored::f32},
    {"Ewe-Ece/V", 27, Stored::f32},
    {"control/°C", 28},
    {"T/°C", 29},
    {"rotation rate/rpm", 30},
    {"Ns changes", 31, Stored::flag, 0x20},
    {"freq/Hz", 32, Stored::f32},
    {"|Ewe|/V", 33, Stored::f32},
    {"|I|/A", 34, Stored::f32},
    {"Phase(Z)/deg", 35, Stored::f32},
    {"|Z|/Ohm", 36, Stored::f32},
    {"Re(Z)/Ohm", 37, Stored::f32},
    {"-Im(Z)/Ohm", 38, Stored::f32},
    {"I Range", 39, Stored::u16},
    {"Q charge/mA.h", 40},
    {"Q discharge/mA.h", 41},
    {"Q charge/mA.h/g", 42},
    {"Q discharge/mA.h/g", 43},
    {"Q anodic/C", 44},
    {"Q cathodic/C", 45},
    {"Q anodic/C/cm²", 46},
    {"Q cathodic/C/cm²", 47},
    {"Tech Num", 48},
    {"End buf", 49},
    {"E0/V", 50, Stored::f32},
    {"Ian min/mA", 51},
    {"Ian max/mA", 52},
    {"Ica min/mA", 53},
    {"Ica max/mA", 54},
    {"Ean end/V", 55},
    {"Eca end/V", 56},
    {"Ece min/V", 57},
    {"Ece max/V", 58},
    {"Analog IN 1 min/V", 59},
    {"Analog IN 1 max/V", 60},
    {"Analog IN 2 min/V", 61},
    {"Analog IN 2 max/V", 62},
    {"Analog IN 3 min/V", 63},
    {"Analog IN 3 max/V", 64},
    {"counter inc.", 65, Stored::flag, 0x80},
    {"I forward/mA", 66},
    {"I reverse/mA", 67},
    {"I delta/µA", 68},
    {"R/Ohm", 69, Stored::f32},
    {"P/W", 70, Stored::f32},
    {"control/°C", 71},
    {"T/°C", 72},
    {"rotation rate/rpm", 73, Stored::f32},
    {"|Energy|/W.h", 74, Stored::f64},
    {"Analog OUT/V", 75, Stored::f32},
    {"<I>/mA", 76, Stored::f32},
    {"<Ewe>/V", 77, Stored::f32},
    {"Cs-2/µF-2", 78, Stored::f32},
    {"E step/V", 79},
    {"Rp/Ohm", 80},
    {"Ecorr/V", 81},
    {"Icorr/mA", 82},
    {"I/A/cm2", 83},
    {"Q/C/cm2", 84},
    {"Aux", 85},
    {"|Ece|/V", 96, Stored::f32},
    {"|Ice|/A", 97},
    {"Phase(Zce)/deg", 98, Stored::f32},
    {"|Zce|/Ohm", 99, Stored::f32},
    {"Re(Zce)/Ohm", 100, Stored::f32},
    {"-Im(Zce)/Ohm", 101, Stored::f32},
    {"Cce-2/µF-2", 102},
    {"Estack/V", 103},
    {"Istack/A", 104},
    {"|E21|/V", 105},
    {"Phase(Z21)/deg", 106},
    {"|E32|/V", 107},
    {"Phase(Z32)/deg", 108},
    {"|Z21|/Ohm", 109},
    {"Re(Z21)/Ohm", 110},
    {"-Im(Z21)/Ohm", 111},
    {"C21-2/µF-2", 112},
    {"|Z32|/Ohm", 113},
    {"Re(Z32)/Ohm", 114},
    {"-Im(Z32)/Ohm", 115},
    {"C32-2/µF-2", 116},
    {"E21/V", 117},
    {"E32/V", 118},
    {"Re(Y)/Ohm-1", 119},
    {"Im(Y)/Ohm-1", 120},
    {"|Y|/Ohm-1", 121},
    {"Phase(Y)/deg", 122},
    {"Energy charge/W.h", 123, Stored::f64},
    {"Energy discharge/W.h", 124, Stored::f64},
    {"Capacitance charge/µF", 125, Stored::f64},
    {"Capacitance discharge/µF", 126, Stored::f64},
    {"Delta(Phase(Z))/%", 127},
    {"Delta(|Z|)/%", 128},
    {"Delta(Re(Z))/%", 129},
    {"Delta(-Im(Z))/%", 130},
    {"Ns", 131, Stored::u16},
    {"dI/dt/mA/s", 132},
    {"Delta(mass)/g", 133},
    {"Delta(Phase(Y))/%", 154},
    {"Delta(|Y|)/%", 155},
    {"Delta(Re(Y))/%", 156},
    {"Delta(-Im(Y))/%", 157},
    {"t low", 158},
    {"t high", 159},
    {"dt/dE/s/V", 160},
    {"Delta(Phase(Z))/deg", 161},
    {"Delta(Phase(Y))/deg", 162},
    {"|Estack|/V", 163, Stored::f32},
    {"|Istack|/A", 164},
    {"Phase(I)/rad", 167},
    {"Rcmp/Ohm", 168, Stored::f32},
    {"Cs/µF", 169, Stored::f32},
    {"sin ampl/V", 170},
    {"Conductivity/S.cm-1", 171},
    {"Cp/µF", 172, Stored::f32},
    {"Cp-2/µF-2", 173, Stored::f32},
    {"<Ewe>/V", 174, Stored::f32},
    {"Efficiency/%", 175},
    {"Cycling rate charge", 176},
    {"Cycling rate discharge", 177},
    {"Wavelength/nm", 178},
    {"Fluorescence/V", 179},
    {"Fluorescence/%", 180},
    {"Transmittance/%", 181},
    {"CD/mdeg", 182},
    {"ORD/mdeg", 183},
    {"Aniso Vv/V", 184},
    {"Aniso Vh/V", 185},
    {"LD Vv/V", 186},
    {"LD Vh/V", 187},
    {"LD", 188},
    {"Anisotropy", 189},
    {"T peltier/°C", 190},
    {"T cuvette/°C", 191},
    {"Absorbance/AU", 192},
    {"HV/V", 193},
    {"Absorbance2/AU", 194},
    {"Absorbance/V", 195},
    {"If/mA", 196},
    {"Ic/mA", 197},
    {"CA/mol.L-1", 198},
    {"CB/mol.L-1", 199},
    {"CC/mol.L-1", 200},
    {"CD/mol.L-1", 201},
    {"CE/mol.L-1", 202},
    {"CF/mol.L-1", 203},
    {"CG/mol.L-1", 204},
    {"CH/mol.L-1", 205},
    {"CI/mol.L-1", 206},
    {"CJ/mol.L-1", 207},
    {"shot number", 208},
    {"pad number", 209},
    {"electrode number", 210},
    {"Phase2/deg", 421},
    {"Phase(Zstack)/deg", 422, Stored::f32},
    {"|Zstack|/Ohm", 423, Stored::f32},
    {"Re(Zstack)/Ohm", 424, Stored::f32},
    {"-Im(Zstack)/Ohm", 425, Stored::f32},
    {"<Estack>/V", 426, Stored::f32},
    {"<Istack>/mA", 427},
    {"Potential/V", 428},
    {"Potential/V", 429},
    {"Phase(Zwe-ce)/deg", 430, Stored::f32},
    {"|Zwe-ce|/Ohm", 431, Stored::f32},
    {"Re(Zwe-ce)/Ohm", 432, Stored::f32},
    {"-Im(Zwe-ce)/Ohm", 433, Stored::f32},
    {"(Q-Qo)/C", 434, Stored::f32},
    {"dQ/C", 435, Stored::f32},
    {"Ece dc/V", 436},
    {"cycle time/s", 437},
    {"step time/s", 438, Stored::f64},
    {"charge time/s", 439},
    {"discharge time/s", 440},
    {"<Ece>/V", 441, Stored::f32},
    {"d(Q-Qo)/dE/mA.h/V", 442},
    {"Capacity/mA.h", 443},
    {"control disk/V", 444},
    {"control disk/mA", 445},
    {"Edisk/V", 446},
    {"Ecedisk=Ecering/V", 447},
    {"Idisk/mA", 448},
    {"dQdisk/C", 449},
    {"(Q-Qo)disk/C", 450},
    {"cycle number", 451},
    {"control ring/V", 452},
    {"Ering/V", 453},
    {"Iring/mA", 454},
    {"(Q-Qo)ring/C", 455},
    {"Pdisk/W", 456},
    {"Pring/W", 457},
    {"Edisk-Ece/V", 458},
    {"Ering-Ece/V", 459},
    {"<time>/s", 460},
    {"<EweX>/V", 461},
    {"Temperature/°C", 462, Stored::f32},
    {"Ramp upwards", 463},
    {"Time/µs", 464},
    {"I Range disk", 465},
    {"I Range ring", 466},
    {"Q charge/discharge/mA.h", 467, Stored::f64},
    {"half cycle", 468, Stored::u32},
    {"z cycle", 469, Stored::u32},
    {"It/mA", 470},
    {"<Ece>/V", 471, Stored::f32},
    {"Vcorr/mm/yr", 472},
    {"THD Ewe/%", 473, Stored::f32},
    {"THD I/%", 474, Stored::f32},
    {"THD Ece/%", 475, Stored::f32},
    {"NSD Ewe/%", 476, Stored::f32},
    {"NSD I/%", 477, Stored::f32},
    {"NSD Ece/%", 478, Stored::f32},
    {"NSR Ewe/%", 479, Stored::f32},
    {"NSR I/%", 480, Stored::f32},
    {"NSR Ece/%", 481, Stored::f32},
    {"ShuntIsChanging", 482},
    {"ModeIsChanging", 483},
    {"NbIterInstr", 484},
    {"Instr", 485},
    {"Rac/Ohm", 504, Stored::f32},
    {"Rdc/Ohm", 505, Stored::f32},
    {"TCU control/°C", 506},
    {"TCU meas./°C", 507},
    {"Regulation", 508},
    {"Acir/Dcir Control", 509, Stored::u8},
    {"LTime/s", 510},
    {"Re(C)/nF", 511},
    {"Im(C)/nF", 512},
    {"|C|/nF", 513},
    {"Phase(C)/deg", 514},
    {"Re(M)", 515},
    {"Im(M)", 516},
    {"|M|", 517},
    {"Phase(M)/deg", 518},
    {"Re(Permittivity)", 519},
    {"Im(Permittivity)", 520},
    {"|Permittivity|", 521},
    {"Phase(Permittivity)/deg", 522},
    {"Re(Conductivity)/mS/cm", 523},
    {"Im(Conductivity)/mS/cm", 524},
    {"|Conductivity|/mS/cm", 525},
    {"Phase(Conductivity)/deg", 526},
    {"Re(Resistivity)/Ohm.cm", 527},
    {"Im(Resistivity)/Ohm.cm", 528},
    {"|Resistivity|/Ohm.cm", 529},
    {"Phase(Resistivity)/deg", 530},
    {"Tan(Delta)", 531},
    {"Loss Angle(Delta)/deg", 532},
    {"TCU base/°C", 533},
    {"TCU cell/°C", 534},
    {"TCU sample/°C", 535},
    {"Ewe initial/V", 536},
    {"Ewe final/V", 537},
    {"I initial/mA", 538},
    {"I final/mA", 539},
    {"P min/W", 540},
    {"P max/W", 541},
    {"T min/°C", 542},
    {"T max/°C", 543},
    {"Energy ce/W.h", 878, Stored::f64},
    {"Energy we/W.h", 880, Stored::f64},
    {"Energy ce charge/W.h", 883, Stored::f64},
    {"Energy ce discharge/W.h", 884, Stored::f64},
    // clang-format on
};
static_assert(std::is_sorted(std::begin(entries), std::end(entries),
                             [](const Entry& a, const Entry& b) { return a.id < b.id; }));

// Ids that count through the cells of a stack or the harmonics of a signal: one name, a running number.
struct Family {
  std::uint16_t first;
  std::uint16_t last;
  int number;  // of the first id
  std::string_view before;
  std::string_view behind;
};

constexpr Family families[] = {
    {211, 240, 1, "E", "/V"},       {241, 270, 1, "|E", "|/V"},     {271, 300, 1, "Phase(Z", ")/deg"},
    {301, 330, 1, "|Z", "|/Ohm"},   {331, 360, 1, "Re(Z", ")/Ohm"}, {361, 390, 1, "-Im(Z", ")/Ohm"},
    {391, 420, 1, "<E", ">/V"},     {486, 491, 2, "|Ewe h", "|/V"}, {492, 497, 2, "|I h", "|/A"},
    {498, 503, 2, "|Ece h", "|/V"},
};

// What can stand behind the last name of a label. Longer units come before those that end them.
constexpr std::string_view units[] = {
    "mol.L-1", "mA.h/g", "mA.h/V", "Ohm.cm", "S.cm-1", "mS/cm", "C/cm²", "C/cm2", "A/cm2", "Ohm-1", "mm/yr",
    "W.h/kg",  "mA/cm²", "µF-2",   "V/mA",   "mA/s",   "mA.h",  "µA.h",  "nA.h",  "mW.h",  "µW.h",  "mdeg",
    "s/V",     "A.h",    "W.h",    "kOhm",   "MOhm",   "Ohm",   "deg",   "rad",   "rpm",   "mV",    "µV",
    "mA",      "µA",     "nA",     "pA",     "mW",     "µW",    "Hz",    "°C",    "mF",    "µF",    "nF",
    "pF",      "nm",     "AU",     "mS",     "µs",     "ms",    "h",     "min",   "kg",    "mg",    "g",
    "s",       "V",      "A",      "W",      "C",      "F",     "%",     "H",
};

}  // namespace

std::size_t width_of(Stored stored) {
  constexpr std::array<std::size_t, 7> widths{0, 0, 1, 2, 4, 4, 8};
  return widths.at(static_cast<std::size_t>(stored));
}

std::optional<ColumnId> find_column(std::uint16_t id) {
  const auto* found =
      std::lower_bound(std::begin(entries), std::end(entries), id,
                       [](const Entry& entry, std::uint16_t wanted) { return entry.id < wanted; });
  if (found != std::end(entries) && found->id == id) {
    return ColumnId{id, std::string(found->label), found->stored, found->mask};
  }
  for (const auto& family : families) {
    if (id >= family.first && id <= family.last) {
      return ColumnId{id,
                      std::string(family.before) + std::to_string(family.number + id - family.first) +
                          std::string(family.behind),
                      Stored::f32};
    }
  }
  return std::nullopt;
}

Label split_label(std::string_view label) {
  if (label == "control/V") {
    return {"control_V", "V"};
  }
  if (label == "control/mA") {
    return {"control_mA", "mA"};
  }
  for (const auto unit : units) {
    if (label.size() > unit.size() + 1 && label.ends_with(unit) &&
        label[label.size() - unit.size() - 1] == '/') {
      return {std::string(label.substr(0, label.size() - unit.size() - 1)), std::string(unit)};
    }
  }
  return {std::string(label), "1"};
}

}  // namespace nacre::formats::biologic
