#include <algorithm>

#include "make_seeds.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/parameter_folders.hpp"
#include "support/recipe_text.hpp"

namespace nacre::fuzz {
namespace {

constexpr std::string_view strip = R"toml(name = "shock"
[furnace]
kind = "strip"
material = "nickel"
length_mm = 60
width_mm = 20
thickness_um = 25
current_limit_A = 100
voltage_limit_V = 12
lead_mohm = 1
bed_length_mm = 40
bed_width_mm = 20
bed_mg_per_cm2 = 5
after_s = 2
[gas]
name = "argon"
convection_W_per_m2_K = 15
quench_W_per_m2_K = 60
[[step]]
target_C = 835
ramp_s = 2
hold_s = 5
[[step]]
target_C = 25
[precursor]
d50_um = 6
surface_m2_per_g = 0.65
grain_nm = 50
calcium_doping = 0.01
[sodium]
ratio = 1.02
[coating]
name = "NaCaPO4"
mol_percent = 1
[storage]
hours = 72
relative_humidity = 0.5
co2_ppm = 420
)toml";

const std::string tube = R"toml(preset = "conventional, 15 h at 850 C"
parameters = "nfm333"
)toml" + testing::tube_furnace +
                         R"toml([gas]
name = "CO2 with air"
oxygen_bar = 0.1
ambient_C = 20
)toml";

}  // namespace

void make_recipe_seeds(const std::filesystem::path& folder) {
  // The first byte chooses (recipe_fuzz.cpp): read, carried out, three kinds of parameters, a temperature.
  const auto seed = [&](const std::string& name, char choice, std::string_view text) {
    write_seed(folder, "recipe_fuzz", name, choice + std::string(text));
  };
  for (const char choice : {'\0', '\1'}) {
    seed("strip_" + std::to_string(choice), choice, strip);
    seed("tube_" + std::to_string(choice), choice, tube);
  }
  seed("measured", '\0', "[furnace]\nkind = \"measured\"\nfile = \"oven.csv\"\nmass_g = 2\n");
  const auto shipped = [](const std::string& name) {
    const auto folders = parameter_folders();
    const auto lies_in = [&](const auto& each) {
      return std::filesystem::exists(each / "process" / (name + ".toml"));
    };
    return read_file(*std::ranges::find_if(folders, lies_in) / "process" / (name + ".toml"));
  };
  seed("oxide.toml", '\2', shipped("nfm333"));
  seed("coating.toml", '\3', shipped("coating-NaCaPO4"));
  seed("nickel.toml", '\4', shipped("nickel"));
  seed("carbon.toml", '\4', shipped("carbon"));
  seed("oven.csv", '\5', "time_s,temperature_C\n0,25\n600,835.5\n1200,25\n");
  seed("oven.tsv", '\5', "time_s\ttemperature_C\tsetpoint\n0\t25\t0\n1e1\t8e2\t1\n");
}

}  // namespace nacre::fuzz
