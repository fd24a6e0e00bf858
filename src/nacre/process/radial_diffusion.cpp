#include "nacre/process/radial_diffusion.hpp"

#include <cmath>

namespace nacre::process {
namespace {

// The ratio q of a geometric row of n parts, the first of which is `first`, that sum to `whole`.
double ratio_of_row(double first, double whole, std::size_t n) {
  double low = 1.0;
  double high = 10.0;
  constexpr int halvings = 80;
  for (int i = 0; i < halvings; ++i) {
    const double q = 0.5 * (low + high);
    double sum = 0.0;
    double part = first;
    for (std::size_t k = 0; k < n; ++k, part *= q) {
      sum += part;
    }
    (sum < whole ? low : high) = q;
  }
  return 0.5 * (low + high);
}

}  // namespace

RadialDiffusion::RadialDiffusion(double radius_m, std::size_t shells, double outermost_m,
                                 double concentration)
    : edges_(shells + 1),
      centres_(shells),
      volumes_(shells),
      c_(shells, concentration),
      still_(shells),
      driven_(shells) {
  const double even = radius_m / static_cast<double>(shells);
  const double first = outermost_m < even ? outermost_m : even;
  const double q = outermost_m < even ? ratio_of_row(first, radius_m, shells) : 1.0;
  edges_[shells] = radius_m;
  double thickness = first;
  for (std::size_t k = shells; k-- > 0; thickness *= q) {
    edges_[k] = k == 0 ? 0.0 : edges_[k + 1] - thickness;
  }
  for (std::size_t k = 0; k < shells; ++k) {
    centres_[k] = 0.5 * (edges_[k] + edges_[k + 1]);
    volumes_[k] = (std::pow(edges_[k + 1], 3) - std::pow(edges_[k], 3)) / std::pow(radius_m, 3);
  }
}

double RadialDiffusion::amount() const {
  double sum = 0.0;
  for (std::size_t k = 0; k < c_.size(); ++k) {
    sum += volumes_[k] * c_[k];
  }
  return sum;
}

RadialDiffusion::Response RadialDiffusion::response(double diffusivity, double exchange, double step_s) {
  const std::size_t n = c_.size();
  const double radius = edges_[n];
  // Conductances per volume of the sphere: area/(4/3 pi R^3) = 3 r^2/R^3.
  const auto per_volume = [&](double r) { return 3.0 * r * r / (radius * radius * radius); };
  std::vector<double> diagonal(n);
  std::vector<double> outwards(n, 0.0);  // to the next shell; at the last to the surface
  for (std::size_t k = 0; k + 1 < n; ++k) {
    outwards[k] = step_s * diffusivity * per_volume(edges_[k + 1]) / (centres_[k + 1] - centres_[k]);
  }
  const double inner = diffusivity / (radius - centres_[n - 1]);
  const double through = exchange + inner > 0.0 ? exchange * inner / (exchange + inner) : 0.0;
  outwards[n - 1] = step_s * per_volume(radius) * through;
  for (std::size_t k = 0; k < n; ++k) {
    diagonal[k] = volumes_[k] + outwards[k] + (k > 0 ? outwards[k - 1] : 0.0);
    still_[k] = volumes_[k] * c_[k];
    driven_[k] = 0.0;
  }
  driven_[n - 1] = outwards[n - 1];
  for (std::size_t k = 1; k < n; ++k) {  // Thomas' algorithm, two right-hand sides
    const double factor = outwards[k - 1] / diagonal[k - 1];
    diagonal[k] -= factor * outwards[k - 1];
    still_[k] += factor * still_[k - 1];
    driven_[k] += factor * driven_[k - 1];
  }
  still_[n - 1] /= diagonal[n - 1];
  driven_[n - 1] /= diagonal[n - 1];
  for (std::size_t k = n - 1; k-- > 0;) {
    still_[k] = (still_[k] + outwards[k] * still_[k + 1]) / diagonal[k];
    driven_[k] = (driven_[k] + outwards[k] * driven_[k + 1]) / diagonal[k];
  }
  return {-outwards[n - 1] * still_[n - 1], outwards[n - 1] * (1.0 - driven_[n - 1])};
}

double RadialDiffusion::step(double equilibrium) {
  const double before = amount();
  for (std::size_t k = 0; k < c_.size(); ++k) {
    c_[k] = still_[k] + equilibrium * driven_[k];
  }
  return amount() - before;
}

void RadialDiffusion::take_evenly(double amount_taken) {
  const double keep = 1.0 - amount_taken / amount();
  for (auto& c : c_) {
    c *= keep;
  }
}

}  // namespace nacre::process
