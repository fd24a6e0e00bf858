// What a report says of impedance spectra: Nyquist and Bode, the Kramers-Kronig residuals, the fit of a
// circuit.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/impedance/analysis.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct ImpedanceRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables, or empty
  const impedance::Analysis* analysis = nullptr;
};

// Points as symbols, the fitted circuit as a line.
Section impedance_section(const ImpedanceRecord& record);

Document impedance_document(std::span<const ImpedanceRecord> records, const std::vector<InputFile>& inputs,
                            const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
