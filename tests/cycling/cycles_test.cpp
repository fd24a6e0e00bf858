// Cycles of synthetic records whose capacity, energy and efficiency are known exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/cycling/analysis.hpp"
#include "support/cell.hpp"

namespace nacre::cycling {
namespace {

using testing::CellProgram;
using testing::CellRecord;
using ::testing::HasSubstr;

void add_charge(CellRecord& record, double current_A, double capacity_Ah, double to_V = 4.0) {
  record.current(current_A, 3600.0 * capacity_Ah / current_A,
                 [=](double q) { return 2.05 + (to_V - 2.0) * q / capacity_Ah; });
}
void add_discharge(CellRecord& record, double current_A, double capacity_Ah, double to_V = 1.95) {
  record.current(-current_A, 3600.0 * capacity_Ah / current_A,
                 [=](double q) { return 3.95 - (3.95 - to_V) * q / capacity_Ah; });
}
void add_rest(CellRecord& record, double duration_s = 600.0, double voltage_V = 3.0) {
  record.rest(duration_s, [=](double) { return voltage_V; });
}
// Charge from 2.05 to 4.05 V and discharge from 3.95 to 1.95 V, straight lines over the capacity.
void add_cycle(CellRecord& record, double current_A, double charge_Ah, double discharge_Ah) {
  add_charge(record, current_A, charge_Ah);
  add_rest(record);
  add_discharge(record, current_A, discharge_Ah);
  add_rest(record);
}

TEST(Cycles, ConstantCurrentIsExact) {
  CellRecord record(CellProgram{});
  for (int i = 0; i < 3; ++i) {
    add_cycle(record, 0.5, 1.0, 0.98);
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 3u);
  EXPECT_EQ(analysis.first_direction, Direction::charge);
  for (const auto& cycle : analysis.cycles) {
    EXPECT_TRUE(cycle.complete) << cycle.reason;
    EXPECT_NEAR(cycle.charge->capacity_Ah, 1.0, 1e-12);
    EXPECT_NEAR(cycle.discharge->capacity_Ah, 0.98, 1e-12);
    EXPECT_NEAR(cycle.coulombic_efficiency, 0.98, 1e-12);
    EXPECT_NEAR(cycle.charge->energy_Wh, 3.05, 1e-12);
    EXPECT_NEAR(cycle.discharge->energy_Wh, 2.95 * 0.98, 1e-12);
    EXPECT_NEAR(cycle.charge->mean_voltage_V, 3.05, 1e-12);
    EXPECT_NEAR(cycle.polarisation_V, 0.1, 1e-12);
    EXPECT_NEAR(cycle.energy_efficiency, 2.95 * 0.98 / 3.05, 1e-12);
    EXPECT_NEAR(cycle.discharge->current_A, 0.5, 1e-12);
    EXPECT_EQ(cycle.charge->constant_voltage_share, 0.0);
  }
}

// 0.8 Ah at constant current, then a tail of I tau (1 - exp(-t / tau)).
TEST(Cycles, ConstantVoltageShareIsExact) {
  CellRecord record(CellProgram{.step_s = 1.0});
  const double tau = 400.0;
  const double tail = 0.5 * tau * (1.0 - std::exp(-5.0)) / 3600.0;
  for (int i = 0; i < 2; ++i) {
    add_charge(record, 0.5, 0.8);
    record.hold(4.05, 0.5, tau, 5.0 * tau);
    add_rest(record);
    add_discharge(record, 0.5, 0.8 + tail);
    add_rest(record);
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 2u);
  for (const auto& cycle : analysis.cycles) {
    EXPECT_TRUE(cycle.complete) << cycle.reason;
    EXPECT_NEAR(cycle.charge->capacity_Ah, 0.8 + tail, 1e-6);
    // The current falls by the half percent that is still called constant within tau / 200.
    EXPECT_NEAR(cycle.charge->constant_voltage_share, tail / (0.8 + tail), 0.006 * tail);
    EXPECT_NEAR(cycle.charge->current_A, 0.5, 1e-9);
    EXPECT_EQ(cycle.discharge->constant_voltage_share, 0.0);
  }
}

TEST(Cycles, PerMassAreaAndRate) {
  CellRecord record(CellProgram{});
  add_cycle(record, 0.05, 0.100, 0.098);
  Options options;
  options.active_mass_g = 0.7;
  options.area_cm2 = 50.0;
  options.one_C_mA_per_g = 140.0;
  const Analysis analysis = analyse(record.table(), options);
  EXPECT_NEAR(mAh_per_g(analysis.cycles[0].discharge->capacity_Ah, options), 140.0, 1e-9);
  EXPECT_NEAR(mAh_per_cm2(analysis.cycles[0].discharge->capacity_Ah, options), 1.96, 1e-9);
  EXPECT_NEAR(analysis.cycles[0].discharge->c_rate, 0.05 / 0.098, 1e-9);
  const Json json = to_json(analysis);
  EXPECT_NEAR(json["cycles"][0]["discharge_capacity_mAh_per_g"].get<double>(), 140.0, 1e-9);
  EXPECT_NEAR(json["cycles"][0]["charge_capacity_Ah"].get<double>(), 0.1, 1e-12);
}

TEST(Completeness, PartChargedFirstCycleAndCutOffLast) {
  CellRecord record(CellProgram{});
  add_cycle(record, 0.5, 0.4, 1.0);  // delivered part-charged
  add_cycle(record, 0.5, 1.0, 1.0);
  add_charge(record, 0.5, 1.0);
  add_rest(record);
  add_discharge(record, 0.5, 0.5, 2.95);  // the record ends half-way
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 3u);
  EXPECT_FALSE(analysis.cycles[0].complete);
  EXPECT_THAT(analysis.cycles[0].reason, HasSubstr("40.0 %"));
  EXPECT_TRUE(analysis.cycles[1].complete) << analysis.cycles[1].reason;
  EXPECT_FALSE(analysis.cycles[2].complete);
  EXPECT_THAT(analysis.cycles[2].reason, HasSubstr("2.95 V"));
  EXPECT_EQ(analysis.retention.reference_cycle, 2);
}

TEST(Completeness, PristineCathodeIsComplete) {
  CellRecord record(CellProgram{});
  add_cycle(record, 0.5, 1.2, 1.0);  // from the open-circuit voltage, with irreversible charge
  add_cycle(record, 0.5, 1.01, 1.0);
  const Analysis analysis = analyse(record.table());
  EXPECT_TRUE(analysis.cycles[0].complete) << analysis.cycles[0].reason;
  EXPECT_NEAR(analysis.cycles[0].coulombic_efficiency, 1.0 / 1.2, 1e-12);
}

TEST(Completeness, TheUserHasTheLastWord) {
  CellRecord record(CellProgram{});
  add_cycle(record, 0.5, 0.6, 1.0);  // a sodium-deficient cathode
  add_cycle(record, 0.5, 1.0, 1.0);
  Options options;
  options.first_cycle = FirstCycle::complete;
  EXPECT_TRUE(analyse(record.table(), options).cycles[0].complete);
  options.first_cycle = FirstCycle::partial;
  EXPECT_FALSE(analyse(record.table(), options).cycles[0].complete);
}

TEST(Completeness, LastChargeWithoutItsConstantVoltage) {
  CellRecord record(CellProgram{});
  for (int i = 0; i < 2; ++i) {
    add_discharge(record, 0.5, 1.0);
    add_rest(record);
    add_charge(record, 0.5, 0.9);
    record.hold(4.05, 0.5, 300.0, i == 0 ? 1500.0 : 100.0);
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 2u);
  EXPECT_FALSE(analysis.cycles[1].complete);
  EXPECT_THAT(analysis.cycles[1].reason, HasSubstr("constant voltage"));
}

TEST(Definition, FirstDirectionDecidesOrTheUser) {
  CellRecord record(CellProgram{});
  for (int i = 0; i < 3; ++i) {
    add_discharge(record, 0.5, 1.0);
    add_charge(record, 0.5, 0.9);
  }
  Analysis analysis = analyse(record.table());
  EXPECT_EQ(analysis.first_direction, Direction::discharge);
  ASSERT_EQ(analysis.cycles.size(), 3u);
  // Above 1.8 V it is no anode against its metal.
  EXPECT_NEAR(analysis.cycles[0].coulombic_efficiency, 1.0 / 0.9, 1e-12);

  Options options;
  options.definition = Definition::charge_first;
  analysis = analyse(record.table(), options);
  ASSERT_EQ(analysis.cycles.size(), 4u);
  EXPECT_FALSE(analysis.cycles[0].charge);
  EXPECT_FALSE(analysis.cycles[0].complete);
  EXPECT_NEAR(analysis.cycles[1].charge->capacity_Ah, 0.9, 1e-12);
  EXPECT_NEAR(analysis.cycles[1].discharge->capacity_Ah, 1.0, 1e-12);
}

TEST(Definition, VendorNumbersAreKept) {
  CellRecord record(CellProgram{});
  formats::Numbers number;
  for (int i = 0; i < 3; ++i) {
    add_cycle(record, 0.5, 1.0, 0.99);
    number.resize(record.time_s.size(), 5.0 + i);
  }
  auto table = record.table();
  table.add("cycle", "1", number);
  Options options;
  options.definition = Definition::vendor;
  const Analysis analysis = analyse(table, options);
  ASSERT_EQ(analysis.cycles.size(), 3u);
  EXPECT_EQ(analysis.cycles[0].cycle, 5);
  EXPECT_EQ(analysis.cycles[2].cycle, 7);
  EXPECT_NEAR(analysis.cycles[1].discharge->capacity_Ah, 0.99, 1e-12);

  const Analysis without = analyse(record.table(), options);
  EXPECT_EQ(without.cycles.size(), 3u);
  EXPECT_THAT(without.warnings, ::testing::Contains(HasSubstr("no cycle numbers")));
}

TEST(HalfCycles, PulsesAndLeakageMakeNone) {
  CellRecord record(CellProgram{.rest_current_A = 1e-4});
  for (int cycle = 0; cycle < 2; ++cycle) {
    for (const double sign : {1.0, -1.0}) {
      for (int i = 0; i < 10; ++i) {
        const double start = sign > 0 ? 2.05 + 0.2 * i : 3.95 - 0.2 * i;
        record.current(sign * 0.5, 720.0, [=](double q) { return start + sign * 2.0 * q; });
        add_rest(record, 3600.0);
        // A pulse of 10 s in either direction, to measure the resistance.
        record.current(1.0, 10.0, [=](double) { return start + 0.1; });
        add_rest(record, 40.0);
        record.current(-1.0, 10.0, [=](double) { return start - 0.1; });
        add_rest(record, 40.0);
      }
    }
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 2u);
  EXPECT_NEAR(analysis.cycles[1].charge->capacity_Ah, 1.0, 5e-3);
  EXPECT_NEAR(analysis.cycles[1].discharge->capacity_Ah, 1.0, 5e-3);
}

// At a very high rate hardly any capacity is left: still a cycle, for it sweeps the voltage window.
TEST(HalfCycles, AFewPercentOfTheCapacityAreACycle) {
  CellRecord record(CellProgram{.step_s = 1.0});
  add_cycle(record, 0.5, 1.0, 1.0);
  for (int i = 0; i < 5; ++i) {
    add_cycle(record, 10.0, 0.03, 0.03);
  }
  add_cycle(record, 0.5, 1.0, 1.0);
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 7u);
  EXPECT_NEAR(analysis.cycles[3].discharge->capacity_Ah, 0.03, 1e-9);
}

