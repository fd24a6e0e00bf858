#include "nacre/diffraction/peak_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "nacre/numerics/clones.hpp"

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
constexpr double ln2 = std::numbers::ln2;
// The Gaussian part is below 1e-11 of its height beyond this many widths.
constexpr double gaussian_reach = 3.0;

struct Rule {
  std::vector<double> node, weight;  // on 0 ... 1
};

// Gauss and Legendre's points by Newton's method on the recurrence.
Rule make_rule(int n) {
  Rule rule;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(std::numbers::pi * (i + 0.75) / (n + 0.5)), slope = 0.0;
    for (int step = 0; step < 50; ++step) {
      double p = 1.0, before = 0.0;
      for (int k = 1; k <= n; ++k) {
        const double next = ((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k;
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (x * x - 1.0);
      const double change = p / slope;
      x -= change;
      if (std::abs(change) < 1e-15) {
        break;
      }
    }
    rule.node.push_back(0.5 * (1.0 - x));
    rule.weight.push_back(1.0 / ((1.0 - x * x) * slope * slope));
  }
  return rule;
}

constexpr int most_nodes = 48;

const Rule& rule_of(int n) {
  static const std::array<Rule, most_nodes + 1> rules = [] {
    std::array<Rule, most_nodes + 1> all;
    for (int k = 1; k <= most_nodes; ++k) {
      all[static_cast<std::size_t>(k)] = make_rule(k);
    }
    return all;
  }();
  return rules[static_cast<std::size_t>(std::clamp(n, 1, most_nodes))];
}

// Adds weight * P(x - position) and the derivatives by position, H and eta to the sums.
struct Sums {
  double *value, *by_position, *by_fwhm, *by_eta;
};

NACRE_VECTOR_CLONES void add_lorentzian(const double* x, std::size_t n, double position, double h, double eta,
                                        double weight, Sums sums) {
  const double scale = 4.0 / (h * h), height = weight * 2.0 / (std::numbers::pi * h), inverse_h = 1.0 / h;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = x[i] - position;
    const double u2 = scale * d * d;
    const double quotient = 1.0 / (1.0 + u2);
    const double l = height * quotient;
    sums.value[i] += eta * l;
    sums.by_position[i] += eta * l * 2.0 * scale * d * quotient;
    sums.by_fwhm[i] += eta * l * inverse_h * (2.0 * u2 * quotient - 1.0);
    sums.by_eta[i] += l;
  }
}

NACRE_VECTOR_CLONES void add_lorentzian_value(const double* x, std::size_t n, double position, double h,
                                              double weight, double* value) {
  const double scale = 4.0 / (h * h), height = weight * 2.0 / (std::numbers::pi * h);
  for (std::size_t i = 0; i < n; ++i) {
    const double d = x[i] - position;
    value[i] += height / (1.0 + scale * d * d);
  }
}

NACRE_VECTOR_CLONES void add_gaussian(const double* x, std::size_t n, double position, double h, double eta,
                                      double weight, Sums sums) {
  const double scale = 4.0 * ln2 / (h * h), height = weight * 2.0 * std::sqrt(ln2 / std::numbers::pi) / h;
  const double share = 1.0 - eta, inverse_h = 1.0 / h;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = x[i] - position;
    const double u2 = scale * d * d;
    const double g = height * std::exp(-u2);
    sums.value[i] += share * g;
    sums.by_position[i] += share * g * 2.0 * scale * d;
    sums.by_fwhm[i] += share * g * inverse_h * (2.0 * u2 - 1.0);
    sums.by_eta[i] -= g;
  }
}

NACRE_VECTOR_CLONES void add_gaussian_value(const double* x, std::size_t n, double position, double h,
                                            double weight, double* value) {
  const double scale = 4.0 * ln2 / (h * h), height = weight * 2.0 * std::sqrt(ln2 / std::numbers::pi) / h;
  for (std::size_t i = 0; i < n; ++i) {
    const double d = x[i] - position;
    value[i] += height * std::exp(-scale * d * d);
  }
}

}  // namespace

