// A smooth curve y(x) as cubic pieces: quick to evaluate, with its derivative.
//
// Between knots the curve is the cubic that has given values and slopes at both ends (Hermite). Beyond the
// ends it goes on as a straight line. Two ways to the slopes:
//   through points: monotone where the points are (Fritsch and Butland, 10.1137/0905021), so that a measured
//     table gets no overshoot; exact at the points;
//   of a function: the natural cubic spline through samples on an even grid would ring at steep ends, so the
//     slopes are fourth-order differences of the function; the error falls with the fourth power of the step.
// Copies share their pieces, which never change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace nacre::numerics {

struct Slope {
  double value = 0.0;
  double slope = 0.0;  // dy/dx
};

class Curve {
 public:
  Curve() = default;
  // The same value everywhere.
  explicit Curve(double constant) : level_(constant) {}
  // Through the points; x rising. Throws UsageError where x does not rise, sizes differ or a number is not
  // finite.
  static Curve through(std::span<const double> x, std::span<const double> y);
  // Straight lines from point to point; the same rules.
  static Curve linear(std::span<const double> x, std::span<const double> y);
  // Samples f on [low, high] with so many pieces. f must be defined on the whole interval.
  static Curve of(const std::function<double(double)>& f, double low, double high, std::size_t pieces = 1024);

  // The curve times a factor.
  Curve scaled(double factor) const;

  bool constant() const noexcept { return shape_ == nullptr; }

  double operator()(double x) const noexcept { return at(x).value; }

  Slope at(double x) const noexcept {
    if (constant()) {
      return {level_, 0.0};
    }
    const auto& shape = *shape_;
    if (x <= shape.low) {
      return {shape.first.value + shape.first.slope * (x - shape.low), shape.first.slope};
    }
    if (x >= shape.high) {
      return {shape.last.value + shape.last.slope * (x - shape.high), shape.last.slope};
    }
    const auto& piece = shape.pieces[shape.find(x)];
    const double u = x - piece.start;
    return {piece.c0 + u * (piece.c1 + u * (piece.c2 + u * piece.c3)),
            piece.c1 + u * (2.0 * piece.c2 + u * 3.0 * piece.c3)};
  }

  // The ends of its points; 0 for a constant.
  double low() const noexcept { return constant() ? 0.0 : shape_->low; }
  double high() const noexcept { return constant() ? 0.0 : shape_->high; }

 private:
  struct Piece {
    double start, c0, c1, c2, c3;
  };
  struct Shape {
    std::vector<Piece> pieces;
    std::vector<std::uint32_t> buckets;
    double buckets_per_x = 0.0;
    double low = 0.0;
    double high = 0.0;
    Slope first;
    Slope last;

    // Index of the piece that holds x: a table over even steps says where to begin, a short walk ends there.
    std::size_t find(double x) const noexcept {
      const auto bucket = std::min(static_cast<std::size_t>((x - low) * buckets_per_x), buckets.size() - 1);
      std::size_t index = buckets[bucket];
      while (index + 1 < pieces.size() && x >= pieces[index + 1].start) {
        ++index;
      }
      return index;
    }
  };
  // slope: empty for straight lines.
  static Curve with_slopes(std::span<const double> x, std::span<const double> y,
                           std::span<const double> slope);

  std::shared_ptr<const Shape> shape_;  // none: the level everywhere
  double level_ = 0.0;
};

}  // namespace nacre::numerics
