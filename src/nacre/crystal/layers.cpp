#include "nacre/crystal/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

using Complex = std::complex<double>;

constexpr double pi = std::numbers::pi;
constexpr std::size_t most_layers = 16, most_transitions = 256, most_species = 32;

Eigen::MatrixXd probabilities(const LayerStack& stack) {
  const auto n = static_cast<Eigen::Index>(stack.layers.size());
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, n);
  for (const Transition& t : stack.transitions) {
    result(static_cast<Eigen::Index>(t.from), static_cast<Eigen::Index>(t.to)) += t.probability;
  }
  return result;
}

// g (alpha - 1) = 0 with its last equation replaced by sum g = 1.
Eigen::MatrixXd stationarity(const LayerStack& stack) {
  Eigen::MatrixXd system = probabilities(stack).transpose();
  system.diagonal().array() -= 1.0;
  system.bottomRows(1).setOnes();
  return system;
}

// Where a value stands among those known; it is added to them where it is new.
std::size_t place_of(double value, std::vector<double>& known) {
  const auto found = std::ranges::find(known, value);
  const auto place = static_cast<std::size_t>(found - known.begin());
  if (found == known.end()) {
    known.push_back(value);
  }
  return place;
}

Complex turn(double turns) { return std::polar(1.0, 2.0 * pi * turns); }

}  // namespace

void LayerStack::validate() const {
  if (layers.empty() || layers.size() > most_layers) {
    throw UsageError(
        fmt::format("a stack of {} kinds of layers: expected 1 to {}", layers.size(), most_layers));
  }
  if (!(a > 0.0 && b > 0.0 && gamma > 0.0 && gamma < 180.0)) {
    throw UsageError("the cell of a layer is none");
  }
  if (!(mean_layers >= 1.0 && mean_layers <= 1e6)) {
    throw UsageError(fmt::format("a stack of {} layers: expected 1 to a million", mean_layers));
  }
  if (transitions.size() > most_transitions) {
    throw UsageError(fmt::format("{} transitions between layers: expected {} or fewer", transitions.size(),
                                 most_transitions));
  }
  std::vector<double> sums(layers.size(), 0.0);
  for (const Transition& t : transitions) {
    if (t.from >= layers.size() || t.to >= layers.size()) {
      throw UsageError("a transition from or to a layer that is not there");
    }
    if (!(t.probability >= 0.0 && t.probability <= 1.0)) {
      throw UsageError(fmt::format("a transition from '{}' to '{}' of probability {}", layers[t.from].name,
                                   layers[t.to].name, t.probability));
    }
    if (!t.derivatives.empty() && t.derivatives.size() != parameters.size()) {
      throw UsageError("a transition with derivatives by other parameters than those of its stack");
    }
    sums[t.from] += t.probability;
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (std::abs(sums[i] - 1.0) > 1e-9) {
      throw UsageError(
          fmt::format("the probabilities of what follows layer '{}' sum to {}", layers[i].name, sums[i]),
          "they must sum to 1");
    }
  }
  if (stationarity(*this).fullPivLu().rank() < static_cast<Eigen::Index>(layers.size())) {
    throw UsageError("the layers fall apart into stacks that never meet", "describe one stack at a time");
  }
}

double LayerStack::area() const { return a * b * std::sin(gamma * pi / 180.0); }

Eigen::VectorXd LayerStack::frequencies() const {
  const auto n = static_cast<Eigen::Index>(layers.size());
  return stationarity(*this).fullPivLu().solve(Eigen::VectorXd::Unit(n, n - 1));
}

Eigen::MatrixXd LayerStack::frequency_derivatives() const {
  const auto n = static_cast<Eigen::Index>(layers.size()),
             columns = static_cast<Eigen::Index>(parameters.size());
  Eigen::MatrixXd right = Eigen::MatrixXd::Zero(n, columns);
  if (columns == 0) {  // Eigen's blocks of nothing are references to nothing
    return right;
  }
  const Eigen::VectorXd g = frequencies();
  for (const Transition& t : transitions) {
    for (std::size_t k = 0; k < t.derivatives.size(); ++k) {
      right(static_cast<Eigen::Index>(t.to), static_cast<Eigen::Index>(k)) -=
          t.derivatives[k] * g(static_cast<Eigen::Index>(t.from));
    }
  }
  right.bottomRows(1).setZero();
  return stationarity(*this).fullPivLu().solve(right);
}

