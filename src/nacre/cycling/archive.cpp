// The whole of an analysis as JSON and back.
#include "nacre/base/archive.hpp"
#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {

Json to_archive_json(const Options& options) { return to_json(options); }
void from_archive_json(const Json& json, Options& options) { options = options_from_json(json); }

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

Json archive(const Analysis& analysis) { return to_archive(analysis, "cycling analysis"); }

Analysis analysis_from_archive(const Json& json) { return from_archive<Analysis>(json, "cycling analysis"); }

}  // namespace nacre::cycling
