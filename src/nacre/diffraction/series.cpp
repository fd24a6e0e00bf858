#include "nacre/diffraction/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/diffraction/series_follow.hpp"
#include "nacre/diffraction/trust.hpp"

namespace nacre::diffraction {
namespace {

// Two axes this close (as a fraction) may be about to cross.
constexpr double close_axes = 0.006;
// Misfit against the smallest of the series beyond which the default strategy is asked again.
constexpr double much_worse = 1.35;
// Misfit against the pattern before beyond which the other starts are tried.
constexpr double worse = 1.02;
// By how much the sum of squares of another start must be lower, as a fraction.
constexpr double clearly = 0.005;

struct Start {
  std::string name;
  Model model;
};

// The cell with two axes exchanged, where the crystal system allows it.
std::optional<std::vector<double>> exchanged(const Phase& phase, int i, int j) {
  Eigen::PermutationMatrix<3> swap;
  swap.setIdentity();
  std::swap(swap.indices()[i], swap.indices()[j]);
  const Eigen::Matrix3d s = swap * phase.structure.cell.reciprocal_metric() * swap.transpose();
  Eigen::Matrix<double, 6, 1> tensor;
  tensor << s(0, 0), s(1, 1), s(2, 2), s(0, 1), s(0, 2), s(1, 2);
  const Eigen::VectorXd free = phase.cell_basis.colPivHouseholderQr().solve(tensor);
  if ((phase.cell_basis * free - tensor).norm() > 1e-9 * tensor.norm()) {
    return std::nullopt;
  }
  return std::vector<double>(free.data(), free.data() + free.size());
}

class Chain {
 public:
  Chain(const std::vector<crystal::Structure>& structures, const SeriesOptions& options)
      : structures_(structures), options_(options) {}

  Refined first(const SeriesPattern& pattern, Analysis& analysis) {
    analysis = analyse(pattern.pattern, structures_, options_.analysis);
    keep(analysis.refined);
    return analysis.refined;
  }

  Refined next(const SeriesPattern& pattern, std::string& start) {
    const auto starts = make_starts(pattern.pattern);
    start = starts.front().name;
    Refined result = follow(starts.front().model, pattern.pattern);
    if (starts.size() > 1 && result.r.gof > worse * last_gof_) {
      std::vector<Refined> ends(starts.size() - 1);
      parallel_for(ends.size(),
                   [&](std::size_t i) { ends[i] = follow(starts[i + 1].model, pattern.pattern); });
      for (std::size_t i = 0; i < ends.size(); ++i) {
        // Another start must be clearly better: else the labels of axes would jump.
        if (ends[i].sum_of_squares < (1.0 - clearly) * result.sum_of_squares) {
          result = std::move(ends[i]);
          start = starts[i + 1].name;
        }
      }
    }
    keep_order_of_axes(result, pattern.pattern, start);
    if (result.r.gof > much_worse * smallest_gof_) {
      Refined anew = afresh(pattern.pattern);
      if (anew.sum_of_squares < 0.95 * result.sum_of_squares) {
        result = std::move(anew);
        start = "anew";
      }
    }
    keep(result);
    return result;
  }

 private:
  void keep(const Refined& refined) {
    before_last_ = std::move(last_);
    last_ = refined.model;
    variables_ = refined.variables;
    // What was left out while a phase was away comes back into the list.
    for (const auto& variable : all_) {
      if (std::find(variables_.begin(), variables_.end(), variable) == variables_.end()) {
        variables_.push_back(variable);
      }
    }
    all_ = variables_;
    last_gof_ = refined.r.gof;
    smallest_gof_ = smallest_gof_ > 0.0 ? std::min(smallest_gof_, refined.r.gof) : refined.r.gof;
    seen_.clear();
    for (std::size_t p = 0; p < refined.model.phases.size(); ++p) {
      seen_.push_back(seen(refined, p));
    }
  }

