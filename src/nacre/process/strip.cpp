#include "nacre/process/strip.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nacre::process {
namespace {

constexpr double quarters = 4.0;
constexpr double coldest_K = 1.0;
constexpr double hottest_K = 4000.0;

// The integral of k from the coldest temperature on, by Simpson's rule between points 2 K apart.
numerics::Curve integral_of(const numerics::Curve& k) {
  constexpr double step = 2.0;
  std::vector<double> t;
  std::vector<double> sum{0.0};
  for (double at = coldest_K; at <= hottest_K; at += step) {
    t.push_back(at);
  }
  for (std::size_t i = 1; i < t.size(); ++i) {
    sum.push_back(sum.back() + step / 6.0 * (k(t[i - 1]) + 4.0 * k(t[i - 1] + 0.5 * step) + k(t[i])));
  }
  return numerics::Curve::through(t, sum);
}

// How much of [left, right] lies below the end.
double part_below(double left, double right, double end) {
  return std::clamp((end - left) / (right - left), 0.0, 1.0);
}

double fourth(double t) { return t * t * t * t; }

}  // namespace

Strip::Strip(const StripOptions& options)
    : options_(options),
      along_(options.cells_along),
      across_(options.cells_across),
      dx_(0.5 * options.length_m / static_cast<double>(along_)),
      dy_(0.5 * options.width_m / static_cast<double>(across_)),
      theta_(integral_of(options.material.conductivity)),
      covered_(along_ * across_, 0.0),
      extra_(along_ * across_, 0.0),
      matrix_(along_ * across_, across_),
      conductivity_(along_ * across_, 0.0) {
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const double from_middle = 0.5 * options.length_m - x(i);
      const double cover =
          part_below(from_middle - 0.5 * dx_, from_middle + 0.5 * dx_, 0.5 * options.bed_length_m) *
          part_below(y(j) - 0.5 * dy_, y(j) + 0.5 * dy_, 0.5 * options.bed_width_m);
      constexpr double sliver = 1e-9;
      if (cover > sliver) {
        if (cell(i, j) == middle()) {
          sensor_ = cells() + bed_cells_.size();
        }
        bed_cells_.push_back(cell(i, j));
        bed_cover_.push_back(cover);
        covered_[cell(i, j)] = cover;
      }
      if (options.extra_heat) {
        extra_[cell(i, j)] = options.extra_heat(x(i), y(j)) * dx_ * dy_;
      }
    }
  }
  bed_diagonal_.resize(beds());
}

UnitCurrent Strip::unit_current(std::span<const double> t) const {
  // The potential of a quarter with 1 V between the clamp and the middle.
  const double d = options_.thickness_m;
  std::vector<double> rho(cells());
  for (std::size_t c = 0; c < cells(); ++c) {
    rho[c] = options_.material.resistivity(t[c]);
  }
  const auto along = [&](std::size_t a, std::size_t b) { return 2.0 * d * dy_ / (dx_ * (rho[a] + rho[b])); };
  const auto across = [&](std::size_t a, std::size_t b) { return 2.0 * d * dx_ / (dy_ * (rho[a] + rho[b])); };
  const auto end = [&](std::size_t a) { return 2.0 * d * dy_ / (dx_ * rho[a]); };
  numerics::BandMatrix matrix(cells(), across_);
  std::vector<double> phi(cells(), 0.0);
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const auto c = cell(i, j);
      if (i == 0) {
        matrix(c, c) += end(c);
        phi[c] += end(c);
      } else {
        const double g = along(c - across_, c);
        matrix(c, c) += g;
        matrix(c - across_, c - across_) += g;
        matrix(c, c - across_) -= g;
      }
      if (j > 0) {
        const double g = across(c - 1, c);
        matrix(c, c) += g;
        matrix(c - 1, c - 1) += g;
        matrix(c, c - 1) -= g;
      }
      if (i + 1 == along_) {
        matrix(c, c) += end(c);
      }
    }
  }
  if (!matrix.factor()) {
    throw std::logic_error("the strip's resistivity is not positive");
  }
  matrix.solve(phi);

  // The power of a resistance between two half cells falls to them as their own resistances are.
  UnitCurrent unit;
  unit.heat.assign(cells(), 0.0);
  double current = 0.0;
  const auto share = [&](std::size_t a, std::size_t b, double g) {
    const double power = g * (phi[a] - phi[b]) * (phi[a] - phi[b]);
    unit.heat[a] += power * rho[a] / (rho[a] + rho[b]);
    unit.heat[b] += power * rho[b] / (rho[a] + rho[b]);
  };
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const auto c = cell(i, j);
      if (i == 0) {
        unit.heat[c] += end(c) * (1.0 - phi[c]) * (1.0 - phi[c]);
        current += end(c) * (1.0 - phi[c]);
      } else {
        share(c - across_, c, along(c - across_, c));
      }
      if (j > 0) {
        share(c - 1, c, across(c - 1, c));
      }
      if (i + 1 == along_) {
        unit.heat[c] += end(c) * phi[c] * phi[c];
      }
    }
  }
  // Two halves one after the other, each of two quarters side by side.
  unit.resistance = 1.0 / current;
  for (auto& heat : unit.heat) {
    heat /= quarters * current * current;  // 1 A is 1/2 A in the quarter
  }
  return unit;
}

