// ParameterSet -> BPX.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "nacre/base/json.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/bpx_fields.hpp"
#include "nacre/cell/expression.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

constexpr int sampled_points = 401;

class Writer {
 public:
  explicit Writer(const ParameterSet& set) : set_(set), cell_(cell_parameters(set)) {}

  BpxText write() {
    Json file;
    file["Header"]["BPX"] = "1.1.0";
    file["Header"]["Title"] = set_.title;
    if (!set_.description.empty()) {
      file["Header"]["Description"] = set_.description;
    }
    std::string references;
    for (const auto& source : set_.sources) {
      references += (references.empty() ? "" : "; ") + source.text;
    }
    if (!references.empty()) {
      file["Header"]["References"] = references;
    }
    file["Header"]["Model"] = cell_.half_cell() ? "Partial" : "DFN";
    Json all;  // ordered objects move their values as they grow: no references into them
    for (const auto& section : bpx_sections()) {
      if (section.prefix != "negative." || !cell_.half_cell()) {
        all[std::string(section.name)] = section_of(section);
      }
    }
    for (const auto* path :
         {"electrolyte.initial_concentration", "electrolyte.reference_concentration", "cell.temperature"}) {
      written_.insert(path);
    }
    if (cell_.half_cell()) {
      result_.warnings.emplace_back(
          "BPX has no half cells: the file is a \"Partial\" one without negative electrode");
    }
    const Json own = remaining();
    if (!own.empty()) {
      all["User-defined"]["nacre"] = own;
    }
    file["Parameterisation"] = std::move(all);
    Json initial;
    initial["Initial state-of-charge"] = 1.0;
    initial[std::string(bpx::initial_temperature)] = cell_.temperature;
    initial[std::string(bpx::concentration)] = cell_.electrolyte.initial_concentration;
    file["State"]["Initial conditions"] = initial;
    file["State"]["Thermal environment"][std::string(bpx::ambient)] = cell_.temperature;
    result_.text = file.dump(2) + "\n";
    return std::move(result_);
  }

 private:
  static Json table(const std::vector<double>& x, const std::vector<double>& y) {
    Json json;
    json["x"] = x;
    json["y"] = y;
    return json;
  }

  // Text, table or number; scale and unit in it, without activation energy.
  Json value_of(const Parameter& parameter) {
    if (parameter.form == Form::number) {
      return parameter.value;
    }
    if (parameter.form == Form::table) {
      std::vector<double> y = parameter.y;
      for (auto& value : y) {
        value *= parameter.scale;
      }
      return table(parameter.x, y);
    }
    constexpr std::array<std::string_view, 2> names{"c_e", "x"};
    const bool of_salt = find_slot(parameter.path)->argument == Argument::concentration;
    const Expression expression(parameter.expression, of_salt ? std::span(names) : std::span(names).last(1));
    if (expression.uses_temperature()) {
      return sampled(parameter);
    }
    const auto text = expression.python("x");
    return parameter.scale == 1.0 ? text : fmt::format("{}*({})", parameter.scale, text);
  }

