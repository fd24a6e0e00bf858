// What a report says of simulated cells: how they were simulated and with which parameters, what each cycle
// left behind, profiles across the cell, impedance.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/cell/spectrum.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// Every parameter, the assumed ones first and marked. set: cell::to_json of a ParameterSet.
DataTable parameter_table(const Json& set, const std::string& id);

// description: cell::describe.
Method simulation_method(const std::string& name, const Json& description, const Json& set);

// What each cycle gave, and the losses by cause. cycles: as in cell::to_json of a Simulation; id: before the
// ids of figures and tables, or empty.
Section ageing_section(const Json& cycles, const std::string& id);

// Salt, potential and filling across the cell at the ends of cycles. profiles: as cell::to_json gives them.
Section profile_section(const Json& profiles, const std::string& id);

// Nyquist and Bode.
Section impedance_section(std::span<const cell::Spectrum> spectra);

}  // namespace nacre::report
