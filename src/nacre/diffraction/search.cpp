#include "nacre/diffraction/search.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/diffraction/prospects.hpp"
#include "nacre/numerics/nonnegative.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// How far a candidate's cell may be off, as a fraction, on either side, and in how many steps that is looked
// at.
constexpr double most_stretch = 0.01;
constexpr int stretches = 8;

// The width of the highest peak, from where it falls to half its height.
double width_of_highest(const Pattern& pattern, const std::vector<double>& net) {
  const auto top = static_cast<std::size_t>(std::max_element(net.begin(), net.end()) - net.begin());
  std::size_t left = top, right = top;
  while (left > 0 && net[left] > 0.5 * net[top]) {
    --left;
  }
  while (right + 1 < net.size() && net[right] > 0.5 * net[top]) {
    ++right;
  }
  return std::max(pattern.two_theta_deg[right] - pattern.two_theta_deg[left], 2.0 * pattern.mean_step_deg());
}

class Search {
 public:
  Search(const Pattern& pattern, const std::vector<crystal::Structure>& candidates,
         const Instrument& instrument)
      : pattern_(pattern),
        candidates_(candidates),
        instrument_(instrument),
        rows_(static_cast<Eigen::Index>(pattern.size())) {
    const auto envelope = lower_envelope(pattern.two_theta_deg, pattern.intensity);
    std::vector<double> net(pattern.size());
    for (std::size_t i = 0; i < net.size(); ++i) {
      net[i] = pattern.intensity[i] - envelope[i];
    }
    // Wider than they are, so that a cell that is a little off still meets its peaks.
    const double fwhm = 1.5 * width_of_highest(pattern, net);
    const double sigma = 100.0 * fwhm / std::sqrt(8.0 * std::numbers::ln2);
    instrument_.u = instrument_.v = instrument_.x = instrument_.y = instrument_.z = 0.0;
    instrument_.w = sigma * sigma;
    target_ = Eigen::Map<const Eigen::VectorXd>(net.data(), rows_)
                  .cwiseQuotient(Eigen::Map<const Eigen::VectorXd>(pattern.std.data(), rows_));
  }

  // The weighted profile of a candidate, of unit norm, at the stretch where it adds most to what is taken
  // already. Returns the sum of squares that it would take away.
  double best_column(std::size_t c, const std::vector<Eigen::VectorXd>& taken,
                     Eigen::VectorXd& column) const {
    double best = 0.0;
    for (int i = -stretches; i <= stretches; ++i) {
      Model model;
      model.instrument = instrument_;
      auto& phase = model.phases.emplace_back(candidates_[c]);
      const double stretch = 1.0 + most_stretch * i / stretches;
      for (double& value : phase.cell) {
        value /= stretch * stretch;
      }
      phase.update();
      model.list_reflections(pattern_.two_theta_deg.front(), pattern_.two_theta_deg.back());
      CalculateOptions options;
      options.level = 0.0;
      const auto calculated = calculate(model, pattern_.two_theta_deg, {}, options);
      Eigen::VectorXd trial =
          Eigen::Map<const Eigen::VectorXd>(calculated.peaks.data(), rows_)
              .cwiseQuotient(Eigen::Map<const Eigen::VectorXd>(pattern_.std.data(), rows_));
      const double norm = trial.norm();
      if (!(norm > 0.0)) {
        continue;
      }
      trial /= norm;
      auto columns = taken;
      columns.push_back(trial);
      const double gain = explained(columns);
      if (gain > best) {
        best = gain;
        column = trial;
      }
    }
    return best;
  }

  // The share of the sum of squares that non-negative multiples of the columns take away.
  double explained(const std::vector<Eigen::VectorXd>& columns) const {
    const auto n = static_cast<Eigen::Index>(columns.size());
    Eigen::MatrixXd square(n, n);
    Eigen::VectorXd b(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      b(i) = columns[static_cast<std::size_t>(i)].dot(target_);
      for (Eigen::Index j = 0; j <= i; ++j) {
        square(i, j) = square(j, i) =
            columns[static_cast<std::size_t>(i)].dot(columns[static_cast<std::size_t>(j)]);
      }
    }
    square.diagonal().array() += 1e-9;
    numerics::NonnegativeQuadratic problem(n);
    const Eigen::VectorXd x = problem.solve(square, b);
    return (2.0 * b.dot(x) - x.dot(square * x)) / target_.squaredNorm();
  }

 private:
  const Pattern& pattern_;
  const std::vector<crystal::Structure>& candidates_;
  Instrument instrument_;
  Eigen::Index rows_;
  Eigen::VectorXd target_;  // net intensity over its uncertainty
};

std::vector<crystal::Structure> chosen(const std::vector<crystal::Structure>& candidates,
                                       const std::vector<std::size_t>& taken) {
  std::vector<crystal::Structure> structures;
  structures.reserve(taken.size());
  for (const auto c : taken) {
    structures.push_back(candidates[c]);
  }
  return structures;
}

}  // namespace