double Strip::clamp_conductance(double t) const {
  const double inner = 0.5 * dx_ / options_.material.conductivity(t);
  return options_.clamp_W_per_m2_K == 0.0
             ? 0.0
             : options_.thickness_m * dy_ / (inner + 1.0 / options_.clamp_W_per_m2_K);
}

double Strip::face_loss(double t, double emissivity, double area) const {
  return area * (emissivity * stefan_boltzmann * (fourth(t) - fourth(options_.ambient_K)) +
                 options_.convection * (t - options_.ambient_K));
}

void Strip::passive_power(std::span<const double> t, std::span<double> power) const {
  const double area = dx_ * dy_;
  std::vector<double> theta(cells());
  for (std::size_t c = 0; c < cells(); ++c) {
    theta[c] = theta_(t[c]);
    power[c] = extra_[c] - face_loss(t[c], options_.material.emissivity(t[c]), area * (2.0 - covered_[c]));
  }
  const double along = options_.thickness_m * dy_ / dx_;
  const double across = options_.thickness_m * dx_ / dy_;
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const auto c = cell(i, j);
      if (i == 0) {
        power[c] += clamp_conductance(t[c]) * (options_.ambient_K - t[c]);
      } else {
        const double flow = conduction(c - across_, c, along, theta);
        power[c] -= flow;
        power[c - across_] += flow;
      }
      if (j > 0) {
        const double flow = conduction(c - 1, c, across, theta);
        power[c] -= flow;
        power[c - 1] += flow;
      }
    }
  }
  for (std::size_t b = 0; b < beds(); ++b) {
    const auto c = bed_cells_[b];
    const double bed_area = area * bed_cover_[b];
    const double into = options_.bed.conductance * bed_area * (t[c] - t[cells() + b]);
    power[c] -= into;
    power[cells() + b] = into - face_loss(t[cells() + b], options_.bed.emissivity, bed_area);
  }
}

void Strip::capacities(std::span<const double> t, std::span<double> capacity) const {
  const double mass = options_.material.density * options_.thickness_m * dx_ * dy_;
  for (std::size_t c = 0; c < cells(); ++c) {
    capacity[c] = mass * options_.material.heat_capacity(t[c]);
  }
  for (std::size_t b = 0; b < beds(); ++b) {
    capacity[cells() + b] = options_.bed.kg_per_m2 * options_.bed.heat_capacity * dx_ * dy_ * bed_cover_[b];
  }
}

