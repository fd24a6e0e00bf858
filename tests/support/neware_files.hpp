// Writes Neware .nda and .ndax files of every version that nacre reads, from rows of known values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre::testing {

struct NewareRow {
  std::uint32_t index = 1;  // the number of the record
  std::uint32_t cycle = 1;
  std::uint32_t step = 1;  // counted through the record
  std::uint32_t step_index = 1;
  std::uint8_t step_type = 4;
  double step_time_s = 0;
  double time_s = 0;
  double unix_time_s = 0;
  double voltage_V = 0;
  double current_A = 0;
  double charge_Ah = 0;  // of the step
  double discharge_Ah = 0;
  double charge_Wh = 0;
  double discharge_Wh = 0;
  double temperature_C = 25;
};

// Cycles of rest, constant-current charge, constant-voltage charge and constant-current discharge, a row per
// second and rows_per_step rows each; capacities are the integral of the current.
std::vector<NewareRow> neware_rows(std::size_t count, std::size_t rows_per_step = 100);

struct NewareOptions {
  std::int32_t current_range = 6000;  // the code; 0 leaves it to the device block
  std::uint32_t run_info_every = 1;  // .ndax: a run-info record for every so many rows, and for each new step
  int channels = 0;                  // auxiliary channels, with temperature_C + 10 x their number
  int blocks = 1;                    // .nda 130: the records in so many blocks, chained by headers
};

// Versions 1 to 20, 22 to 29; 130 with records of 56 bytes, 1130 of 52, 2130 of 60, and 90 for BTS 9.0
// (version 130 with records of 88 bytes).
std::string nda_file(const std::vector<NewareRow>& rows, unsigned version, const NewareOptions& options = {});

// A member of an archive: kind 1 (records), 5 (channel), 7 (steps) or 18 (run info).
std::string ndc_file(const std::vector<NewareRow>& rows, unsigned version, unsigned kind,
                     const NewareOptions& options = {});
// The members, before they are packed. Versions 1 to 9 and 11 to 17.
std::vector<std::pair<std::string, std::string>> ndax_members(const std::vector<NewareRow>& rows,
                                                              unsigned version,
                                                              const NewareOptions& options = {});
std::string ndax_file(const std::vector<NewareRow>& rows, unsigned version,
                      const NewareOptions& options = {});

}  // namespace nacre::testing
