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
    Rule{"test_sec", "time_s"},
    Rule{"test", "time_s", "s"},
    Rule{"voltage", "voltage_V"},
    Rule{"volts", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"amps", "current_A"},
    Rule{"cycle_index", "cycle"},
    Rule{"cycle", "cycle"},
    Rule{"step_index", "step"},
    Rule{"step", "step"},
    Rule{"step_name", "step_type"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"charge_energy", "charge_energy_Wh"},
    Rule{"discharge_energy", "discharge_energy_Wh"},
    Rule{"temperature_1", "temperature_C"},
    Rule{"date_time_iso_string", "unix_time_s"},
    Rule{"date_time", "unix_time_s"},
};

bool is_landt(const std::vector<text::Heading>& headings) {
  const auto has = [&](std::string_view key) { return text::has_key(headings, key); };
  const bool modern = has("channel_index") && has("test_time") && has("voltage") && has("step_name");
  const bool older = has("rec") && (has("test_sec") || has("test")) && has("volts") && has("amps") &&
                     has("dpt_time") && !has("state") && !has("es");
  return modern || older;
}

}  // namespace

Match detect_csv(const Source& source) {
  return text::find_heading(text::Head(source), is_landt) ? Match::certain : Match::no;
}

Table read_csv(const Source& source, const ReadOptions& options) {
  const auto heading = text::find_heading(text::Head(source), is_landt);
  if (!heading) {
    source.fail("has no line of LANDT headings", at_line(1),
                "read it with --reader delimited-text and a column map");
  }
  Table table = text::read_with_rules(source, options, text::make_layout(source, *heading), rules);
  if (Column* type = table.find("step_type")) {
    text::rename_labels(*type, text::step_type_name);
  }
  text::sign_current_by_step_type(table);
  return table;
}

}  // namespace nacre::formats::landt
