#include "nacre/process/particle.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/process/phosphate.hpp"
#include "nacre/process/vapour.hpp"

namespace nacre::process {
namespace {

constexpr double outermost_shell_m = 0.5e-9;
constexpr double interface_m = 1e-9;  // an exchange as quick as diffusion over this
constexpr double smallest_precipitate_m = 0.3e-9;
constexpr double largest_precipitate_m = 3e-6;
constexpr std::size_t precipitate_classes = 160;
constexpr double mostly_formed = 0.5;
constexpr double sodium_kg_per_mol = 22.98977e-3;
constexpr double calcium_kg_per_mol = 40.078e-3;
constexpr double nickel_kg_per_mol = 58.6934e-3;
constexpr double iron_kg_per_mol = 55.845e-3;
constexpr double manganese_kg_per_mol = 54.93804e-3;
constexpr double oxygen_kg_per_mol = 15.999e-3;
constexpr double hydrogen_kg_per_mol = 1.008e-3;
constexpr double carbonate_per_sodium_kg_per_mol = 0.5 * 105.988e-3;
constexpr double sodium_per_manganate = 3.0;
constexpr double oxygen_per_manganate = 4.0;
constexpr double grams = 1e-3;

// R of the sphere with that surface.
double equal_surface_radius(const ParticleOptions& options) {
  return 3.0 / (options.kinetics.oxide.density * options.precursor.surface_m2_per_g / grams);
}

}  // namespace

Particle::Particle(const ParticleOptions& options)
    : options_(options),
      last_K_(0.0),
      grain_nm_(options.precursor.grain_m * 1e9),
      calcium_(equal_surface_radius(options), options.shells, outermost_shell_m,
               options.precursor.calcium_doping),
      nickel_(equal_surface_radius(options), options.shells, outermost_shell_m,
              options.kinetics.oxide.nickel),
      precipitates_(smallest_precipitate_m, largest_precipitate_m, precipitate_classes) {
  pools_.sodium_free = options.precursor.sodium_ratio;
  pools_.calcium_coating = options.coating_per_formula * options.coating.calcium;
  if (options.coating_per_formula > 0.0) {
    coverage_ = first_coverage(options.coating, thickness_m());
  }
}

double Particle::surface_m2_per_kg() const {
  return options_.precursor.surface_m2_per_g / grams * surface_left(options_.kinetics.sintering, sintering_);
}

double Particle::area_per_formula() const { return surface_m2_per_kg() * options_.kinetics.oxide.molar_mass; }

double Particle::thickness_m() const {
  return coating_thickness(options_.coating, options_.coating_per_formula, options_.kinetics.oxide.molar_mass,
                           surface_m2_per_kg());
}

double Particle::rock_salt_m() const {
  return pools_.nickel_rock_salt * options_.kinetics.nio_molar_volume / area_per_formula();
}

double Particle::deficiency() const {
  return conversion_.sodiated * (1.0 - 2.0 * calcium_.amount()) - pools_.sodium_oxide;
}

double Particle::gamma_fraction() const { return gamma_left(options_.coating, transformation_); }

// Ni, Fe and Mn that are neither rock salt nor on the support.
double Particle::metals() const {
  const auto& oxide = options_.kinetics.oxide;
  return nickel_.amount() + oxide.iron + oxide.manganese - pools_.manganese_support;
}

Elements Particle::elements() const {
  const auto& oxide = options_.kinetics.oxide;
  const auto& coating = options_.coating;
  const auto with = framework(conversion_);
  const double carbonate = pools_.sodium_free + pools_.sodium_alkali;
  const double unreacted_lime = (1.0 - conversion_.sodiated) * options_.precursor.calcium_doping;
  const double coating_oxygen =
      options_.coating_per_formula * (coating.oxygen - 0.5 * coating.sodium * (1.0 - formed_));
  Elements all;
  all.sodium =
      carbonate + pools_.sodium_oxide + pools_.sodium_coating + pools_.sodium_gas + pools_.sodium_support;
  all.calcium = pools_.calcium_coating + calcium_.amount();
  all.nickel = nickel_.amount() + pools_.nickel_rock_salt + pools_.nickel_precipitates;
  all.iron = oxide.iron;
  all.manganese = oxide.manganese;  // on the support or in the oxide
  all.phosphorus = options_.coating_per_formula * coating.phosphorus;
  all.oxygen = metals() * with.oxygen + 1.5 * carbonate + unreacted_lime + coating_oxygen +
               pools_.nickel_rock_salt + pools_.nickel_precipitates +
               oxygen_per_manganate * pools_.manganese_support + 2.0 * gas_.oxygen + gas_.water +
               2.0 * gas_.carbon_dioxide;
  all.hydrogen = metals() * with.hydrogen + 2.0 * gas_.water;
  all.carbon = 0.5 * carbonate + gas_.carbon_dioxide;
  return all;
}

void Particle::advance(double step_s, double to_K) {
  const double from_K = last_K_ > 0.0 ? last_K_ : to_K;
  const double parts = std::max(
      {1.0, std::ceil(std::abs(to_K - from_K) / options_.step_K), std::ceil(step_s / options_.step_s)});
  const auto n = static_cast<std::size_t>(parts);
  for (std::size_t i = 0; i < n; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) / parts;
    step(from_K + middle * (to_K - from_K), step_s / parts);
  }
  last_K_ = to_K;
}

