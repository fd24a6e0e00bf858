#include "nacre/report/cycling_tables.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/cycling_series.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

using cycling::Analysis;
using cycling::Cycle;
using cycling::Direction;
using cycling::HalfCycle;

std::string capitalised(Direction direction) {
  return direction == Direction::charge ? "Charge" : "Discharge";
}

DataTable table(const CyclingRecord& record, const std::string& id, const std::string& title) {
  return {record.id.empty() ? id : record.id + "-" + id, title + ", " + record.name};
}

template <class Rows, class Value>
TableColumn column(const std::string& name, const std::string& label, const std::string& unit,
                   const Rows& rows, const Value& value) {
  TableColumn out{name, label, unit};
  for (const auto& row : rows) {
    out.values.push_back(value(row));
  }
  return out;
}

template <class Rows, class Value, class Std>
TableColumn column(const std::string& name, const std::string& label, const std::string& unit,
                   const Rows& rows, const Value& value, const Std& std) {
  TableColumn out = column(name, label, unit, rows, value);
  for (const auto& row : rows) {
    out.std.push_back(std(row));
  }
  return out;
}

template <class Rows, class Value>
TableColumn texts(const std::string& name, const std::string& label, const Rows& rows, const Value& value) {
  TableColumn out{name, label};
  for (const auto& row : rows) {
    out.texts.push_back(value(row));
  }
  return out;
}

DataTable cycle_table(const CyclingRecord& record, const CapacityScale& scale) {
  const auto& cycles = record.analysis->cycles;
  const double factor = scale.factor(*record.analysis);
  DataTable out = table(record, "cycles", "Cycles");
  out.columns = {column("cycle", "Cycle", "", cycles, [](const Cycle& cycle) { return cycle.cycle; }),
                 column("charge_capacity_" + scale.suffix, "Charge", scale.unit, cycles,
                        of(Direction::charge, &HalfCycle::capacity_Ah, factor)),
                 column("discharge_capacity_" + scale.suffix, "Discharge", scale.unit, cycles,
                        of(Direction::discharge, &HalfCycle::capacity_Ah, factor)),
                 column("coulombic_efficiency_percent", "Coulombic efficiency", "%", cycles,
                        [](const Cycle& cycle) { return 100 * cycle.coulombic_efficiency; }),
                 column("charge_energy_" + scale.energy_suffix, "Charge energy", scale.energy_unit, cycles,
                        of(Direction::charge, &HalfCycle::energy_Wh, factor)),
                 column("discharge_energy_" + scale.energy_suffix, "Discharge energy", scale.energy_unit,
                        cycles, of(Direction::discharge, &HalfCycle::energy_Wh, factor)),
                 column("energy_efficiency_percent", "Energy efficiency", "%", cycles,
                        [](const Cycle& cycle) { return 100 * cycle.energy_efficiency; }),
                 column("mean_charge_voltage_V", "Mean charge voltage", "V", cycles,
                        of(Direction::charge, &HalfCycle::mean_voltage_V)),
                 column("mean_discharge_voltage_V", "Mean discharge voltage", "V", cycles,
                        of(Direction::discharge, &HalfCycle::mean_voltage_V)),
                 column("polarisation_mV", "Polarisation", "mV", cycles,
                        [](const Cycle& cycle) { return 1000 * cycle.polarisation_V; }),
                 column("retention_percent", "Retention", "%", cycles,
                        [](const Cycle& cycle) { return 100 * cycle.retention; }),
                 texts("complete", "Complete", cycles,
                       [](const Cycle& cycle) { return std::string(cycle.complete ? "yes" : "no"); }),
                 texts("reason", "Why not", cycles, [](const Cycle& cycle) { return cycle.reason; })};
  for (const std::size_t percent : {3, 6, 10}) {
    out.columns[percent].decimals = 2;
  }
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    if (!cycles[i].complete) {
      out.marked_rows.push_back(i);
    }
  }
  if (out.marked_rows.empty()) {
    out.columns.pop_back();
  } else {
    out.caption = "Shaded: cycles that are not complete; they enter no average and no line";
  }
  return out;
}

