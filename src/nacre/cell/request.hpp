// A simulation as words ask for it, on a command line or in a study: set, changes to it, model, mesh,
// protocol.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/protocol.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

// "spm", "spme", "dfn". Throws UsageError.
ModelKind model_kind(std::string_view name);
std::string_view to_string(ModelKind kind);

// "16,8,16,8": cells in the negative electrode, the separator and the positive one, nodes of a particle.
// Throws UsageError.
Mesh parse_mesh(std::string_view text);
std::string to_text(const Mesh& mesh);

// "0.01" or "5 min", in s. Throws UsageError.
double parse_period(const std::string& text);

// A protocol that is done N times. Where all its cycles are single steps, they are taken together as one.
// Throws UsageError where there would be too many steps.
Protocol repeated(const Protocol& protocol, int times);

// The set of that name or file with changes: path and value, as ParameterSet::set takes them.
ParameterSet changed_set(std::string_view name,
                         const std::vector<std::pair<std::string, std::string>>& changes);

// The numbers of the set for the models; temperature_C: of the surroundings and at the start, in place of the
// set's. Throws UsageError, InputError.
CellParameters cell_parameters(const ParameterSet& set, std::optional<double> temperature_C);

// The paths of the parameters that are assumed: with any of them, what comes out is uncalibrated.
std::vector<std::string> assumed_parameters(const ParameterSet& set);

}  // namespace nacre::cell
