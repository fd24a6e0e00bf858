#include "nacre/report/cell_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

constexpr const char* assumed = "assumed";

std::string text_of(const Json& parameter, const char* key) { return parameter.value(key, std::string()); }

double number_of(const Json& parameter, const char* key) { return parameter.value(key, std::nan("")); }

// Of a list: NaN, which is null once it was written.
double number_at(const Json& list, std::size_t k) {
  return list[k].is_number() ? list[k].get<double>() : std::nan("");
}

// A number as it is; of a function what kind, and the factor before it.
std::string value_words(const Json& parameter) {
  if (parameter.contains("value")) {
    return fmt::format("{:.6g}", parameter.at("value").get<double>());
  }
  const double scale = number_of(parameter, "scale");
  const std::string factor = scale == 1.0 ? "" : fmt::format("{:.6g} × ", scale);
  return factor + (parameter.contains("expression")
                       ? text_of(parameter, "expression")
                       : fmt::format("table of {} points", parameter.at("x").size()));
}

Series series(const std::string& name, std::size_t colour) {
  Series out;
  out.name = name;
  out.colour = categorical(colour);
  return out;
}

Axis cycle_axis() {
  Axis axis{"Cycle"};
  axis.whole = true;
  return axis;
}

// One line for each way to look at a cycle.
template <class Value>
Series over_cycles(const std::string& name, std::size_t colour, const Json& cycles, const Value& value) {
  Series out = series(name, colour);
  for (const auto& cycle : cycles) {
    out.x.push_back(cycle.at("cycle"));
    out.y.push_back(value(cycle));
  }
  return out;
}

TableColumn column(const std::string& name, const std::string& label, const std::string& unit,
                   const Series& line) {
  return {name, label, unit, line.y};
}

}  // namespace

DataTable parameter_table(const Json& set, const std::string& id) {
  DataTable table{id, "Parameters of " + text_of(set, "name")};
  table.caption = "Assumed values first and shaded; bounds are those within which a value may be sought.";
  std::vector<Json> parameters = set.at("parameters");
  std::stable_partition(parameters.begin(), parameters.end(),
                        [](const Json& parameter) { return parameter.at("status") == assumed; });
  TableColumn path{"parameter", "Parameter"};
  TableColumn value{"value", "Value"};
  TableColumn unit{"unit", "Unit"};
  TableColumn status{"status", "Status"};
  TableColumn lower{"lower", "Lower bound"};
  TableColumn upper{"upper", "Upper bound"};
  TableColumn energy{"activation_energy_J_per_mol", "Activation energy", "J mol⁻¹"};
  TableColumn source{"source", "Source"};
  TableColumn note{"note", "Note"};
  for (const auto& parameter : parameters) {
    if (parameter.at("status") == assumed) {
      table.marked_rows.push_back(path.texts.size());
    }
    path.texts.push_back(text_of(parameter, "path"));
    value.texts.push_back(value_words(parameter) + (parameter.contains("overridden") ? " (set)" : ""));
    unit.texts.push_back(text_of(parameter, "unit") == "1" ? "" : text_of(parameter, "unit"));
    status.texts.push_back(text_of(parameter, "status"));
    lower.values.push_back(number_of(parameter, "lower"));
    upper.values.push_back(number_of(parameter, "upper"));
    energy.values.push_back(number_of(parameter, "activation_energy_J_per_mol"));
    source.texts.push_back(text_of(parameter, "source"));
    note.texts.push_back(text_of(parameter, "note"));
  }
  table.columns = {path, value, unit, status, lower, upper, energy, source, note};
  return table;
}

Method simulation_method(const std::string& name, const Json& description, const Json& set) {
  Method method{"Simulation: " + name};
  std::string sources;
  for (const auto& [key, text] : set.at("sources").items()) {
    sources += fmt::format("{}{}: {}", sources.empty() ? "" : "; ", key, text.get<std::string>());
  }
  method.paragraphs = {text_of(set, "title") + ".", text_of(set, "description")};
  if (!sources.empty()) {
    method.paragraphs.push_back("Sources of the parameters: " + sources + ".");
  }
  std::string paths;
  for (const auto& parameter : set.at("parameters")) {
    if (parameter.at("status") == assumed) {
      paths += (paths.empty() ? "" : ", ") + text_of(parameter, "path");
    }
  }
  if (!paths.empty()) {
    method.paragraphs.push_back("Assumed, so that what comes out is uncalibrated: " + paths + ".");
  }
  std::erase(method.paragraphs, "");
  method.options = description;
  return method;
}

