#include "nacre/diffraction/strategy.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/admission.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/start.hpp"
#include "nacre/diffraction/unseen.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int first_background_terms = 6;
constexpr int most_rounds = 6;
// Above this a start is so bad that the cells are searched: the share of the intensity above the background
// that the first fit leaves unexplained.
constexpr double bad_start_percent = 45.0;

// Stephens' coefficients have no slope at nought: where they start, 1e-6.
constexpr double first_stephens_strain = 300.0;

constexpr double graphite_d = 3.354;  // (002), angstrom
class Strategy {
 public:
  Strategy(Model model, const Pattern& pattern, const StrategyOptions& options)
      : pattern_(pattern), options_(options) {
    if (model.phases.empty()) {
      throw UsageError("there is no phase to fit", "give its CIF");
    }
    refine_options_.calculate.level = negligible_level(pattern);
    model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
    for (const auto& phase : model.phases) {
      if (phase.reflections.empty()) {
        throw UsageError(
            fmt::format("{} has no reflection between {:.4g} and {:.4g} degrees", phase.structure.name,
                        pattern.two_theta_deg.front(), pattern.two_theta_deg.back()),
            "is the wavelength right?");
      }
    }
    for (auto& phase : model.phases) {
      if (phase.broadening.strain_model == StrainModel::stephens && !options.fixes(Quantity::stephens)) {
        phase.set_isotropic_strain(first_stephens_strain);
      }
      first_cells_.push_back(phase.cell);
      pawley_.push_back(phase.intensities == Intensities::pawley);
      phase.intensities = pawley_.back() ? Intensities::le_bail : phase.intensities;
    }
    result_.refined.model = std::move(model);
  }

  StrategyResult run() {
    start();
    cells();
    rounds();
    if (seek_unseen()) {
      cells();
      rounds();
    }
    if (seek_small()) {
      cells();
      rounds();
    }
    settle();
    return std::move(result_);
  }

 private:
  Model& model() { return result_.refined.model; }
  const Phase& phase(std::size_t p) { return model().phases[p]; }

  void note(const std::string& what, bool refined, const std::string& reason) {
    result_.decisions.push_back({what, refined, reason, refined ? result_.refined.r.Rwp_percent : nan});
  }

  void fit(int iterations) {
    refine_options_.iterations = iterations;
    auto constraints = options_.constraints;
    std::erase_if(constraints, [this](const Constraint& c) { return !c.names_one_of(variables_); });
    result_.refined =
        refine(std::move(model()), pattern_, variables_, constraints, options_.restraints, refine_options_);
    // Cells moved: reflections may enter and leave the range.
    if (keep_reflections_) {
      return;
    }
    model().list_reflections(pattern_.two_theta_deg.front(), pattern_.two_theta_deg.back());
  }

  Variable shift_variable() {
    const auto& radiation = model().instrument.radiation;
    return {radiation.bragg_brentano && !options_.zero ? Quantity::displacement : Quantity::zero};
  }
  // A synchrotron's scale is calibrated to better than a powder's cell would tell: its zero is refined on
  // request only.
  bool shift_is_refined() {
    const auto& radiation = model().instrument.radiation;
    if (options_.fixes(shift_variable().quantity)) {
      return false;
    }
    return options_.zero || radiation.bragg_brentano || radiation.probe == crystal::Probe::neutron;
  }

  void start() {
    const int terms = options_.background_terms.value_or(first_background_terms);
    estimate_start(model(), pattern_, terms, options_.known_profile);
    for (int k = 0; k < terms; ++k) {
      variables_.push_back({Quantity::background, -1, k});
    }
    for (std::size_t p = 0; p < model().phases.size(); ++p) {
      if (phase(p).intensities == Intensities::structure) {
        variables_.push_back({Quantity::scale, static_cast<int>(p)});
      }
    }
    fit(3);
    if (options_.cell_search > 0.0 && !options_.fixes(Quantity::cell) &&
        result_.refined.r.Rwp_background_percent > bad_start_percent) {
      const double before = result_.refined.sum_of_squares;
      const Model kept = model();
      const double stretch = search_cells(model(), pattern_, options_.cell_search);
      estimate_start(model(), pattern_, terms, options_.known_profile);
      fit(3);
      if (result_.refined.sum_of_squares < before && stretch > 0.0) {
        note("search of the cells", true,
             fmt::format("the cells given explain little: moved by up to {:.2f} %", 100.0 * stretch));
      } else {
        model() = kept;
        fit(1);
      }
    }
    note("scales and background", true, "the start");
    if (!options_.known_profile && !options_.fixes(Quantity::caglioti_w)) {
      variables_.push_back({Quantity::caglioti_w});
    }
    if (shift_is_refined()) {
      variables_.push_back(shift_variable());
    }
    fit(5);
    note(shift_is_refined() ? "width and displacement" : "width", true, "every pattern has them");
  }