PseudoVoigt pseudo_voigt(const PeakWidths& widths) {
  const double g = std::sqrt(8.0 * ln2 * widths.variance), l = widths.lorentzian;
  constexpr double c1 = 2.69269, c2 = 2.42843, c3 = 4.47163, c4 = 0.07842;
  const double g2 = g * g, l2 = l * l, g3 = g2 * g, l3 = l2 * l;
  const double fifth = g3 * g2 + c1 * g2 * g2 * l + c2 * g3 * l2 + c3 * g2 * l3 + c4 * g * l2 * l2 + l3 * l2;
  PseudoVoigt shape{};
  shape.fwhm = std::pow(fifth, 0.2);
  const double h4 = fifth / shape.fwhm;
  const double by_g =
      (5.0 * g2 * g2 + 4.0 * c1 * g3 * l + 3.0 * c2 * g2 * l2 + 2.0 * c3 * g * l3 + c4 * l2 * l2) /
      (5.0 * h4);
  const double by_l =
      (c1 * g2 * g2 + 2.0 * c2 * g3 * l + 3.0 * c3 * g2 * l2 + 4.0 * c4 * g * l3 + 5.0 * l2 * l2) /
      (5.0 * h4);
  const double g_by_variance = g > 0.0 ? 4.0 * ln2 / g : 0.0;
  const double q = l / shape.fwhm;
  shape.eta = q * (1.36603 + q * (-0.47719 + q * 0.11116));
  const double eta_by_q = 1.36603 + q * (-2.0 * 0.47719 + q * 3.0 * 0.11116);
  shape.fwhm_by_variance = by_g * g_by_variance;
  shape.fwhm_by_lorentzian = by_l;
  shape.eta_by_variance = -eta_by_q * q / shape.fwhm * shape.fwhm_by_variance;
  shape.eta_by_lorentzian = eta_by_q * (1.0 - q * by_l) / shape.fwhm;
  return shape;
}

void PeakValues::resize(std::size_t count) {
  for (auto* values : {&value, &by_position, &by_variance, &by_lorentzian, &by_axial}) {
    values->resize(count);
  }
}

AxialNodes axial_nodes(double position, double axial, double fwhm, int count) {
  AxialNodes nodes;
  const double cosine = std::cos(position * degree), sine = std::sin(position * degree);
  // Where cos phi would pass one the beam cannot go: u ends there.
  const double s = std::abs(axial);
  const double end = std::abs(cosine) * std::sqrt(1.0 + s * s) < 1.0
                         ? 1.0
                         : std::sqrt(std::max(1.0 / (cosine * cosine) - 1.0, 0.0)) / s * (1.0 - 1e-9);
  const double drawn = std::abs(
      std::acos(std::clamp(cosine * std::sqrt(1.0 + s * s * end * end), -1.0, 1.0)) / degree - position);
  if (count == 0) {
    count = drawn < 1e-4 * fwhm ? 1 : 4 + static_cast<int>(std::ceil(5.0 * drawn / fwhm));
  }
  if (!(s > 0.0) || count == 1) {
    // Too small to show as a shape: the peak, moved by the mean of the convolution, u^2 having the mean 1/6.
    const double shift = sine > 0.0 ? -cosine / sine * s * s / 12.0 / degree : 0.0;
    nodes.angle = {position + shift};
    nodes.weight = {1.0};
    nodes.angle_by_axial = {s > 0.0 ? 2.0 * shift / s : 0.0};
    nodes.weight_by_axial = nodes.weight_by_position = {0.0};
    nodes.angle_by_position = {1.0};
    return nodes;
  }
  const auto& rule = rule_of(count);
  double sum = 0.0, sum_by_axial = 0.0, sum_by_position = 0.0;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    const double u = rule.node[k] * end, t = s * u, root = std::sqrt(1.0 + t * t);
    const double cos_phi = cosine * root, sin_phi = std::sqrt(1.0 - cos_phi * cos_phi);
    const double phi_by_axial = -cosine * t * u / root / sin_phi;  // radians
    const double phi_by_position = sine * root / sin_phi;
    const double w = rule.weight[k] * (1.0 - u) / (root * root * sin_phi);
    const double log_by_phi = -cos_phi / sin_phi;
    nodes.angle.push_back(std::acos(cos_phi) / degree);
    nodes.angle_by_axial.push_back(phi_by_axial / degree);
    nodes.angle_by_position.push_back(phi_by_position);
    nodes.weight.push_back(w);
    nodes.weight_by_axial.push_back(w * (log_by_phi * phi_by_axial - 2.0 * t * u / (root * root)));
    nodes.weight_by_position.push_back(w * log_by_phi * phi_by_position * degree);
    sum += w;
    sum_by_axial += nodes.weight_by_axial.back();
    sum_by_position += nodes.weight_by_position.back();
  }
  for (std::size_t k = 0; k < nodes.weight.size(); ++k) {
    nodes.weight[k] /= sum;
    nodes.weight_by_axial[k] = (nodes.weight_by_axial[k] - nodes.weight[k] * sum_by_axial) / sum;
    nodes.weight_by_position[k] = (nodes.weight_by_position[k] - nodes.weight[k] * sum_by_position) / sum;
  }
  return nodes;
}