TEST(Counter, IsUsedWhereTheRowsAreSparse) {
  // Rows every ten minutes of a discharge of an hour, none at its beginning and end.
  formats::Numbers time;
  formats::Numbers voltage;
  formats::Numbers current;
  formats::Numbers counter;
  for (int i = 0; i <= 24; ++i) {
    time.push_back(600.0 * i + 300.0);
    const bool charging = i >= 6 && i < 12;
    const bool discharging = i >= 12 && i < 18;
    voltage.push_back(charging ? 3.0 + 0.1 * (i - 6) : 3.5 - 0.1 * (i - 12));
    current.push_back(charging ? 1.00001 : (discharging ? -1.00001 : 0.0));
    const double since = charging ? i - 5.5 : (discharging ? i - 11.5 : (i >= 18 || i < 6 ? 6.0 : 0.0));
    counter.push_back(i < 6 ? 0.0 : since / 6.0);
  }
  formats::Table table;
  table.file = "sparse";
  table.add("time_s", "s", time);
  table.add("voltage_V", "V", voltage);
  table.add("current_A", "A", current);
  table.add("capacity_Ah", "Ah", counter);
  const Analysis analysis = analyse(table);
  ASSERT_EQ(analysis.cycles.size(), 1u);
  EXPECT_TRUE(analysis.cycles[0].discharge->from_counter);
  EXPECT_NEAR(analysis.cycles[0].discharge->capacity_Ah, 1.0, 1e-9);
  EXPECT_NEAR(analysis.cycles[0].discharge->integral_Ah, 5.0 / 6.0, 1e-4);
  EXPECT_THAT(analysis.warnings, ::testing::Contains(HasSubstr("differ by more than 1 %")));
  Options options;
  options.capacity_from = CapacitySource::integral;
  EXPECT_NEAR(analyse(table, options).cycles[0].discharge->capacity_Ah, 5.0 / 6.0, 1e-4);
}