bool Strip::linearise(std::span<const double> t, std::span<const double> capacity, double interval) {
  const double area = dx_ * dy_;
  const auto loss_slope = [&](double at, double emissivity, double emissivity_slope, double faces) {
    return faces * (4.0 * emissivity * stefan_boltzmann * at * at * at +
                    emissivity_slope * stefan_boltzmann * (fourth(at) - fourth(options_.ambient_K)) +
                    options_.convection);
  };
  matrix_.set_zero();
  for (std::size_t c = 0; c < cells(); ++c) {
    conductivity_[c] = theta_.at(t[c]).slope;
    const auto emissivity = options_.material.emissivity.at(t[c]);
    matrix_(c, c) = capacity[c] / interval +
                    loss_slope(t[c], emissivity.value, emissivity.slope, area * (2.0 - covered_[c]));
  }
  for (std::size_t b = 0; b < beds(); ++b) {  // the powder's own row is eliminated
    const double bed_area = area * bed_cover_[b];
    const double g = options_.bed.conductance * bed_area;
    bed_diagonal_[b] = capacity[cells() + b] / interval + g +
                       loss_slope(t[cells() + b], options_.bed.emissivity, 0.0, bed_area);
    matrix_(bed_cells_[b], bed_cells_[b]) += g - g * g / bed_diagonal_[b];
  }
  const double along = options_.thickness_m * dy_ / dx_;
  const double across = options_.thickness_m * dx_ / dy_;
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const auto c = cell(i, j);
      if (i == 0) {
        matrix_(c, c) += clamp_conductance(t[c]);
      }
      matrix_(c, c) /= conductivity_[c];  // unknown is the change of theta
    }
  }
  for (std::size_t i = 0; i < along_; ++i) {
    for (std::size_t j = 0; j < across_; ++j) {
      const auto c = cell(i, j);
      if (i > 0) {
        matrix_(c, c) += along;
        matrix_(c - across_, c - across_) += along;
        matrix_(c, c - across_) -= along;
      }
      if (j > 0) {
        matrix_(c, c) += across;
        matrix_(c - 1, c - 1) += across;
        matrix_(c, c - 1) -= across;
      }
    }
  }
  return matrix_.factor();
}

void Strip::solve(std::span<double> residual) const {
  const double area = dx_ * dy_;
  for (std::size_t b = 0; b < beds(); ++b) {
    const double g = options_.bed.conductance * area * bed_cover_[b];
    residual[bed_cells_[b]] += g * residual[cells() + b] / bed_diagonal_[b];
  }
  matrix_.solve(residual.first(cells()));
  for (std::size_t c = 0; c < cells(); ++c) {
    residual[c] /= conductivity_[c];
  }
  for (std::size_t b = 0; b < beds(); ++b) {
    const double g = options_.bed.conductance * area * bed_cover_[b];
    residual[cells() + b] = (residual[cells() + b] + g * residual[bed_cells_[b]]) / bed_diagonal_[b];
  }
}

PowerBalance Strip::balance(std::span<const double> t, std::span<const double> rate, double current_A) const {
  const double area = dx_ * dy_;
  PowerBalance balance;
  balance.electric = unit_current(t).resistance * current_A * current_A;
  std::vector<double> capacity(size());
  capacities(t, capacity);
  const auto lose = [&](double at, double emissivity, double faces) {
    balance.radiation +=
        quarters * faces * emissivity * stefan_boltzmann * (fourth(at) - fourth(options_.ambient_K));
    balance.convection += quarters * faces * options_.convection * (at - options_.ambient_K);
  };
  for (std::size_t k = 0; k < size(); ++k) {
    balance.stored += quarters * capacity[k] * rate[k];
  }
  for (std::size_t c = 0; c < cells(); ++c) {
    balance.extra += quarters * extra_[c];
    lose(t[c], options_.material.emissivity(t[c]), area * (2.0 - covered_[c]));
    if (c < across_) {
      balance.clamps += quarters * clamp_conductance(t[c]) * (t[c] - options_.ambient_K);
    }
  }
  for (std::size_t b = 0; b < beds(); ++b) {
    lose(t[cells() + b], options_.bed.emissivity, area * bed_cover_[b]);
  }
  return balance;
}

}  // namespace nacre::process
