#include "nacre/diffraction/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/doublet.hpp"
#include "nacre/diffraction/trust.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::size_t phase_named(const std::vector<crystal::Structure>& structures, const std::string& name) {
  const auto found =
      std::find_if(structures.begin(), structures.end(),
                   [&](const crystal::Structure& structure) { return structure.name == name; });
  if (found == structures.end()) {
    std::string names;
    for (const auto& structure : structures) {
      names += (names.empty() ? "" : ", ") + structure.name;
    }
    throw UsageError(fmt::format("no phase is called \"{}\"", name), "the phases are " + names);
  }
  return static_cast<std::size_t>(found - structures.begin());
}

Model make_model(const Pattern& pattern, const std::vector<crystal::Structure>& structures,
                 const AnalysisOptions& options) {
  Model model;
  model.instrument = instrument_of(pattern, options);
  model.instrument.absorption = options.absorption;
  model.background.humps = options.humps;
  for (const auto& structure : structures) {
    const bool free = std::find(options.free_intensities.begin(), options.free_intensities.end(),
                                structure.name) != options.free_intensities.end();
    auto kind = options.method;
    if (kind == Intensities::structure && (free || structure.sites.empty())) {
      kind = Intensities::le_bail;
    }
    auto& phase = model.phases.emplace_back(structure, kind);
    if (const auto order = options.harmonics.find(structure.name); order != options.harmonics.end()) {
      phase.texture.order = order->second;
    }
    if (const auto axis = options.uniaxial.find(structure.name); axis != options.uniaxial.end()) {
      phase.broadening.axis = axis->second;
      phase.broadening.uniaxial_size = true;
      phase.broadening.strain_model = StrainModel::uniaxial;
    }
    if (std::find(options.stephens.begin(), options.stephens.end(), structure.name) !=
        options.stephens.end()) {
      phase.broadening.strain_model = StrainModel::stephens;
    }
  }
  return model;
}

void fill_cell(PhaseResult& result, const Refined& refined, std::size_t p) {
  const auto& phase = refined.model.phases[p];
  result.cell = phase.structure.cell;
  result.volume = result.cell.volume();
  const auto free = static_cast<Eigen::Index>(phase.cell.size());
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(free, free);
  for (std::size_t a = 0; a < refined.variables.size(); ++a) {
    for (std::size_t b = 0; b < refined.variables.size(); ++b) {
      const auto &va = refined.variables[a], &vb = refined.variables[b];
      if (va.quantity == Quantity::cell && vb.quantity == Quantity::cell && va.phase == static_cast<int>(p) &&
          vb.phase == static_cast<int>(p)) {
        covariance(va.index, vb.index) =
            refined.covariance(static_cast<Eigen::Index>(a), static_cast<Eigen::Index>(b));
      }
    }
  }
  const auto tensor = crystal::reciprocal_tensor(result.cell);
  const Eigen::MatrixXd by_free = crystal::cell_derivatives(tensor) * phase.cell_basis;
  const Eigen::MatrixXd of_cell = by_free * covariance * by_free.transpose();
  for (int i = 0; i < 6; ++i) {
    // What symmetry fixes does not move: rounding only.
    const bool fixed = by_free.row(i).cwiseAbs().maxCoeff() < 1e-9 * by_free.cwiseAbs().maxCoeff();
    result.cell_std[static_cast<std::size_t>(i)] = fixed ? 0.0 : std::sqrt(of_cell(i, i));
  }
  // V = det(G*)^(-1/2): by differences, since it needs no more than that.
  Eigen::VectorXd slope(free);
  for (Eigen::Index k = 0; k < free; ++k) {
    const double step = 1e-6 * std::max(std::abs(phase.cell[static_cast<std::size_t>(k)]), 1e-4);
    const auto volume_at = [&](double sign) {
      crystal::ReciprocalTensor moved = tensor;
      for (int i = 0; i < 6; ++i) {
        moved[static_cast<std::size_t>(i)] += sign * step * phase.cell_basis(i, k);
      }
      return crystal::unit_cell(moved).volume();
    };
    slope(k) = (volume_at(1.0) - volume_at(-1.0)) / (2.0 * step);
  }
  result.volume_std = std::sqrt(std::max(slope.dot(covariance * slope), 0.0));
}

// R_B = 100 sum |I_o - I_c|/sum I_o over reflections, the observed ones shared as in Le Bail's step.
void fill_bragg(Analysis& analysis) {
  const auto& pattern = analysis.pattern;
  const auto& y = analysis.curves;
  for (std::size_t p = 0; p < analysis.phases.size(); ++p) {
    double difference = 0.0, total = 0.0;
    for (const auto& peak : analysis.peaks) {
      if (peak.phase != static_cast<int>(p)) {
        continue;
      }
      // Within one width, where the peak is most of what is seen.
      double seen = 0.0, calculated = 0.0;
      for (std::size_t i = peak.first; i < peak.first + peak.count; ++i) {
        if (std::abs(pattern.two_theta_deg[i] - peak.position_deg) > peak.fwhm_deg) {
          continue;
        }
        const double above = y.intensity[i] - y.background[i];
        const double share = above > 0.0 ? std::min(y.of_phase[p][i] / above, 1.0) : 0.0;
        seen += share * (pattern.intensity[i] - y.background[i]);
        calculated += share * above;
      }
      difference += std::abs(seen - calculated);
      total += std::abs(seen);
    }
    analysis.phases[p].R_bragg_percent = total > 0.0 ? 100.0 * difference / total : nan;
  }
}

