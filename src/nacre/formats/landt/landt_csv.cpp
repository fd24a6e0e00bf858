// LANDT (LAND) cycler exports in text: the csv with headings such as test_time_s, voltage_V, step_name below
// a few lines "key: value", and the older layouts with "Test(Sec)" and "Test_Time(s)". The current is
// positive on charge. Capacities count per cycle and stay under their own names.
#include <array>

#include "nacre/formats/landt/landt_csv.hpp"
#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::landt {
namespace {

using text::Rule;

constexpr std::array rules = {
    Rule{"test_time", "time_s"},
    Rule{"testtime", "time_s"},
    Rule{"test", "time_s"},
    Rule{"voltage", "voltage_V"},
    Rule{"volts", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"amps", "current_A"},
    Rule{"cycle_index", "cycle"},
    Rule{"cycle", "cycle"},
    Rule{"cyc", "cycle"},
    Rule{"step_index", "step_index"},
    Rule{"step", "step_index"},
    Rule{"step_name", "step_type"},
    Rule{"capacity", "capacity_Ah"},
    Rule{"energy", "energy_Wh"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"charge_energy", "charge_energy_Wh"},
    Rule{"discharge_energy", "discharge_energy_Wh"},
    Rule{"temperature_1", "temperature_C"},
    Rule{"date_time_iso_string", "unix_time_s"},
    Rule{"date_time", "unix_time_s"},
    Rule{"step_time", "step_time_s"},
    Rule{"steptime", "step_time_s"},
    Rule{"record", "record"},
    Rule{"rec", "record"},
    Rule{"channel_index", "record"},
};

bool is_landt(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view key) { return text::has_key(headings, key); };
  const bool modern = has("channel_index") && has("test_time") && has("voltage") && has("step_name");
  const bool landdt =
      has("record") && has("testtime") && has("cycle_index") && has("step_index") && has("voltage");
  const bool older =
      has("rec") && has("test") && has("volts") && has("amps") && has("dpt_time") && !has("state");
  return modern || landdt || older;
}

constexpr text::Dialect dialect{"LANDT", is_landt, rules};

}  // namespace

Match detect_csv(const Source& source) { return text::detect(source, dialect); }

Table read_csv(const Source& source, const ReadOptions& options) {
  Table table = text::read(source, options, dialect);
  if (Column* type = table.find("step_type")) {
    text::rename_labels(*type, text::step_type_name);
  }
  text::sign_current_by_step_type(table);
  text::keep_only_step_counters(table, "capacity_Ah", "Capacity");
  return table;
}

}  // namespace nacre::formats::landt