  void cells() {
    if (options_.fixes(Quantity::cell)) {
      return;
    }
    std::vector<Group> groups;
    for (std::size_t p = 0; p < model().phases.size(); ++p) {
      const int i = static_cast<int>(p);
      if (is_refined({Quantity::cell, i})) {
        continue;
      }
      Group group{phase(p).structure.name + ": cell", {}, false};
      for (std::size_t k = 0; k < phase(p).cell.size(); ++k) {
        group.variables.push_back({Quantity::cell, i, static_cast<int>(k)});
      }
      groups.push_back(std::move(group));
    }
    enter(groups);
    fit(8);
    if (width_at_bound()) {
      const int terms = static_cast<int>(model().background.chebyshev.size());
      estimate_start(model(), pattern_, terms, options_.known_profile);
      fit(8);
    }
    note("cells", true, "every pattern has them");
  }

  // Peaks that missed their places drive the width to a limit, which says nothing of the pattern.
  bool width_at_bound() const {
    const auto width = std::find(variables_.begin(), variables_.end(), Variable{Quantity::caglioti_w});
    return width != variables_.end() &&
           result_.refined.at_bound[static_cast<std::size_t>(width - variables_.begin())];
  }

  // Phases that are not seen, though peaks that no phase explains would be theirs with a cell a little off.
  bool seek_unseen() {
    if (options_.cell_search <= 0.0 || options_.fixes(Quantity::cell)) {
      return false;
    }
    const auto moved =
        move_unseen(result_.refined, pattern_, options_.cell_search, refine_options_.calculate);
    if (moved.empty()) {
      return false;
    }
    model().list_reflections(pattern_.two_theta_deg.front(), pattern_.two_theta_deg.back());
    fit(6);
    for (const auto& [p, stretch] : moved) {
      note(phase(p).structure.name + ": its cell", true,
           fmt::format("peaks that no phase explains are where a cell {:+.2f} % off has its own",
                       100.0 * stretch));
    }
    return true;
  }

  // Phases that are faint because their crystals are so small that narrow peaks miss most of theirs.
  bool seek_small() {
    if (options_.fixes(Quantity::inverse_size)) {
      return false;
    }
    bool found = false;
    for (std::size_t p = 0; p < model().phases.size(); ++p) {
      const auto kept = result_.refined;
      const auto kept_variables = variables_, kept_dropped = dropped_;
      const int index = static_cast<int>(p);
      const Variable size{Quantity::inverse_size, index};
      const double alike = result_.refined.serial_inflation;
      const double asked =
          gain_asked({"", {{Quantity::scale, index}, size}}, result_.refined.r) * alike * alike;
      const auto small = shrink_faint(result_.refined, pattern_, p, first_cells_[p], asked);
      if (!small) {
        continue;
      }
      const auto narrow = [index](const Variable& v) {
        return v.phase == index && v.quantity != Quantity::scale;
      };
      std::erase_if(variables_, narrow);
      std::erase_if(dropped_, narrow);
      variables_.push_back(size);
      fit(8);
      if (!seen(result_.refined, p) || result_.refined.at_bound.back()) {
        result_.refined = kept;
        variables_ = kept_variables;
        dropped_ = kept_dropped;
        continue;
      }
      found = true;
      note(phase(p).structure.name + ": its size", true,
           fmt::format("broad peaks of crystals near {:.2g} nm: gain {:.3g}", 1e3 * small->size_um,
                       small->gain));
    }
    return found;
  }

  // What could still be refined.
  std::vector<Group> open_candidates() {
    auto groups = candidates(model(), options_);
    std::erase_if(groups, [&](const Group& group) {
      return std::any_of(group.variables.begin(), group.variables.end(), [&](const Variable& v) {
        return is_refined(v) || std::find(dropped_.begin(), dropped_.end(), v) != dropped_.end();
      });
    });
    return groups;
  }

