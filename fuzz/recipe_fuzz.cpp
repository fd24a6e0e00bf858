// What a furnace is told: recipes (read, and carried out on a coarse mesh), the parameter files of oxide,
// coating and heater, measured temperatures. The first byte chooses.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "nacre/formats/reader.hpp"
#include "nacre/process/furnace_run.hpp"
#include "nacre/process/heater_material.hpp"

namespace {

using namespace nacre::process;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check(const ThermalHistory& history) {
  require(history.size() >= 1 && !history.place_K.empty());
  for (std::size_t i = 0; i < history.size(); ++i) {
    require(std::isfinite(history.mean_K[i]) && history.mean_K[i] > 0.0);
    require(i == 0 || history.time_s[i] >= history.time_s[i - 1]);
  }
}

void check_run(const FurnaceRun& run) {
  check(run.heat);
  const auto& material = run.material;
  for (const auto& [name, value] : nacre::material::numbers_of(material)) {
    require(!std::isinf(value));
  }
  for (const double fraction : {material.o3_conversion, material.nio_weight_fraction}) {
    require(fraction >= 0.0 && fraction <= 1.0 + 1e-9);
  }
}

void recipe(std::string_view text, bool carry_out) {
  const auto problems = check_recipe(text, "recipe.toml");
  for (const auto& problem : problems) {
    require(problem.where().find("line ") != std::string::npos);
  }
  if (!problems.empty()) {
    return;
  }
  auto read = parse_recipe(text, "recipe.toml");
  const auto programme = read.programme();
  require(std::isfinite(programme.end_s()) && programme.end_s() <= longest_programme_s);
  if (!read.steps.empty()) {
    require(programme.highest_K() <= hottest_programme_K + 1e-9);
  }
  if (carry_out && read.furnace != FurnaceKind::measured) {
    read.places = 1;
    read.strip.cells_along = 2;
    read.strip.cells_across = 1;
    check_run(run_furnace(read));
  }
}

// A file by the room's three kinds of readers: what they take is sound, or they refuse it.
void parameters(std::string_view text, unsigned kind) {
  ParameterFile file(text, "parameters.toml");
  if (kind == 0) {
    kinetics(file);
  } else if (kind == 1) {
    coating_material(file);
  } else {
    heater_material(file);
    powder_bed(file, 0.05);
  }
  file.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const unsigned choice = data[0] % 8U;
  try {
    if (choice <= 1) {
      recipe(text, choice == 1);
    } else if (choice <= 4) {
      parameters(text, choice - 2);
    } else {
      const auto table = nacre::formats::read_table(nacre::formats::Source::from_memory("x.csv", text));
      check(measured_history(table, "x.csv"));
    }
  } catch (const nacre::Error&) {
    // The only way in which any of them may refuse.
  }
  return 0;
}
