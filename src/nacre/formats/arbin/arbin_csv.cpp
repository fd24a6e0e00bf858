// Arbin csv exports of all generations: "Data_Point, Test_Time(s), Date_Time, Step_Index,
// Charge_Capacity(Ah)" (MITS Pro, from .res), "Date Time, Test Time (s), Cycle Index, Current (A)" (MITS X,
// from the SQL server), and the same names without units. The current is positive on charge. The capacities
// run on until the schedule sets them back, so that they stay under their own names.
#include "nacre/formats/arbin/arbin_csv.hpp"

#include <array>

#include "nacre/formats/text/dialect.hpp"

namespace nacre::formats::arbin {
namespace {

using text::Rule;

constexpr std::array rules = {
    Rule{"test_time", "time_s"},
    Rule{"voltage", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"cycle_index", "cycle"},
    Rule{"cycle_id", "cycle"},
    Rule{"step_index", "step_index"},
    Rule{"step_id", "step_index"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"charge_energy", "charge_energy_Wh"},
    Rule{"discharge_energy", "discharge_energy_Wh"},
    Rule{"aux_temperature_1", "temperature_C"},
    Rule{"temperature", "temperature_C"},
    Rule{"temperature_c_1", "temperature_C"},
    Rule{"date_time", "unix_time_s"},
    Rule{"datetime", "unix_time_s"},
    Rule{"step_time", "step_time_s"},
    Rule{"data_point", "record"},
};

bool is_arbin(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view key) { return text::has_key(headings, key); };
  const bool steps = has("step_index") || has("step_id");
  const bool cycles = has("cycle_index") || has("cycle_id");
  const bool capacities = has("charge_capacity") && has("discharge_capacity");
  const bool own = has("data_point") || has("date_time") || has("datetime") || has("internal_resistance");
  return has("test_time") && has("current") && has("voltage") && steps && cycles && capacities && own;
}

constexpr text::Dialect dialect{"Arbin", is_arbin, rules};

}  // namespace

Match detect_csv(const Source& source) { return text::detect(source, dialect); }

Table read_csv(const Source& source, const ReadOptions& options) {
  return text::read(source, options, dialect);
}

}  // namespace nacre::formats::arbin
