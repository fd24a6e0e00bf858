#include "nacre/process/size_classes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace nacre::process {

SizeClasses::SizeClasses(double smallest_m, double largest_m, std::size_t classes)
    : width_(2.0 * std::log(largest_m / smallest_m) / static_cast<double>(classes)),
      edges_(classes + 1),
      squares_(classes + 1),
      centres_(classes),
      n_(classes, 0.0),
      fall_(classes, 0.0) {
  for (std::size_t i = 0; i <= classes; ++i) {
    edges_[i] = smallest_m * std::exp(0.5 * width_ * static_cast<double>(i));
    squares_[i] = edges_[i] * edges_[i];
  }
  for (std::size_t i = 0; i < classes; ++i) {
    centres_[i] = std::sqrt(edges_[i] * edges_[i + 1]);
  }
  draw();
}

double SizeClasses::number() const {
  double sum = 0.0;
  for (const double n : n_) {
    sum += n;
  }
  return sum;
}

double SizeClasses::mean_radius() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < n_.size(); ++i) {
    sum += n_[i] * centres_[i];
  }
  return sum / number();
}

double SizeClasses::volume() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < n_.size(); ++i) {
    sum += n_[i] * centres_[i] * centres_[i] * centres_[i];
  }
  return 4.0 / 3.0 * std::numbers::pi * sum;
}

double SizeClasses::place_of(double square) const {
  return std::clamp(std::log(square / squares_.front()) / width_, 0.0, static_cast<double>(n_.size()));
}

double SizeClasses::came_from(double square) const {
  const auto k = std::min(static_cast<std::size_t>(place_of(square)), n_.size() - 1);
  const double u = (square - squares_[k]) / (squares_[k + 1] - squares_[k]);
  return came_[k] + std::clamp(u, 0.0, 1.0) * (came_[k + 1] - came_[k]);
}

double SizeClasses::drawn_above(double square) const {
  const double place = place_of(square);
  const auto k = std::min(static_cast<std::size_t>(place), n_.size() - 1);
  const double u = place - static_cast<double>(k);
  constexpr double even = 1e-6;
  const double part =
      std::abs(fall_[k]) < even ? 1.0 - u : 1.0 - std::expm1(-fall_[k] * u) / std::expm1(-fall_[k]);
  return above_[k + 1] + drawn_[k] * part;
}

void SizeClasses::shape() {
  const std::size_t classes = drawn_.size();
  constexpr double steepest = 20.0;
  constexpr double nothing = 1e-200;           // beside any number
  std::vector<double> over(classes + 1, 0.0);  // how the density falls over each edge
  for (std::size_t i = 1; i < classes; ++i) {
    over[i] = std::clamp(std::log((drawn_[i - 1] + nothing) / (drawn_[i] + nothing)), -steepest, steepest);
  }
  above_.assign(classes + 1, 0.0);
  for (std::size_t i = classes; i-- > 0;) {
    above_[i] = above_[i + 1] + drawn_[i];
    const double below = over[i];
    const double beyond = over[i + 1];
    fall_[i] = below * beyond > 0.0 ? std::copysign(std::min({0.5 * std::abs(below + beyond),
                                                              2.0 * std::abs(below), 2.0 * std::abs(beyond)}),
                                                    below)
                                    : 0.0;
  }
}

void SizeClasses::draw() {
  drawn_ = n_;
  came_ = squares_;
  shape();
}

void SizeClasses::clear() {
  std::ranges::fill(n_, 0.0);
  draw();
}

void SizeClasses::add(double radius_m, double number) {
  // In the two classes whose middles are about it, so that the mean is right.
  const auto put = [&](std::vector<double>& n, double square) {
    const double last = static_cast<double>(n.size() - 1);
    const double place = std::clamp(place_of(square) - 0.5, 0.0, last);
    const auto k = std::min(static_cast<std::size_t>(place), n.size() - 2);
    const double beyond = place - static_cast<double>(k);
    n[k] += (1.0 - beyond) * number;
    n[k + 1] += beyond * number;
  };
  const double square = radius_m * radius_m;
  put(n_, square);
  put(drawn_, came_from(square));
  shape();
}

// Back in time every edge goes towards the radius at which the speed turns, and never arrives: those below it
// upwards, those above it downwards. In r^2, from the edge a with v towards b: v falls with exp(-s t) where s
// = (v_b - v_a)/(b - a).
std::vector<double> SizeClasses::origins(const std::vector<double>& speed, double step_s) const {
  const std::size_t classes = n_.size();
  const auto steepness = [&](std::size_t k) {
    return (speed[k + 1] - speed[k]) / (squares_[k + 1] - squares_[k]);
  };
  // The time from an edge through the class k to its other edge; none is long enough where the speed turns.
  const auto crossing = [&](std::size_t from, std::size_t to, std::size_t k) {
    const double ratio = speed[from] / speed[to];
    if (!(ratio > 0.0)) {
      return std::numeric_limits<double>::infinity();
    }
    return ratio == 1.0 ? (squares_[from] - squares_[to]) / speed[from] : std::log(ratio) / steepness(k);
  };
  const auto within = [&](std::size_t from, std::size_t k, double time) {
    const double s = steepness(k);
    constexpr double even = 1e-12;
    return squares_[from] - speed[from] * (s * time > even ? -std::expm1(-s * time) / s : time);
  };
  const auto turn = static_cast<std::size_t>(
      std::ranges::partition_point(speed, [](double v) { return v < 0.0; }) - speed.begin());
  auto origin = squares_;
  std::vector<double> passed(classes + 1, 0.0);  // times from the first edge of a row
  for (std::size_t i = 1; i < turn; ++i) {
    passed[i] = passed[i - 1] + crossing(i - 1, i, i - 1);
  }
  for (std::size_t i = 0, k = 0; i < turn; ++i) {
    k = std::max(k, i);
    while (k + 1 < turn && passed[k + 1] - passed[i] <= step_s) {
      ++k;
    }
    origin[i] = k < classes ? within(k, k, step_s - (passed[k] - passed[i])) : squares_[k];
  }
  if (turn > classes) {
    return origin;
  }
  passed[classes] = 0.0;
  for (std::size_t i = classes; i-- > turn;) {
    passed[i] = passed[i + 1] + crossing(i + 1, i, i);
  }
  for (std::size_t i = classes + 1, k = classes; i-- > turn;) {
    k = std::min(k, i);
    while (k > turn && passed[k - 1] - passed[i] <= step_s) {
      --k;
    }
    origin[i] = k > 0 ? within(k, k - 1, step_s - (passed[k] - passed[i])) : squares_[k];
  }
  return origin;
}

void SizeClasses::move(const std::vector<double>& speed, double step_s) {
  constexpr double far = 2.0;  // classes
  auto came = origins(speed, step_s);
  std::vector<double> number(came.size(), 0.0);  // the largest stay in the last class
  double most = 1.0;
  for (std::size_t i = 0; i < came.size(); ++i) {
    came[i] = came_from(came[i]);
    most = std::max(most, squares_[i] / came[i]);
  }
  for (std::size_t i = 0; i < n_.size(); ++i) {
    number[i] = drawn_above(came[i]);
  }
  for (std::size_t i = 0; i < n_.size(); ++i) {
    n_[i] = std::max(0.0, number[i] - number[i + 1]);
  }
  came_ = std::move(came);
  if (place_of(squares_.front() * most) > far) {
    draw();
  }
}

}  // namespace nacre::process