Section ageing_section(const Json& cycles, const std::string& id) {
  static constexpr std::array<std::pair<const char*, const char*>, 7> causes{
      {{"interphase_Ah", "Interphase"},
       {"trapped_sodium_Ah", "Trapped sodium"},
       {"negative_material_Ah", "Negative, cracking"},
       {"positive_cracking_Ah", "Positive, cracking"},
       {"positive_rock_salt_Ah", "Positive, rock salt"},
       {"dry_Ah", "Dry electrolyte"},
       {"resistance_Ah", "Resistance"}}};
  const std::string prefix = id.empty() ? "" : id + "-";
  const auto number = [](const char* key) {
    return [key](const Json& cycle) { return number_of(cycle, key); };
  };
  const auto charge = over_cycles("Charge", 5, cycles, number("charge_capacity_Ah"));
  const auto discharge = over_cycles("Discharge", 0, cycles, number("discharge_capacity_Ah"));
  DataTable table{prefix + "model-cycles", "Cycles as the model counts them"};
  table.caption = "Losses since the first cycle, by cause; their sum is the measured loss.";
  table.columns = {column("cycle", "Cycle", "", over_cycles("", 0, cycles, number("cycle"))),
                   column("charge_capacity_Ah", "Charge", "Ah", charge),
                   column("discharge_capacity_Ah", "Discharge", "Ah", discharge)};
  const bool milli = std::ranges::all_of(discharge.y, [](double capacity) { return capacity < 1.0; });
  const auto drawn = [&](Series line) {
    for (auto& capacity : line.y) {
      capacity *= milli ? 1000.0 : 1.0;
    }
    return line;
  };
  const std::string unit = milli ? "mAh" : "Ah";
  Panel capacity{"", cycle_axis(), {"Capacity", unit}};
  capacity.series = {drawn(charge), drawn(discharge)};
  Panel losses{"", cycle_axis(), {"Lost capacity", unit}};
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const auto [key, label] = causes[i];
    const char* cause = key;
    const auto line = over_cycles(label, i, cycles,
                                  [cause](const Json& cycle) { return number_of(cycle.at("loss"), cause); });
    table.columns.push_back(column(fmt::format("loss_{}", key), "Lost: " + line.name, "Ah", line));
    if (std::ranges::any_of(line.y, [](double loss) { return loss != 0.0; })) {
      losses.series.push_back(drawn(line));
    }
  }
  Figure figure{prefix + "model-losses", "Capacity and where it went",
                "charge that the model passed in each cycle, and what it lost since the first one, by cause. "
                "What a higher current leaves in the cell counts as resistance."};
  figure.panels = {capacity};
  if (!losses.series.empty()) {
    figure.panels.push_back(losses);
    figure.columns = 2;
    figure.width = Width::full;
  }
  Section section{"Capacity and its losses in the model"};
  if (cycles.size() > 1) {
    section.figures = {figure};
  }
  section.tables = {table};
  return section;
}

