#include "nacre/crystal/streaks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

constexpr int nodes = 10;          // of a panel
constexpr int most_halvings = 26;  // of one: down to the width of a peak of a million layers
constexpr double pi = std::numbers::pi;

// From values at the Chebyshev points of a panel to coefficients: c_m = 2/n sum_k f_k cos(m (k + 1/2) pi/n).
const Eigen::Matrix<double, nodes, nodes>& transform() {
  static const auto matrix = [] {
    Eigen::Matrix<double, nodes, nodes> result;
    for (int m = 0; m < nodes; ++m) {
      for (int k = 0; k < nodes; ++k) {
        result(m, k) = (m == 0 ? 1.0 : 2.0) / nodes * std::cos(m * (k + 0.5) * pi / nodes);
      }
    }
    return result;
  }();
  return matrix;
}

// The rods of one stack, integrated into bins.
class Integration {
 public:
  Integration(RodIntensity& rod, const std::vector<double>& edges, double tolerance, double panel)
      : rod_(rod), edges_(edges), tolerance_(tolerance), panel_(panel) {
    const auto empty = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(edges.size()) - 1, columns());
    result_ = {empty, empty, empty};
  }

  // Both halves of a rod (rod_ has chosen it), weighted.
  void add(double weight, bool even) {
    // s_z of the edges; the part of a bin that the rod does not reach is empty.
    in_plane_ = std::sqrt(rod_.in_plane_squared());
    heights_.clear();
    for (const double edge : edges_) {
      heights_.push_back(std::sqrt(std::max(0.0, edge * edge - rod_.in_plane_squared())));
    }
    for (const double side : {1.0, -1.0}) {
      if (side < 0.0 && even) {
        break;
      }
      side_ = side;
      weight_ = even ? 2.0 * weight : weight;
      bin_ = 0;
      const double first = heights_.front(), last = heights_.back();
      const auto panels = static_cast<int>(std::ceil((last - first) / panel_));
      for (int i = 0; i < panels; ++i) {
        level_ = 0.0;
        for (int k = 0; k <= 4; ++k) {
          level_ =
              std::max(level_, rod_.incoherent(side * (first + (last - first) * (i + 0.25 * k) / panels)));
        }
        integrate(first + (last - first) * i / panels, first + (last - first) * (i + 1) / panels,
                  most_halvings);
      }
    }
  }

  PowderStrengths& result() { return result_; }

 private:
  using Moments = Eigen::Matrix<double, 3, Eigen::Dynamic, 0, 3, 8>;

  Eigen::Index columns() const { return static_cast<Eigen::Index>(rod_.size()); }

  void integrate(double low, double high, int halvings) {
    const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
    Eigen::Matrix<double, nodes, Eigen::Dynamic, 0, nodes, 8> values(nodes, columns());
    std::array<double, 8> point{};
    for (int k = 0; k < nodes; ++k) {
      rod_.evaluate(side_ * (middle + half * std::cos((k + 0.5) * pi / nodes)), point.data());
      for (Eigen::Index c = 0; c < columns(); ++c) {
        values(k, c) = point[static_cast<std::size_t>(c)];
      }
    }
    const Eigen::Matrix<double, nodes, Eigen::Dynamic, 0, nodes, 8> coefficients = transform() * values;
    for (Eigen::Index c = 0; c < columns() && halvings > 0; ++c) {
      // Where layers cancel, and where derivatives do at the top of a peak, rounding is all that is left: it
      // is not followed.
      const double around =
          std::max(values.col(c).cwiseAbs().maxCoeff(),
                   c == 0 ? 1e-3 * level_ : std::max(level_, values.col(0).cwiseAbs().maxCoeff()));
      if (coefficients.col(c).tail(2).cwiseAbs().maxCoeff() > tolerance_ * around) {
        integrate(low, middle, halvings - 1);
        integrate(middle, high, halvings - 1);
        return;
      }
    }
    // The integrals of f, u f and u^2 f over u (z = middle + half u) from the lower end, at the edges of the
    // bins within the panel; the difference of two is what a bin gets.
    const Eigen::Index count = result_.content.rows();
    while (bin_ + 1 < count && heights_[static_cast<std::size_t>(bin_) + 1] <= low) {
      ++bin_;
    }
    Moments before = Moments::Zero(3, columns());
    for (Eigen::Index bin = bin_; bin < count; ++bin) {
      const auto i = static_cast<std::size_t>(bin);
      const double end = std::min(high, heights_[i + 1]);
      const Moments total = half * integrals_to((end - middle) / half) * coefficients;
      const Moments part = weight_ * (total - before);
      before = total;
      // With s_0 >= sqrt(in plane) where the bin begins for this rod, z_0 there and s_1 where it ends:
      // s - s_0 = (z^2 - z_0^2)/(s + s_0), which is (z^2 - z_0^2)/(s_1 + s_0) but for a part of the width
      // over s; its square from the chord.
      const double z0 = heights_[i], s0 = std::max(edges_[i], in_plane_), s1 = edges_[i + 1];
      const double from_middle = s0 - 0.5 * (edges_[i] + s1), chord = (s1 - s0) / (heights_[i + 1] - z0);
      const auto shift = ((middle - z0) * (middle + z0) * part.row(0) + 2.0 * middle * half * part.row(1) +
                          half * half * part.row(2)) /
                         (s1 + s0);
      const double from = from_middle + chord * (middle - z0), by_u = chord * half;
      result_.content.row(bin) += part.row(0);
      result_.first_moment.row(bin) += from_middle * part.row(0) + shift;
      result_.second_moment.row(bin) +=
          from * from * part.row(0) + 2.0 * from * by_u * part.row(1) + by_u * by_u * part.row(2);
      if (end >= high) {
        break;
      }
    }
  }

  // Of T_m, u T_m and u^2 T_m from -1 to x, rows; int T_m = (T_{m+1}/(m+1) - T_{m-1}/(m-1))/2, and u T_m =
  // (T_{m+1} + T_{m-1})/2.
  static Eigen::Matrix<double, 3, nodes> integrals_to(double x) {
    std::array<double, nodes + 3> t{1.0, x};
    for (std::size_t m = 2; m < t.size(); ++m) {
      t[m] = 2.0 * x * t[m - 1] - t[m - 2];
    }
    std::array<double, nodes + 2> plain{x + 1.0, 0.5 * (x * x - 1.0)};
    for (std::size_t m = 2; m < plain.size(); ++m) {
      const double sign =
          m % 2 == 0 ? 1.0 : -1.0;  // T_m(-1); T_{m+1}(-1) and T_{m-1}(-1) are the negative of it
      const auto order = static_cast<double>(m);
      plain[m] = 0.5 * ((t[m + 1] + sign) / (order + 1.0) - (t[m - 1] + sign) / (order - 1.0));
    }
    Eigen::Matrix<double, 3, nodes> result;
    for (int m = 0; m < nodes; ++m) {
      const auto at = [&](int order) { return plain[static_cast<std::size_t>(std::abs(order))]; };
      result(0, m) = at(m);
      result(1, m) = 0.5 * (at(m + 1) + at(m - 1));
      result(2, m) = 0.25 * (at(m + 2) + 2.0 * at(m) + at(m - 2));
    }
    return result;
  }

  RodIntensity& rod_;
  const std::vector<double>& edges_;
  double tolerance_, panel_;
  double side_ = 1.0, weight_ = 1.0, level_ = 0.0, in_plane_ = 0.0;
  std::vector<double> heights_;
  Eigen::Index bin_ = 0;
  PowderStrengths result_;
};

}  // namespace