  // How a group may move: empty where no constraint names it.
  Eigen::MatrixXd directions_of(const Group& group) const {
    auto constraints = options_.constraints;
    std::erase_if(constraints, [&](const Constraint& c) { return !c.names_one_of(group.variables); });
    return constraints.empty() ? Eigen::MatrixXd() : free_directions(group.variables, constraints);
  }

  // Lets in those groups that qualify. Returns how many did.
  int enter(const std::vector<Group>& groups) {
    std::vector<Proposal> asked;
    Model& current = model();
    const auto terms = current.background.chebyshev.size();
    for (const auto& group : groups) {
      asked.push_back({group.variables, directions_of(group)});
      for (const auto& v : group.variables) {
        if (v.quantity == Quantity::background) {
          current.background.chebyshev.resize(
              std::max(current.background.chebyshev.size(), static_cast<std::size_t>(v.index) + 1), 0.0);
        }
      }
    }
    std::vector<Variable> entered_variables;
    const auto& r = result_.refined.r;
    int entered = 0;
    bool background = false;
    const auto accept = [&](std::size_t g, const Prospect& prospect) {
      const auto& group = groups[g];
      const std::string refusal = refusal_of(group, prospect, current, r);
      if (!refusal.empty()) {
        refused_.push_back({group.what, false, refusal, nan});
        return false;
      }
      background = background || group.variables.front().quantity == Quantity::background;
      entered_variables.insert(entered_variables.end(), group.variables.begin(), group.variables.end());
      entered_.push_back({group.what, true,
                          group.needs_gain ? fmt::format("gain {:.3g}, {:.3g} would count", prospect.gain,
                                                         gain_asked(group, r))
                                           : "the data can tell it",
                          nan});
      ++entered;
      return true;
    };
    consider(current, pattern_, variables_, asked, accept, refine_options_.calculate, options_.restraints);
    variables_.insert(variables_.end(), entered_variables.begin(), entered_variables.end());
    if (!background) {
      current.background.chebyshev.resize(terms);
    }
    return entered;
  }

  void rounds() {
    for (int round = 0; round < most_rounds; ++round) {
      refused_.clear();
      entered_.clear();
      if (round >= earliest_round(Quantity::march)) {
        choose_axes();
      }
      auto groups = open_candidates();
      std::erase_if(groups, [round](const Group& group) {
        return round < earliest_round(group.variables.front().quantity);
      });
      if (enter(groups) == 0 && round > 1) {
        break;
      }
      fit(6);
      for (auto& decision : entered_) {
        decision.Rwp_percent = result_.refined.r.Rwp_percent;
        result_.decisions.push_back(decision);
      }
      release_bounds();
      if (round == 1) {
        choose_polarisation();
      }
    }
    for (const auto& refusal : refused_) {
      result_.decisions.push_back(refusal);
    }
    drop_unfounded_strain();
    ask_axial();
  }

  bool is_refined(const Variable& variable) const {
    return std::find(variables_.begin(), variables_.end(), variable) != variables_.end();
  }

  // Strain after Stephens that did not enter goes back to none.
  void drop_unfounded_strain() {
    bool changed = false;
    for (std::size_t p = 0; p < model().phases.size(); ++p) {
      auto& broadening = model().phases[p].broadening;
      if (broadening.strain_model == StrainModel::stephens &&
          !is_refined({Quantity::stephens, static_cast<int>(p)})) {
        std::fill(broadening.stephens.begin(), broadening.stephens.end(), 0.0);
        changed = true;
      }
    }
    if (changed) {
      fit(6);
    }
  }

  // The axial divergence is the instrument's, but who has no standard should know what the data say of it.
  void ask_axial() {
    const Variable axial{Quantity::axial};
    if (options_.fixes(axial.quantity) || is_refined(axial)) {
      return;
    }
    const Group group{"axial divergence", {axial}};
    consider(
        model(), pattern_, variables_, {{group.variables}},
        [&](std::size_t, const Prospect& prospect) {
          if (refusal_of(group, prospect, model(), result_.refined.r).empty()) {
            note(group.what, false,
                 fmt::format(
                     "an instrument's, which a standard tells: left at {:.4g}; the sum of squares would "
                     "fall by {:.3g}, {:.3g} would count",
                     model().at(axial), prospect.gain, gain_asked(group, result_.refined.r)));
          }
          return false;
        },
        refine_options_.calculate, options_.restraints);
  }

