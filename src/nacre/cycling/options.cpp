#include "nacre/cycling/options.hpp"

#include <fmt/core.h>

#include <cmath>
#include <map>
#include <utility>

#include "nacre/base/error.hpp"

namespace nacre::cycling {
namespace {

template <class Enumeration>
using Names = std::vector<std::pair<Enumeration, const char*>>;

const Names<Definition> definition_names{{Definition::automatic, "automatic"},
                                         {Definition::charge_first, "charge_first"},
                                         {Definition::discharge_first, "discharge_first"},
                                         {Definition::vendor, "vendor"}};
const Names<CapacitySource> source_names{{CapacitySource::automatic, "automatic"},
                                         {CapacitySource::integral, "integral"},
                                         {CapacitySource::counter, "counter"}};
const Names<Efficiency> efficiency_names{{Efficiency::automatic, "automatic"},
                                         {Efficiency::discharge_over_charge, "discharge_over_charge"},
                                         {Efficiency::charge_over_discharge, "charge_over_discharge"}};
const Names<FirstCycle> first_cycle_names{{FirstCycle::automatic, "automatic"},
                                          {FirstCycle::complete, "complete"},
                                          {FirstCycle::partial, "partial"}};
const Names<Smoothing> smoothing_names{{Smoothing::gaussian, "gaussian"},
                                       {Smoothing::savitzky_golay, "savitzky_golay"},
                                       {Smoothing::none, "none"}};

[[noreturn]] void refuse(const std::string& key, const Json& found, const std::string& expected) {
  throw UsageError(fmt::format("cycling option {}: {} is not {}", key, found.dump(), expected));
}

void read(const std::string& key, const Json& json, double& value) {
  if (json.is_null()) {
    value = not_given;
  } else if (json.is_number()) {
    value = json.get<double>();
  } else {
    refuse(key, json, "a number");
  }
}
void read(const std::string& key, const Json& json, int& value) {
  if (!json.is_number_integer() || std::abs(json.get<double>()) > 1e9) {
    refuse(key, json, "a whole number");
  }
  value = json.get<int>();
}
void read(const std::string& key, const Json& json, std::string& value) {
  if (!json.is_string()) {
    refuse(key, json, "a text");
  }
  value = json.get<std::string>();
}
void read(const std::string& key, const Json& json, std::vector<RateStep>& rates) {
  if (!json.is_array()) {
    refuse(key, json, "a list of {c_rate, first_cycle, last_cycle}");
  }
  rates.clear();
  for (const auto& item : json) {
    if (!item.is_object()) {
      refuse(key, item, "{c_rate, first_cycle, last_cycle}");
    }
    RateStep step;
    for (const auto& [name, value] : item.items()) {
      if (name == "c_rate") {
        read(key + ".c_rate", value, step.c_rate);
      } else if (name == "first_cycle") {
        read(key + ".first_cycle", value, step.first_cycle);
      } else if (name == "last_cycle") {
        read(key + ".last_cycle", value, step.last_cycle);
      } else {
        throw UsageError(fmt::format("unknown cycling option {}.{}", key, name));
      }
    }
    rates.push_back(step);
  }
}
template <class Enumeration>
void read_name(const std::string& key, const Json& json, const Names<Enumeration>& names,
               Enumeration& value) {
  std::string known;
  for (const auto& [candidate, name] : names) {
    if (json == name) {
      value = candidate;
      return;
    }
    known += (known.empty() ? "one of " : ", ") + std::string(name);
  }
  refuse(key, json, known);
}
void read(const std::string& key, const Json& json, Definition& value) {
  read_name(key, json, definition_names, value);
}
void read(const std::string& key, const Json& json, CapacitySource& value) {
  read_name(key, json, source_names, value);
}
void read(const std::string& key, const Json& json, Efficiency& value) {
  read_name(key, json, efficiency_names, value);
}
void read(const std::string& key, const Json& json, FirstCycle& value) {
  read_name(key, json, first_cycle_names, value);
}
void read(const std::string& key, const Json& json, Smoothing& value) {
  read_name(key, json, smoothing_names, value);
}

template <class Enumeration>
Json write_name(const Names<Enumeration>& names, Enumeration value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) {
      return name;
    }
  }
  return nullptr;
}
Json write(double value) { return value; }
Json write(int value) { return value; }
Json write(const std::string& value) { return value; }
Json write(const std::vector<RateStep>& rates) {
  Json list = Json::array();
  for (const auto& step : rates) {
    list.push_back(
        {{"c_rate", step.c_rate}, {"first_cycle", step.first_cycle}, {"last_cycle", step.last_cycle}});
  }
  return list;
}
Json write(Definition value) { return write_name(definition_names, value); }
Json write(CapacitySource value) { return write_name(source_names, value); }
Json write(Efficiency value) { return write_name(efficiency_names, value); }
Json write(FirstCycle value) { return write_name(first_cycle_names, value); }
Json write(Smoothing value) { return write_name(smoothing_names, value); }