double LayerStack::mean_spacing() const {
  const Eigen::VectorXd g = frequencies();
  double sum = 0.0;
  for (const Transition& t : transitions) {
    sum += g(static_cast<Eigen::Index>(t.from)) * t.probability * t.displacement(2);
  }
  return sum;
}

Eigen::VectorXd LayerStack::mean_spacing_derivatives() const {
  if (parameters.empty()) {
    return {};
  }
  const Eigen::VectorXd g = frequencies();
  const Eigen::MatrixXd slopes = frequency_derivatives();
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(slopes.cols());
  for (const Transition& t : transitions) {
    const auto from = static_cast<Eigen::Index>(t.from);
    sum += t.probability * t.displacement(2) * slopes.row(from).transpose();
    for (std::size_t k = 0; k < t.derivatives.size(); ++k) {
      sum(static_cast<Eigen::Index>(k)) += g(from) * t.derivatives[k] * t.displacement(2);
    }
  }
  return sum;
}

RodIntensity::RodIntensity(const LayerStack& stack, Probe probe, double wavelength) : stack_(stack) {
  stack_.validate();
  Eigen::Matrix2d metric;
  const double ab = stack_.gamma == 90.0 ? 0.0 : stack_.a * stack_.b * std::cos(stack_.gamma * pi / 180.0);
  metric << stack_.a * stack_.a, ab, ab, stack_.b * stack_.b;
  const Eigen::Matrix2d reciprocal = metric.inverse();
  g11_ = reciprocal(0, 0);
  g22_ = reciprocal(1, 1);
  g12_ = reciprocal(0, 1);
  frequencies_ = stack_.frequencies();
  frequency_derivatives_ = stack_.frequency_derivatives();
  std::vector<Species> kinds;
  for (const Layer& layer : stack_.layers) {
    auto& indices = species_.emplace_back();
    auto& heights = atom_height_.emplace_back();
    auto& displacements = atom_displacement_.emplace_back();
    for (const LayerAtom& atom : layer.atoms) {
      heights.push_back(place_of(atom.z, heights_));
      displacements.push_back(place_of(atom.u_iso, displacements_));
      const auto kind = std::ranges::find(kinds, atom.species);
      indices.push_back(static_cast<std::size_t>(kind - kinds.begin()));
      if (kind == kinds.end()) {
        kinds.push_back(atom.species);
        factors_.push_back(form_factor(atom.species, probe, wavelength));
      }
    }
  }
  for (const Transition& t : stack_.transitions) {
    transition_height_.push_back(place_of(t.displacement(2), heights_));
  }
  if (kinds.size() > most_species) {
    throw UsageError(fmt::format("layers of {} species: expected {} or fewer", kinds.size(), most_species));
  }
}

void RodIntensity::choose(int h, int k) {
  in_plane_squared_ = g11_ * h * h + g22_ * k * k + 2.0 * g12_ * h * k;
  atom_phases_.clear();
  for (const Layer& layer : stack_.layers) {
    auto& phases = atom_phases_.emplace_back();
    for (const LayerAtom& atom : layer.atoms) {
      phases.push_back(atom.occupancy * turn(h * atom.x + k * atom.y));
    }
  }
  transition_phases_.clear();
  for (const Transition& t : stack_.transitions) {
    transition_phases_.push_back(turn(h * t.displacement(0) + k * t.displacement(1)));
  }
}

// Half of the rod and half of its Friedel mate. The intensity of the mate is the same with all waves
// conjugated, hence with f'' of the other sign: the stacking is one and the same.
struct RodIntensity::Solved {
  std::array<Complex, most_transitions> waves;  // of each transition
  Eigen::PartialPivLU<Matrix> system;
};