void peak_values(std::span<const double> x, double position, const PeakWidths& widths, double axial,
                 bool derivatives, PeakValues& values) {
  const std::size_t n = x.size();
  const PseudoVoigt shape = pseudo_voigt(widths);
  const auto nodes = axial_nodes(position, axial, shape.fwhm);
  const std::size_t parts = nodes.angle.size();
  values.resize(n);
  for (auto* sums :
       {&values.value, &values.by_position, &values.by_variance, &values.by_lorentzian, &values.by_axial}) {
    std::fill(sums->begin(), sums->end(), 0.0);
  }
  const auto core = [&](double angle) {
    const double reach = gaussian_reach * shape.fwhm;
    const auto first = std::lower_bound(x.begin(), x.end(), angle - reach);
    const auto last = std::upper_bound(first, x.end(), angle + reach);
    return std::pair(static_cast<std::size_t>(first - x.begin()), static_cast<std::size_t>(last - first));
  };
  // Sums by H and eta first; then the chain to the two widths.
  static thread_local std::vector<double> part;
  part.resize(2 * n);
  for (std::size_t k = 0; k < parts; ++k) {
    const double angle = nodes.angle[k], weight = nodes.weight[k];
    const auto [first, count] = core(angle);
    if (!derivatives) {
      add_lorentzian_value(x.data(), n, angle, shape.fwhm, weight * shape.eta, values.value.data());
      add_gaussian_value(x.data() + first, count, angle, shape.fwhm, weight * (1.0 - shape.eta),
                         values.value.data() + first);
      continue;
    }
    if (parts == 1) {
      Sums sums{values.value.data(), values.by_position.data(), values.by_variance.data(),
                values.by_lorentzian.data()};
      add_lorentzian(x.data(), n, angle, shape.fwhm, shape.eta, 1.0, sums);
      Sums inner{sums.value + first, sums.by_position + first, sums.by_fwhm + first, sums.by_eta + first};
      add_gaussian(x.data() + first, count, angle, shape.fwhm, shape.eta, 1.0, inner);
      for (std::size_t i = 0; i < n; ++i) {
        values.by_axial[i] = values.by_position[i] * nodes.angle_by_axial[0];
      }
      continue;
    }
    std::fill(part.begin(), part.end(), 0.0);
    // Of unit weight into part, so that the derivatives of weight and angle can be taken apart.
    Sums sums{part.data(), part.data() + n, values.by_variance.data(), values.by_lorentzian.data()};
    static thread_local std::vector<double> by_fwhm, by_eta;
    by_fwhm.assign(n, 0.0);
    by_eta.assign(n, 0.0);
    sums.by_fwhm = by_fwhm.data();
    sums.by_eta = by_eta.data();
    add_lorentzian(x.data(), n, angle, shape.fwhm, shape.eta, 1.0, sums);
    Sums inner{sums.value + first, sums.by_position + first, sums.by_fwhm + first, sums.by_eta + first};
    add_gaussian(x.data() + first, count, angle, shape.fwhm, shape.eta, 1.0, inner);
    const double wa = nodes.weight_by_axial[k], wp = nodes.weight_by_position[k];
    const double aa = weight * nodes.angle_by_axial[k], ap = weight * nodes.angle_by_position[k];
    for (std::size_t i = 0; i < n; ++i) {
      values.value[i] += weight * part[i];
      values.by_position[i] += ap * part[n + i] + wp * part[i];
      values.by_axial[i] += aa * part[n + i] + wa * part[i];
      values.by_variance[i] += weight * by_fwhm[i];
      values.by_lorentzian[i] += weight * by_eta[i];
    }
  }
  if (derivatives) {
    for (std::size_t i = 0; i < n; ++i) {
      const double by_h = values.by_variance[i], by_eta = values.by_lorentzian[i];
      values.by_variance[i] = by_h * shape.fwhm_by_variance + by_eta * shape.eta_by_variance;
      values.by_lorentzian[i] = by_h * shape.fwhm_by_lorentzian + by_eta * shape.eta_by_lorentzian;
    }
  }
}

double peak_reach(const PeakWidths& widths, double area, double level) {
  const PseudoVoigt shape = pseudo_voigt(widths);
  const double tail = area > 0.0 && level > 0.0
                          ? std::sqrt(area * shape.eta * shape.fwhm / (2.0 * std::numbers::pi * level))
                          : 0.0;
  return std::max(gaussian_reach * shape.fwhm, tail);
}

}  // namespace nacre::diffraction