  Json sampled(const Parameter& parameter) {
    result_.warnings.push_back(
        fmt::format("'{}' depends on T in a way that BPX cannot say: written at {:g} K", parameter.path,
                    cell_.reference_temperature));
    const bool of_salt = find_slot(parameter.path)->argument == Argument::concentration;
    const auto& curve = parameter.function->reference;
    const double low = of_salt ? 1.0 : std::max(curve.low(), 0.0);
    const double high = of_salt ? 3.0 * cell_.electrolyte.initial_concentration : std::min(curve.high(), 1.0);
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < sampled_points; ++i) {
      x.push_back(low + (high - low) * i / (sampled_points - 1));
      y.push_back(parameter.scale * parameter.function->general(x.back(), cell_.reference_temperature));
    }
    return table(x, y);
  }

  Json section_of(const BpxSection& section) {
    Json values = Json::object();
    constexpr std::string_view energy = ".activation_energy";
    for (const auto& field : section.fields) {
      if (field.path.empty() || field.versions == BpxVersions::before_1) {
        continue;
      }
      const std::string path = std::string(section.prefix) + std::string(field.path);
      if (path.ends_with(energy)) {
        const auto* parameter = set_.find(path.substr(0, path.size() - energy.size()));
        if (parameter != nullptr && parameter->activation_energy != 0.0) {
          values[std::string(field.name)] = parameter->activation_energy;
        }
        continue;
      }
      const auto* parameter = set_.find(path);
      // Only a plain number goes where BPX has no function: the transference number may be one.
      if (parameter == nullptr || (field.kind != BpxKind::function && parameter->form != Form::number)) {
        continue;
      }
      values[std::string(field.name)] = value_of(*parameter);
      written_.insert(path);
    }
    if (section.prefix == "cell.") {
      // A whole number in BPX; the area makes up for a part.
      const auto pairs = std::lround(cell_.pairs_in_parallel);
      values["Number of electrode pairs connected in parallel to make a cell"] = pairs;
      if (static_cast<double>(pairs) != cell_.pairs_in_parallel) {
        values["Electrode area [m2]"] = cell_.total_area() / static_cast<double>(pairs);
      }
      written_.insert("cell.pairs_in_parallel");
      values["Reference temperature [K]"] = cell_.reference_temperature;
    } else if (section.prefix == "electrolyte.") {
      values.emplace("Cation transference number",
                     cell_.electrolyte.transference.reference(cell_.electrolyte.initial_concentration));
    } else if (section.prefix == "separator.") {
      values[std::string(bpx::transport)] = std::pow(cell_.separator.porosity, cell_.separator.bruggeman);
      written_.insert("separator.bruggeman");
    } else {
      electrode(std::string(section.prefix), section.prefix == "negative." ? *cell_.negative : cell_.positive,
                values);
    }
    return values;
  }

  void electrode(const std::string& prefix, const Electrode& electrode, Json& values) {
    double radius = electrode.particle_radius;
    if (!electrode.sizes.empty()) {  // one radius with the same surface
      double inverse = 0.0;
      for (const auto& size : electrode.sizes) {
        inverse += size.volume_fraction / size.radius;
      }
      radius = 1.0 / inverse;
    }
    const double low = std::min(electrode.stoichiometry_at_0, electrode.stoichiometry_at_100);
    const double high = std::max(electrode.stoichiometry_at_0, electrode.stoichiometry_at_100);
    const auto put = [&](std::string_view name, double value) { values[std::string(name)] = value; };
    put("Particle radius [m]", radius);
    put(bpx::surface, 3.0 * electrode.active_fraction / radius);
    put(bpx::transport, std::pow(electrode.porosity, electrode.bruggeman_electrolyte));
    put(bpx::conductivity,
        electrode.conductivity * std::pow(electrode.active_fraction, electrode.bruggeman_solid));
    put(bpx::lowest, low);
    put(bpx::highest, high);
    for (const auto* key : {"active_fraction", "bruggeman_electrolyte", "bruggeman_solid",
                            "stoichiometry_at_0", "stoichiometry_at_100"}) {
      written_.insert(prefix + key);
    }
    exchange_current(prefix, electrode, 0.5 * (low + high), values);
    if (const auto* charge = set_.find(prefix + "open_circuit_charge")) {
      values[std::string(bpx::delithiation)] = value_of(*charge);
      values[std::string(bpx::lithiation)] = values[std::string(bpx::ocp)];
      written_.insert(prefix + "open_circuit_charge");
    }
  }

  void exchange_current(const std::string& prefix, const Electrode& electrode, double middle, Json& values) {
    const auto& own = *set_.find(prefix + "exchange_current");
    const double reference =
        own.form == Form::number ? own.value : electrode.exchange_current.reference(middle);
    values[std::string(bpx::rate)] =
        reference * at_initial_salt(electrode.exponent_electrolyte) / constants::faraday;
    if (own.activation_energy != 0.0) {
      values[std::string(bpx::rate_energy)] = own.activation_energy;
    }
    if (own.form == Form::number) {
      written_.insert(prefix + "exchange_current");
    }
  }

  // BPX's kinetics refer to the initial concentration.
  double at_initial_salt(double exponent) const {
    const auto& salt = cell_.electrolyte;
    return std::pow(salt.initial_concentration / salt.reference_concentration, exponent);
  }

  // BPX itself says so: no need to repeat what is as its equations have it.
  bool is_default(const Parameter& parameter) const {
    static const CellParameters plain = [] {
      CellParameters cell;
      cell.negative.emplace();
      return cell;
    }();
    static constexpr std::array<std::string_view, 6> keys{"exponent_filled",      "exponent_vacant",
                                                          "exponent_electrolyte", "transfer_coefficient",
                                                          "double_layer",         "thermodynamic_factor"};
    const auto dot = parameter.path.find('.');
    const std::string key = parameter.path.substr(dot + 1);
    if (parameter.path.starts_with("metal.") || std::ranges::find(keys, key) == keys.end()) {
      return false;
    }
    const Slot* slot = find_slot(parameter.path);
    CellParameters copy = plain;
    return parameter.form == Form::number &&
           parameter.value == (slot->number ? slot->number(copy, {}) : slot->function(copy).reference(0.5));
  }

  Json remaining() {
    Json own = Json::object();
    std::string list;
    for (const auto& parameter : set_.parameters) {
      if (written_.contains(parameter.path) || is_default(parameter)) {
        continue;
      }
      Parameter stated = parameter;
      if (parameter.path == "metal.exchange_current") {
        stated.value *= at_initial_salt(cell_.metal.exponent_electrolyte);
      } else if (parameter.path.ends_with("exchange_current")) {
        stated.scale *=
            at_initial_salt(parameter.path.starts_with("negative.") ? cell_.negative->exponent_electrolyte
                                                                    : cell_.positive.exponent_electrolyte);
      }
      own[parameter.path] = value_of(stated);
      if (parameter.activation_energy != 0.0) {
        own[parameter.path + ".activation_energy"] = parameter.activation_energy;
      }
      list += (list.empty() ? "" : ", ") + parameter.path;
    }
    if (!list.empty()) {
      result_.warnings.push_back("BPX has no place for these, which only nacre will find again: " + list);
    }
    return own;
  }

  const ParameterSet& set_;
  CellParameters cell_;
  BpxText result_;
  std::set<std::string> written_;
};

}  // namespace

BpxText to_bpx(const ParameterSet& set) { return Writer(set).write(); }

}  // namespace nacre::cell