SearchResult search(const Pattern& pattern, const std::vector<crystal::Structure>& candidates,
                    const std::vector<crystal::Structure>& named, const SearchOptions& options) {
  if (candidates.empty()) {
    throw UsageError("there is no candidate to search among");
  }
  const Search space(pattern, candidates, instrument_of(pattern, options.analysis));
  const std::size_t count = candidates.size();
  SearchResult result;
  std::vector<double> alone(count, 0.0);
  std::vector<Eigen::VectorXd> columns;
  std::vector<std::size_t> taken;
  double before = 0.0;
  bool refined = false;
  for (int round = 0; round < options.most_phases; ++round) {
    std::vector<double> gain(count, 0.0);
    std::vector<Eigen::VectorXd> best(count);
    parallel_for(count, [&](std::size_t c) {
      if (std::find(taken.begin(), taken.end(), c) == taken.end()) {
        gain[c] = space.best_column(c, columns, best[c]);
      }
    });
    if (round == 0) {
      alone = gain;
    }
    const auto c = static_cast<std::size_t>(std::max_element(gain.begin(), gain.end()) - gain.begin());
    if (!(gain[c] > before + 1e-4)) {
      break;
    }
    // Whether it belongs there is for a refinement to say: with it, and with its scale in units of its
    // uncertainty.
    auto trial = taken;
    trial.push_back(c);
    Analysis analysis = analyse(pattern, chosen(candidates, trial), options.analysis);
    const auto& last = analysis.phases.back();
    const double asked = static_cast<double>(1 + analysis.refined.model.phases.back().cell.size()) *
                         std::log(static_cast<double>(pattern.size())) * analysis.refined.r.chi2_reduced;
    const bool stands =
        last.scale > seen_above * last.scale_std * analysis.refined.serial_inflation &&
        (!refined || analysis.refined.sum_of_squares < result.analysis.refined.sum_of_squares - asked);
    if (!stands) {
      break;
    }
    before = gain[c];
    columns.push_back(best[c]);
    taken = trial;
    result.analysis = std::move(analysis);
    refined = true;
  }
  if (!refined) {
    throw UsageError("none of the candidates explains the pattern",
                     "is the wavelength right, and the phase in the folder?");
  }
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) {
    order[i] = i;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto place = [&](std::size_t c) {
      return std::find(taken.begin(), taken.end(), c) - taken.begin();
    };
    return place(a) != place(b) ? place(a) < place(b) : alone[a] > alone[b];
  });
  for (const auto c : order) {
    const auto place = std::find(taken.begin(), taken.end(), c);
    Candidate candidate{candidates[c].name, "", alone[c], place != taken.end(), nan, nan};
    if (candidate.taken) {
      const auto& weight = result.analysis.phases[static_cast<std::size_t>(place - taken.begin())].weight;
      candidate.weight_fraction = weight.value;
      candidate.weight_fraction_std = weight.std;
    }
    result.candidates.push_back(std::move(candidate));
  }
  for (const auto& structure : named) {
    result.detections.push_back(detect(result.analysis, structure));
  }
  return result;
}

Detection detect(const Analysis& analysis, const crystal::Structure& structure) {
  const auto& refined = analysis.refined;
  const double inflation = refined.r.gof * refined.serial_inflation;
  double total = 0.0;
  for (const auto& phase : refined.model.phases) {
    if (phase.intensities == Intensities::structure) {
      total += phase.scale * phase.structure.mass() * phase.structure.cell.volume();
    }
  }
  const double unit = structure.mass() * structure.cell.volume() / total;
  Detection detection;
  detection.name = structure.name;
  const auto present = std::find_if(analysis.phases.begin(), analysis.phases.end(),
                                    [&](const PhaseResult& phase) { return phase.name == structure.name; });
  if (present != analysis.phases.end()) {
    // It was refined: the uncertainty is there already.
    detection.weight_fraction = present->weight.value;
    detection.std = present->weight.std * refined.serial_inflation;
  } else {
    Model model = refined.model;
    auto& phase = model.phases.emplace_back(structure);
    phase.scale = 1e-12 / unit;
    model.list_reflections(analysis.pattern.two_theta_deg.front(), analysis.pattern.two_theta_deg.back());
    CalculateOptions options;
    options.level = negligible_level(analysis.pattern);
    const Variable scale{Quantity::scale, static_cast<int>(model.phases.size()) - 1};
    Prospect prospect;
    consider(
        model, analysis.pattern, refined.variables, {{{scale}}},
        [&](std::size_t, const Prospect& found) {
          prospect = found;
          return false;
        },
        options);
    const double share = prospect.shift.front() * unit;
    detection.weight_fraction = share / (1.0 + share);
    detection.std = prospect.std.front() * unit * inflation;
  }
  detection.seen = detection.weight_fraction > seen_above * detection.std;
  detection.limit = (seen_above + 1.645) * detection.std;
  return detection;
}

Json to_json(const SearchResult& result) {
  Json candidates = Json::array(), detections = Json::array();
  for (const auto& candidate : result.candidates) {
    candidates.push_back({{"name", candidate.name},
                          {"file", candidate.file},
                          {"taken", candidate.taken},
                          {"explains_alone", candidate.gain},
                          {"weight_fraction", candidate.weight_fraction},
                          {"weight_fraction_std", candidate.weight_fraction_std}});
  }
  for (const auto& detection : result.detections) {
    detections.push_back({{"name", detection.name},
                          {"seen", detection.seen},
                          {"weight_fraction", detection.weight_fraction},
                          {"weight_fraction_std", detection.std},
                          {"detection_limit", detection.limit}});
  }
  return {{"candidates", candidates}, {"detections", detections}, {"refinement", to_json(result.analysis)}};
}

}  // namespace nacre::diffraction