  // Files seldom say whether a graphite monochromator was there: of the two the one that fits better.
  void choose_polarisation() {
    const auto& radiation = model().instrument.radiation;
    if (!radiation.bragg_brentano || radiation.probe != crystal::Probe::x_ray ||
        radiation.polarisation_known) {
      return;
    }
    const Refined without = result_.refined;
    const double c = std::cos(2.0 * std::asin(0.5 * radiation.wavelength() / graphite_d));
    model().instrument.radiation.polarisation = 1.0 / (1.0 + c * c);
    fit(6);
    if (result_.refined.sum_of_squares < without.sum_of_squares - 10.0 * without.r.chi2_reduced) {
      note("polarisation behind a graphite monochromator", true,
           fmt::format("fits better than without one: the sum of squares falls by {:.3g}",
                       without.sum_of_squares - result_.refined.sum_of_squares));
    } else {
      result_.refined = without;
    }
  }

  // The axis along which March and Dollase's model would gain most, for phases that have none yet.
  void choose_axes() {
    if (options_.fixes(Quantity::march)) {
      return;
    }
    for (std::size_t p = 0; p < model().phases.size(); ++p) {
      const Variable variable{Quantity::march, static_cast<int>(p)};
      auto& texture = model().phases[p].texture;
      if (model().phases[p].intensities != Intensities::structure || texture.march != 1.0 ||
          texture.order > 0 || is_refined(variable)) {
        continue;
      }
      texture.axis =
          best_march_axis(model(), variable.phase, pattern_, variables_, refine_options_.calculate);
    }
    model().list_reflections(pattern_.two_theta_deg.front(), pattern_.two_theta_deg.back());
  }

  // What lies on a bound is fixed there, or at its first value where the bound makes no sense as an answer.
  void release_bounds() {
    std::vector<Variable> kept;
    for (std::size_t v = 0; v < variables_.size(); ++v) {
      const auto& variable = variables_[v];
      const bool scale = variable.quantity == Quantity::scale;
      if (!result_.refined.at_bound[v] || scale) {
        kept.push_back(variable);
        continue;
      }
      dropped_.push_back(variable);
      if (variable.quantity == Quantity::site_displacement) {
        model().at(variable) = 0.005;
      } else if (variable.quantity == Quantity::march) {
        model().at(variable) = 1.0;
      }
      note(model().name_of(variable), false, "ran into its limit: fixed");
    }
    if (kept.size() != variables_.size()) {
      variables_ = std::move(kept);
      fit(6);
    }
  }

  // Pawley's intensities start from Le Bail's, once everything else is in its place.
  void free_intensities() {
    for (std::size_t p = 0; p < pawley_.size(); ++p) {
      if (!pawley_[p]) {
        continue;
      }
      auto& phase = model().phases[p];
      phase.intensities = Intensities::pawley;
      for (std::size_t k = 0; k < phase.free_intensities.size(); ++k) {
        variables_.push_back({Quantity::intensity, static_cast<int>(p), static_cast<int>(k)});
      }
      keep_reflections_ = true;
    }
  }

  void settle() {
    free_intensities();
    for (int pass = 0; pass < 4; ++pass) {
      fit(pass == 0 ? 15 : 30);
      const auto count = variables_.size();
      release_bounds();
      if (count == variables_.size() && result_.refined.converged) {
        break;
      }
    }
    note("all together", true,
         result_.refined.converged ? "at rest" : "not at rest: " + result_.refined.reason);
  }

  const Pattern& pattern_;
  const StrategyOptions& options_;
  RefineOptions refine_options_;
  StrategyResult result_;
  std::vector<Variable> variables_, dropped_;
  std::vector<Decision> entered_, refused_;
  std::vector<std::vector<double>> first_cells_;
  std::vector<bool> pawley_;
  bool keep_reflections_ = false;
};

}  // namespace

bool StrategyOptions::fixes(Quantity quantity) const {
  return std::find(fixed.begin(), fixed.end(), quantity) != fixed.end();
}

StrategyResult run_strategy(Model model, const Pattern& pattern, const StrategyOptions& options) {
  return Strategy(std::move(model), pattern, options).run();
}

}  // namespace nacre::diffraction