void Particle::step(double t_K, double step_s) {
  sodiate(t_K, step_s);
  form_coating(t_K, step_s);
  lose_sodium(t_K, step_s);
  exchange_calcium(t_K, step_s);
  grow_rock_salt(t_K, step_s);
  precipitate(t_K, step_s);
  if (formed_ > 0.0) {
    coverage_ = broken_up(options_.coating, coverage_, thickness_m(), t_K, formed_ * step_s);
    const double calcium = pools_.calcium_coating / options_.coating_per_formula;
    transformation_ += step_s * transformation_rate(options_.coating, calcium, t_K);
    if (formed_ < mostly_formed || t_K > transition_K(options_.coating, calcium)) {
      transformation_ = 0.0;  // it forms as gamma, and becomes gamma again
    }
  }
  grain_nm_ = grown_nm(options_.kinetics.grains, grain_nm_, t_K, step_s);
  sintering_ += step_s * options_.kinetics.sintering.rate(t_K);
}

// The oxide takes what sodium its charge needs, as far as there is some.
void Particle::sodiate(double t_K, double step_s) {
  const auto before = conversion_;
  conversion_ = process::converted(options_.kinetics.conversion, conversion_, t_K, step_s);
  const double sodiated = conversion_.sodiated - before.sodiated;
  gas_ += on_dehydration(metals() * (conversion_.dehydrated - before.dehydrated));
  gas_ += on_layers(metals() * sodiated);
  gas_ += from_lime(options_.precursor.calcium_doping * sodiated);
  const double taken = std::clamp(deficiency(), 0.0, pools_.sodium_free);
  gas_ += from_carbonate(taken);
  pools_.sodium_oxide += taken;
  pools_.sodium_free -= taken;
}

// The coating takes its sodium from the source and, where that is used up, from the oxide.
void Particle::form_coating(double t_K, double step_s) {
  if (options_.coating_per_formula == 0.0) {
    return;
  }
  const double more = (1.0 - formed_) * -std::expm1(-options_.coating.formation(t_K) * step_s);
  const double needed = options_.coating_per_formula * options_.coating.sodium * more;
  const double from_source = std::min(needed, pools_.sodium_free);
  const double from_oxide = std::min(needed - from_source, pools_.sodium_oxide);
  pools_.sodium_free -= from_source;
  pools_.sodium_oxide -= from_oxide;
  pools_.sodium_coating += from_source + from_oxide;
  gas_ += from_carbonate(from_source);
  gas_ += into_coating(from_source + from_oxide);
  formed_ += needed > 0.0 ? more * (from_source + from_oxide) / needed : more;
}

// With the gas, and as Na3MnO4 on the support where free sodium meets a surface without coating.
void Particle::lose_sodium(double t_K, double step_s) {
  const auto& kinetics = options_.kinetics;
  const double manganese_left = kinetics.oxide.manganese - pools_.manganese_support;
  const double manganate = std::min(pools_.sodium_free / sodium_per_manganate, manganese_left) *
                           -std::expm1(-kinetics.manganate(t_K) * (1.0 - coverage_) * step_s);
  pools_.sodium_free -= sodium_per_manganate * manganate;
  pools_.sodium_support += sodium_per_manganate * manganate;
  pools_.manganese_support += manganate;
  gas_ += from_carbonate(sodium_per_manganate * manganate);
  gas_ += from_framework(manganate, framework(conversion_));
  gas_ += into_manganate(manganate);

  const auto lost_from = [&](double& pool, double activity) {
    if (pool <= 0.0) {
      return 0.0;
    }
    const double flux = sodium_flux(t_K, options_.oxygen_bar, activity, kinetics.transfer_m_per_s);
    const double lost = pool * -std::expm1(-flux * area_per_formula() * step_s / pool);
    pool -= lost;
    pools_.sodium_gas += lost;
    return lost;
  };
  gas_ += from_carbonate(lost_from(pools_.sodium_free, 1.0));
  lost_from(pools_.sodium_oxide, kinetics.oxide_activity);
}

