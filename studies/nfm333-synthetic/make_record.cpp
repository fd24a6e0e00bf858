// Makes the cycling record of the default study. Nothing in it was measured: it follows from these formulas.
//
//   make_record FILE      writes the record as Battery Data Format csv
//   make_record --truth   prints what an analysis must find, as [[published]] entries of study.toml
//
// A cathode of 10 mg against sodium, 1C = 140 mA/g, 2.0 to 4.0 V. Its degree of charge at equilibrium is
//   x(V) = (X(V) - X(2.0 V)) / (X(4.0 V) - X(2.0 V)),  X(V) = sum_i w_i / (1 + exp(-(V - V_i) / s_i)):
// two plateaus and a slope, in the manner of NaNi1/3Fe1/3Mn1/3O2. At the rate r (in C) the voltage is off by
//   eta(r) = 0.010 V + 0.040 V r^0.8,
// above equilibrium on charge and below it on discharge, so that cycle n between the voltage limits gives
//   Q(r, n) = 150 mAh/g (1 - a (n - 1)) [x(4.0 V - eta) - x(2.0 V + eta)],  a = 5e-4.
// The charge before it passes Q / CE(n), CE(n) = 0.998 - 0.08 exp(-(n - 1) / 1.5). Rests of 5 minutes relax
// with 40 s. The voltmeter adds normal noise of 0.1 mV and shows 0.01 mV. Rates: 0.1 0.2 0.5 1 2 5 10 20 0.1,
// three cycles each, then 1C up to cycle 200.
#include <fmt/core.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "nacre/formats/bdf/bdf.hpp"

