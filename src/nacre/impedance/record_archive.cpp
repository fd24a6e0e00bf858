// The whole of an analysis as JSON and back.
#include "nacre/base/archive.hpp"
#include "nacre/impedance/record.hpp"

namespace nacre::impedance {

NACRE_MEMBERS(Condition, self.name, self.value)
NACRE_MEMBERS(Repeat, self.frequency_Hz, self.difference)
NACRE_MEMBERS(Spectrum, self.frequency_Hz, self.impedance_ohm, self.source, self.label, self.conditions,
              self.repeats, self.warnings)
NACRE_MEMBERS(RuleVerdict, self.rule, self.elements, self.max_residual, self.valid)
NACRE_MEMBERS(KramersKronig, self.representation, self.elements, self.inductance, self.capacitance, self.mu,
              self.impedance_ohm, self.residual_real, self.residual_imag, self.max_residual,
              self.rms_residual, self.runs_probability, self.valid, self.reasons, self.rules)
NACRE_MEMBERS(FittedParameter, self.name, self.unit, self.value, self.std, self.fixed, self.at_limit)
NACRE_MEMBERS(CircuitFit, self.circuit, self.weighting, self.parameters, self.correlation,
              self.sum_of_squares, self.chi2_reduced, self.aic, self.bic, self.impedance_ohm, self.starts,
              self.agreeing, self.converged, self.reason, self.note, self.held_by)  // not the time it took
NACRE_MEMBERS(CircuitChoice, self.fits, self.equal, self.aic_weights, self.bic_weights)
NACRE_MEMBERS(Analysis, self.spectrum, self.kramers_kronig, self.z_hit, self.fit, self.choice, self.fitted,
              self.warnings)
NACRE_MEMBERS(DrtPeak, self.tau_s, self.tau_std_s, self.resistance_ohm, self.resistance_std_ohm,
              self.capacitance_F, self.capacitance_std_F, self.exponent, self.exponent_std, self.width,
              self.width_std)
NACRE_MEMBERS(DrtAnalysis, self.method, self.lambda, self.lambda_rule, self.ohmic_ohm, self.ohmic_std_ohm,
              self.inductance_H, self.inductance_loss_s, self.series_capacitance_F, self.polarization_ohm,
              self.noise, self.noise_shape, self.tau_s, self.gamma_ohm, self.band, self.gamma_lower_ohm,
              self.gamma_upper_ohm, self.shape, self.peaks, self.peaks_chi2_reduced, self.converged,
              self.warnings)
NACRE_MEMBERS(TauBand, self.name, self.from_s, self.to_s)
NACRE_MEMBERS(BandResistance, self.value_ohm, self.std_ohm)
NACRE_MEMBERS(PeakTrack, self.name, self.spectrum, self.peaks)
NACRE_MEMBERS(Arrhenius, self.of, self.activation_energy_eV, self.activation_energy_std_eV, self.temperatures)
NACRE_MEMBERS(SeriesAnalysis, self.names, self.numbers, self.along, self.at, self.voltage_V, self.spectra,
              self.joint, self.lambda, self.change, self.converged, self.shortest_tau_s, self.longest_tau_s,
              self.bands, self.band_ohm, self.tracks, self.arrhenius, self.warnings)
NACRE_MEMBERS(RecordOptions, self.circuit, self.search, self.weighting, self.along, self.values, self.bands,
              self.joint)
NACRE_MEMBERS(RecordAnalysis, self.options, self.spectra, self.relaxations, self.warnings)

Json archive(const RecordAnalysis& analysis) { return to_archive(analysis, "impedance analysis"); }

RecordAnalysis record_analysis_from_archive(const Json& json) {
  return from_archive<RecordAnalysis>(json, "impedance analysis");
}

}  // namespace nacre::impedance