DataTable rate_table(const CyclingRecord& record, const CapacityScale& scale) {
  const auto& rates = record.analysis->rates;
  const double factor = scale.factor(*record.analysis);
  using cycling::Rate;
  DataTable out = table(record, "rates", "Rates");
  out.columns = {
      texts("rate", "Rate", rates, [](const Rate& rate) { return rate_label(rate.c_rate, rate.current_A); }),
      column("current_A", "Current", "A", rates, [](const Rate& rate) { return rate.current_A; }),
      column("first_cycle", "First cycle", "", rates, [](const Rate& rate) { return rate.first_cycle; }),
      column("last_cycle", "Last cycle", "", rates, [](const Rate& rate) { return rate.last_cycle; }),
      column("complete_cycles", "Complete cycles", "", rates, [](const Rate& rate) { return rate.cycles; }),
      column(
          "discharge_capacity_" + scale.suffix, "Discharge", scale.unit, rates,
          [=](const Rate& rate) { return factor * rate.discharge_capacity_Ah.value; },
          [=](const Rate& rate) { return factor * rate.discharge_capacity_Ah.std; }),
      column("scatter_" + scale.suffix, "Scatter", scale.unit, rates,
             [=](const Rate& rate) { return factor * rate.scatter_Ah; }),
      column("charge_capacity_" + scale.suffix, "Charge", scale.unit, rates,
             [=](const Rate& rate) { return factor * rate.charge_capacity_Ah; }),
      column("retention_percent", "Retention", "%", rates,
             [](const Rate& rate) { return 100 * rate.retention; })};
  out.caption =
      "Mean over the complete cycles with its standard uncertainty; scatter is their standard deviation";
  return out;
}

DataTable peak_table(const CyclingRecord& record, const CapacityScale& scale) {
  struct Row {
    const cycling::Curve* curve;
    const cycling::Peak* peak;
  };
  std::vector<Row> rows;
  for (const auto& curve : record.analysis->curves) {
    for (const auto& peak : curve.peaks) {
      rows.push_back({&curve, &peak});
    }
  }
  const double factor = scale.factor(*record.analysis);
  DataTable out = table(record, "peaks", "Peaks of dQ/dV");
  out.columns = {
      column("cycle", "Cycle", "", rows, [](const Row& row) { return row.curve->cycle; }),
      texts("direction", "Direction", rows, [](const Row& row) { return capitalised(row.curve->direction); }),
      column(
          "position_V", "Position", "V", rows, [](const Row& row) { return row.peak->position_V; },
          [](const Row& row) { return row.peak->position_std_V; }),
      column(
          "area_" + scale.suffix, "Area", scale.unit, rows,
          [=](const Row& row) { return factor * row.peak->area_Ah; },
          [=](const Row& row) { return factor * row.peak->area_std_Ah; }),
      column(
          "width_mV", "Width", "mV", rows, [](const Row& row) { return 1000 * row.peak->width_V; },
          [](const Row& row) { return 1000 * row.peak->width_std_V; }),
      column("height_" + scale.suffix + "_per_V", "Height", per_volt(scale), rows,
             [=](const Row& row) { return factor * row.peak->height_Ah_per_V; }),
      texts("reason", "Without uncertainty because", rows, [](const Row& row) { return row.peak->reason; })};
  bool reasons = false;
  for (const auto& row : rows) {
    reasons = reasons || !row.peak->reason.empty();
  }
  if (!reasons) {
    out.columns.pop_back();
  }
  out.caption = "With standard uncertainties; the width is the full one at half maximum";
  return out;
}