  // Two close axes that changed places are changed back, unless that is clearly worse: a search that comes
  // from afar does not always see which is which.
  void keep_order_of_axes(Refined& result, const Pattern& pattern, std::string& start) const {
    for (std::size_t p = 0; p < last_.phases.size(); ++p) {
      const auto before = last_.phases[p].structure.cell.values();
      const auto now = result.model.phases[p].structure.cell.values();
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = i + 1; j < 3; ++j) {
          const bool close = std::abs(now[i] - now[j]) < close_axes * now[i];
          if (!close || (before[i] - before[j]) * (now[i] - now[j]) >= 0.0) {
            continue;
          }
          auto cell = exchanged(result.model.phases[p], static_cast<int>(i), static_cast<int>(j));
          if (!cell) {
            continue;
          }
          Model model = result.model;
          model.phases[p].cell = std::move(*cell);
          model.phases[p].update();
          model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
          Refined back = follow(model, pattern);
          if (back.sum_of_squares < (1.0 + clearly) * result.sum_of_squares) {
            result = std::move(back);
            start += ", axes as before";
          }
        }
      }
    }
  }

  std::vector<Start> make_starts(const Pattern& pattern) const {
    std::vector<Start> starts = {{"before", last_}};
    if (!before_last_.phases.empty()) {
      Start carried{"carried on", last_};
      for (std::size_t p = 0; p < last_.phases.size(); ++p) {
        for (std::size_t k = 0; k < last_.phases[p].cell.size() && seen_[p]; ++k) {
          carried.model.phases[p].cell[k] += last_.phases[p].cell[k] - before_last_.phases[p].cell[k];
        }
      }
      starts.push_back(std::move(carried));
    }
    for (std::size_t p = 0; p < last_.phases.size(); ++p) {
      const auto lengths = last_.phases[p].structure.cell.values();
      for (int i = 0; i < 3; ++i) {
        for (int j = i + 1; j < 3; ++j) {
          const double a = lengths[static_cast<std::size_t>(i)], b = lengths[static_cast<std::size_t>(j)];
          if (a == b || std::abs(a - b) > close_axes * a) {
            continue;
          }
          if (auto cell = exchanged(last_.phases[p], i, j)) {
            Start start{"axes exchanged", last_};
            start.model.phases[p].cell = std::move(*cell);
            starts.push_back(std::move(start));
          }
        }
      }
    }
    for (auto& start : starts) {
      try {
        for (auto& phase : start.model.phases) {
          phase.update();
        }
      } catch (const UsageError&) {
        start.model = last_;
      }
      start.model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
    }
    if (starts.size() > 1 && starts[1].name == "carried on" &&
        misfit(starts[1].model, pattern) < misfit(starts[0].model, pattern)) {
      std::swap(starts[0], starts[1]);
    }
    return starts;
  }

  static double misfit(const Model& model, const Pattern& pattern) {
    const auto calculated = calculate(model, pattern.two_theta_deg, {});
    double sum = 0.0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      sum += std::pow((pattern.intensity[i] - calculated.intensity[i]) / pattern.std[i], 2);
    }
    return sum;
  }

  Refined follow(const Model& start, const Pattern& pattern) const {
    return diffraction::follow(start, pattern, variables_, seen_, options_.analysis.strategy);
  }

  Refined afresh(const Pattern& pattern) const {
    // From the cells at hand, which are nearer than those of the files.
    auto structures = structures_;
    for (std::size_t p = 0; p < structures.size(); ++p) {
      structures[p] = last_.phases[p].structure;
    }
    AnalysisOptions options = options_.analysis;
    options.radiation = last_.instrument.radiation;
    return analyse(pattern, structures, options).refined;
  }

  const std::vector<crystal::Structure>& structures_;
  const SeriesOptions& options_;
  Model last_, before_last_;
  std::vector<Variable> variables_, all_;
  std::vector<bool> seen_;
  double smallest_gof_ = 0.0, last_gof_ = 0.0;
};

// Rows beyond these could not be told apart on paper.
constexpr std::size_t map_columns = 500, map_rows = 400;
constexpr double changing_share = 0.06;  // of the range

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

