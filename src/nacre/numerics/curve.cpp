#include "nacre/numerics/curve.hpp"

#include <cmath>
#include <utility>

#include "nacre/base/error.hpp"

namespace nacre::numerics {

namespace {

void check_points(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size() || x.empty()) {
    throw UsageError("a curve needs as many x as y, and at least one point");
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i])) {
      throw UsageError("a point of a curve is not a finite number");
    }
    if (i > 0 && x[i] <= x[i - 1]) {
      throw UsageError("the x of a curve must rise from point to point");
    }
  }
}

}  // namespace

Curve Curve::linear(std::span<const double> x, std::span<const double> y) {
  check_points(x, y);
  if (x.size() == 1) {
    return Curve(y.front());
  }
  return with_slopes(x, y, {});
}

Curve Curve::through(std::span<const double> x, std::span<const double> y) {
  check_points(x, y);
  if (x.size() == 1) {
    return Curve(y.front());
  }
  const std::size_t n = x.size();
  std::vector<double> slope(n);
  const auto secant = [&](std::size_t i) { return (y[i + 1] - y[i]) / (x[i + 1] - x[i]); };
  slope.front() = secant(0);
  slope.back() = secant(n - 2);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double left = secant(i - 1);
    const double right = secant(i);
    if (left * right <= 0.0) {
      continue;  // a turning point: level
    }
    const double h_left = x[i] - x[i - 1];
    const double h_right = x[i + 1] - x[i];
    const double alpha = (h_left + 2.0 * h_right) / (3.0 * (h_left + h_right));
    slope[i] = left * right / (alpha * right + (1.0 - alpha) * left);
  }
  return with_slopes(x, y, slope);
}

Curve Curve::of(const std::function<double(double)>& f, double low, double high, std::size_t pieces) {
  if (!(low < high) || pieces < 4) {
    throw UsageError("a curve of a function needs low < high and at least four pieces");
  }
  const std::size_t n = pieces + 1;
  const double step = (high - low) / static_cast<double>(pieces);
  std::vector<double> x(n);
  std::vector<double> y(n);
  std::vector<double> slope(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = i + 1 == n ? high : low + step * static_cast<double>(i);
    y[i] = f(x[i]);
    if (!std::isfinite(y[i])) {
      throw UsageError("a function has no finite value at x = " + std::to_string(x[i]));
    }
  }
  // Differences of fourth order, one-sided at the ends.
  const auto one_sided = [&](std::size_t i, int s) {
    const auto at = [&](std::ptrdiff_t k) {
      return y[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + s * k)];
    };
    return s * (-25.0 * at(0) + 48.0 * at(1) - 36.0 * at(2) + 16.0 * at(3) - 3.0 * at(4)) / (12.0 * step);
  };
  const auto skewed = [&](std::size_t i, int s) {
    const auto at = [&](std::ptrdiff_t k) {
      return y[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + s * k)];
    };
    return s * (-3.0 * at(-1) - 10.0 * at(0) + 18.0 * at(1) - 6.0 * at(2) + at(3)) / (12.0 * step);
  };
  for (std::size_t i = 2; i + 2 < n; ++i) {
    slope[i] = (8.0 * (y[i + 1] - y[i - 1]) - (y[i + 2] - y[i - 2])) / (12.0 * step);
  }
  slope[0] = one_sided(0, 1);
  slope[1] = skewed(1, 1);
  slope[n - 2] = skewed(n - 2, -1);
  slope[n - 1] = one_sided(n - 1, -1);
  return with_slopes(x, y, slope);
}

Curve Curve::scaled(double factor) const {
  Curve result(level_ * factor);
  if (constant()) {
    return result;
  }
  auto shape = std::make_shared<Shape>(*shape_);
  for (auto& piece : shape->pieces) {
    piece.c0 *= factor;
    piece.c1 *= factor;
    piece.c2 *= factor;
    piece.c3 *= factor;
  }
  for (auto* end : {&shape->first, &shape->last}) {
    end->value *= factor;
    end->slope *= factor;
  }
  result.shape_ = std::move(shape);
  return result;
}

Curve Curve::with_slopes(std::span<const double> x, std::span<const double> y,
                         std::span<const double> slope) {
  if (std::all_of(y.begin(), y.end(), [&](double value) { return value == y[0]; })) {
    return Curve(y[0]);
  }
  const std::size_t n = x.size();
  auto shape = std::make_shared<Shape>();
  auto& pieces = shape->pieces;
  pieces.reserve(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double h = x[i + 1] - x[i];
    const double secant = (y[i + 1] - y[i]) / h;
    const double left = slope.empty() ? secant : slope[i];
    const double right = slope.empty() ? secant : slope[i + 1];
    pieces.push_back(
        {x[i], y[i], left, (3.0 * secant - 2.0 * left - right) / h, (left + right - 2.0 * secant) / (h * h)});
  }
  shape->low = x.front();
  shape->high = x.back();
  shape->first = {y.front(), pieces.front().c1};
  shape->last = {y.back(), slope.empty() ? pieces.back().c1 : slope.back()};
  shape->buckets.resize(pieces.size());
  shape->buckets_per_x = static_cast<double>(pieces.size()) / (shape->high - shape->low);
  std::size_t index = 0;
  for (std::size_t b = 0; b < pieces.size(); ++b) {
    // Half a millionth of a bucket early, against the rounding of the product above.
    const double start = shape->low + (static_cast<double>(b) - 1e-6) / shape->buckets_per_x;
    while (index + 1 < pieces.size() && pieces[index + 1].start <= start) {
      ++index;
    }
    shape->buckets[b] = static_cast<std::uint32_t>(index);
  }
  Curve curve;
  curve.shape_ = std::move(shape);
  return curve;
}

}  // namespace nacre::numerics
