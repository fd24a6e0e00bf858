#include "nacre/formats/bdf/terms.hpp"

#include <array>

namespace nacre::formats::bdf {

std::span<const Term> terms() {
  static constexpr std::array list = {
      Term{"Test Time / s", "test_time_second", "time_s"},
      Term{"Voltage / V", "voltage_volt", "voltage_V"},
      Term{"Current / A", "current_ampere", "current_A"},
      Term{"Unix Time / s", "unix_time_second", "unix_time_s"},
      Term{"Cycle Count / 1", "cycle_count", "cycle"},
      Term{"Step Count / 1", "step_count", "step"},
      Term{"Step ID / 1", "step_id", "step_index"},
      Term{"Step Index / 1", "step_index", "step_index", false},
      Term{"Step Type", "step_type", "step_type"},
      Term{"Step Type / 1", "step_type", "step_type", false},
      Term{"Ambient Temperature / degC", "ambient_temperature_celsius", "temperature_C", false},
      Term{"Temperature T1 / degC", "temperature_t1_celsius", "temperature_C"},
      Term{"Surface Temperature T1 / degC", "temperature_t1_celsius", "temperature_C", false},
      Term{"Surface Temperature / degC", "surface_temperature_celsius", "temperature_C", false},
      Term{"Step Cumulative Capacity / Ah", "step_cumulative_capacity_ah", "capacity_Ah"},
      Term{"Step Capacity / Ah", "step_capacity_ah", "capacity_Ah", false},
      Term{"Charging Capacity / Ah", "charging_capacity_ah", "charge_capacity_Ah"},
      Term{"Discharging Capacity / Ah", "discharging_capacity_ah", "discharge_capacity_Ah"},
      Term{"Step Cumulative Energy / Wh", "step_cumulative_energy_wh", "energy_Wh"},
      Term{"Step Energy / Wh", "step_energy_wh", "energy_Wh", false},
      Term{"Charging Energy / Wh", "charging_energy_wh", "charge_energy_Wh"},
      Term{"Discharging Energy / Wh", "discharging_energy_wh", "discharge_energy_Wh"},
      Term{"Frequency / Hz", "frequency_hertz", "frequency_Hz"},
      Term{"Real Impedance / ohm", "real_impedance_ohm", "z_real_ohm"},
      Term{"Imaginary Impedance / ohm", "imaginary_impedance_ohm", "z_imag_ohm"},
      Term{"Step Time / s", "step_time_second", "step_time_s"},
      Term{"Record Index / 1", "record_index", "record"},
      Term{"Net Capacity / Ah", "net_capacity_ah", ""},
      Term{"Cumulative Capacity / Ah", "cumulative_capacity_ah", ""},
      Term{"Net Energy / Wh", "net_energy_wh", ""},
      Term{"Cumulative Energy / Wh", "cumulative_energy_wh", ""},
      Term{"Power / W", "power_watt", ""},
      Term{"Internal Resistance / ohm", "internal_resistance_ohm", ""},
      Term{"Ambient Pressure / Pa", "ambient_pressure_pa", ""},
      Term{"Applied Pressure / Pa", "applied_pressure_pa", ""},
  };
  return list;
}

}  // namespace nacre::formats::bdf
