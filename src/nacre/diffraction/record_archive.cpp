// The whole of an analysis as JSON and back.
#include "nacre/base/archive.hpp"
#include "nacre/crystal/triplet.hpp"
#include "nacre/diffraction/record.hpp"

namespace nacre::crystal {

// By its operations, in their order: the same ones come back, whatever the setting.
Json to_archive_json(const SpaceGroup& group) {
  Json json = Json::array();
  for (const auto& operation : group.operations()) {
    json.push_back(triplet(operation));
  }
  return json;
}
void from_archive_json(const Json& json, SpaceGroup& group) {
  group = SpaceGroup::from_triplets(json.get<std::vector<std::string>>());
}

NACRE_MEMBERS(UnitCell, self.a, self.b, self.c, self.alpha, self.beta, self.gamma)
NACRE_MEMBERS(Species, self.element, self.charge)
NACRE_MEMBERS(Site, self.label, self.species, self.position, self.occupancy, self.u_iso, self.u_aniso,
              self.multiplicity)
NACRE_MEMBERS(Structure, self.name, self.cell, self.group, self.sites, self.warnings)
NACRE_MEMBERS(Reflection, self.hkl, self.multiplicity, self.d)

}  // namespace nacre::crystal

namespace nacre::diffraction {

NACRE_MEMBERS(Line, self.wavelength, self.weight, self.width)
NACRE_MEMBERS(Radiation, self.probe, self.lines, self.polarisation, self.polarisation_known,
              self.bragg_brentano)
NACRE_MEMBERS(Instrument, self.radiation, self.radius_mm, self.zero_deg, self.displacement_mm,
              self.transparency, self.u, self.v, self.w, self.x, self.y, self.z, self.axial, self.absorption)
NACRE_MEMBERS(Hump, self.position_deg, self.area, self.width_deg)
NACRE_MEMBERS(Background, self.chebyshev, self.humps)
NACRE_MEMBERS(FreeSite, self.reference, self.position_basis, self.displacement_basis, self.position,
              self.displacement, self.occupancy, self.follows)
NACRE_MEMBERS(Broadening, self.strain_model, self.uniaxial_size, self.axis, self.inverse_size,
              self.inverse_size_axial, self.strain, self.strain_axial, self.stephens)
NACRE_MEMBERS(Texture, self.axis, self.march, self.order, self.harmonics)
NACRE_MEMBERS(Phase, self.scale, self.cell_basis, self.cell, self.sites, self.overall_displacement,
              self.shift_mm, self.broadening, self.texture, self.reflections, self.free_intensities)
NACRE_MEMBERS(Variable, self.quantity, self.phase, self.index, self.component)
NACRE_MEMBERS(RValues, self.Rp_percent, self.Rwp_percent, self.Rwp_background_percent, self.Rexp_percent,
              self.chi2_reduced, self.gof, self.points, self.variables)

// Without its restraints, which hold functions.
NACRE_MEMBERS(Refined, self.model, self.variables, self.covariance, self.at_bound, self.sum_of_squares,
              self.r, self.serial_inflation, self.steps, self.converged, self.reason)

// A phase is made of its structure, and what hangs on its reflections is calculated anew.
Json to_archive_json(const Model& model) {
  Json phases = Json::array();
  for (const auto& phase : model.phases) {
    phases.push_back({archive_detail::write(phase.structure), archive_detail::write(phase.intensities),
                      archive_detail::write(phase)});
  }
  return {archive_detail::write(model.instrument), archive_detail::write(model.background), phases};
}
void from_archive_json(const Json& json, Model& model) {
  archive_detail::read(json.at(0), model.instrument);
  archive_detail::read(json.at(1), model.background);
  model.phases.clear();
  for (const auto& stored : json.at(2)) {
    crystal::Structure structure;
    Intensities intensities{};
    archive_detail::read(stored.at(0), structure);
    archive_detail::read(stored.at(1), intensities);
    auto& phase = model.phases.emplace_back(std::move(structure), intensities);
    archive_detail::read(stored.at(2), phase);
    phase.update();
    phase.take_reflections(phase.reflections, model.instrument.radiation.probe,
                           model.instrument.radiation.wavelength());
  }
}

// Of a restraint what it was when the refinement came to rest: its value is a constant afterwards.
Json to_archive_json(const Refined& refined) {
  Json restraints = Json::array();
  for (const auto& restraint : refined.restraints) {
    restraints.push_back(
        {restraint.what, restraint.phase, restraint.value(refined.model), restraint.target, restraint.std});
  }
  Json json = Json::array({restraints});
  for_each_member(refined, [&json](const auto& member) { json.push_back(archive_detail::write(member)); });
  return json;
}
void from_archive_json(const Json& json, Refined& refined) {
  refined.restraints.clear();
  for (const auto& stored : json.at(0)) {
    const double value = number_or_nan(stored.at(2));
    refined.restraints.push_back({stored.at(0), stored.at(1), [value](const Model&) { return value; },
                                  number_or_nan(stored.at(3)), number_or_nan(stored.at(4))});
  }
  std::size_t i = 1;
  for_each_member(refined, [&](auto& member) { archive_detail::read(json.at(i++), member); });
}
NACRE_MEMBERS(Pattern, self.two_theta_deg, self.intensity, self.std, self.radiation, self.warnings)
NACRE_MEMBERS(Calculated, self.intensity, self.peaks, self.background, self.of_phase)  // no derivatives
NACRE_MEMBERS(Peak, self.phase, self.reflection, self.line, self.position_deg, self.area, self.fwhm_deg,
              self.first, self.count)
NACRE_MEMBERS(Fraction, self.value, self.std, self.brindley)
NACRE_MEMBERS(PhaseResult, self.name, self.intensities, self.weight, self.cell, self.cell_std, self.volume,
              self.volume_std, self.scale, self.scale_std, self.size_um, self.size_std, self.strain,
              self.strain_std, self.march, self.march_std, self.march_axis, self.R_bragg_percent)
NACRE_MEMBERS(VariableResult, self.name, self.value, self.std)
NACRE_MEMBERS(Decision, self.what, self.refined, self.reason, self.Rwp_percent)
NACRE_MEMBERS(Unexplained, self.two_theta_deg, self.d_angstrom, self.significance, self.share)
NACRE_MEMBERS(Analysis, self.pattern, self.refined, self.curves, self.peaks, self.phases, self.amorphous,
              self.variables, self.decisions, self.unexplained, self.warnings, self.trusted)
NACRE_MEMBERS(SeriesPoint, self.name, self.coordinate, self.voltage_V, self.r, self.converged, self.start,
              self.phases, self.seen, self.warnings, self.trusted)
NACRE_MEMBERS(RegionSpan, self.region, self.first, self.last)
NACRE_MEMBERS(IntensityMap, self.two_theta_deg, self.pattern, self.intensity)
NACRE_MEMBERS(Series, self.phases, self.points, self.regions, self.first, self.map, self.changing,
              self.warnings)
NACRE_MEMBERS(RecordAnalysis, self.pattern, self.series, self.along, self.warnings)

Json archive(const RecordAnalysis& analysis) { return to_archive(analysis, "diffraction analysis"); }

RecordAnalysis record_analysis_from_archive(const Json& json) {
  return from_archive<RecordAnalysis>(json, "diffraction analysis");
}

}  // namespace nacre::diffraction
