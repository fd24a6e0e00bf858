#include "support/text_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::testing {
namespace {

constexpr int start_minute = 16;

std::string date(const TextRow& row, std::string_view separator) {
  return fmt::format("2024{0}04{0}30 14:{1:02}:{2:02}", separator,
                     start_minute + static_cast<int>(row.time_s) / 60, static_cast<int>(row.time_s) % 60);
}

std::string us_date(const TextRow& row) { return "04/30/2024" + date(row, "-").substr(10); }

std::string clock(double seconds) {
  const int whole = static_cast<int>(seconds);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", whole / 3600, whole / 60 % 60, whole % 60,
                     static_cast<int>(std::lround((seconds - whole) * 1000)));
}

std::string_view step_name(const TextRow& row) {
  return row.state == 'R' ? "Rest" : row.state == 'C' ? "CC Chg" : "CC DChg";
}

double charge(const TextRow& row) { return row.state == 'C' ? row.capacity_Ah : 0; }
double discharge(const TextRow& row) { return row.state == 'D' ? row.capacity_Ah : 0; }

std::string with_comma(std::string text) {
  std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

template <class Line>
std::string lines(std::string text, const Line& line) {
  std::size_t record = 0;
  for (const auto& row : text_rows()) {
    text += line(row, ++record);
    text += "\n";
  }
  return text;
}

}  // namespace

std::vector<TextRow> text_rows() {
  std::vector<TextRow> rows;
  const struct {
    char state;
    double current;
    int count;
  } steps[] = {{'R', 0, 2}, {'C', 1, 13}, {'D', -2, 13}};
  double time = 0;
  double voltage = 3;
  for (int step = 0; step < 3; ++step) {
    for (int i = 0; i < steps[step].count; ++i) {
      const double elapsed = 10.0 * i;
      const double current = steps[step].current;
      voltage += i > 0 ? current * 0.0125 : 0;
      rows.push_back({time + elapsed, elapsed, std::round(voltage * 1e4) / 1e4, current, 1, step + 1,
                      steps[step].state, std::abs(current) * elapsed / 3600});
    }
    time = rows.back().time_s;
  }
  return rows;
}

std::string bdf_text(bool machine_labels) {
  return lines(machine_labels ? "test_time_second,voltage_volt,current_ampere,cycle_count,step_id,step_type,"
                                "step_cumulative_capacity_ah,power_watt\n"
                              : "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step ID / 1,Step Type,"
                                "Step Cumulative Capacity / Ah,Power / W\n",
               [](const TextRow& row, std::size_t) {
                 return fmt::format("{},{},{},{},{},{},{},{}", row.time_s, row.voltage_V, row.current_A,
                                    row.cycle, row.step, step_name(row), row.capacity_Ah,
                                    row.voltage_V * row.current_A);
               });
}

std::string landt_text() {
  return lines(
      "cell model:NFM333,,,,,,,,,,,\ncell id: 17,,,,,,,,,,,\n"
      "channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,current_A,voltage_V,"
      "discharge_capacity_Ah,charge_capacity_Ah,Pressure_Psi,step_name\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{},{},{},{},{:.3f},{:.3f},{},{},{},{},0,{},", record, row.cycle, row.step,
                           us_date(row), row.time_s, row.step_time_s, row.current_A, row.voltage_V,
                           discharge(row), charge(row),
                           row.state == 'R'   ? "rest"
                           : row.state == 'C' ? "charge CC"
                                              : "discharge CC");
      });
}

std::string landdt_text() {
  return lines("Record,Cycle-Index,Step-Index,TestTime/Sec,StepTime/Sec,Current/mA,Capacity/mAh,Voltage/V\n",
               [](const TextRow& row, std::size_t record) {
                 return fmt::format("{},{},{},{},{},{},{},{}", record, row.cycle, row.step, row.time_s,
                                    row.step_time_s, 1000 * row.current_A, 1000 * row.capacity_Ah,
                                    row.voltage_V);
               });
}

