#include "nacre/report/cycling_figures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/cycling_curves.hpp"
#include "nacre/report/cycling_series.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

using cycling::Analysis;
using cycling::Cycle;
using cycling::Direction;
using cycling::HalfCycle;

Figure capacity_figure(const CyclingRecord& record, const CapacityScale& scale) {
  const Analysis& analysis = *record.analysis;
  const double factor = scale.factor(analysis);
  Panel panel{"", cycle_axis(), {scale.label, scale.unit}};
  panel.secondary = Axis{"Coulombic efficiency", "%"};
  panel.secondary->colour = categorical(1);
  add_cycles(panel, analysis, of(Direction::charge, &HalfCycle::capacity_Ah, factor),
             {"Charge", categorical(5), Symbol::triangle});
  add_cycles(panel, analysis, of(Direction::discharge, &HalfCycle::capacity_Ah, factor),
             {"Discharge", categorical(0)});
  // The ratio of a partial cycle says how it was cut, nothing about the cell.
  add_cycles(
      panel, analysis, [](const Cycle& cycle) { return 100 * cycle.coulombic_efficiency; },
      {"Coulombic efficiency", categorical(1), Symbol::square, true, false}, false);
  const bool ratios = std::any_of(panel.series.begin(), panel.series.end(),
                                  [](const Series& series) { return series.secondary; });
  if (!ratios) {
    panel.secondary.reset();
  }
  const bool forward = analysis.efficiency == cycling::Efficiency::discharge_over_charge;
  Figure out = cycling_figure(
      record, "capacity", "Capacity and coulombic efficiency",
      fmt::format("capacity of each cycle, and the coulombic efficiency ({}) of the complete ones.",
                  forward ? "discharge over charge" : "charge over discharge") +
          (has_partial(analysis) ? hollow_note : ""));
  out.panels = {panel};
  return out;
}

Figure energy_figure(const CyclingRecord& record, const CapacityScale& scale) {
  const Analysis& analysis = *record.analysis;
  const double factor = scale.factor(analysis);
  const Axis cycles = cycle_axis();
  Panel energy{
      "",
      cycles,
      {scale.kind == CapacityScale::Kind::specific ? "Specific energy" : "Energy", scale.energy_unit}};
  add_cycles(energy, analysis, of(Direction::charge, &HalfCycle::energy_Wh, factor),
             {"Charge", categorical(5), Symbol::triangle});
  add_cycles(energy, analysis, of(Direction::discharge, &HalfCycle::energy_Wh, factor),
             {"Discharge", categorical(0)});
  Panel voltage{"", cycles, {"Mean voltage", "V"}};
  add_cycles(voltage, analysis, of(Direction::charge, &HalfCycle::mean_voltage_V),
             {"Charge", categorical(5), Symbol::triangle});
  add_cycles(voltage, analysis, of(Direction::discharge, &HalfCycle::mean_voltage_V),
             {"Discharge", categorical(0)});
  voltage.secondary = Axis{"Polarisation", "mV"};
  voltage.secondary->colour = categorical(1);
  add_cycles(
      voltage, analysis, [](const Cycle& cycle) { return 1000 * cycle.polarisation_V; },
      {"Polarisation", categorical(1), Symbol::square, true, false}, false);
  if (y_range(voltage, true).empty()) {
    voltage.secondary.reset();
  }
  Figure out = cycling_figure(
      record, "energy", "Energy, mean voltage and polarisation",
      "energy of each cycle; mean voltage, weighted with charge, and the distance between that of "
      "charge and of discharge." +
          std::string(has_partial(analysis) ? hollow_note : ""));
  out.panels = {energy, voltage};
  out.columns = 2;
  out.width = Width::full;
  return out;
}

Figure retention_figure(const CyclingRecord& record) {
  const Analysis& analysis = *record.analysis;
  const auto& retention = analysis.retention;
  Panel panel{"", cycle_axis(), {"Capacity retention", "%"}};
  add_cycles(
      panel, analysis, [](const Cycle& cycle) { return 100 * cycle.retention; },
      {"Retention", categorical(0), Symbol::circle, false, false}, false);
  std::string caption =
      fmt::format("{} capacity relative to that of cycle {}.",
                  retention.of == Direction::charge ? "charge" : "discharge", retention.reference_cycle);
  if (retention.end_of_life != cycling::Retention::EndOfLife::none) {
    caption += fmt::format(
        " End of life ({:g} %): cycle {}{}.", retention.end_of_life_percent,
        with_uncertainty(retention.end_of_life_cycle.value, retention.end_of_life_cycle.std),
        retention.end_of_life == cycling::Retention::EndOfLife::extrapolated ? ", extrapolated" : "");
  }
  if (std::isfinite(retention.fade_percent_per_cycle.value)) {
    caption += fmt::format(
        " Fade: {} % per cycle over {} cycles.",
        with_uncertainty(retention.fade_percent_per_cycle.value, retention.fade_percent_per_cycle.std),
        retention.cycles_fitted);
  }
  Figure out = cycling_figure(record, "retention", "Capacity retention", caption);
  out.panels = {panel};
  return out;
}