TEST(Counter, IsRefusedWhereItIsWrong) {
  CellRecord record(CellProgram{});
  add_cycle(record, 0.50001, 1.0, 1.0);
  auto table = record.table();
  formats::Numbers counter(table.rows());
  std::iota(counter.begin(), counter.end(), 0.0);
  table.add("capacity_Ah", "Ah", counter);
  const Analysis analysis = analyse(table);
  EXPECT_FALSE(analysis.cycles[0].charge->from_counter);
  EXPECT_NEAR(analysis.cycles[0].charge->capacity_Ah, 1.0, 1e-9);
  EXPECT_FALSE(analysis.warnings.empty());
}

TEST(Relaxation, IsRecovered) {
  CellRecord record(CellProgram{.voltage_noise_V = 2e-5});
  for (int i = 0; i < 2; ++i) {
    add_charge(record, 0.5, 1.0);
    record.rest(7200.0, [](double t) { return 3.9 + 0.1 * std::exp(-std::pow(t / 500.0, 0.6)); });
    add_discharge(record, 0.5, 1.0);
    add_rest(record);
  }
  const Analysis analysis = analyse(record.table());
  const Relaxation& rest = analysis.cycles[0].charge->rest;
  EXPECT_TRUE(rest.reason.empty()) << rest.reason;
  EXPECT_NEAR(rest.instant_V, -0.05, 2e-4);
  EXPECT_NEAR(rest.relaxed_V.value, 3.9, 4.0 * rest.relaxed_V.std);
  EXPECT_NEAR(rest.amplitude_V.value, 0.1, 4.0 * rest.amplitude_V.std);
  EXPECT_NEAR(rest.tau_s.value, 500.0, 4.0 * rest.tau_s.std);
  EXPECT_NEAR(rest.beta.value, 0.6, 4.0 * rest.beta.std);
  EXPECT_LT(rest.tau_s.std, 20.0);
  EXPECT_EQ(analysis.cycles[0].discharge->rest.reason, "the voltage hardly changes");
  EXPECT_NEAR(analysis.cycles[0].discharge->resistance_ohm, (3.9 - 3.95) / 0.5, 0.02);
}

