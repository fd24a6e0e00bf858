// What a study's report says of its furnaces: the material states side by side, and of each record what nacre
// furnace shows.
#pragma once

#include <string>
#include <vector>

#include "nacre/report/document.hpp"
#include "nacre/study/furnace.hpp"
#include "nacre/study/outcome.hpp"

namespace nacre::report {

struct FurnaceRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables
  const study::Record* record = nullptr;
  study::FurnaceArchive made;
};

// One row for each record that is no scan, and below it one of what is published on its sample.
Section material_states_section(const std::vector<FurnaceRecord>& records,
                                const std::vector<study::Published>& published);
Section furnace_record_section(const FurnaceRecord& record);

// Every parameter file that the records used, once.
Section furnace_parameters_section(const std::vector<FurnaceRecord>& records);
Method furnace_record_method(const std::vector<FurnaceRecord>& records);

}  // namespace nacre::report