Figure rate_figure(const CyclingRecord& record, const CapacityScale& scale) {
  const Analysis& analysis = *record.analysis;
  const double factor = scale.factor(analysis);
  const bool rates = std::all_of(analysis.rates.begin(), analysis.rates.end(),
                                 [](const auto& rate) { return std::isfinite(rate.c_rate); });
  Panel panel{
      "",
      {rates ? "Discharge rate, in order of the record" : "Discharge current, in order of the record"},
      {scale.label, scale.unit}};
  Series capacity;
  capacity.name = "Discharge";
  capacity.colour = categorical(0);
  capacity.symbol = Symbol::circle;
  capacity.line_width = 0.8;
  for (const auto& rate : analysis.rates) {
    capacity.x.push_back(static_cast<double>(panel.x.categories.size()));
    capacity.y.push_back(factor * rate.discharge_capacity_Ah.value);
    capacity.y_std.push_back(factor * rate.scatter_Ah);
    panel.x.categories.push_back(rate_label(rate.c_rate, rate.current_A));
  }
  panel.series = {capacity};
  Figure out = cycling_figure(
      record, "rate", "Rate capability",
      "mean discharge capacity of the complete cycles at each rate; bars: standard deviation over these "
      "cycles.");
  out.panels = {panel};
  out.width = analysis.rates.size() > 8 ? Width::full : Width::single;
  out.aspect = analysis.rates.size() > 8 ? 0.4 : 0.75;
  return out;
}

std::string track_name(const cycling::PeakTrack& track) {
  return fmt::format("{} {:.2f} V", cycling::name_of(track.direction) == "charge" ? "Charge" : "Discharge",
                     track.position_V.front());
}

Figure drift_figure(const CyclingRecord& record, const CapacityScale& scale) {
  const double factor = scale.factor(*record.analysis);
  Panel shift{"", cycle_axis(), {"Peak shift", "mV"}};
  Panel area{"", shift.x, {"Peak area", scale.unit}};
  std::size_t index = 0;
  for (const auto& track : record.analysis->tracks) {
    if (track.cycles.size() < 3) {
      continue;
    }
    Series position;
    position.name = track_name(track);
    position.colour = categorical(index);
    position.symbol = track.direction == Direction::charge ? Symbol::triangle : Symbol::circle;
    position.line_width = 0.8;
    Series content = position;
    const double first = track.position_V.front();
    for (std::size_t i = 0; i < track.cycles.size(); ++i) {
      if (!(track.area_Ah[i] > 2 * track.area_std_Ah[i])) {
        continue;
      }
      position.x.push_back(track.cycles[i]);
      position.y.push_back(1000 * (track.position_V[i] - first));
      position.y_std.push_back(1000 * track.position_std_V[i]);
      content.y.push_back(factor * track.area_Ah[i]);
      content.y_std.push_back(factor * track.area_std_Ah[i]);
    }
    if (position.x.size() < 2) {
      continue;
    }
    content.x = position.x;
    shift.series.push_back(position);
    area.series.push_back(content);
    ++index;
  }
  Figure out = cycling_figure(
      record, "peaks", "Drift of the dQ/dV peaks",
      "position of each fitted peak relative to where it was first seen, and the charge under it; bars: "
      "standard uncertainty. Peaks whose area is less than twice its uncertainty are in the table only.");
  out.panels = {shift, area};
  out.columns = 2;
  out.width = Width::full;
  return out;
}

