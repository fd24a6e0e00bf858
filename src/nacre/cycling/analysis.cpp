#include "nacre/cycling/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/cycling/curves.hpp"
#include "nacre/cycling/cycles.hpp"
#include "nacre/cycling/fade.hpp"
#include "nacre/cycling/half_cycles.hpp"
#include "nacre/cycling/rates.hpp"
#include "nacre/cycling/record.hpp"

namespace nacre::cycling {
namespace {

// A counter that disagrees with the integral by more than sampling explains is worth a look.
void warn_about_counter(Analysis& analysis) {
  int differing = 0;
  int half_cycles = 0;
  double worst = 0.0;
  for (const auto& cycle : analysis.cycles) {
    for (const auto* half : {&cycle.charge, &cycle.discharge}) {
      if (half->has_value() && std::isfinite((*half)->counter_Ah)) {
        ++half_cycles;
        const double difference = std::abs((*half)->counter_Ah - (*half)->integral_Ah);
        if (difference > 0.01 * (*half)->integral_Ah) {
          ++differing;
          worst = std::max(worst, difference / (*half)->integral_Ah);
        }
      }
    }
  }
  if (differing > 0) {
    analysis.warnings.push_back(fmt::format(
        "the instrument's counter and the integral of current differ by more than 1 % in {} of {} "
        "half-cycles (by up to {:.3g} %)",
        differing, half_cycles, 100.0 * worst));
  }
}

}  // namespace

std::string_view name_of(Direction direction) {
  return direction == Direction::charge ? "charge" : "discharge";
}

double mAh_per_g(double capacity_Ah, const Options& options) {
  return 1e3 * capacity_Ah / options.active_mass_g;
}
double mAh_per_cm2(double capacity_Ah, const Options& options) {
  return 1e3 * capacity_Ah / options.area_cm2;
}

Analysis analyse(const formats::Table& table, const Options& options) {
  options.validate();
  Record record = make_record(table, options);
  const auto spans = find_half_cycles(record, options);
  if (spans.empty()) {
    throw InputError(
        table.file, "no charge or discharge",
        fmt::format("{} rows, none with current above {:.3g} A", record.size(), record.zero_current_A),
        "is the current column the right one, and in ampere?");
  }
  const Cycles found = find_cycles(record, spans, options);

  Analysis analysis;
  analysis.file = table.file;
  analysis.rows = table.rows();
  analysis.rows_unused = table.rows() - record.size();
  analysis.duration_s = record.time_s.back() - record.time_s.front();
  analysis.zero_current_A = record.zero_current_A;
  analysis.options = options;
  analysis.first_direction = found.first_direction;
  analysis.efficiency = found.efficiency;
  analysis.warnings = record.warnings;
  analysis.warnings.insert(analysis.warnings.end(), found.warnings.begin(), found.warnings.end());
  for (const auto& rows : found.cycles) {
    analysis.cycles.push_back(rows.cycle);
  }
  warn_about_counter(analysis);
  analysis.retention = find_retention(analysis.cycles, options);
  analysis.rates = find_rates(analysis.cycles, options);

  for (const std::size_t i : choose_cycles(found.cycles.size(), options)) {
    const auto& rows = found.cycles[i];
    for (const auto direction : {Direction::charge, Direction::discharge}) {
      const auto& pieces = direction == Direction::charge ? rows.charge : rows.discharge;
      const auto& half = direction == Direction::charge ? rows.cycle.charge : rows.cycle.discharge;
      if (half) {
        const Path path = find_path(record, pieces, *half, options);
        analysis.curves.push_back(decimate_path(path, rows.cycle.cycle, direction, options));
      }
    }
  }
  analysis.trace = find_trace(record, options);
  return analysis;
}

}  // namespace nacre::cycling