void RodIntensity::evaluate(double s_z, double* values) const {
  std::fill_n(values, size(), 0.0);
  const Waves waves = waves_at(s_z);
  const auto n = static_cast<Eigen::Index>(stack_.layers.size());
  const double goes_on = 1.0 - 1.0 / stack_.mean_layers;
  Solved solved;
  Matrix system = Matrix::Identity(n, n);
  for (std::size_t i = 0; i < stack_.transitions.size(); ++i) {
    const Transition& t = stack_.transitions[i];
    solved.waves[i] = goes_on * transition_phases_[i] * waves.at_height[transition_height_[i]];
    system(static_cast<Eigen::Index>(t.from), static_cast<Eigen::Index>(t.to)) -=
        t.probability * solved.waves[i];
  }
  solved.system.compute(system);
  for (const double sign : {1.0, -1.0}) {
    add(solved, layer_factors(s_z, sign, waves), values);
  }
}

double RodIntensity::incoherent(double s_z) const {
  return frequencies_.dot(layer_factors(s_z, 1.0, waves_at(s_z)).cwiseAbs2());
}

RodIntensity::Waves RodIntensity::waves_at(double s_z) const {
  const double s_squared = 0.25 * (in_plane_squared_ + s_z * s_z);  // (sin theta/lambda)^2
  Waves waves;
  waves.at_height.reserve(heights_.size());
  for (const double z : heights_) {
    waves.at_height.push_back(turn(s_z * z));
  }
  waves.damping.reserve(displacements_.size());
  for (const double u : displacements_) {
    waves.damping.push_back(std::exp(-8.0 * pi * pi * u * s_squared));
  }
  return waves;
}

// F of every layer at s; sign -1: with f'' of the other sign, which is the conjugate of F at -s.
RodIntensity::Vector RodIntensity::layer_factors(double s_z, double sign, const Waves& waves) const {
  const double s_squared = 0.25 * (in_plane_squared_ + s_z * s_z);
  std::array<Complex, most_species> amplitudes;
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    amplitudes[i] = {factors_[i].amplitude(s_squared), sign * factors_[i].f_second};
  }
  Vector f = Vector::Zero(static_cast<Eigen::Index>(stack_.layers.size()));
  for (std::size_t i = 0; i < stack_.layers.size(); ++i) {
    for (std::size_t k = 0; k < atom_phases_[i].size(); ++k) {
      f(static_cast<Eigen::Index>(i)) += amplitudes[species_[i][k]] *
                                         waves.damping[atom_displacement_[i][k]] * atom_phases_[i][k] *
                                         waves.at_height[atom_height_[i][k]];
    }
  }
  return f;
}

void RodIntensity::add(const Solved& solved, const Vector& f, double* values) const {
  const Vector psi = solved.system.solve(f);
  for (Eigen::Index i = 0; i < f.size(); ++i) {
    const double each = 2.0 * std::real(std::conj(f(i)) * psi(i)) - std::norm(f(i));
    values[0] += 0.5 * frequencies_(i) * each;
    for (std::size_t k = 1; k < size(); ++k) {
      values[k] += 0.5 * frequency_derivatives_(i, static_cast<Eigen::Index>(k - 1)) * each;
    }
  }
  if (size() == 1) {
    return;
  }
  // d Psi = (1 - T)^-1 dT Psi, with the adjoint solved once for all parameters.
  const Vector weighted = (frequencies_.array() * f.array()).matrix();
  const Vector adjoint = solved.system.adjoint().solve(weighted);
  for (std::size_t i = 0; i < stack_.transitions.size(); ++i) {
    const Transition& t = stack_.transitions[i];
    const double part = std::real(std::conj(adjoint(static_cast<Eigen::Index>(t.from))) * solved.waves[i] *
                                  psi(static_cast<Eigen::Index>(t.to)));
    for (std::size_t k = 0; k < t.derivatives.size(); ++k) {
      values[k + 1] += t.derivatives[k] * part;
    }
  }
}