DataTable half_cycle_table(const CyclingRecord& record, const CapacityScale& scale) {
  struct Row {
    int cycle;
    const HalfCycle* half;
  };
  std::vector<Row> rows;
  for (const Cycle& cycle : record.analysis->cycles) {
    const bool charge_first = record.analysis->first_direction == Direction::charge;
    for (const auto* half :
         {charge_first ? &cycle.charge : &cycle.discharge, charge_first ? &cycle.discharge : &cycle.charge}) {
      if (*half) {
        rows.push_back({cycle.cycle, &**half});
      }
    }
  }
  const double factor = scale.factor(*record.analysis);
  const auto number = [&](const char* name, const char* label, const char* unit, double HalfCycle::*member,
                          double times) {
    return column(name, label, unit, rows, [=](const Row& row) { return times * (*row.half).*member; });
  };
  DataTable out = table(record, "halfcycles", "Half-cycles");
  out.columns = {
      column("cycle", "Cycle", "", rows, [](const Row& row) { return row.cycle; }),
      texts("direction", "Direction", rows, [](const Row& row) { return capitalised(row.half->direction); }),
      number("start_h", "Start", "h", &HalfCycle::start_s, 1 / 3600.0),
      number("duration_h", "Duration", "h", &HalfCycle::duration_s, 1 / 3600.0),
      number("current_A", "Current", "A", &HalfCycle::current_A, 1),
      number("c_rate", "C-rate", "", &HalfCycle::c_rate, 1),
      number(("capacity_" + scale.suffix).c_str(), "Capacity", scale.unit.c_str(), &HalfCycle::capacity_Ah,
             factor),
      texts("capacity_from", "From", rows,
            [](const Row& row) { return std::string(row.half->from_counter ? "counter" : "integral"); }),
      column("energy_" + scale.energy_suffix, "Energy", scale.energy_unit, rows,
             [=](const Row& row) { return factor * row.half->energy_Wh; }),
      number("start_voltage_V", "First voltage", "V", &HalfCycle::start_voltage_V, 1),
      number("end_voltage_V", "Last voltage", "V", &HalfCycle::end_voltage_V, 1),
      number("constant_voltage_share_percent", "At constant voltage", "%", &HalfCycle::constant_voltage_share,
             100),
      number("resistance_mohm", "Resistance", "mΩ", &HalfCycle::resistance_ohm, 1000),
      number("resistance_after_s", "After", "s", &HalfCycle::resistance_after_s, 1),
      column("rest_h", "Rest", "h", rows, [](const Row& row) { return row.half->rest.duration_s / 3600; }),
      column("rest_change_mV", "Change at rest", "mV", rows,
             [](const Row& row) { return 1000 * row.half->rest.change_V; })};
  // A column that nothing is known of only makes the table wide.
  std::erase_if(out.columns, [](const TableColumn& one) {
    return one.texts.empty() && std::none_of(one.values.begin(), one.values.end(),
                                             [](double value) { return std::isfinite(value); });
  });
  return out;
}

std::string definition_words(const Analysis& analysis) {
  const std::string first = analysis.first_direction == Direction::charge ? "charge" : "discharge";
  const std::string second = first == "charge" ? "discharge" : "charge";
  switch (analysis.options.definition) {
    case cycling::Definition::vendor:
      return "A cycle is what the file numbers as one.";
    case cycling::Definition::automatic:
      return fmt::format("A cycle is a {} and the {} that follows it, because the record begins with a {}.",
                         first, second, first);
    default:
      return fmt::format("A cycle is a {} and the {} that follows it, as asked for.", first, second);
  }
}

std::string source_words(const Analysis& analysis) {
  std::size_t counter = 0;
  std::size_t all = 0;
  for (const Cycle& cycle : analysis.cycles) {
    for (const auto* half : {&cycle.charge, &cycle.discharge}) {
      if (*half) {
        ++all;
        counter += (*half)->from_counter ? 1 : 0;
      }
    }
  }
  if (counter == 0) {
    return "Capacities are integrals of current over time by trapezoids.";
  }
  if (counter == all) {
    return "Capacities are those that the instrument counted; they agree with the integral of current over "
           "time within what sampling explains, unless a warning says otherwise.";
  }
  return fmt::format(
      "Capacities are the instrument's counter in {} of {} half-cycles and the integral of current over "
      "time in the others, where the counter does not agree with it.",
      counter, all);
}

}  // namespace

std::vector<DataTable> cycling_tables(const CyclingRecord& record) {
  const CapacityScale scale = capacity_scale({&record, 1});
  std::vector<DataTable> tables{cycle_table(record, scale)};
  if (record.analysis->rates.size() > 1) {
    tables.push_back(rate_table(record, scale));
  }
  tables.push_back(peak_table(record, scale));
  tables.push_back(half_cycle_table(record, scale));
  std::erase_if(tables, [](const DataTable& one) { return one.rows() == 0; });
  return tables;
}

