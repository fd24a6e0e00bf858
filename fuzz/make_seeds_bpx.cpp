#include "make_seeds.hpp"

namespace nacre::fuzz {
namespace {

constexpr std::string_view electrode = R"json({
  "Thickness [m]": 6e-5, "Porosity": 0.25, "Transport efficiency": 0.125, "Conductivity [S.m-1]": 0.3,
  "Minimum stoichiometry": 0.1, "Maximum stoichiometry": 0.9, "Maximum concentration [mol.m-3]": 30000,
  "Particle radius [m]": 5e-6, "Surface area per unit volume [m-1]": 3e5, "Diffusivity [m2.s-1]": 3e-14,
  "Diffusivity activation energy [J.mol-1]": 15000, "OCP [V]": )json";
constexpr std::string_view electrode_end = R"json(, "Reaction rate constant [mol.m-2.s-1]": 1e-5})json";

// A small cell of our own.
std::string cell(bool legacy) {
  std::string text = legacy ? R"json({"Header": {"BPX": 0.4, "Model": "DFN"},)json"
                            : R"json({"Header": {"BPX": "1.1.0", "Title": "ours", "Model": "DFN"},)json";
  text += R"json("Parameterisation": {"Cell": {"Electrode area [m2]": 0.01,
  "Number of electrode pairs connected in parallel to make a cell": 2, "Lower voltage cut-off [V]": 2.5,
  "Upper voltage cut-off [V]": 4.2, "Nominal cell capacity [A.h]": 1.0, "Reference temperature [K]": 298.15},
  "Electrolyte": {"Cation transference number": 0.26, "Diffusivity [m2.s-1]": "3e-10*exp(-x/2000)", )json";
  text += legacy ? R"json("Initial concentration [mol.m-3]": 1000, )json" : "";
  text +=
      R"json("Conductivity [S.m-1]": "1.2*tanh(x/1000) + 0.1*(x/1000)**1.5"}, "Negative electrode": )json";
  text += std::string(electrode) + R"json("0.5 - 0.4*x")json" + std::string(electrode_end) +
          R"json(, "Positive electrode": )json";
  text += std::string(electrode) + R"json({"x": [0, 0.5, 1], "y": [4.4, 3.6, 3.0]})json" +
          std::string(electrode_end);
  text += R"json(, "Separator": {"Thickness [m]": 2e-5, "Porosity": 0.5, "Transport efficiency": 0.25})json";
  text += legacy ? "}}" : R"json(, "User-defined": {"nacre": {"positive.film.coating.thickness": 8e-9}}},
  "State": {"Initial conditions": {"Initial electrolyte concentration [mol.m-3]": 1200}}})json";
  return text;
}

}  // namespace

void make_bpx_seeds(const std::filesystem::path& folder) {
  write_seed(folder, "bpx_fuzz", "cell.json", cell(false));
  write_seed(folder, "bpx_fuzz", "legacy.json", cell(true));
}

}  // namespace nacre::fuzz