namespace {

// Lateral positions are those of three points: 0, 1 at (1/3, 2/3) and 2 at (2/3, 1/3).
std::pair<double, double> point(int index) {
  const int third = ((index % 3) + 3) % 3;
  return {third / 3.0, 2 * third % 3 / 3.0};
}

// An interlayer above a slab, which goes with the slab: the next slab's place and the sodium.
struct Interlayer {
  bool prismatic;
  int displacement;  // point of the next slab's metal
  int next_orientation;
};

// A slab of orientation 1 has oxygen at point 2 below and at 1 above; one of orientation -1 the other way
// round.
Layer layer_of(const SlabGeometry& g, int orientation, const Interlayer& above) {
  Layer layer;
  layer.name =
      fmt::format("{}{}{}", orientation > 0 ? "+" : "-", above.prismatic ? "P" : "O", above.displacement);
  const auto add = [&](const Species& species, int at, double z, double occupancy, double u) {
    if (occupancy > 0.0) {
      const auto [x, y] = point(at);
      layer.atoms.push_back({species, x, y, z, occupancy, u});
    }
  };
  for (const auto& [species, occupancy] : g.metals) {
    add(species, 0, 0.0, occupancy, g.u_metal);
  }
  const int lower = orientation > 0 ? 2 : 1, upper = orientation > 0 ? 1 : 2;
  add({"O", 0}, lower, -g.oxygen_height, 1.0, g.u_oxygen);
  add({"O", 0}, upper, g.oxygen_height, 1.0, g.u_oxygen);
  const int next_metal = above.displacement, next_lower = next_metal + (above.next_orientation > 0 ? 2 : 1);
  if (above.prismatic) {
    for (int at = 0; at < 3; ++at) {
      if (at != upper) {
        const bool face = at == 0 || at == next_metal;
        add({"Na", 0}, at, 0.5 * g.prismatic, face ? g.sodium_face : g.sodium_edge, g.u_sodium);
      }
    }
  } else {
    add({"Na", 0}, 3 - upper - next_lower % 3, 0.5 * g.octahedral, g.sodium_octahedral, g.u_sodium);
  }
  return layer;
}

struct State {
  int orientation;
  Interlayer above;
  double weight;  // of this interlayer among those of its kind
};

LayerStack stack_of(const SlabGeometry& g, const std::vector<State>& states, bool prismatic_share,
                    double share, double correlation) {
  LayerStack stack;
  stack.a = stack.b = g.a;
  stack.gamma = 120.0;
  stack.parameters = {"share", "correlation"};
  for (const State& state : states) {
    stack.layers.push_back(layer_of(g, state.orientation, state.above));
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (std::size_t k = 0; k < states.size(); ++k) {
      if (states[k].orientation != states[i].above.next_orientation) {
        continue;
      }
      // The probability of the next interlayer, given this one, and its slopes.
      const bool shared = states[i].above.prismatic == prismatic_share,
                 next = states[k].above.prismatic == prismatic_share;
      double p = shared ? share + correlation * (1.0 - share) : share * (1.0 - correlation);
      double by_share = 1.0 - correlation, by_correlation = shared ? 1.0 - share : -share;
      if (!next) {
        p = 1.0 - p;
        by_share = -by_share;
        by_correlation = -by_correlation;
      }
      const auto [x, y] = point(states[i].above.displacement);
      const double z = states[i].above.prismatic ? g.prismatic : g.octahedral, w = states[k].weight;
      // Rounding must not make -1e-17 of a probability that is zero.
      const double probability = std::abs(p) < 1e-12 ? 0.0 : w * p;
      stack.transitions.push_back({i, k, {x, y, z}, probability, {w * by_share, w * by_correlation}});
    }
  }
  stack.validate();
  return stack;
}

}  // namespace

LayerStack o3_p3_stack(const SlabGeometry& geometry, double prismatic_share, double correlation) {
  return stack_of(geometry, {{1, {false, 1, 1}, 1.0}, {1, {true, 2, 1}, 1.0}}, true, prismatic_share,
                  correlation);
}

LayerStack p2_o2_stack(const SlabGeometry& geometry, double octahedral_share, double correlation) {
  return stack_of(geometry,
                  {{1, {true, 0, -1}, 1.0},
                   {-1, {true, 0, 1}, 1.0},
                   {1, {false, 1, -1}, 0.5},
                   {1, {false, 2, -1}, 0.5},
                   {-1, {false, 1, 1}, 0.5},
                   {-1, {false, 2, 1}, 0.5}},
                  false, octahedral_share, correlation);
}

}  // namespace nacre::crystal
