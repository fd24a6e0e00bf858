#include "nacre/process/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "nacre/base/parallel.hpp"
#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

constexpr int levels = 4;  // of the grid: 0, 1/3, 2/3, 1
constexpr double leap = 2.0 / 3.0;

struct Varied {
  std::string path;
  double lower = 0.0;
  double upper = 0.0;
  bool logarithmic = false;
  double at(double u) const {
    return logarithmic ? lower * std::pow(upper / lower, u) : lower + u * (upper - lower);
  }
};

std::vector<Varied> varied_of(const std::vector<ParameterFile>& files) {
  constexpr double far_apart = 10.0;
  std::vector<Varied> varied;
  for (const auto& file : files) {
    for (const auto& parameter : file.parameters()) {
      if (parameter.is_number() && std::isfinite(parameter.lower) && parameter.lower < parameter.upper) {
        varied.push_back({parameter.path, parameter.lower, parameter.upper,
                          parameter.lower > 0.0 && parameter.upper > far_apart * parameter.lower});
      }
    }
  }
  return varied;
}

// A whole number below n; the same from every library, as those of <random> are not.
std::size_t below(std::mt19937_64& generator, std::size_t n) { return generator() % n; }

struct Trajectory {
  std::vector<double> start;  // of each parameter, 0 to 1
  std::vector<std::size_t> order;
};

Trajectory trajectory(std::mt19937_64& generator, std::size_t parameters) {
  Trajectory made;
  for (std::size_t i = 0; i < parameters; ++i) {
    made.start.push_back(static_cast<double>(below(generator, levels)) / (levels - 1.0));
  }
  made.order.resize(parameters);
  std::iota(made.order.begin(), made.order.end(), 0);
  for (std::size_t i = parameters; i > 1; --i) {
    std::swap(made.order[i - 1], made.order[below(generator, i)]);
  }
  return made;
}

}  // namespace

Sensitivity sensitivity(const Recipe& recipe, const SensitivityOptions& options) {
  std::vector<ParameterFile> files;
  particle_options(recipe, {}, files);
  const auto varied = varied_of(files);
  const auto heat_once = heat(recipe).history;
  const auto& course = heat_once.place_K[heat_once.place_K.size() / 2];
  const auto run = [&](const std::vector<double>& u) {
    ParameterChanges changes;
    for (std::size_t p = 0; p < varied.size(); ++p) {
      changes.emplace_back(varied[p].path, varied[p].at(u[p]));
    }
    std::vector<ParameterFile> used;
    std::vector<double> values;
    const auto material = material_along(particle_options(recipe, changes, used), heat_once.time_s, course);
    for (const auto& [name, value] : material::numbers_of(material)) {
      values.push_back(value);
    }
    return values;
  };

  Sensitivity result;
  for (const auto& parameter : varied) {
    result.parameters.push_back(parameter.path);
  }
  for (const auto& [name, value] : material::numbers_of(material::MaterialState{})) {
    result.quantities.push_back(name);
  }
  std::mt19937_64 generator(options.seed);
  std::vector<Trajectory> trajectories;
  for (std::size_t t = 0; t < options.trajectories; ++t) {
    trajectories.push_back(trajectory(generator, varied.size()));
  }
  // values[t][k]: after k moves.
  std::vector<std::vector<std::vector<double>>> values(trajectories.size());
  parallel_for(trajectories.size(), [&](std::size_t t) {
    auto u = trajectories[t].start;
    values[t].push_back(run(u));
    for (const auto p : trajectories[t].order) {
      u[p] += u[p] < 0.5 ? leap : -leap;
      values[t].push_back(run(u));
    }
  });

  const std::size_t quantities = result.quantities.size();
  result.mu_star.assign(quantities, std::vector<double>(varied.size(), 0.0));
  result.sigma = result.mu_star;
  result.least.assign(quantities, std::numeric_limits<double>::infinity());
  result.greatest.assign(quantities, -std::numeric_limits<double>::infinity());
  result.runs = trajectories.size() * (varied.size() + 1);
  const auto n = static_cast<double>(trajectories.size());
  for (std::size_t q = 0; q < quantities; ++q) {
    std::vector<double> mean(varied.size(), 0.0);
    std::vector<double> square(varied.size(), 0.0);
    for (std::size_t t = 0; t < trajectories.size(); ++t) {
      auto u = trajectories[t].start;
      for (std::size_t k = 0; k < varied.size(); ++k) {
        const auto p = trajectories[t].order[k];
        const double way = u[p] < 0.5 ? leap : -leap;
        const double effect = (values[t][k + 1][q] - values[t][k][q]) / way;
        result.mu_star[q][p] += std::abs(effect) / n;
        mean[p] += effect / n;
        square[p] += effect * effect / n;
      }
      for (const auto& point : values[t]) {
        result.least[q] = std::min(result.least[q], point[q]);
        result.greatest[q] = std::max(result.greatest[q], point[q]);
      }
    }
    for (std::size_t p = 0; p < varied.size(); ++p) {
      result.sigma[q][p] = std::sqrt(std::max(0.0, square[p] - mean[p] * mean[p]));
    }
  }
  return result;
}

Json to_json(const Sensitivity& sensitivity) {
  Json json{
      {"runs", sensitivity.runs}, {"parameters", sensitivity.parameters}, {"quantities", Json::array()}};
  std::vector<bool> decides(sensitivity.parameters.size(), false);
  for (std::size_t q = 0; q < sensitivity.quantities.size(); ++q) {
    const auto& mu = sensitivity.mu_star[q];
    const double largest = mu.empty() ? 0.0 : *std::ranges::max_element(mu);
    std::vector<std::size_t> order;
    for (std::size_t p = 0; p < mu.size(); ++p) {
      if (largest > 0.0 && mu[p] >= deciding_part * largest) {
        order.push_back(p);
        decides[p] = true;
      }
    }
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return mu[a] > mu[b]; });
    Json deciding = Json::array();
    for (const auto p : order) {
      deciding.push_back(
          {{"parameter", sensitivity.parameters[p]}, {"mu_star", mu[p]}, {"sigma", sensitivity.sigma[q][p]}});
    }
    json["quantities"].push_back({{"quantity", sensitivity.quantities[q]},
                                  {"least", sensitivity.least[q]},
                                  {"greatest", sensitivity.greatest[q]},
                                  {"decided_by", deciding},
                                  {"mu_star", mu},
                                  {"sigma", sensitivity.sigma[q]}});
  }
  json["decide_nothing"] = Json::array();
  for (std::size_t p = 0; p < decides.size(); ++p) {
    if (!decides[p]) {
      json["decide_nothing"].push_back(sensitivity.parameters[p]);
    }
  }
  return json;
}

}  // namespace nacre::process
