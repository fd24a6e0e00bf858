// What a study's report says of the spectra of one measurement: of one spectrum what nacre eis and nacre drt
// show, of several the planes, the Kramers-Kronig tests and the series.
#pragma once

#include <string>

#include "nacre/impedance/record.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct ImpedanceRecords {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables
  const impedance::RecordAnalysis* analysis = nullptr;
};

Section impedance_record_section(const ImpedanceRecords& record);
Method impedance_record_method(const ImpedanceRecords& record);

}  // namespace nacre::report