std::vector<Rod> rods(const LayerStack& stack, Probe probe, double wavelength, double s_most) {
  RodIntensity rod(stack, probe, wavelength);
  // Places without meaning, so that nothing is equal by chance.
  constexpr std::array<double, 6> places{0.0831, 0.2417, 0.3793, 0.0319, 0.5573, 0.1627};
  struct Known {
    Rod rod;
    double in_plane;
    std::array<double, 6> up, down;
  };
  std::vector<Known> found;
  std::vector<double> values(rod.size());
  const auto h_most = static_cast<int>(stack.a * s_most), k_most = static_cast<int>(stack.b * s_most);
  for (int h = h_most; h >= -h_most; --h) {
    for (int k = k_most; k >= -k_most; --k) {
      rod.choose(h, k);
      if (rod.in_plane_squared() >= s_most * s_most) {
        continue;
      }
      Known next{{h, k, 1, false}, rod.in_plane_squared(), {}, {}};
      for (std::size_t i = 0; i < places.size(); ++i) {
        rod.evaluate(places[i], values.data());
        next.up[i] = values[0];
        rod.evaluate(-places[i], values.data());
        next.down[i] = values[0];
      }
      const auto equal = [](const std::array<double, 6>& a, const std::array<double, 6>& b) {
        return std::ranges::equal(a, b, [](double x, double y) { return std::abs(x - y) <= 1e-8 * (x + y); });
      };
      next.rod.even = equal(next.up, next.down);
      const auto same = std::ranges::find_if(found, [&](const Known& other) {
        return std::abs(other.in_plane - next.in_plane) <= 1e-9 * (other.in_plane + next.in_plane) &&
               ((equal(other.up, next.up) && equal(other.down, next.down)) ||
                (equal(other.up, next.down) && equal(other.down, next.up)));
      });
      if (same == found.end()) {
        found.push_back(next);
      } else {
        ++same->rod.multiplicity;
      }
    }
  }
  std::ranges::stable_sort(found, {}, &Known::in_plane);
  std::vector<Rod> result;
  result.reserve(found.size());
  for (const Known& known : found) {
    result.push_back(known.rod);
  }
  return result;
}

PowderStrengths powder_strengths(const LayerStack& stack, Probe probe, double wavelength,
                                 const std::vector<double>& edges, double tolerance) {
  if (edges.size() < 2 || !(edges.front() > 0.0) ||
      std::ranges::adjacent_find(edges, std::greater_equal<>()) != edges.end()) {
    throw UsageError("the edges of the bins of a powder pattern must be above 0 and rise");
  }
  RodIntensity rod(stack, probe, wavelength);
  if (rod.size() > 8) {
    throw UsageError("a stack has 7 parameters at most");
  }
  const double spacing = stack.mean_spacing();
  if (!(spacing > 0.0)) {
    throw UsageError("the layers of a stack must follow each other upwards");
  }
  // To begin with, panels that a layer's own structure factor and the spacing of peaks cannot fool.
  Integration integration(rod, edges, tolerance, 0.25 / spacing);
  for (const Rod& next : rods(stack, probe, wavelength, edges.back())) {
    rod.choose(next.h, next.k);
    integration.add(next.multiplicity, next.even);
  }
  PowderStrengths& result = integration.result();
  const double scale = 1.0 / (stack.area() * stack.area() * spacing);
  // The mean spacing changes with the parameters, too.
  const Eigen::VectorXd slopes = stack.mean_spacing_derivatives();
  for (Eigen::MatrixXd* moment : {&result.content, &result.first_moment, &result.second_moment}) {
    *moment *= scale;
    for (Eigen::Index c = 1; c < moment->cols(); ++c) {
      moment->col(c) -= slopes(c - 1) / spacing * moment->col(0);
    }
  }
  return std::move(result);
}

}  // namespace nacre::crystal