std::vector<KeyNumber> cycling_key_numbers(const CyclingRecord& record) {
  const Analysis& analysis = *record.analysis;
  const CapacityScale scale = capacity_scale({&record, 1});
  std::vector<KeyNumber> numbers;
  const auto add = [&](const std::string& label, const cycling::Estimate& value, const std::string& unit,
                       const std::string& note, int digits = 5) {
    if (std::isfinite(value.value)) {
      numbers.push_back({label, value.value, value.std, unit, note, digits});
    }
  };
  for (const Cycle& cycle : analysis.cycles) {
    if (cycle.complete && cycle.discharge) {
      const std::string note = fmt::format("cycle {}", cycle.cycle);
      add("Discharge capacity", {scale.factor(analysis) * cycle.discharge->capacity_Ah}, scale.unit, note);
      add("Coulombic efficiency", {100 * cycle.coulombic_efficiency}, "%", note, 4);
      add("Mean discharge voltage", {cycle.discharge->mean_voltage_V}, "V", note, 4);
      add("Polarisation", {1000 * cycle.polarisation_V}, "mV", note, 3);
      add("Energy efficiency", {100 * cycle.energy_efficiency}, "%", note, 4);
      break;
    }
  }
  const auto& retention = analysis.retention;
  if (retention.last_cycle > retention.reference_cycle) {
    add("Capacity retention", {100 * retention.last}, "%",
        fmt::format("cycle {} relative to cycle {}", retention.last_cycle, retention.reference_cycle), 4);
  }
  add("Fade", retention.fade_percent_per_cycle, "% per cycle",
      fmt::format("over {} cycles", retention.cycles_fitted), 3);
  if (retention.end_of_life != cycling::Retention::EndOfLife::none) {
    add("End of life", retention.end_of_life_cycle, "",
        fmt::format(
            "cycle at {:g} %, {}", retention.end_of_life_percent,
            retention.end_of_life == cycling::Retention::EndOfLife::observed ? "observed" : "extrapolated"),
        4);
  }
  return numbers;
}

Method cycling_method(const CyclingRecord& record) {
  const Analysis& analysis = *record.analysis;
  const auto& options = analysis.options;
  Method method{"Cycling: " + record.name};
  method.paragraphs.push_back(fmt::format(
      "The record has {} rows over {} h. The cell counts as at rest where the magnitude of the current is "
      "below {} A. "
      "The record is cut into half-cycles at the turning points of the net charge; a reversal counts once "
      "{:g} % of the "
      "largest half-cycle has flown back. {} Cycles that the record cuts short are marked and enter no "
      "average.",
      analysis.rows, significant(analysis.duration_s / 3600, 4), significant(analysis.zero_current_A, 3),
      100 * options.reversal_share, definition_words(analysis)));
  std::string second = source_words(analysis);
  second += analysis.efficiency == cycling::Efficiency::discharge_over_charge
                ? " The coulombic efficiency is discharge over charge."
                : " The coulombic efficiency is charge over discharge, as for an anode against its metal.";
  second +=
      " Energy is the integral of voltage over charge, the mean voltage energy over capacity, and the "
      "polarisation the mean voltage of charge less that of discharge.";
  method.paragraphs.push_back(second);
  method.paragraphs.push_back(fmt::format(
      "dQ/dV is the density of charge over voltage in bins of {:g} mV, {}. Its peaks stand out by at least "
      "{:g} % of the "
      "highest value and are fitted to the charge passed. dV/dQ is smoothed over {:g} % of the capacity.",
      200 * options.smoothing_fwhm_V, smoothing_words(options), 100 * options.peak_prominence,
      100 * options.smoothing_capacity));
  const auto& retention = analysis.retention;
  if (retention.reference_cycle > 0) {
    method.paragraphs.push_back(
        fmt::format("Retention compares complete cycles at the current of cycle {}. Fade is the slope of a "
                    "robust line through {} of "
                    "them{}.",
                    retention.reference_cycle, retention.cycles_fitted,
                    retention.fade_reason.empty() ? "" : " (not determined: " + retention.fade_reason + ")"));
  }
  method.options = cycling::to_json(options);
  return method;
}

}  // namespace nacre::report
