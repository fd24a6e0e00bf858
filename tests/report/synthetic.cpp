#include "report/synthetic.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace nacre::report::testing {
namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

Figure voltage_curves(const std::string& name) {
  Panel panel{"", {"Specific capacity", "mAh g⁻¹"}, {"Voltage", "V"}};
  panel.colour_bar = ColourBar{"Cycle", 1, 100};
  for (int cycle = 1; cycle <= 100; cycle += 9) {
    Series charge;
    charge.name = name + ", cycle " + std::to_string(cycle);
    charge.in_legend = false;
    charge.colour = sequential((cycle - 1) / 99.0);
    for (int i = 0; i <= 400; ++i) {
      const double q = i / 400.0;
      charge.x.push_back(140 * q * (1 - 0.002 * cycle));
      charge.y.push_back(2.2 + 1.6 * q + 0.1 * std::tanh((q - 0.5) * 30) + 0.0005 * cycle);
    }
    panel.series.push_back(charge);
  }
  return {"voltage", "Voltage curves", "Charge of every ninth cycle of " + name + ".", {panel}};
}

Figure capacity(const std::string& name) {
  Panel panel{"", {"Cycle", ""}, {"Discharge capacity", "mAh g⁻¹"}};
  panel.secondary = Axis{"Coulombic efficiency", "%"};
  panel.y.colour = categorical(0);
  panel.secondary->colour = categorical(1);
  Series value;
  value.name = "Capacity, " + name;
  value.colour = categorical(0);
  value.symbol = Symbol::circle;
  Series efficiency = value;
  efficiency.name = "Coulombic efficiency";
  efficiency.colour = categorical(1);
  efficiency.symbol = Symbol::square;
  efficiency.line_width = 0;
  efficiency.secondary = true;
  Series partial = value;
  partial.name = "Partial cycle";
  partial.line_width = 0;
  partial.open = true;
  partial.x = {31};
  partial.y = {60};
  for (int cycle = 1; cycle <= 30; ++cycle) {
    value.x.push_back(cycle);
    value.y.push_back(cycle == 12 ? gap : 140 - 0.4 * cycle);
    value.y_std.push_back(1.5);
    efficiency.x.push_back(cycle);
    efficiency.y.push_back(99.5 - 10.0 / cycle);
  }
  panel.series = {value, efficiency, partial};
  return {"capacity", "Capacity and efficiency", "Hollow: a cycle that the record cuts short.", {panel}};
}

Figure panels(const std::string& name) {
  Panel time{"", {"Time", "h"}, {"Voltage", "V"}};
  Series trace;
  trace.name = name;
  trace.colour = categorical(2);
  for (int i = 0; i < 50000; ++i) {
    trace.x.push_back(i / 100.0);
    trace.y.push_back(3 + std::sin(i / 900.0) + 0.05 * std::sin(i / 7.0));
  }
  time.series.push_back(trace);
  Panel spread{"Scatter over five cells", {"Cycle", ""}, {"Capacity", "mAh g⁻¹"}};
  Band band{"One standard deviation", {}, {}, {}, categorical(3)};
  for (int cycle = 1; cycle <= 20; ++cycle) {
    band.x.push_back(cycle);
    band.lower.push_back(100 - cycle);
    band.upper.push_back(110 - cycle);
  }
  spread.bands.push_back(band);
  return {"panels", "Trace and spread", "Two panels.", {time, spread}, 2, {}, Width::full, 0.7};
}

Figure scales() {
  Panel logarithmic{"", {"Frequency", "Hz"}, {"Modulus", "Ω"}};
  logarithmic.x.scale = Scale::logarithmic;
  logarithmic.y.scale = Scale::logarithmic;
  Series modulus;
  modulus.name = "Model";
  modulus.colour = categorical(4);
  for (int i = -20; i <= 50; ++i) {
    const double f = std::pow(10.0, i / 10.0);
    modulus.x.push_back(f);
    modulus.y.push_back(std::hypot(10.0, 1e3 / f));
  }
  logarithmic.series.push_back(modulus);
  Panel rates{"", {"Rate", ""}, {"Capacity", "mAh g⁻¹"}};
  rates.x.categories = {"C/10", "C/5", "1C", "5C"};
  Series steps;
  steps.name = "Charge";
  steps.x = {0, 1, 2, 3};
  steps.y = {130, 125, 110, 80};
  steps.symbol = Symbol::diamond;
  steps.dash = Dash::dashed;
  rates.series.push_back(steps);
  return {"scales",    "Scales", "Logarithmic axes, and categories.", {logarithmic, rates}, 2, {},
          Width::full, 0.75};
}

Figure map() {
  Panel panel{"", {"Voltage", "V"}, {"Cycle", ""}};
  Map values;
  for (int cycle = 1; cycle <= 20; ++cycle) {
    values.y.push_back(cycle);
  }
  for (int i = 0; i <= 60; ++i) {
    values.x.push_back(2 + i / 30.0);
  }
  for (const double cycle : values.y) {
    for (const double v : values.x) {
      values.z.push_back(std::exp(-std::pow((v - 3 - 0.01 * cycle) / 0.1, 2)));
    }
  }
  panel.map = values;
  panel.colour_bar = ColourBar{"dQ/dV (Ah V⁻¹)", 0, 1};
  return {"map", "Map", "A value over a grid.", {panel}};
}

}  // namespace

Document synthetic_document(const std::string& name) {
  Document document;
  document.title = "Cycling of " + name;
  document.subtitle = "A document made from formulas";
  document.description = "Every kind of figure, table and number that a report has, for " + name + ".";
  document.warnings = {"The record of " + name + " ends within a discharge.", "Numbers are made up."};
  Section section{"Samples: " + name, {"What was measured on " + name + " (mAh g⁻¹)."}, {}, {}, {}};
  section.key_numbers = {{"Discharge capacity", 139.6, 1.5, "mAh g⁻¹", name},
                         {"Retention", 0.914, gap, "", "after 30 cycles"},
                         {"Fade", gap, gap, "% per cycle", "not determined"}};
  section.figures = {voltage_curves(name), capacity(name), panels(name), scales(), map()};
  DataTable table{"cycles", "Cycles of " + name, "", {}, {1}};
  table.columns.push_back({"cycle", "Cycle", "", {1, 2, 3}, {}, {}});
  table.columns.push_back({"capacity_Ah", "Capacity", "Ah", {10.1324, gap, -10.25}, {0.001, gap, 0.02}, {}});
  table.columns.push_back({"note", "Note", "", {}, {}, {name, "x,y", "\"quoted\""}});
  section.tables = {table};
  document.sections = {section};
  document.methods = {{"Cycling",
                       {"Capacity is the integral of current over time of " + name + "."},
                       Json{{"smoothing", "gaussian"}, {"name", name}, {"mass_g", nullptr}}}};
  document.provenance = {"nacre test",
                         {{name + ".csv", std::string(64, 'a'), 1234, "bdf-csv", "2026-11-01T10:00:00Z"},
                          {"other.csv", std::string(64, 'b'), 5, "bdf-csv", "2026-11-20T10:00:00Z"}},
                         "0.1.0",
                         "0123456789ab",
                         "",
                         {name}};
  document.result = {{"sample", name}, {"value", gap}};
  return document;
}

}  // namespace nacre::report::testing
