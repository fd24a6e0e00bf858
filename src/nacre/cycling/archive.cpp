// The whole of an analysis as JSON and back. Each structure has one list of its members, read by both ways.
#include <stdexcept>
#include <type_traits>

#include "nacre/base/error.hpp"
#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {
namespace {

#define NACRE_MEMBERS(Type, ...)                                         \
  template <class Self, class Action>                                    \
  requires std::is_same_v<std::remove_const_t<Self>, Type>               \
  void for_each(Self& self, Action action) {                             \
    const auto list = [&](auto&... members) { (action(members), ...); }; \
    list(__VA_ARGS__);                                                   \
  }

NACRE_MEMBERS(Estimate, self.value, self.std)
NACRE_MEMBERS(Relaxation, self.duration_s, self.change_V, self.instant_V, self.relaxed_V, self.amplitude_V,
              self.tau_s, self.beta, self.residual_V, self.reason)
NACRE_MEMBERS(HalfCycle, self.direction, self.first_row, self.last_row, self.start_s, self.duration_s,
              self.capacity_Ah, self.integral_Ah, self.counter_Ah, self.from_counter, self.unseen_Ah,
              self.energy_Wh, self.mean_voltage_V, self.start_voltage_V, self.end_voltage_V, self.current_A,
              self.c_rate, self.constant_voltage_share, self.resistance_ohm, self.resistance_after_s,
              self.rest)
NACRE_MEMBERS(Cycle, self.cycle, self.charge, self.discharge, self.complete, self.reason,
              self.coulombic_efficiency, self.energy_efficiency, self.polarisation_V, self.retention)
NACRE_MEMBERS(Retention, self.of, self.reference_cycle, self.reference_Ah, self.last_cycle, self.last,
              self.fade_percent_per_cycle, self.cycles_fitted, self.fade_reason, self.end_of_life,
              self.end_of_life_cycle, self.end_of_life_percent, self.end_of_life_reason)
NACRE_MEMBERS(Rate, self.first_cycle, self.last_cycle, self.cycles, self.current_A, self.c_rate,
              self.discharge_capacity_Ah, self.scatter_Ah, self.charge_capacity_Ah, self.retention)
NACRE_MEMBERS(Peak, self.position_V, self.position_std_V, self.area_Ah, self.area_std_Ah, self.width_V,
              self.width_std_V, self.height_Ah_per_V, self.track, self.reason)
NACRE_MEMBERS(Curve, self.cycle, self.direction, self.capacity_Ah, self.voltage_V, self.error_V,
              self.dqdv_voltage_V, self.dqdv_Ah_per_V, self.dqdv_fit_Ah_per_V, self.dvdq_capacity_Ah,
              self.dvdq_V_per_Ah, self.peaks, self.dqdv_noise_Ah_per_V)
NACRE_MEMBERS(PeakTrack, self.direction, self.cycles, self.position_V, self.position_std_V, self.area_Ah,
              self.area_std_Ah, self.position_drift_V_per_cycle, self.area_drift_Ah_per_cycle, self.reason)
NACRE_MEMBERS(Trace, self.time_s, self.voltage_V, self.current_A)
NACRE_MEMBERS(Analysis, self.file, self.rows, self.rows_unused, self.duration_s, self.zero_current_A,
              self.options, self.first_direction, self.efficiency, self.cycles, self.retention, self.rates,
              self.curves, self.tracks, self.trace, self.warnings)
#undef NACRE_MEMBERS

struct Nothing {
  template <class Any>
  void operator()(Any&) const {}
};
template <class Type>
concept Structure = requires(Type& value) {
  for_each(value, Nothing{});
};

// A structure is written as the list of its members: curves are most of an archive, and names would double
// it.
template <class Type>
Json write(const Type& value);
template <class Type>
Json write(const std::vector<Type>& values) {
  Json json = Json::array();
  for (const auto& value : values) {
    json.push_back(write(value));
  }
  return json;
}
template <class Type>
Json write(const std::optional<Type>& value) {
  return value ? write(*value) : Json(nullptr);
}
template <class Type>
Json write(const Type& value) {
  if constexpr (std::is_same_v<Type, Options>) {
    return to_json(value);
  } else if constexpr (Structure<const Type>) {
    Json json = Json::array();
    for_each(value, [&json](const auto& member) { json.push_back(write(member)); });
    return json;
  } else if constexpr (std::is_enum_v<Type>) {
    return static_cast<int>(value);
  } else {
    return value;
  }
}

template <class Type>
void read(const Json& json, Type& value);
template <class Type>
void read(const Json& json, std::vector<Type>& values) {
  values.resize(json.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    read(json.at(i), values[i]);
  }
}
template <class Type>
void read(const Json& json, std::optional<Type>& value) {
  value.reset();
  if (!json.is_null()) {
    read(json, value.emplace());
  }
}
template <class Type>
void read(const Json& json, Type& value) {
  if constexpr (std::is_same_v<Type, Options>) {
    value = options_from_json(json);
  } else if constexpr (Structure<Type>) {
    std::size_t i = 0;
    for_each(value, [&](auto& member) { read(json.at(i++), member); });
    if (i != json.size()) {
      throw std::out_of_range("a list of other length");
    }
  } else if constexpr (std::is_enum_v<Type>) {
    value = static_cast<Type>(json.get<int>());
  } else if constexpr (std::is_same_v<Type, double>) {
    value = number_or_nan(json);
  } else {
    value = json.get<Type>();
  }
}

constexpr const char* kind = "nacre cycling analysis";

}  // namespace

Json archive(const Analysis& analysis) { return {{"kind", kind}, {"content", write(analysis)}}; }

Analysis analysis_from_archive(const Json& json) {
  Analysis analysis;
  try {
    if (json.at("kind") != kind) {
      throw std::out_of_range("another kind");
    }
    read(json.at("content"), analysis);
  } catch (const std::exception& error) {
    throw InputError("archive", "not a cycling analysis of this version of nacre", error.what(),
                     "delete it from the store: it is made anew");
  }
  return analysis;
}

}  // namespace nacre::cycling
