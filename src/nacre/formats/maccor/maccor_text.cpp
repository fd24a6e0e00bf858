// Maccor text exports, with tabs or commas: Rec#, Cyc#, TestTime, Amp-hr, Amps, Volts, State; and the later
// one with Rec, Cycle P, Cap. [Ah], Current [A], Voltage [V], MD, also with decimal commas and thousands
// apart. Times read "0d 00:00:05.05" or are in seconds. The current has no sign: the state says in which
// direction it flows (C charge, D discharge, R rest, S suspended, P paused). Capacity and energy count from
// zero in each step. Cycle P is the cycle of the procedure, Cycle C a count of half-cycles.
#include "nacre/formats/maccor/maccor_text.hpp"

#include <array>

#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::maccor {
namespace {

using text::Rule;

constexpr std::array rules = {
    Rule{"testtime", "time_s"},
    Rule{"test_time", "time_s"},
    Rule{"test", "time_s"},
    Rule{"volts", "voltage_V"},
    Rule{"voltage", "voltage_V"},
    Rule{"amps", "current_A"},
    Rule{"current", "current_A"},
    Rule{"cyc", "cycle"},
    Rule{"cycle_p", "cycle"},
    Rule{"cycle", "cycle"},
    Rule{"step", "step_index"},
    Rule{"state", "step_type"},
    Rule{"md", "step_type"},
    Rule{"amp_hr", "capacity_Ah"},
    Rule{"cap", "capacity_Ah"},
    Rule{"capacity", "capacity_Ah"},
    Rule{"watt_hr", "energy_Wh"},
    Rule{"ener", "energy_Wh"},
    Rule{"energy", "energy_Wh"},
    Rule{"wf_chg_cap", "charge_capacity_Ah"},
    Rule{"wf_dis_cap", "discharge_capacity_Ah"},
    Rule{"wf_chg_e", "charge_energy_Wh"},
    Rule{"wf_dis_e", "discharge_energy_Wh"},
    Rule{"temp_1", "temperature_C"},
    Rule{"dpt_time", "unix_time_s"},
    Rule{"steptime", "step_time_s"},
    Rule{"step_time", "step_time_s"},
    Rule{"step", "step_time_s"},  // "Step (Sec)" beside "Step"
    Rule{"rec", "record"},
};

bool is_maccor(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view key) { return text::has_key(headings, key); };
  const bool record = has("rec") || has("cyc") || has("cycle_p");
  const bool time = has("testtime") || has("test_time") || has("test");
  const bool voltage = has("volts") || has("voltage");
  const bool current = has("amps") || has("current");
  const bool own = has("state") || has("md") || has("es") || has("watt_hr") || has("cycle_p");
  return record && time && voltage && current && own && has("step");
}

constexpr text::Dialect dialect{"Maccor", is_maccor, rules};

std::string state_name(std::string_view code) {
  if (code == "S") {
    return "suspended";
  }
  if (code == "P") {
    return "pause";
  }
  return text::step_type_name(code);
}

}  // namespace

Match detect_text(const Source& source) { return text::detect(source, dialect); }

Table read_text(const Source& source, const ReadOptions& options) {
  Table table = text::read(source, options, dialect);
  if (Column* type = table.find("step_type")) {
    text::rename_labels(*type, state_name);
  } else {
    table.warnings.emplace_back(
        "the file has no column State or MD: the current has the sign that it has in the file");
  }
  text::sign_current_by_step_type(table);
  text::keep_only_step_counters(table, "capacity_Ah", "Capacity");
  text::keep_only_step_counters(table, "energy_Wh", "Energy");
  return table;
}

}  // namespace nacre::formats::maccor
