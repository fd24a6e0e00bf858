#include "support/neware_files.hpp"

#include <array>
#include <cmath>

namespace nacre::testing {

std::vector<NewareRow> neware_rows(std::size_t count, std::size_t rows_per_step) {
  constexpr std::array<std::uint8_t, 4> types{4, 1, 3, 2};
  std::vector<NewareRow> rows(count);
  double before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    auto& row = rows[i];
    const std::size_t step = i / rows_per_step;
    const std::size_t in_step = i % rows_per_step;
    const double progress = static_cast<double>(in_step) / static_cast<double>(rows_per_step);
    row.index = static_cast<std::uint32_t>(i + 1);
    row.step = static_cast<std::uint32_t>(step + 1);
    row.cycle = static_cast<std::uint32_t>(step / types.size() + 1);
    row.step_index = static_cast<std::uint32_t>(step % types.size() + 1);
    row.step_type = types[step % types.size()];
    row.step_time_s = static_cast<double>(in_step);
    before += in_step == 0 && i > 0 ? rows[i - 1].step_time_s : 0;
    row.time_s = before + row.step_time_s;
    row.unix_time_s = 1.7e9 + static_cast<double>(i) + 0.25;
    switch (row.step_type) {
      case 1:
        row.voltage_V = 2 + 2 * progress;
        row.current_A = 1.5;
        break;
      case 3:
        row.voltage_V = 4;
        row.current_A = 1.5 - progress;
        break;
      case 2:
        row.voltage_V = 4 - 2 * progress;
        row.current_A = -3;
        break;
      default:
        row.voltage_V = 2.5;
    }
    // To the counts of the coarsest files, so that every version holds the same numbers.
    row.voltage_V = std::round(row.voltage_V * 1e4) / 1e4;
    row.current_A = std::round(row.current_A * 1e3) / 1e3;
    if (in_step > 0) {
      const auto& last = rows[i - 1];
      const double charge = row.current_A / 3600;
      (charge > 0 ? row.charge_Ah : row.discharge_Ah) = last.charge_Ah + last.discharge_Ah + std::abs(charge);
      (charge > 0 ? row.charge_Wh : row.discharge_Wh) =
          last.charge_Wh + last.discharge_Wh + std::abs(charge) * row.voltage_V;
    }
    row.temperature_C = std::round(200 + 50 * progress) / 10;
  }
  return rows;
}

}  // namespace nacre::testing