namespace {

constexpr double mass_g = 0.010;
constexpr double one_C_A = 0.140 * mass_g;
constexpr double full_Ah = 0.150 * mass_g;
constexpr double lower_V = 2.0;
constexpr double upper_V = 4.0;
constexpr double fade_per_cycle = 5e-4;
constexpr int cycles = 200;
constexpr int cycles_per_rate = 3;
constexpr std::array rates{0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 0.1};
constexpr double rate_of_ageing = 1.0;

struct Feature {
  double weight, position_V, width_V;
};
constexpr std::array features{Feature{0.35, 2.75, 0.025}, Feature{0.30, 3.05, 0.050},
                              Feature{0.35, 3.45, 0.200}};

double raw_charge(double voltage_V) {
  double sum = 0.0;
  for (const auto& [weight, position_V, width_V] : features) {
    sum += weight / (1.0 + std::exp(-(voltage_V - position_V) / width_V));
  }
  return sum;
}

// x(V)
double degree_of_charge(double voltage_V) {
  return (raw_charge(voltage_V) - raw_charge(lower_V)) / (raw_charge(upper_V) - raw_charge(lower_V));
}

// x(V) turned round, by halving.
double equilibrium_V(double charge) {
  double low = lower_V - 1.0;
  double high = upper_V + 1.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (degree_of_charge(middle) < charge ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double overvoltage_V(double rate) { return 0.010 + 0.040 * std::pow(rate, 0.8); }
double health(int cycle) { return 1.0 - fade_per_cycle * (cycle - 1); }
double efficiency(int cycle) { return 0.998 - 0.08 * std::exp(-(cycle - 1) / 1.5); }

double rate_of(int cycle) {
  const auto step = static_cast<std::size_t>((cycle - 1) / cycles_per_rate);
  return step < rates.size() ? rates[step] : rate_of_ageing;
}

double discharge_Ah(double rate, int cycle) {
  const double eta = overvoltage_V(rate);
  return full_Ah * health(cycle) * (degree_of_charge(upper_V - eta) - degree_of_charge(lower_V + eta));
}

class Record {
 public:
  void half_cycle(double current_A, double capacity_Ah, double from, double to, double eta_V) {
    const int rows = std::abs(current_A) < 0.15 * one_C_A ? 800 : 120;
    const double seconds = 3600.0 * capacity_Ah / std::abs(current_A);
    for (int i = 0; i <= rows; ++i) {
      const double share = static_cast<double>(i) / rows;
      row(now_s_ + share * seconds, equilibrium_V(from + share * (to - from)) + eta_V, current_A);
    }
    now_s_ += seconds;
    rest(equilibrium_V(to), eta_V);
  }

  nacre::formats::Table table() const {
    nacre::formats::Table table;
    table.add("time_s", "s", time_s_);
    table.add("voltage_V", "V", voltage_V_);
    table.add("current_A", "A", current_A_);
    table.add("cycle", "1", cycle_);
    return table;
  }
  int cycle = 0;

 private:
  void rest(double end_V, double eta_V) {
    constexpr double seconds = 300.0;
    constexpr int rows = 15;
    for (int i = 1; i <= rows; ++i) {
      const double t = seconds * i / rows;
      row(now_s_ + t, end_V + 0.5 * eta_V * std::exp(-t / 40.0), 0.0);
    }
    now_s_ += seconds;
  }
  void row(double time_s, double voltage_V, double current_A) {
    time_s_.push_back(std::round(1e3 * time_s) / 1e3);
    voltage_V_.push_back(std::round(1e5 * (voltage_V + 1e-4 * normal())) / 1e5);
    current_A_.push_back(std::round(1e9 * current_A) / 1e9);
    cycle_.push_back(cycle);
  }
  // Box-Muller on splitmix64: the same numbers with every standard library.
  double normal() {
    const auto uniform = [this] {
      std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
      z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
      z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
      return (static_cast<double>((z ^ (z >> 31U)) >> 11U) + 0.5) / 9007199254740992.0;
    };
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

  nacre::formats::Numbers time_s_, voltage_V_, current_A_, cycle_;
  double now_s_ = 0.0;
  std::uint64_t state_ = 1;
};

nacre::formats::Table make_record() {
  Record record;
  for (int cycle = 1; cycle <= cycles; ++cycle) {
    const double rate = rate_of(cycle);
    const double eta = overvoltage_V(rate);
    const double empty = degree_of_charge(lower_V + eta);
    const double full = degree_of_charge(upper_V - eta);
    const double capacity = discharge_Ah(rate, cycle);
    record.cycle = cycle;
    record.half_cycle(rate * one_C_A, capacity / efficiency(cycle), empty, full, eta);
    record.half_cycle(-rate * one_C_A, capacity, full, empty, -eta);
  }
  return record.table();
}

void print_truth(const char* quantity, const char* at, double value, const char* unit, double tolerance) {
  fmt::print("\n[[published]]\nsample = \"synthetic NFM333\"\nquantity = \"{}\"\n", quantity);
  if (*at != '\0') {
    fmt::print("at = {{ {} }}\n", at);
  }
  fmt::print(
      "value = {:.6g}\nunit = \"{}\"\ntolerance = {:g}\nrole = \"predict\"\nsource = \"make_record.cpp\"\n",
      value, unit, tolerance);
}

void print_truths() {
  constexpr int reference = 10;  // the first cycle at the most common current, 1C
  const auto specific = [](double capacity_Ah) { return 1e3 * capacity_Ah / mass_g; };
  print_truth("first_cycle_capacity", "", specific(discharge_Ah(rates[0], 1)), "mAh/g", 0.005);
  print_truth("first_cycle_coulombic_efficiency", "", 100.0 * efficiency(1), "percent", 0.001);
  for (std::size_t step = 0; step + 1 < rates.size(); ++step) {
    double mean = 0.0;
    for (int i = 1; i <= cycles_per_rate; ++i) {
      mean += discharge_Ah(rates[step], static_cast<int>(step) * cycles_per_rate + i) / cycles_per_rate;
    }
    print_truth("rate_capacity", fmt::format("c_rate = {:.1f}", rates[step]).c_str(), specific(mean), "mAh/g",
                0.005);
  }
  print_truth("fade", "", 100.0 * fade_per_cycle / health(reference), "percent/cycle", 1e-6);
  print_truth("retention", "cycle = 200", 100.0 * health(cycles) / health(reference), "percent", 0.001);
  print_truth("coulombic_efficiency", "cycle = 100", 100.0 * efficiency(100), "percent", 0.001);
  print_truth("polarisation", "cycle = 100", 2.0 * overvoltage_V(rate_of(100)), "V", 1e-4);
  print_truth("dqdv_peak_position", "cycle = 1, peak = 1", features[0].position_V + overvoltage_V(rates[0]),
              "V", 1e-3);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "make_record FILE, or make_record --truth\n");
    return 2;
  }
  if (std::string_view(arguments[1]) == "--truth") {
    print_truths();
  } else {
    nacre::formats::bdf::write_bdf(make_record(), arguments[1]);
  }
  return 0;
}