// Calls action(key, member) for every option: the one list of keys, for reading and writing.
template <class AnyOptions, class Action>
void for_each(AnyOptions& options, Action action) {
#define NACRE_OPTION(member) action(#member, options.member)
  NACRE_OPTION(active_mass_g);
  NACRE_OPTION(area_cm2);
  NACRE_OPTION(nominal_capacity_Ah);
  NACRE_OPTION(one_C_mA_per_g);
  NACRE_OPTION(definition);
  NACRE_OPTION(efficiency);
  NACRE_OPTION(first_cycle);
  NACRE_OPTION(capacity_from);
  NACRE_OPTION(zero_current_relative);
  NACRE_OPTION(zero_current_A);
  NACRE_OPTION(reversal_share);
  NACRE_OPTION(constant_voltage_tolerance_V);
  NACRE_OPTION(retention_of);
  NACRE_OPTION(reference_cycle);
  NACRE_OPTION(end_of_life_percent);
  NACRE_OPTION(rates);
  NACRE_OPTION(rate_tolerance);
  NACRE_OPTION(smoothing);
  NACRE_OPTION(smoothing_fwhm_V);
  NACRE_OPTION(savitzky_golay_points);
  NACRE_OPTION(peak_prominence);
  NACRE_OPTION(peaks_max);
  NACRE_OPTION(smoothing_capacity);
  NACRE_OPTION(curve_cycles);
  NACRE_OPTION(curve_points);
  NACRE_OPTION(trace_points);
#undef NACRE_OPTION
}

void check(bool good, const char* key, const Json& found, const char* range) {
  if (!good) {
    refuse(key, found, range);
  }
}
void check_positive_if_given(const char* key, double value) {
  check(std::isnan(value) || (value > 0.0 && std::isfinite(value)), key, value, "a number above zero");
}
void check_between(const char* key, double value, double low, double high) {
  if (!(value >= low && value <= high)) {
    refuse(key, value, fmt::format("between {} and {}", low, high));
  }
}

}  // namespace

void Options::validate() const {
  check_positive_if_given("active_mass_g", active_mass_g);
  check_positive_if_given("area_cm2", area_cm2);
  check_positive_if_given("nominal_capacity_Ah", nominal_capacity_Ah);
  check_positive_if_given("one_C_mA_per_g", one_C_mA_per_g);
  check_positive_if_given("zero_current_A", zero_current_A);
  check_between("zero_current_relative", zero_current_relative, 0.0, 0.5);
  check_between("reversal_share", reversal_share, 1e-4, 0.5);
  check_between("constant_voltage_tolerance_V", constant_voltage_tolerance_V, 0.0, 1.0);
  check(retention_of == "discharge" || retention_of == "charge", "retention_of", retention_of,
        "discharge or charge");
  check_between("end_of_life_percent", end_of_life_percent, 0.0, 100.0);
  check_between("rate_tolerance", rate_tolerance, 0.0, 0.5);
  for (const auto& step : rates) {
    check(step.c_rate > 0.0 && std::isfinite(step.c_rate), "rates.c_rate", step.c_rate,
          "a number above zero");
    check(step.first_cycle <= step.last_cycle, "rates.last_cycle", step.last_cycle,
          "at or behind first_cycle");
  }
  check_between("smoothing_fwhm_V", smoothing_fwhm_V, 1e-4, 1.0);
  check(savitzky_golay_points >= 5 && savitzky_golay_points % 2 == 1 && savitzky_golay_points <= 1001,
        "savitzky_golay_points", savitzky_golay_points, "an odd number from 5 to 1001");
  check_between("peak_prominence", peak_prominence, 0.0, 1.0);
  check_between("peaks_max", peaks_max, 0, 30);
  check_between("smoothing_capacity", smoothing_capacity, 1e-4, 0.5);
  check_between("curve_cycles", curve_cycles, 0, 100000);
  check_between("curve_points", curve_points, 10, 100000);
  check_between("trace_points", trace_points, 10, 1000000);
}

Options options_from_json(const Json& json) {
  Options options;
  if (json.is_null()) {
    return options;
  }
  if (!json.is_object()) {
    throw UsageError("cycling options: expected keys with values, found " + json.dump());
  }
  for (const auto& [key, value] : json.items()) {
    bool known = false;
    for_each(options, [&, &name = key, &given = value](const char* member_name, auto& member) {
      if (name == member_name) {
        read(name, given, member);
        known = true;
      }
    });
    if (!known) {
      throw UsageError(fmt::format("unknown cycling option {}", key),
                       "the options are listed in nacre/cycling/options.hpp");
    }
  }
  options.validate();
  return options;
}

Json to_json(const Options& options) {
  Json json = Json::object();
  for_each(options, [&](const char* key, const auto& member) { json[key] = write(member); });
  return json;
}

}  // namespace nacre::cycling
