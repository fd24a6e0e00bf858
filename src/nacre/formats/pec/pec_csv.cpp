// PEC (LifeTest) csv exports: lines "key:,value" and blocks between lines that begin with #, then headings
// such as "Total Time (Seconds)", "Step Time (Hours in hh:mm:ss.xxx)", "Voltage (mV)", "Current (mA)",
// "Charge Capacity (mAh)", "Discharge Capacity (mWh)" (an energy in spite of its name), "Real Time",
// "Position Start Time". The unit of each is chosen at export and stands in the heading. The current is
// negative on discharge.
#include "nacre/formats/pec/pec_csv.hpp"

#include <array>

#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::pec {
namespace {

using text::Rule;

constexpr std::array rules = {
    Rule{"total_time", "time_s"},
    Rule{"voltage", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"cycle", "cycle"},
    Rule{"step", "step_index"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"charge_capacity", "charge_energy_Wh"},  // in mWh
    Rule{"discharge_capacity", "discharge_energy_Wh"},
    Rule{"charge_energy", "charge_energy_Wh"},
    Rule{"discharge_energy", "discharge_energy_Wh"},
    Rule{"temperature", "temperature_C"},
    Rule{"temperature_1", "temperature_C"},
    Rule{"real_time", "unix_time_s"},
    Rule{"step_time", "step_time_s"},
    Rule{"reading", "record"},
};

bool is_pec(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view key) { return text::has_key(headings, key); };
  return has("total_time") && has("step_time") && has("voltage") && has("current") &&
         (has("position_start_time") || has("rack") || has("real_time")) && has("step") && has("cycle");
}

constexpr text::Dialect dialect{"PEC", is_pec, rules};

}  // namespace

Match detect_csv(const Source& source) { return text::detect(source, dialect); }

Table read_csv(const Source& source, const ReadOptions& options) {
  Table table = text::read(source, options, dialect);
  text::check_sign_of_current(table);
  return table;
}

}  // namespace nacre::formats::pec