std::string neware_flat_text() {
  return lines(
      "DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(\xb5"
      "A),Voltage(mV),Capacity(mAs),Chg. Cap.(mAs),DChg. Cap.(mAs),Date,Power(mW),LgD,\r\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{},{},{},{},{},{},{},{:.1f},{},{},{},{}.250,{},,\r", record, row.cycle, row.step,
                           step_name(row), clock(row.step_time_s), clock(row.time_s), 1e6 * row.current_A,
                           1e3 * row.voltage_V, 3.6e6 * row.capacity_Ah, 3.6e6 * charge(row),
                           3.6e6 * discharge(row), date(row, "-"), 1e3 * row.voltage_V * row.current_A);
      });
}

std::string neware_old_flat_text() {
  return lines(
      "Record ID\tCycle ID\tStep "
      "ID\tStatus\tTime(h:min:s.ms)\tVoltage(V)\tCurrent(mA)\tCapacity(mAh)\tRealtime\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", record, row.cycle, row.step, row.state,
                           clock(row.step_time_s), row.voltage_V, 1e3 * std::abs(row.current_A),
                           1e3 * row.capacity_Ah, date(row, "/"));
      });
}

std::string neware_layered_text() {
  std::string text =
      "Cycle ID,Cap_Chg(mAh),Cap_DChg(mAh),,,,,\n,Step ID,Step Name,Step Time(h:min:s.ms),,,,\n"
      ",,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA),Capacity(mAh),Realtime\n1,\"\t0.3\",0.7,,,,,\n";
  int step = 0;
  std::size_t record = 0;
  for (const auto& row : text_rows()) {
    if (row.step != step) {
      step = row.step;
      text += fmt::format(",\"{}\",\"\t{}\",0:02:00.000,,,,\n", step, step_name(row));
    }
    text += fmt::format(",,{},\"\t{}\",{},{},{},\"\t{}\"\n", ++record, clock(row.step_time_s), row.voltage_V,
                        1e3 * row.current_A, 1e3 * row.capacity_Ah, date(row, "-"));
  }
  return text;
}

std::string neware_chinese_text() {
  // In GB18030: record, cycle, step, kind of step, step time, total time, current, voltage, capacity.
  return lines(
      "\xca\xfd\xbe\xdd\xd0\xf2\xba\xc5,\xd1\xad\xbb\xb7\xba\xc5,\xb9\xa4\xb2\xbd\xba\xc5,"
      "\xb9\xa4\xb2\xbd\xc0\xe0\xd0\xcd,"
      "\xca\xb1\xbc\xe4,\xd7\xdc\xca\xb1\xbc\xe4,\xb5\xe7\xc1\xf7(mA),\xb5\xe7\xd1\xb9(V),\xc8\xdd\xc1\xbf("
      "mAh)\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{},{},{},{},{},{},{},{},{}", record, row.cycle, row.step,
                           row.state == 'R'   ? "\xbe\xb2\xd6\xc3"
                           : row.state == 'C' ? "\xba\xe3\xc1\xf7\xb3\xe4\xb5\xe7"
                                              : "\xba\xe3\xc1\xf7\xb7\xc5\xb5\xe7",
                           clock(row.step_time_s), clock(row.time_s), 1e3 * row.current_A, row.voltage_V,
                           1e3 * row.capacity_Ah);
      });
}

std::string arbin_text() {
  return lines(
      "Data_Point,Test_Time(s),Date_Time,Step_Time(s),Step_Index,Cycle_Index,Current(A),Voltage(V),"
      "Charge_Capacity(Ah),Discharge_Capacity(Ah),Internal_Resistance(Ohm),dV/dt(V/s)\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{},{},{},{},{},{},{},{},{},{},0,0", record, row.time_s, date(row, "-"),
                           row.step_time_s, row.step, row.cycle, row.current_A, row.voltage_V, charge(row),
                           discharge(row));
      });
}

std::string arbin_sql_text() {
  return lines(
      "Data Point,Date Time,Test Time (s),Step Time (s),Cycle Index,Step Index,Current (A),Voltage (V),Power "
      "(W),"
      "Charge Capacity (Ah),Discharge Capacity (Ah),ACR (Ohm)\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{},\t{}.000,{},{},{},{},{},{},{},{},{},0", record, us_date(row), row.time_s,
                           row.step_time_s, row.cycle, row.step, row.current_A, row.voltage_V,
                           row.current_A * row.voltage_V, charge(row), discharge(row));
      });
}