// One Ca2+ goes in where two Na+ come out; how much the surface takes falls with what the coating has left.
void Particle::exchange_calcium(double t_K, double step_s) {
  const double diffusivity = options_.kinetics.calcium_diffusivity(t_K);
  const double whole = options_.coating_per_formula * options_.coating.calcium;
  if (whole == 0.0) {
    calcium_.response(diffusivity, 0.0, step_s);
    calcium_.step(0.0);
    return;
  }
  const auto response = calcium_.response(diffusivity, formed_ * diffusivity / interface_m, step_s);
  // c_eq = c_max (left - gain)/whole and gain = at_zero + slope c_eq
  const double slope = response.slope * options_.kinetics.calcium_solubility / whole;
  const double gain = (response.at_zero + slope * pools_.calcium_coating) / (1.0 + slope);
  const double limited = std::clamp(gain, -0.5 * pools_.sodium_coating,
                                    std::min(pools_.calcium_coating, 0.5 * pools_.sodium_oxide));
  const double moved = response.slope > 0.0 ? calcium_.step((limited - response.at_zero) / response.slope)
                                            : calcium_.step(0.0);
  pools_.calcium_coating -= moved;
  pools_.sodium_oxide -= 2.0 * moved;
  pools_.sodium_coating += 2.0 * moved;
}

// The equilibrium amount of NiO; the rule has no say where there is hardly any sodium.
double Particle::nickel_to_leave(double t_K) const {
  constexpr double nearly_all = 0.99;
  const auto& kinetics = options_.kinetics;
  return std::min(equilibrium_nio(kinetics.nickel, deficiency(), t_K, options_.oxygen_bar),
                  nearly_all * kinetics.oxide.nickel);
}

void Particle::grow_rock_salt(double t_K, double step_s) {
  const auto& kinetics = options_.kinetics;
  const double equilibrium = nickel_to_leave(t_K);
  if (equilibrium == 0.0 && pools_.nickel_rock_salt == 0.0) {
    return;  // as even as it was made
  }
  if (equilibrium > pools_.nickel_rock_salt + pools_.nickel_precipitates) {
    incubation_ += step_s * kinetics.nucleation.rate(t_K);
  }
  const double diffusivity = kinetics.nickel_diffusivity(t_K);
  const double exchange = nucleated(kinetics.nucleation, incubation_) * diffusivity / interface_m;
  const auto response = nickel_.response(diffusivity, exchange, step_s);
  double at_surface = kinetics.oxide.nickel - equilibrium;
  const double gain = response.at_zero + response.slope * at_surface;
  if (gain > pools_.nickel_rock_salt && response.slope > 0.0) {  // no more dissolves than there is
    at_surface = (pools_.nickel_rock_salt - response.at_zero) / response.slope;
  }
  const double left = -nickel_.step(at_surface);
  pools_.nickel_rock_salt += left;
  gas_ += from_framework(left, framework(conversion_));
  gas_ += into_rock_salt(left);
}

void Particle::precipitate(double t_K, double step_s) {
  const auto& kinetics = options_.kinetics;
  auto conditions = kinetics.precipitates;
  conditions.t_K = t_K;
  conditions.diffusivity = kinetics.nickel_diffusivity(t_K);
  conditions.equilibrium = kinetics.oxide.nickel - nickel_to_leave(t_K);
  double matrix = nickel_.amount();
  const double gained = precipitates_.advance(conditions, matrix, step_s);
  if (gained != 0.0) {
    nickel_.take_evenly(gained);
    pools_.nickel_precipitates += gained;
    gas_ += from_framework(gained, framework(conversion_));
    gas_ += into_rock_salt(gained);
  }
}