void judge(Analysis& analysis, const std::vector<crystal::Structure>& structures) {
  std::vector<std::optional<ExpectedCell>> expected;
  expected.reserve(structures.size());
  for (const auto& structure : structures) {
    expected.push_back(ExpectedCell{structure.cell, "its CIF"});
  }
  analysis.warnings = doubts(analysis.refined, analysis.unexplained, expected);
  analysis.trusted = analysis.warnings.empty();
  for (std::size_t p = 0; p < analysis.phases.size(); ++p) {
    if (!seen(analysis.refined, p)) {
      analysis.warnings.push_back(
          fmt::format("{} is not seen: its scale is not above {:g} standard uncertainties",
                      analysis.phases[p].name, seen_above));
    }
  }
}

}  // namespace

Instrument instrument_of(const Pattern& pattern, const AnalysisOptions& options) {
  Instrument instrument = options.instrument.value_or(Instrument{});
  if (options.radiation) {
    instrument.radiation = *options.radiation;
  } else if (instrument.radiation.lines.empty()) {
    if (!pattern.radiation) {
      throw UsageError("the file does not state the wavelength",
                       "give it: --wavelength CuKa, or a value in angstrom");
    }
    instrument.radiation = *pattern.radiation;
  }
  if (options.polarisation) {
    instrument.radiation.polarisation = *options.polarisation;
    instrument.radiation.polarisation_known = true;
  }
  instrument.radiation.validate();
  return instrument;
}

bool seen(const Refined& refined, std::size_t phase) {
  const double std = refined.std_of({Quantity::scale, static_cast<int>(phase)});
  return refined.model.phases[phase].intensities != Intensities::structure ||
         (refined.model.phases[phase].scale > seen_above * std && std::isfinite(std));
}

PhaseResult phase_result(const Refined& refined, std::size_t p) {
  const auto& phase = refined.model.phases[p];
  const int i = static_cast<int>(p);
  PhaseResult result;
  result.name = phase.structure.name;
  static constexpr const char* kinds[] = {"structure", "Le Bail", "Pawley"};
  result.intensities = kinds[static_cast<int>(phase.intensities)];
  fill_cell(result, refined, p);
  result.scale = phase.scale;
  result.scale_std = refined.std_of({Quantity::scale, i});
  const double inverse_std = refined.std_of({Quantity::inverse_size, i}),
               inverse = phase.broadening.inverse_size;
  result.size_um = inverse > 0.0 ? 1.0 / inverse : nan;
  result.size_std = inverse > 0.0 ? inverse_std / (inverse * inverse) : nan;
  result.strain = phase.broadening.strain;
  result.strain_std = refined.std_of({Quantity::strain, i});
  result.march = phase.texture.march;
  result.march_std = refined.std_of({Quantity::march, i});
  result.march_axis = phase.texture.axis;
  return result;
}

Analysis conclude(Refined refined, const Pattern& pattern, const std::vector<crystal::Structure>& structures,
                  const AnalysisOptions& options) {
  std::vector<double> particle_um(options.particle_um.empty() ? 0 : structures.size(), 0.0);
  for (const auto& [name, diameter] : options.particle_um) {
    particle_um[phase_named(structures, name)] = diameter;
  }
  std::optional<Standard> standard;
  if (options.standard) {
    standard = Standard{phase_named(structures, options.standard->first), options.standard->second};
  }
  Analysis analysis;
  analysis.pattern = pattern;
  auto [curves, peaks, unexplained] = explain(refined.model, pattern);
  analysis.curves = std::move(curves);
  analysis.peaks = std::move(peaks);
  analysis.unexplained = std::move(unexplained);
  const auto fractions = weight_fractions(refined, particle_um, standard);
  analysis.amorphous = fractions.amorphous;
  for (std::size_t p = 0; p < structures.size(); ++p) {
    analysis.phases.push_back(phase_result(refined, p));
    analysis.phases.back().weight = fractions.phases[p];
  }
  for (const auto& variable : refined.variables) {
    analysis.variables.push_back(
        {refined.model.name_of(variable), refined.model.at(variable), refined.std_of(variable)});
  }
  analysis.refined = std::move(refined);
  fill_bragg(analysis);
  judge(analysis, structures);
  return analysis;
}

Analysis analyse(const Pattern& pattern, const std::vector<crystal::Structure>& structures,
                 const AnalysisOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  // Names are looked up before the work.
  for (const auto& [name, diameter] : options.particle_um) {
    phase_named(structures, name);
  }
  if (options.standard) {
    phase_named(structures, options.standard->first);
  }
  for (const auto* names : {&options.free_intensities, &options.stephens}) {
    for (const auto& name : *names) {
      phase_named(structures, name);
    }
  }
  for (const auto& [name, order] : options.harmonics) {
    phase_named(structures, name);
    if (order < 2 || order > 8 || order % 2 != 0) {
      throw UsageError(fmt::format("harmonics of order {}", order), "the order is 2, 4, 6 or 8");
    }
  }
  for (const auto& [name, axis] : options.uniaxial) {
    phase_named(structures, name);
    if (axis.isZero()) {
      throw UsageError(fmt::format("the axis of {} has no direction", name));
    }
  }
  Model model = make_model(pattern, structures, options);
  StrategyOptions strategy = options.strategy;
  strategy.known_profile = strategy.known_profile || options.instrument.has_value();
  auto result = run_strategy(std::move(model), pattern, strategy);
  Analysis analysis = conclude(std::move(result.refined), pattern, structures, options);
  analysis.decisions = std::move(result.decisions);
  analysis.missing_line = missing_line(analysis.refined, pattern, strategy);
  if (analysis.missing_line) {
    analysis.warnings.push_back(*analysis.missing_line);
    analysis.trusted = false;
  }
  analysis.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return analysis;
}

}  // namespace nacre::diffraction
