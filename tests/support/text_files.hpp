// Small text files in the layouts of the instruments, all of one record that can be checked by hand: ten
// seconds of rest, a charge with 1 A and a discharge with 2 A, a row every ten seconds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nacre::testing {

// What every file below holds, whatever its layout.
struct TextRow {
  double time_s;
  double step_time_s;
  double voltage_V;
  double current_A;  // charge positive
  int cycle;
  int step;
  char state;  // R, C or D
  double capacity_Ah;
};
std::vector<TextRow> text_rows();

std::string bdf_text(bool machine_labels);
std::string landt_text();
std::string landdt_text();           // LANDdt: TestTime/Sec, Current/mA
std::string neware_flat_text();      // BTSDA, in mV, uA (Latin-1), mAs
std::string neware_old_flat_text();  // Record ID, Time(h:min:s.ms), no running time
std::string neware_layered_text();   // cycles, steps and records in one
std::string neware_chinese_text();   // headings in GB18030
std::string arbin_text();            // Data_Point, Test_Time(s)
std::string arbin_sql_text();        // Date Time, Test Time (s)
std::string maccor_text();           // tabs, day-time formats, state
std::string maccor_german_text();    // Cap. [Ah], MD, decimal comma, thousands
std::string pec_text();
std::string generic_text();  // semicolons, decimal comma, a preamble, units in brackets

// Every one of the above with a name for it.
struct TextFile {
  std::string name;
  std::string bytes;
};
std::vector<TextFile> all_text_files();

// The bytes of an ASCII text in UTF-16 with a byte order mark.
std::string utf16(std::string_view text, bool little);

}  // namespace nacre::testing