Section profile_section(const Json& profiles, const std::string& id) {
  struct Quantity {
    const char* key;
    Axis axis;
    double factor;
  };
  static const std::array<Quantity, 4> drawn{
      {{"electrolyte_concentration_mol_per_m3", {"Salt concentration", "mol m⁻³"}, 1.0},
       {"electrolyte_potential_V", {"Electrolyte potential", "mV"}, 1000.0},
       {"surface_stoichiometry", {"Stoichiometry at the surface"}, 1.0},
       {"current_density_A_per_m2", {"Current of the particles", "A m⁻²"}, 1.0}}};
  const std::string prefix = id.empty() ? "" : id + "-";
  Figure figure{prefix + "profiles", "Across the cell",
                "state at the ends of cycles (of steps that belong to none) over the distance from the "
                "negative current collector, or from the metal: evenly spread cycles, the first and the last "
                "among them. Current per surface of the particles, positive where sodium leaves them."};
  for (const auto& quantity : drawn) {
    Panel panel{"", {"Distance", "µm"}, quantity.axis};
    for (std::size_t i = 0; i < profiles.size(); ++i) {
      const auto& profile = profiles[i];
      Series line = series(fmt::format("Cycle {}, {:.4g} h", profile.at("cycle").get<int>(),
                                       profile.at("time_s").get<double>() / 3600.0),
                           0);
      line.colour = profiles.size() > 1
                        ? sequential(static_cast<double>(i) / static_cast<double>(profiles.size() - 1))
                        : categorical(0);
      line.in_legend = figure.panels.empty();
      const auto& x = profile.at("x_m");
      const auto& y = profile.at(quantity.key);
      // From the first value to the last: a gap between two electrodes shows, one beside a single one does
      // not.
      std::size_t whole = 0;
      for (std::size_t k = 0; k < x.size(); ++k) {
        const double value = quantity.factor * number_at(y, k);
        if (std::isfinite(value) || !line.x.empty()) {
          line.x.push_back(1e6 * x[k].get<double>());
          line.y.push_back(value);
        }
        whole = std::isfinite(value) ? line.x.size() : whole;
      }
      line.x.resize(whole);
      line.y.resize(whole);
      if (x.size() < 4) {  // single particles: a value for each electrode
        line.symbol = Symbol::circle;
        line.line_width = 0.0;
      }
      if (!line.y.empty()) {
        panel.series.push_back(std::move(line));
      }
    }
    if (!panel.series.empty()) {  // single particles know no potential of the electrolyte
      figure.panels.push_back(std::move(panel));
    }
  }
  figure.columns = 2;
  figure.width = Width::full;

  DataTable table{prefix + "profiles", "Profiles across the cell"};
  table.caption = "State at the ends of the cycles that the figure shows.";
  TableColumn cycle{"cycle", "Cycle"};
  TableColumn time{"time_s", "Time", "s"};
  std::vector<TableColumn> columns{{"x_m", "Distance", "m"},
                                   {"electrolyte_concentration_mol_per_m3", "Salt concentration", "mol m⁻³"},
                                   {"electrolyte_potential_V", "Electrolyte potential", "V"},
                                   {"solid_potential_V", "Solid potential", "V"},
                                   {"surface_stoichiometry", "Stoichiometry at the surface"},
                                   {"mean_stoichiometry", "Mean stoichiometry"},
                                   {"current_density_A_per_m2", "Current of the particles", "A m⁻²"}};
  for (const auto& profile : profiles) {
    for (std::size_t k = 0; k < profile.at("x_m").size(); ++k) {
      cycle.values.push_back(profile.at("cycle"));
      time.values.push_back(profile.at("time_s"));
      for (auto& out : columns) {
        out.values.push_back(number_at(profile.at(out.name), k));
      }
    }
  }
  table.columns = {cycle, time};
  table.columns.insert(table.columns.end(), columns.begin(), columns.end());
  Section section{"Across the cell"};
  section.figures = {figure};
  section.tables = {table};
  return section;
}

Section impedance_section(std::span<const cell::Spectrum> spectra) {
  Section section{"Impedance"};
  Panel nyquist{"", {"Z′", "Ω"}, {"−Z″", "Ω"}};
  nyquist.equal_aspect = true;
  Axis frequency{"Frequency", "Hz"};
  frequency.scale = Scale::logarithmic;
  Axis modulus{"|Z|", "Ω"};
  modulus.scale = Scale::logarithmic;
  Panel bode{"", frequency, modulus};
  Panel phase{"", frequency, {"−Phase", "°"}};
  for (std::size_t i = 0; i < spectra.size(); ++i) {
    const auto& spectrum = spectra[i];
    Series line = series(fmt::format("SOC {:g}", spectrum.state_of_charge), 0);
    line.colour = spectra.size() > 1
                      ? sequential(static_cast<double>(i) / static_cast<double>(spectra.size() - 1))
                      : categorical(0);
    Series magnitude = line;
    magnitude.in_legend = false;
    Series angle = magnitude;
    line.symbol = Symbol::circle;
    line.line_width = 0.5;
    for (std::size_t k = 0; k < spectrum.frequency_Hz.size(); ++k) {
      const double real = spectrum.z_real_ohm[k];
      const double imaginary = spectrum.z_imag_ohm[k];
      line.x.push_back(real);
      line.y.push_back(-imaginary);
      magnitude.x.push_back(spectrum.frequency_Hz[k]);
      magnitude.y.push_back(std::hypot(real, imaginary));
      angle.x.push_back(spectrum.frequency_Hz[k]);
      angle.y.push_back(-std::atan2(imaginary, real) * 180.0 / std::numbers::pi);
    }
    nyquist.series.push_back(line);
    bode.series.push_back(magnitude);
    phase.series.push_back(angle);
  }
  Figure plane{"nyquist", "Nyquist", "impedance in the complex plane, the imaginary part upwards."};
  plane.panels = {nyquist};
  Figure over_frequency{"bode", "Bode", "magnitude and phase of the impedance over frequency."};
  over_frequency.panels = {bode, phase};
  over_frequency.columns = 2;
  over_frequency.width = Width::full;
  section.figures = {plane, over_frequency};
  return section;
}

}  // namespace nacre::report