SeriesPoint point_of(const SeriesPattern& pattern, const Refined& refined) {
  SeriesPoint point;
  point.name = pattern.name;
  point.coordinate = pattern.coordinate;
  point.voltage_V = pattern.voltage_V;
  point.r = refined.r;
  point.converged = refined.converged;
  const auto fractions = weight_fractions(refined);
  for (std::size_t p = 0; p < refined.model.phases.size(); ++p) {
    point.phases.push_back(phase_result(refined, p));
    point.phases.back().weight = fractions.phases[p];
    point.seen.push_back(seen(refined, p));
  }
  return point;
}

// What speaks against each pattern, in the order in which they were refined. A cell may go far along a
// series: it is held against the last one that was believed.
class Judge {
 public:
  // of_all: what speaks against every pattern.
  Judge(const std::vector<crystal::Structure>& structures, std::optional<std::string> of_all)
      : of_all_(std::move(of_all)) {
    for (const auto& structure : structures) {
      believed_.push_back({structure.cell, "its CIF"});
    }
  }

  void judge(SeriesPoint& point, const Refined& refined, const Pattern& pattern) {
    std::vector<std::optional<ExpectedCell>> expected(believed_.begin(), believed_.end());
    for (std::size_t p = 0; p < believed_.size(); ++p) {
      if (!point.seen[p]) {
        expected[p].reset();  // its cell is held, and says nothing
      } else if (const auto& cell = point.phases[p].cell; believed_[p].is_near(cell)) {
        believed_[p] = {cell, "the patterns before"};
      }
    }
    point.warnings = doubts(refined, explain(refined.model, pattern).unexplained, expected);
    if (of_all_) {
      point.warnings.push_back(*of_all_);
    }
    point.trusted = point.warnings.empty();
  }

 private:
  std::optional<std::string> of_all_;
  std::vector<ExpectedCell> believed_;
};

// What was said of the first pattern, and one sentence for all that are not to be trusted: they mostly share
// the cause.
std::vector<std::string> warnings_of(const Series& series) {
  auto warnings = series.first.warnings;
  const auto& points = series.points;
  const auto doubted = std::ranges::find(points, false, &SeriesPoint::trusted);
  if (doubted != points.end()) {
    std::erase_if(warnings, [&](const std::string& warning) {
      return std::ranges::find(doubted->warnings, warning) != doubted->warnings.end();
    });
    warnings.push_back(fmt::format("{} of {} patterns are not to be trusted; {}: {}",
                                   std::ranges::count(points, false, &SeriesPoint::trusted), points.size(),
                                   doubted->name, fmt::join(doubted->warnings, "; ")));
  }
  return warnings;
}

std::vector<RegionSpan> find_regions(const std::vector<SeriesPoint>& points) {
  const auto region_at = [&](std::size_t i) {
    const auto& point = points[i];
    if (std::count(point.seen.begin(), point.seen.end(), true) > 1) {
      // Two phases, of which the shares move: one turns into the other.
      const auto& other = points[i == 0 ? 1 : i - 1];
      for (std::size_t p = 0; p < point.phases.size(); ++p) {
        const auto &now = point.phases[p].weight, &then = other.phases[p].weight;
        if (std::abs(now.value - then.value) > 5.0 * std::hypot(now.std, then.std)) {
          return Region::two_phase;
        }
      }
    }
    const auto& other = points[i == 0 ? 1 : i - 1];
    for (std::size_t p = 0; p < point.phases.size(); ++p) {
      const double change = std::abs(point.phases[p].volume - other.phases[p].volume);
      if (point.seen[p] && other.seen[p] &&
          change > 5.0 * std::hypot(point.phases[p].volume_std, other.phases[p].volume_std)) {
        return Region::solid_solution;
      }
    }
    return Region::none;
  };
  std::vector<RegionSpan> spans;
  for (std::size_t i = 0; i < points.size() && points.size() > 1; ++i) {
    const Region region = region_at(i);
    if (spans.empty() || spans.back().region != region) {
      spans.push_back({region, i, i});
    }
    spans.back().last = i;
  }
  return spans;
}

}  // namespace