// Properties that must hold whatever the record.
TEST(Properties, RepeatedRowsAndDenserSamplingChangeNothing) {
  const auto make = [](double step_s) {
    CellRecord record(CellProgram{.step_s = step_s});
    for (int i = 0; i < 2; ++i) {
      add_cycle(record, 0.5, 1.0, 0.97);
    }
    return record;
  };
  const Analysis one = analyse(make(20.0).table());
  const Analysis dense = analyse(make(10.0).table());
  CellRecord record = make(20.0);
  CellRecord twice(CellProgram{});
  for (std::size_t i = 0; i < record.time_s.size(); ++i) {
    for (int k = 0; k < 2; ++k) {
      twice.time_s.push_back(record.time_s[i]);
      twice.voltage_V.push_back(record.voltage_V[i]);
      twice.current_A.push_back(record.current_A[i]);
    }
  }
  const Analysis repeated = analyse(twice.table());
  for (const auto* other : {&dense, &repeated}) {
    ASSERT_EQ(other->cycles.size(), one.cycles.size());
    for (std::size_t i = 0; i < one.cycles.size(); ++i) {
      EXPECT_EQ(other->cycles[i].complete, one.cycles[i].complete);
      EXPECT_NEAR(other->cycles[i].charge->capacity_Ah, one.cycles[i].charge->capacity_Ah, 1e-12);
      EXPECT_NEAR(other->cycles[i].discharge->energy_Wh, one.cycles[i].discharge->energy_Wh, 1e-12);
    }
  }
}

