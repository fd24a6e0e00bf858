// An entry [[simulation]] of a study: a table that is computed where a measurement reads one from a file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/protocol.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::study {

struct Simulation {
  cell::ParameterSet set;  // with the study's changes
  cell::CellParameters cell;
  cell::Protocol protocol;
  cell::SimulationOptions options;
};

// Reads its keys: parameters, set, model, mesh, protocol or protocol_file, period, initial_soc,
// temperature_C. Paths start from folder. Returns nullptr where there are problems more.
std::shared_ptr<const Simulation> parse_simulation(TomlSection& section, const std::filesystem::path& folder);

// All that decides the result: every number of the set, the protocol with its profiles, model and mesh.
Json inputs_of(const Simulation& simulation);

struct Simulated {
  formats::Table table;  // as if a cycler had written it, with warnings
  // What is behind it: cell::describe, the parameters and those of them that are assumed, how it ended, what
  // each cycle left behind, profiles across the cell. Nothing that changes from run to run.
  Json summary;
};
Simulated simulate(const Simulation& simulation);

}  // namespace nacre::study