Series analyse_series(const std::vector<SeriesPattern>& patterns,
                      const std::vector<crystal::Structure>& structures, const SeriesOptions& options) {
  if (patterns.empty()) {
    throw UsageError("a series needs at least one pattern");
  }
  const auto begin = std::chrono::steady_clock::now();
  Series series;
  for (const auto& structure : structures) {
    series.phases.push_back(structure.name);
  }
  Chain chain(structures, options);
  const auto in_order = [&](std::size_t i) -> const SeriesPattern& {
    return patterns[options.backwards ? patterns.size() - 1 - i : i];
  };
  const auto goes_on = [&](std::size_t done) {
    const bool go_on = !options.progress || options.progress(done);
    if (!go_on) {
      series.warnings.push_back(fmt::format("stopped after {} of {} patterns", done, patterns.size()));
    }
    return go_on;
  };
  // In parallel only every few patterns are links of the chain; the others start between two of them.
  const std::size_t stride = options.parallel ? stride_of(patterns.size()) : 1;
  std::vector<Link> links;
  for (std::size_t i = 0; i < patterns.size();
       i = i + 1 < patterns.size() ? std::min(i + stride, patterns.size() - 1) : patterns.size()) {
    const auto before = std::chrono::steady_clock::now();
    Link link{i, {}, "anew", 0.0};
    link.refined = i == 0 ? chain.first(in_order(i), series.first) : chain.next(in_order(i), link.start);
    link.seconds = seconds_since(before);
    links.push_back(std::move(link));
    if (!goes_on(links.size())) {
      break;
    }
  }
  if (options.parallel) {
    links = fill_between(std::move(links), in_order, options.analysis.strategy);
  }
  std::vector<const Pattern*> reached;
  Judge judge(structures, series.first.missing_line);
  for (const auto& link : links) {
    reached.push_back(&in_order(link.pattern).pattern);
    series.points.push_back(point_of(in_order(link.pattern), link.refined));
    judge.judge(series.points.back(), link.refined, *reached.back());
    series.points.back().start = link.start;
    series.points.back().seconds = link.seconds;
  }
  if (options.backwards) {
    std::reverse(series.points.begin(), series.points.end());
    std::reverse(reached.begin(), reached.end());
  }
  if (reached.size() > 1) {
    series.map = intensity_map(reached, range_of(reached), map_columns, map_rows);
    series.changing =
        intensity_map(reached, most_changing_range(reached, changing_share), map_columns, map_rows);
  }
  series.regions = find_regions(series.points);
  std::ranges::move(warnings_of(series), std::back_inserter(series.warnings));
  series.seconds = seconds_since(begin);
  return series;
}

Json to_json(const Series& series) {
  static constexpr const char* regions[] = {"none", "solid solution", "two phases"};
  Json points = Json::array(), spans = Json::array();
  for (const auto& point : series.points) {
    Json phases = Json::array();
    for (std::size_t p = 0; p < point.phases.size(); ++p) {
      phases.push_back(to_json(point.phases[p]));
      phases.back()["seen"] = static_cast<bool>(point.seen[p]);
    }
    points.push_back({{"name", point.name},
                      {"coordinate", point.coordinate},
                      {"voltage_V", point.voltage_V ? Json(*point.voltage_V) : Json(nullptr)},
                      {"Rwp_percent", point.r.Rwp_percent},
                      {"Rexp_percent", point.r.Rexp_percent},
                      {"gof", point.r.gof},
                      {"converged", point.converged},
                      {"trusted", point.trusted},
                      {"warnings", point.warnings},
                      {"start", point.start},
                      {"seconds", point.seconds},
                      {"phases", phases}});
  }
  for (const auto& span : series.regions) {
    spans.push_back(
        {{"region", regions[static_cast<int>(span.region)]}, {"first", span.first}, {"last", span.last}});
  }
  return {{"phases", series.phases},
          {"patterns", points},
          {"regions", spans},
          {"first", to_json(series.first)},
          {"seconds", series.seconds}};
}

}  // namespace nacre::diffraction