TEST(Properties, TimeThatStartsAnewAndMissingRows) {
  CellRecord record(CellProgram{});
  for (int i = 0; i < 2; ++i) {
    add_cycle(record, 0.5, 1.0, 0.97);
  }
  auto table = record.table();
  auto& time = table.find("time_s")->values;
  const double half = time[time.size() / 2];
  for (std::size_t i = time.size() / 2; i < time.size(); ++i) {
    time[i] -= half;
  }
  table.find("voltage_V")->values[100] = formats::missing;
  const Analysis analysis = analyse(table);
  ASSERT_EQ(analysis.cycles.size(), 2u);
  EXPECT_EQ(analysis.rows_unused, 1u);
  EXPECT_EQ(analysis.warnings.size(), 2u);
  EXPECT_NEAR(analysis.cycles[0].charge->capacity_Ah, 1.0, 1e-12);
  EXPECT_NEAR(analysis.cycles[1].discharge->capacity_Ah, 0.97, 1e-12);
}

// What cannot be analysed is refused with a reason.
std::string refusal(const formats::Table& table) {
  try {
    analyse(table);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(BadInput, IsRefused) {
  CellRecord one(CellProgram{});
  one.time_s = {0.0};
  one.voltage_V = {3.0};
  one.current_A = {1.0};
  EXPECT_THAT(refusal(one.table()), HasSubstr("1 rows with time, voltage and current"));

  CellRecord rest(CellProgram{});
  add_rest(rest);
  EXPECT_THAT(refusal(rest.table()), HasSubstr("no charge or discharge"));

  CellRecord nothing(CellProgram{});
  nothing.time_s = nothing.voltage_V = nothing.current_A = {formats::missing, formats::missing};
  EXPECT_THAT(refusal(nothing.table()), HasSubstr("0 rows"));

  CellRecord backwards(CellProgram{});
  add_cycle(backwards, 0.5, 1.0, 1.0);
  std::reverse(backwards.time_s.begin(), backwards.time_s.end());
  EXPECT_THAT(refusal(backwards.table()), HasSubstr("time runs backwards"));

  formats::Table without;
  without.file = "without";
  without.add("time_s", "s", {0.0, 1.0});
  without.add("voltage_V", "V", {3.0, 3.1});
  EXPECT_THAT(refusal(without), HasSubstr("current_A"));
  EXPECT_THAT(refusal(formats::Table{}), HasSubstr("time_s"));
}

TEST(BadInput, OnlyACharge) {
  CellRecord record(CellProgram{});
  add_charge(record, 0.5, 1.0);
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 1u);
  EXPECT_FALSE(analysis.cycles[0].complete);
  EXPECT_NEAR(analysis.cycles[0].charge->capacity_Ah, 1.0, 1e-12);
  EXPECT_EQ(analysis.retention.reference_cycle, 0);
  EXPECT_FALSE(analysis.retention.fade_reason.empty());
  EXPECT_EQ(to_json(analysis)["cycles"][0]["coulombic_efficiency"].dump(), "null");
}

// Whatever the numbers are, the answer is an analysis or an error that says why not.
TEST(BadInput, WildNumbersDoNoHarm) {
  const double wild[] = {0.0,       1.0,   -1.0, 1e300, -1e300,           1e-300,
                         3.0,       1e308, 4e-3, 17.0,  formats::missing, INFINITY,
                         -INFINITY, -1e308};
  unsigned state = 1;
  const auto next = [&state](unsigned range) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8u) % range;
  };
  int analysed = 0;
  for (int draw = 0; draw < 400; ++draw) {
    formats::Table table;
    table.file = "wild";
    const std::size_t rows = 1 + next(60);
    for (const char* name : {"time_s", "voltage_V", "current_A", "cycle", "capacity_Ah"}) {
      formats::Numbers values(rows);
      const bool tame = next(3) != 0;
      for (std::size_t i = 0; i < rows; ++i) {
        values[i] =
            tame ? static_cast<double>(i) * (name[0] == 'c' && i % 7 > 3 ? -1.0 : 1.0) : wild[next(14)];
      }
      table.add(name, "", values);
    }
    Options options;
    options.definition = next(2) == 0 ? Definition::vendor : Definition::automatic;
    try {
      const Analysis analysis = analyse(table, options);
      to_json(analysis);
      archive(analysis);
      quantities(analysis);
      ++analysed;
    } catch (const Error&) {
    }
  }
  EXPECT_GT(analysed, 20);
}

}  // namespace
}  // namespace nacre::cycling