Figure kinetics_figure(const CyclingRecord& record) {
  const Analysis& analysis = *record.analysis;
  const Axis cycles = cycle_axis();
  const auto both = [&](const char* label, const char* unit, double HalfCycle::*member, double factor) {
    Panel panel{"", cycles, {label, unit}};
    add_cycles(panel, analysis, of(Direction::charge, member, factor),
               {"Charge", categorical(5), Symbol::triangle});
    add_cycles(panel, analysis, of(Direction::discharge, member, factor), {"Discharge", categorical(0)});
    return panel;
  };
  Figure out = cycling_figure(
      record, "kinetics", "Constant-voltage share, resistance and relaxation",
      "share of the capacity passed at constant voltage; resistance from the voltage jump between rest "
      "and load; voltage change during the rest behind each half-cycle." +
          std::string(has_partial(analysis) ? hollow_note : ""));
  Panel share = both("Share at constant voltage", "%", &HalfCycle::constant_voltage_share, 100.0);
  if (y_range(share, false).upper > 0.1) {
    out.panels.push_back(share);
  }
  Panel resistance = both("Resistance", "mΩ", &HalfCycle::resistance_ohm, 1000.0);
  if (y_range(resistance, false).lower > 10000) {
    resistance = both("Resistance", "Ω", &HalfCycle::resistance_ohm, 1.0);
  }
  Panel rest{"", cycles, {"Voltage change at rest", "mV"}};
  for (const auto direction : {Direction::charge, Direction::discharge}) {
    const bool charge = direction == Direction::charge;
    add_cycles(rest, analysis,
               [direction](const Cycle& cycle) {
                 const auto& half = half_of(cycle, direction);
                 return half && half->rest.duration_s > 0 ? 1000 * half->rest.change_V : cycling::unknown;
               },
               {charge ? "After charge" : "After discharge", categorical(charge ? 5 : 0),
                charge ? Symbol::triangle : Symbol::circle});
  }
  for (const Panel& panel : {resistance, rest}) {
    if (!panel.series.empty()) {
      out.panels.push_back(panel);
    }
  }
  out.columns = std::min<std::size_t>(out.panels.size(), 3);
  out.aspect = out.columns == 3 ? 1.0 : 0.75;
  out.width = out.panels.size() > 1 ? Width::full : Width::single;
  return out;
}

Figure trace_figure(const CyclingRecord& record) {
  const auto& trace = record.analysis->trace;
  const double span = trace.time_s.empty() ? 0 : trace.time_s.back() - trace.time_s.front();
  const bool days = span > 20 * 86400.0;
  const std::vector<double> time = scaled(trace.time_s, days          ? 1 / 86400.0
                                                        : span < 7200 ? 1 / 60.0
                                                                      : 1 / 3600.0);
  const Axis axis{"Time", days ? "d" : span < 7200 ? "min" : "h"};
  Range current;
  for (const double value : trace.current_A) {
    current.include(value);
  }
  const bool milli = !current.empty() && std::max(-current.lower, current.upper) < 0.5;
  Series voltage;
  voltage.name = "Voltage";
  voltage.in_legend = false;
  voltage.colour = categorical(0);
  voltage.line_width = 0.7;
  voltage.x = time;
  voltage.y = trace.voltage_V;
  Series load = voltage;
  load.name = "Current";
  load.colour = categorical(1);
  load.y = scaled(trace.current_A, milli ? 1000 : 1);
  Figure out = cycling_figure(record, "record", "Voltage and current over time",
                              "the whole record; charging current is positive.");
  out.panels = {Panel{"", axis, {"Voltage", "V"}, {}, {voltage}},
                Panel{"", axis, {"Current", milli ? "mA" : "A"}, {}, {load}}};
  out.width = Width::full;
  out.aspect = 0.22;
  out.shared_x = true;
  return out;
}

}  // namespace

std::vector<Figure> cycling_figures(const CyclingRecord& record) {
  const Analysis& analysis = *record.analysis;
  const CapacityScale scale = capacity_scale({&record, 1});
  std::vector<Figure> figures;
  keep(figures, voltage_curves(record, scale));
  if (analysis.cycles.size() > 1) {
    keep(figures, capacity_figure(record, scale));
  }
  keep(figures, differential_capacity(record, scale));
  if (analysis.rates.size() > 1) {
    keep(figures, rate_figure(record, scale));
  }
  keep(figures, differential_voltage(record, scale));
  if (analysis.cycles.size() > 1) {
    keep(figures, energy_figure(record, scale));
    if (analysis.retention.reference_cycle > 0 && analysis.cycles.size() > 3) {
      keep(figures, retention_figure(record));
    }
    keep(figures, drift_figure(record, scale));
    keep(figures, kinetics_figure(record));
  }
  keep(figures, trace_figure(record));
  return figures;
}

}  // namespace nacre::report
