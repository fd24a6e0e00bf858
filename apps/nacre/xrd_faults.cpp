// nacre xrd faults: faults in the stacking of a layered oxide from its powder pattern.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/faults_fit.hpp"
#include "xrd.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::string file, stacking = "p2-o2";
  formats::ReadOptions read;
  XrdOptions xrd;
  diffraction::FaultFitOptions fit;
  Output output;
};

diffraction::Stacking stacking_named(const std::string& name) {
  if (name == "p2-o2") {
    return diffraction::Stacking::p2_o2;
  }
  if (name == "o3-p3") {
    return diffraction::Stacking::o3_p3;
  }
  throw UsageError(fmt::format("there is no stacking \"{}\"", name),
                   "p2-o2: octahedral interlayers in P2; o3-p3: prismatic ones in O3");
}

Json to_json(const diffraction::FaultFit& fit, const diffraction::Analysis& ideal,
             const std::string& stacking) {
  const auto& pattern = ideal.pattern;
  Json values = Json::array();
  for (const auto& value : fit.values) {
    values.push_back({{"name", value.name}, {"value", value.value}, {"std", value.std}});
  }
  return {{"stacking", stacking},
          {"share", fit.share},
          {"share_std", fit.share_std},
          {"correlation", fit.correlation},
          {"values", values},
          {"Rwp_percent", fit.r_wp},
          {"Rwp_without_faults_percent", ideal.refined.r.Rwp_percent},
          {"gof", fit.goodness_of_fit},
          {"converged", fit.converged},
          {"two_theta_deg", pattern.two_theta_deg},
          {"intensity", pattern.intensity},
          {"calculated", fit.calculated},
          {"background", fit.background}};
}

// Where the layers of a structure without faults stand.
crystal::SlabGeometry geometry_of(const crystal::Structure& structure, diffraction::Stacking stacking) {
  static const std::vector<std::string> between = {"Na", "K", "Li", "Ca"};
  const bool p2 = stacking == diffraction::Stacking::p2_o2;
  crystal::SlabGeometry geometry;
  geometry.a = structure.cell.a;
  const double slab = structure.cell.c / (p2 ? 2.0 : 3.0);
  // The other interlayer is taken to be a third of an angstrom thicker (prisms) or thinner.
  geometry.prismatic = p2 ? slab : slab + 0.3;
  geometry.octahedral = p2 ? slab - 0.3 : slab;
  geometry.metals.clear();
  geometry.sodium_face = geometry.sodium_edge = 0.0;
  double metal_z = 0.0, oxygen = 1.0;
  for (const auto& site : structure.sites) {
    const bool sodium = std::find(between.begin(), between.end(), site.species.element) != between.end();
    if (sodium && p2) {
      const bool face = site.position.head<2>().norm() < 0.05;
      (face ? geometry.sodium_face : geometry.sodium_edge) += site.occupancy;
    } else if (sodium) {
      geometry.sodium_octahedral += site.occupancy;
    } else if (site.species.element != "O") {
      geometry.metals.emplace_back(site.species, site.occupancy);
      metal_z = site.position.z();
    }
  }
  for (const auto& site : structure.sites) {
    if (site.species.element == "O") {
      for (int k = 0; k < 6; ++k) {
        const double dz = std::abs(std::remainder(site.position.z() - metal_z - k / (p2 ? 2.0 : 3.0), 1.0));
        oxygen = std::min(oxygen, dz);
      }
    }
  }
  if (geometry.metals.empty() || oxygen >= 1.0) {
    throw UsageError(structure.name + " has no slabs of metal and oxygen",
                     "give the structure without faults: P2-NNM, O3-NFM333");
  }
  geometry.oxygen_height = oxygen * structure.cell.c;
  return geometry;
}

int run(Arguments arguments) {
  arguments.fit.stacking = stacking_named(arguments.stacking);
  auto [pattern, xrd, inputs, warnings] =
      read_pattern(arguments.file, arguments.read, arguments.xrd, arguments.output);
  const auto phases = diffraction::read_phases(xrd.phases, true);
  enter_files(xrd, phases, inputs);
  const auto options = diffraction::analysis_options(xrd);
  // Without faults first: where the peaks lie, how wide they are and what they stand on.
  const auto ideal = diffraction::analyse(pattern, {phases.structures.front()}, options);
  const auto& model = ideal.refined.model;
  const auto& instrument = model.instrument;
  arguments.fit.geometry = geometry_of(model.phases.front().structure, arguments.fit.stacking);
  if (!options.instrument) {
    warnings.emplace_back(
        "the width of the instrument is not known (--instrument): what it adds is taken for faults and size");
  }
  const auto fit = diffraction::fit_faults(pattern, instrument, arguments.fit);
  std::string text =
      fmt::format("share of {} interlayers  {:.2f} +- {:.2f} %\n",
                  arguments.fit.stacking == diffraction::Stacking::p2_o2 ? "octahedral" : "prismatic",
                  100.0 * fit.share, 100.0 * fit.share_std);
  for (const auto& value : fit.values) {
    text += fmt::format("  {:<16} {:.6g} +- {:.2g}\n", value.name, value.value, value.std);
  }
  text += fmt::format("Rwp {:.2f} %  GOF {:.2f}\n", fit.r_wp, fit.goodness_of_fit);
  if (!fit.converged) {
    warnings.push_back("not at rest: " + fit.reason);
  }
  arguments.output.say(text);
  arguments.output.warn(warnings);
  arguments.output.write_json(
      envelope("xrd faults", inputs, to_json(fit, ideal, arguments.stacking), warnings));
  return fit.converged ? exit_done : exit_not_converged;
}

}  // namespace

void add_xrd_faults(CLI::App& app) {
  add_command(
      app, "faults", "faults in the stacking of a layered oxide: O in P2, P in O3",
      [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        auto& fit = arguments->fit;
        command.add_option("PATTERN", arguments->file, "the pattern")->required();
        arguments->xrd.phases = {"P2-NNM"};
        command
            .add_option("--phase", arguments->xrd.phases,
                        "the structure without faults: a CIF or a name (default P2-NNM)")
            ->expected(1);
        command.add_option("--stacking", arguments->stacking, "p2-o2 (default) or o3-p3");
        command.add_option("--share", fit.share, "of the other interlayers, to start from")
            ->check(CLI::Range(0.0, 1.0));
        command.add_option("--layers", fit.mean_layers, "mean number of slabs in a stack, to start from")
            ->check(CLI::Range(1.0, 1e6));
        command.add_flag("--correlation", fit.correlation_free, "refine whether faults gather or keep apart");
        command.add_option("--background-terms", fit.background_terms, "of Chebyshev's polynomial")
            ->check(CLI::Range(1, 30));
        command.add_option("--size-um", fit.pattern.size_um,
                           "size of the crystals within the layers; 0: without end");
        command.add_option("--wavelength", arguments->xrd.wavelength, "as for refine");
        arguments->xrd.add_instrument_option(command);
        command.add_option("--range", arguments->xrd.ranges, "LOW:HIGH, degrees 2theta")
            ->allow_extra_args(false);
        command.add_option("--exclude", arguments->xrd.excluded, "LOW:HIGH, left out")
            ->allow_extra_args(false);
        command.add_option("--reader", arguments->read.reader, "read the pattern with this reader");
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
