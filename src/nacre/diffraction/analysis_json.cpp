// The keys of nacre xrd refine --json.
#include "nacre/diffraction/analysis.hpp"

namespace nacre::diffraction {
namespace {

Json cell_json(const std::array<double, 6>& values) {
  return {{"a", values[0]},     {"b", values[1]},    {"c", values[2]},
          {"alpha", values[3]}, {"beta", values[4]}, {"gamma", values[5]}};
}

}  // namespace

Json to_json(const PhaseResult& phase) {
  return {{"name", phase.name},
          {"intensities", phase.intensities},
          {"weight_fraction", phase.weight.value},
          {"weight_fraction_std", phase.weight.std},
          {"brindley_factor", phase.weight.brindley},
          {"cell", cell_json(phase.cell.values())},
          {"cell_std", cell_json(phase.cell_std)},
          {"volume_A3", phase.volume},
          {"volume_std_A3", phase.volume_std},
          {"scale", phase.scale},
          {"scale_std", phase.scale_std},
          {"size_um", phase.size_um},
          {"size_std_um", phase.size_std},
          {"strain_1e6", phase.strain},
          {"strain_std_1e6", phase.strain_std},
          {"march_dollase", phase.march},
          {"march_dollase_std", phase.march_std},
          {"march_dollase_axis", {phase.march_axis(0), phase.march_axis(1), phase.march_axis(2)}},
          {"R_bragg_percent", phase.R_bragg_percent}};
}

Json to_json(const Analysis& analysis) {
  const auto& r = analysis.refined.r;
  Json phases = Json::array(), variables = Json::array(), decisions = Json::array(),
       restraints = Json::array(), unexplained = Json::array();
  // Beside every uncertainty that people quote the one that takes alike neighbours into account.
  const double inflation = analysis.refined.serial_inflation;
  for (const auto& phase : analysis.phases) {
    auto cell_std = phase.cell_std;
    for (double& std : cell_std) {
      std *= inflation;
    }
    phases.push_back(to_json(phase));
    phases.back()["cell_std_corrected"] = cell_json(cell_std);
    phases.back()["weight_fraction_std_corrected"] = inflation * phase.weight.std;
  }
  for (const auto& variable : analysis.variables) {
    variables.push_back({{"name", variable.name},
                         {"value", variable.value},
                         {"std", variable.std},
                         {"std_corrected", inflation * variable.std}});
  }
  for (const auto& restraint : analysis.refined.restraints) {
    restraints.push_back({{"what", restraint.what},
                          {"value", restraint.value(analysis.refined.model)},
                          {"target", restraint.target},
                          {"std", restraint.std}});
  }
  for (const auto& decision : analysis.decisions) {
    decisions.push_back({{"what", decision.what},
                         {"refined", decision.refined},
                         {"reason", decision.reason},
                         {"Rwp_percent", decision.Rwp_percent}});
  }
  for (const auto& peak : analysis.unexplained) {
    unexplained.push_back({{"two_theta_deg", peak.two_theta_deg},
                           {"d_angstrom", peak.d_angstrom},
                           {"significance", peak.significance},
                           {"share_of_strongest", peak.share}});
  }
  Json amorphous = nullptr;
  if (analysis.amorphous) {
    amorphous = {{"weight_fraction", analysis.amorphous->value},
                 {"weight_fraction_std", analysis.amorphous->std}};
  }
  return {{"Rwp_percent", r.Rwp_percent},
          {"Rp_percent", r.Rp_percent},
          {"Rwp_background_subtracted_percent", r.Rwp_background_percent},
          {"Rexp_percent", r.Rexp_percent},
          {"chi2_reduced", r.chi2_reduced},
          {"gof", r.gof},
          {"serial_inflation", analysis.refined.serial_inflation},
          {"points", r.points},
          {"phases", phases},
          {"amorphous", amorphous},
          {"converged", analysis.refined.converged},
          {"trusted", analysis.trusted},
          {"seconds", analysis.seconds},
          {"variables", variables},
          {"restraints", restraints},
          {"steps", decisions},
          {"unexplained_peaks", unexplained}};
}

}  // namespace nacre::diffraction