std::string maccor_text() {
  return lines(
      "Today's Date:\t14 December 2020\tDate of Test:\t11 December 2020, 12:22:12 PM\n    "
      "Filename:\tcell_01\n"
      "Rec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time\tACImp/Ohms\n",
      [](const TextRow& row, std::size_t record) {
        const auto day_time = [](double seconds) { return "  0d " + clock(seconds).substr(0, 8); };
        return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t1\t{}\t0", record, row.cycle, row.step,
                           day_time(row.time_s), day_time(row.step_time_s), row.capacity_Ah,
                           row.capacity_Ah * row.voltage_V, std::abs(row.current_A), row.voltage_V, row.state,
                           us_date(row));
      });
}

std::string maccor_german_text() {
  return lines(
      "Today's Date\t14.12.2020\nProcedure\tformation\n\n"
      "Rec\tCycle P\tCycle C\tStep\tTestTime\tStepTime\tCap. [Ah]\tEner. [Wh]\tCurrent [A]\tVoltage "
      "[V]\tMd\tDPT Time\n",
      [](const TextRow& row, std::size_t record) {
        return fmt::format("{}\t{}\t0\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                           record == 1 ? "1.000" : std::to_string(record), row.cycle, row.step,
                           with_comma(fmt::format("{:.1f}", row.time_s)),
                           with_comma(fmt::format("{:.1f}", row.step_time_s)),
                           with_comma(fmt::format("{}", row.capacity_Ah)),
                           with_comma(fmt::format("{}", row.capacity_Ah * row.voltage_V)),
                           with_comma(fmt::format("{:.2f}", std::abs(row.current_A))),
                           with_comma(fmt::format("{}", row.voltage_V)), row.state,
                           fmt::format("30.04.2024{}", date(row, "-").substr(10)));
      });
}

std::string pec_text() {
  return lines(
      "Test:,17\nStart Time:,30/04/2024 14:16:00\n#RESULTS CHECK\nNone,0,0,0\n#END RESULTS CHECK\n"
      "Test,Rack,Step,Cycle,Total Time (Hours in hh:mm:ss.xxx),Step Time (Seconds),Real Time,Position Start "
      "Time,"
      "Voltage (mV),Current (mA),Charge Capacity (mAh),Charge Capacity (mWh),Discharge Capacity (mAh)\n",
      [](const TextRow& row, std::size_t) {
        return fmt::format("17,A,{},{},{},{},{},2024-04-30 14:16:00,{},{},{},{},{}", row.step, row.cycle,
                           clock(row.time_s), row.step_time_s, date(row, "-"), 1e3 * row.voltage_V,
                           1e3 * row.current_A, 1e3 * charge(row), 1e3 * charge(row) * row.voltage_V,
                           1e3 * discharge(row));
      });
}

std::string generic_text() {
  return lines("# written by a program of one's own\noperator;somebody\nt [min];U [mV];I [mA];comment\n",
               [](const TextRow& row, std::size_t record) {
                 return with_comma(fmt::format("{};{};{};", row.time_s / 60, 1e3 * row.voltage_V,
                                               1e3 * row.current_A)) +
                        (record == 1 ? "\"start; of \"\"it\"\"\"" : "-");
               });
}

std::vector<TextFile> all_text_files() {
  return {{"label.bdf.csv", bdf_text(false)},
          {"machine.bdf.csv", bdf_text(true)},
          {"landt.csv", landt_text()},
          {"landdt.csv", landdt_text()},
          {"neware.csv", neware_flat_text()},
          {"neware_old.txt", neware_old_flat_text()},
          {"neware_layered.csv", neware_layered_text()},
          {"neware_chinese.csv", neware_chinese_text()},
          {"arbin.csv", arbin_text()},
          {"arbin_sql.csv", arbin_sql_text()},
          {"maccor.txt", maccor_text()},
          {"maccor_german.txt", maccor_german_text()},
          {"pec.csv", pec_text()},
          {"generic.csv", generic_text()},
          {"utf16.csv", utf16(landt_text(), true)}};
}

std::string utf16(std::string_view text, bool little) {
  std::string bytes = little ? "\xff\xfe" : "\xfe\xff";
  for (const char c : text) {
    if (little) {
      bytes += c;
    }
    bytes += '\0';
    if (!little) {
      bytes += c;
    }
  }
  return bytes;
}

}  // namespace nacre::testing
