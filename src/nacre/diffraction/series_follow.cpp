#include "nacre/diffraction/series_follow.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"

namespace nacre::diffraction {
namespace {

constexpr int steps_of_a_pattern = 25;
// Misfit against both neighbours beyond which a pattern is tried again from them.
constexpr double worse = 1.02;

// What belongs to a phase alone, beside its scale: meaningless while the phase is not seen.
bool hangs_on_presence(const Variable& variable) {
  return variable.phase >= 0 && variable.quantity != Quantity::scale;
}

std::vector<Variable> all_of(const Refined& a, const Refined& b) {
  auto variables = a.variables;
  for (const auto& variable : b.variables) {
    if (std::find(variables.begin(), variables.end(), variable) == variables.end()) {
      variables.push_back(variable);
    }
  }
  return variables;
}

// The model a share of the way from a to b. What is a phase's own comes from where the phase is seen.
Model between(const Refined& a, const Refined& b, double share, const std::vector<Variable>& variables) {
  Model model = a.model;
  model.background.chebyshev.resize(
      std::max(a.model.background.chebyshev.size(), b.model.background.chebyshev.size()), 0.0);
  Model other = b.model;
  other.background.chebyshev.resize(model.background.chebyshev.size(), 0.0);
  for (const auto& variable : variables) {
    double weight = share;
    if (hangs_on_presence(variable)) {
      const auto phase = static_cast<std::size_t>(variable.phase);
      const bool here = seen(a, phase), there = seen(b, phase);
      weight = here == there ? share : (there ? 1.0 : 0.0);
    }
    model.at(variable) = (1.0 - weight) * model.at(variable) + weight * other.at(variable);
  }
  for (auto& phase : model.phases) {
    phase.update();
  }
  return model;
}

std::vector<bool> seen_in_either(const Refined& a, const Refined& b) {
  std::vector<bool> either;
  for (std::size_t p = 0; p < a.model.phases.size(); ++p) {
    either.push_back(seen(a, p) || seen(b, p));
  }
  return either;
}

void list_for(Model& model, const Pattern& pattern) {
  model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
}

}  // namespace

Refined follow(const Model& start, const Pattern& pattern, const std::vector<Variable>& variables,
               const std::vector<bool>& seen_before, const StrategyOptions& strategy) {
  RefineOptions options;
  options.calculate.level = negligible_level(pattern);
  options.iterations = steps_of_a_pattern;
  options.tolerance = 0.03;
  const auto those = [&](const auto& is_seen) {
    std::vector<Variable> kept;
    std::copy_if(variables.begin(), variables.end(), std::back_inserter(kept), [&](const Variable& variable) {
      return !hangs_on_presence(variable) || is_seen(static_cast<std::size_t>(variable.phase));
    });
    return kept;
  };
  const auto present = those([&](std::size_t phase) { return seen_before[phase]; });
  Refined result = refine(start, pattern, present, strategy.constraints, strategy.restraints, options);
  const auto wanted = those([&](std::size_t phase) { return seen(result, phase); });
  if (wanted.size() != present.size()) {
    result =
        refine(std::move(result.model), pattern, wanted, strategy.constraints, strategy.restraints, options);
  }
  return result;
}

std::size_t stride_of(std::size_t patterns) {
  // As many links as patterns between two of them: the chain and each of its gaps are then equally long.
  return std::max<std::size_t>(
      2, static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(patterns)))));
}

std::vector<Link> fill_between(std::vector<Link> links,
                               const std::function<const SeriesPattern&(std::size_t)>& pattern,
                               const StrategyOptions& strategy) {
  std::vector<Link> all;
  std::vector<std::pair<std::size_t, std::size_t>> gaps;  // place in all, link before it
  for (std::size_t k = 0; k < links.size(); ++k) {
    for (std::size_t i = k == 0 ? links[0].pattern : links[k - 1].pattern + 1; i < links[k].pattern; ++i) {
      gaps.emplace_back(all.size(), k - 1);
      all.push_back({i, {}, "between", 0.0});
    }
    all.push_back(links[k]);
  }
  parallel_for(gaps.size(), [&](std::size_t g) {
    auto& link = all[gaps[g].first];
    const auto &a = links[gaps[g].second], &b = links[gaps[g].second + 1];
    const auto begin = std::chrono::steady_clock::now();
    const double share =
        static_cast<double>(link.pattern - a.pattern) / static_cast<double>(b.pattern - a.pattern);
    const auto variables = all_of(a.refined, b.refined);
    const auto& measured = pattern(link.pattern).pattern;
    Model start;
    try {
      start = between(a.refined, b.refined, share, variables);
    } catch (const UsageError&) {  // the line between two cells is none: the nearer one
      start = share < 0.5 ? a.refined.model : b.refined.model;
    }
    list_for(start, measured);
    link.refined = follow(start, measured, variables, seen_in_either(a.refined, b.refined), strategy);
    link.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  });
  for (const auto& [place, before] : gaps) {
    auto& link = all[place];
    const auto &left = all[place - 1], &right = all[place + 1];
    if (link.refined.r.gof <= worse * std::max(left.refined.r.gof, right.refined.r.gof)) {
      continue;
    }
    for (const auto* neighbour : {&left, &right}) {
      const auto& measured = pattern(link.pattern).pattern;
      Model start = neighbour->refined.model;
      list_for(start, measured);
      auto again = follow(start, measured, all_of(left.refined, right.refined),
                          seen_in_either(left.refined, right.refined), strategy);
      if (again.sum_of_squares < link.refined.sum_of_squares - 10.0 * again.r.chi2_reduced) {
        link.refined = std::move(again);
        link.start = neighbour == &left ? "before" : "after";
      }
    }
  }
  return all;
}

}  // namespace nacre::diffraction