void Particle::store() {
  pools_.sodium_alkali += pools_.sodium_free;
  pools_.sodium_free = 0.0;
  const double by_air =
      std::min(pools_.sodium_oxide,
               area_per_formula() * alkali_from_air(options_.kinetics.air, options_.storage, coverage_));
  pools_.sodium_oxide -= by_air;
  pools_.sodium_alkali += by_air;
  gas_ += into_carbonate(by_air);
}

material::MaterialState Particle::state() const {
  const auto& kinetics = options_.kinetics;
  const auto& oxide = kinetics.oxide;
  const double calcium = calcium_.amount();
  const double nickel = nickel_.amount();
  const double manganese = oxide.manganese - pools_.manganese_support;
  const double xi = conversion_.sodiated;
  const double layers =
      nickel * nickel_kg_per_mol + oxide.iron * iron_kg_per_mol + manganese * manganese_kg_per_mol;
  const double o3 = pools_.sodium_oxide * sodium_kg_per_mol + calcium * calcium_kg_per_mol +
                    xi * (layers + 2.0 * metals() * oxygen_kg_per_mol);
  const auto with = framework(conversion_);
  const double precursor = (1.0 - xi) * layers + metals() * ((with.oxygen - 2.0 * xi) * oxygen_kg_per_mol +
                                                             with.hydrogen * hydrogen_kg_per_mol);
  const double nio =
      (pools_.nickel_rock_salt + pools_.nickel_precipitates) * (nickel_kg_per_mol + oxygen_kg_per_mol);
  const double exchanged = options_.coating_per_formula * options_.coating.calcium - pools_.calcium_coating;
  const double coating = formed_ * options_.coating_per_formula * options_.coating.molar_mass +
                         exchanged * (2.0 * sodium_kg_per_mol - calcium_kg_per_mol);
  const double alkali = pools_.sodium_alkali * carbonate_per_sodium_kg_per_mol;
  const double total = o3 + precursor + nio + coating + alkali;

  material::MaterialState state;
  state.coating = options_.coating_per_formula > 0.0 ? options_.coating.name : "";
  state.o3_conversion = xi;
  state.nio_weight_fraction = nio / total;
  state.rock_salt_nm = rock_salt_m() * 1e9;
  state.precipitate_nm = precipitates_.mean_radius() * 1e9;
  state.sodium_per_formula = pools_.sodium_oxide;
  state.calcium_in_bulk_per_formula = calcium;
  state.nickel_in_layers_per_formula = nickel;
  const double missing = 1.0 - pools_.sodium_oxide - 2.0 * (calcium - options_.precursor.calcium_doping);
  const double less_nickel = oxide.nickel - nickel;
  const auto& l = kinetics.lattice;
  constexpr double angstrom = 1e10;
  state.a_angstrom = angstrom * (l.a_m + l.a_per_sodium_m * missing + l.a_per_calcium_m * calcium +
                                 l.a_per_nickel_m * less_nickel);
  state.c_angstrom = angstrom * (l.c_m + l.c_per_sodium_m * missing + l.c_per_calcium_m * calcium +
                                 l.c_per_nickel_m * less_nickel);
  state.grain_nm = grain_nm_;
  state.particle_um = options_.precursor.d50_m * 1e6;
  state.surface_m2_per_g = surface_m2_per_kg() * grams;
  state.alkali_weight_percent = 100.0 * alkali / total;
  state.manganate_on_support_percent = 100.0 * pools_.manganese_support / oxide.manganese;
  state.coating_mol_percent = 100.0 * options_.coating_per_formula;
  if (options_.coating_per_formula > 0.0) {
    state.coating_nm = thickness_m() * 1e9;
    state.coating_coverage = coverage_;
    state.coating_roughness_nm = coating_roughness(coverage_, thickness_m()) * 1e9;
    state.coating_calcium =
        options_.coating.calcium > 0.0
            ? pools_.calcium_coating / (options_.coating_per_formula * options_.coating.calcium)
            : material::not_determined;
    state.gamma_fraction = gamma_fraction();
  } else {
    state.coating_nm = 0.0;
    state.coating_coverage = 0.0;
  }
  state.phases = {{"O3", o3 / total},
                  {"NiO", nio / total},
                  {"coating", coating / total},
                  {"alkali", alkali / total},
                  {"precursor", precursor / total}};
  state.profile = {calcium_.radii(), calcium_.concentration(), nickel_.concentration()};
  return state;
}

}  // namespace nacre::process
