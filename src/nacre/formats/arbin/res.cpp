#include "nacre/formats/arbin/res.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "nacre/formats/arbin/jet.hpp"
#include "nacre/formats/plain.hpp"
#include "nacre/formats/step_count.hpp"

namespace nacre::formats::arbin {
namespace {

constexpr std::string_view normal_table("Channel_Normal_Table");
constexpr std::string_view statistic_table("Channel_Statistic_Table");
constexpr std::string_view auxiliary_table("Auxiliary_Table");
constexpr std::string_view auxiliary_names("Aux_Global_Data_Table");
constexpr std::string_view global_table("Global_Table");
constexpr std::array<std::string_view, 5> wanted{normal_table, statistic_table, auxiliary_table,
                                                 auxiliary_names, global_table};

constexpr std::size_t page = 4096;  // of a Jet 4 database
constexpr std::string_view advice("copy the file again, or read what there is with --salvage");

struct Name {
  std::string_view arbin;
  std::string_view name;
  std::string_view unit;
};
constexpr std::array<Name, 21> names{{{"Test_ID", "test_id", "1"},
                                      {"Data_Point", "record", "1"},
                                      {"Test_Time", "time_s", "s"},
                                      {"Step_Time", "step_time_s", "s"},
                                      {"Step_Index", "step_index", "1"},
                                      {"Cycle_Index", "cycle", "1"},
                                      {"Is_FC_Data", "Is_FC_Data", "1"},
                                      {"Current", "current_A", "A"},
                                      {"Voltage", "voltage_V", "V"},
                                      {"Charge_Capacity", "charge_capacity_Ah", "Ah"},
                                      {"Discharge_Capacity", "discharge_capacity_Ah", "Ah"},
                                      {"Charge_Energy", "charge_energy_Wh", "Wh"},
                                      {"Discharge_Energy", "discharge_energy_Wh", "Wh"},
                                      {"dV/dt", "dV/dt", "V/s"},
                                      {"Internal_Resistance", "Internal_Resistance", "Ohm"},
                                      {"AC_Impedance", "AC_Impedance", "Ohm"},
                                      {"ACI_Phase_Angle", "ACI_Phase_Angle", "deg"},
                                      {"Vmax_On_Cycle", "Vmax_On_Cycle", "V"},
                                      {"Charge_Time", "Charge_Time", "s"},
                                      {"Discharge_Time", "Discharge_Time", "s"},
                                      {"Power", "Power", "W"}}};

Name name_of(const std::string& arbin) {
  const auto* found =
      std::find_if(names.begin(), names.end(), [&](const Name& name) { return name.arbin == arbin; });
  return found == names.end() ? Name{arbin, arbin, ""} : *found;
}

// Finds the row of a (test, data point) pair in the sorted table.
class Points {
 public:
  Points(const Numbers& test, const Numbers& point) : test_(test), point_(point) {}

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::size_t find(double test, double point) const {
    std::size_t low = 0;
    for (std::size_t high = test_.size(); low < high;) {
      const std::size_t middle = low + (high - low) / 2;
      if (std::pair(test_[middle], point_[middle]) < std::pair(test, point)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < test_.size() && test_[low] == test && point_[low] == point ? low : none;
  }

 private:
  const Numbers& test_;
  const Numbers& point_;
};

class ResReader {
 public:
  ResReader(const JetTables& tables, const JetTable& normal, Table& table)
      : tables_(tables), normal_(normal), table_(table) {}

  void read() {
    add_points();
    add_clock();
    count_steps(table_);
    add_of_step("capacity_Ah", "Ah", "charge_capacity_Ah", "discharge_capacity_Ah");
    add_of_step("energy_Wh", "Wh", "charge_energy_Wh", "discharge_energy_Wh");
    add_statistics();
    add_auxiliaries();
    add_metadata();
  }

 private:
  static const Numbers* numbers(const JetTable& table, std::string_view column) {
    const JetColumn* found = table.find(column);
    return found == nullptr || found->is_text ? nullptr : &found->numbers;
  }

  // The rows in the order of test and data point.
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> rows(normal_.rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const Numbers* test = numbers(normal_, "Test_ID");
    const Numbers* point = numbers(normal_, "Data_Point");
    // A null has no order among numbers: it comes last.
    const auto place = [](double value) { return std::isnan(value) ? HUGE_VAL : value; };
    const auto before = [&](std::size_t a, std::size_t b) {
      return std::tuple(place((*test)[a]), place((*point)[a]), a) <
             std::tuple(place((*test)[b]), place((*point)[b]), b);
    };
    if (test != nullptr && point != nullptr && !std::is_sorted(rows.begin(), rows.end(), before)) {
      std::sort(rows.begin(), rows.end(), before);
    }
    return rows;
  }

  void add_points() {
    const auto rows = order();
    for (const auto& from : normal_.columns) {
      if (from.is_text || from.name == "DateTime") {
        continue;
      }
      const Name name = name_of(from.name);
      table_.add({std::string(name.name),
                  std::string(name.unit),
                  gather(from.numbers, rows),
                  {},
                  from.single_precision});
    }
    if (const Numbers* days = numbers(normal_, "DateTime"); days != nullptr) {
      clock_ = gather(*days, rows);
    }
  }

  static Numbers gather(const Numbers& from, const std::vector<std::size_t>& rows) {
    Numbers values(rows.size());
    std::transform(rows.begin(), rows.end(), values.begin(), [&](std::size_t row) { return from[row]; });
    return values;
  }

  void add_clock() {
    if (clock_.empty()) {
      return;
    }
    for (double& value : clock_) {
      value = unix_from_ole_days(value);
    }
    table_.add("unix_time_s", "s", std::move(clock_));
    table_.metadata.emplace_back("unix_time_s", "column DateTime; local time of the instrument taken as UTC");
  }

  void add_of_step(const char* name, const char* unit, std::string_view in, std::string_view out) {
    const Column* charge = table_.find(in);
    const Column* discharge = table_.find(out);
    const Column* step = table_.find("step");
    if (charge == nullptr || discharge == nullptr || step == nullptr) {
      return;
    }
    // A counter that falls was set back by the schedule and has counted from zero since.
    const auto growth = [](const Column* counter, std::size_t row) {
      const double now = counter->values[row];
      const double before = row == 0 ? 0 : counter->values[row - 1];
      return now >= before ? now - before : now;
    };
    Numbers counted(table_.rows());
    double sum = 0;
    for (std::size_t row = 0; row < counted.size(); ++row) {
      const bool begins = row == 0 || step->values[row] != step->values[row - 1];
      sum = (begins ? 0 : sum) + growth(charge, row) + growth(discharge, row);
      counted[row] = sum;
    }
    table_.add(name, unit, std::move(counted));
    std::string note("computed: what ");
    note.append(in).append(" and ").append(out).append(" grew by since the step began");
    table_.metadata.emplace_back(name, std::move(note));
  }

  void add_statistics() {
    const JetTable* statistics = tables_.find(statistic_table);
    if (statistics == nullptr || statistics->rows == 0 || !can_join(*statistics)) {
      return;
    }
    for (const auto& from : statistics->columns) {
      if (from.is_text || from.name == "Test_ID" || from.name == "Data_Point") {
        continue;
      }
      const Name name = name_of(from.name);
      table_.add({std::string(name.name),
                  std::string(name.unit),
                  join(*statistics, from, nullptr),
                  {},
                  from.single_precision});
    }
  }

  bool can_join(const JetTable& other) const {
    return numbers(other, "Test_ID") != nullptr && numbers(other, "Data_Point") != nullptr &&
           table_.has("test_id") && table_.has("record");
  }

  // The values of another table's column at the data points of this one; only the given rows where there are
  // some.
  Numbers join(const JetTable& other, const JetColumn& from, const std::vector<std::size_t>* rows) const {
    const Points points(table_.find("test_id")->values, table_.find("record")->values);
    const Numbers& test = *numbers(other, "Test_ID");
    const Numbers& point = *numbers(other, "Data_Point");
    Numbers values(table_.rows(), missing);
    const std::size_t count = rows == nullptr ? other.rows : rows->size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = rows == nullptr ? i : (*rows)[i];
      if (const std::size_t at = points.find(test[row], point[row]); at != Points::none) {
        values[at] = from.numbers[row];
      }
    }
    return values;
  }

  void add_auxiliaries() {
    const JetTable* auxiliary = tables_.find(auxiliary_table);
    if (auxiliary == nullptr || auxiliary->rows == 0 || !can_join(*auxiliary)) {
      return;
    }
    const Numbers* type = numbers(*auxiliary, "Data_Type");
    const Numbers* index = numbers(*auxiliary, "Auxiliary_Index");
    if (type == nullptr || index == nullptr) {
      return;
    }
    std::map<std::pair<double, double>, std::vector<std::size_t>> inputs;  // by type and index
    for (std::size_t row = 0; row < auxiliary->rows; ++row) {
      if (std::isnan((*type)[row]) || std::isnan((*index)[row])) {
        continue;
      }
      inputs[{(*type)[row], (*index)[row]}].push_back(row);
      if (inputs.size() > input_limit) {
        table_.warnings.emplace_back(
            "the auxiliary inputs were left out: there are more than any instrument has");
        return;
      }
    }
    for (const auto& [input, rows] : inputs) {
      for (const auto& from : auxiliary->columns) {
        if (!from.is_text && (from.name == "X" || from.name == "dX/dt" || from.name == "dX_dt")) {
          Column column = auxiliary_column(input.first, input.second, from.name != "X");
          column.values = join(*auxiliary, from, &rows);
          column.single_precision = from.single_precision;
          table_.add(std::move(column));
        }
      }
    }
  }

  Column auxiliary_column(double type, double index, bool rate) const {
    Column column;
    column.unit = std::string(type == 0 ? "V" : type == 1 ? "C" : "");
    column.name.append("Auxiliary ").append(short_number(type)).append(".").append(short_number(index));
    const JetTable* described = tables_.find(auxiliary_names);
    if (described != nullptr) {
      const Numbers* types = numbers(*described, "Data_Type");
      const Numbers* indices = numbers(*described, "Auxiliary_Index");
      const JetColumn* nickname = described->find("Nickname");
      const JetColumn* unit = described->find("Unit");
      for (std::size_t row = 0; types != nullptr && indices != nullptr && row < described->rows; ++row) {
        if ((*types)[row] == type && (*indices)[row] == index) {
          if (nickname != nullptr && nickname->is_text && !nickname->texts[row].empty()) {
            column.name = nickname->texts[row];
          }
          if (unit != nullptr && unit->is_text && !unit->texts[row].empty()) {
            column.unit = unit->texts[row];
          }
        }
      }
    }
    if (rate) {
      column.name += " dX/dt";
      column.unit.append(column.unit.empty() ? "" : "/s");
    } else if (type == 1 && !table_.has("temperature_C")) {
      column.name = std::string("temperature_C");
      column.unit = std::string("C");
    }
    return column;
  }

  void add_metadata() {
    const JetTable* global = tables_.find(global_table);
    if (global == nullptr) {
      return;
    }
    static constexpr std::array<Name, 11> facts{{{"Test_ID", "test id", ""},
                                                 {"Test_Name", "test name", ""},
                                                 {"Channel_Index", "channel index", ""},
                                                 {"Creator", "creator", ""},
                                                 {"Comments", "comments", ""},
                                                 {"Schedule_File_Name", "schedule", ""},
                                                 {"Software_Version", "software version", ""},
                                                 {"Serial_Number", "serial number", ""},
                                                 {"MASS", "mass", "g"},
                                                 {"Specific_Capacity", "specific capacity", "Ah/g"},
                                                 {"Capacity", "capacity", "Ah"}}};
    for (std::size_t row = 0; row < std::min<std::size_t>(global->rows, 100); ++row) {
      for (const auto& fact : facts) {
        const JetColumn* column = global->find(fact.arbin);
        if (column == nullptr) {
          continue;
        }
        const bool known =
            column->is_text ? !column->texts[row].empty() : std::isfinite(column->numbers[row]);
        if (known) {
          std::string value = column->is_text ? column->texts[row] : short_number(column->numbers[row]);
          if (!fact.unit.empty()) {
            value.append(" ").append(fact.unit);
          }
          table_.metadata.emplace_back(fact.name, std::move(value));
        }
      }
    }
  }

  static constexpr std::size_t input_limit = 1024;

  const JetTables& tables_;
  const JetTable& normal_;
  Table& table_;
  Numbers clock_;
};

void warn_of_several_tests(Table& table) {
  const Column* test = table.find("test_id");
  if (test == nullptr || test->values.front() == test->values.back()) {
    return;
  }
  std::string ids;
  double last = missing;
  std::size_t count = 0;
  for (const double id : test->values) {
    if (id != last) {
      ids += ids.empty() ? "" : ", ";
      ids += short_number(id);
      last = id;
      if (++count == 20) {
        ids += ", ...";
        break;
      }
    }
  }
  std::string warning("the file holds several tests (test_id ");
  warning.append(ids).append("): time, cycles and steps start anew with each");
  table.warnings.push_back(std::move(warning));
}

}  // namespace

Match detect_res(const Source& source) { return is_jet(source.bytes()) ? Match::certain : Match::no; }

Table read_res(const Source& source, const ReadOptions& options) {
  const JetTables tables = read_jet(source, wanted);
  const JetTable* normal = tables.find(normal_table);
  std::string damage = tables.damage;
  if (damage.empty() && source.bytes().size() % page != 0) {
    damage = "ends inside a page of the database";
  }
  if (damage.empty() && normal != nullptr && normal->rows < normal->announced_rows) {
    damage = "has " + std::to_string(normal->rows) + " of " + std::to_string(normal->announced_rows) +
             " data points";
  }
  if (!damage.empty() && !options.salvage) {
    source.fail(damage, at_byte(source.bytes().size()), std::string(advice));
  }
  if (normal == nullptr) {
    source.fail("is a database without the table " + std::string(normal_table), "",
                "name a file of an Arbin test");
  }
  if (normal->rows == 0 || normal->find("Test_Time") == nullptr) {
    source.fail("holds no data points", "table " + std::string(normal_table),
                "the test was stopped before its first point");
  }
  Table table;
  if (!damage.empty()) {
    table.warnings.push_back("the file " + damage + ": " + std::to_string(normal->rows) +
                             " data points were read");
  }
  ResReader(tables, *normal, table).read();
  warn_of_several_tests(table);
  return table;
}

}  // namespace nacre::formats::arbin
