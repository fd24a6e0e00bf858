#include "nacre/diffraction/model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/diffraction/phase_peaks.hpp"

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

void add_column(Column& column, const Gradient& g, const PeakValues& values, double area, std::size_t first,
                std::size_t count) {
  if (column.values.empty()) {
    return;
  }
  double* to = column.values.data() + (first - column.first);
  const double a = g.by_area, x = area * g.by_position, v = area * g.by_variance, l = area * g.by_lorentzian,
               s = area * g.by_axial;
  // Most variables move one or two of the five.
  if (a != 0.0) {
    for (std::size_t i = 0; i < count; ++i) {
      to[i] += a * values.value[i];
    }
  }
  if (x != 0.0) {
    for (std::size_t i = 0; i < count; ++i) {
      to[i] += x * values.by_position[i];
    }
  }
  if (v != 0.0 || l != 0.0) {
    for (std::size_t i = 0; i < count; ++i) {
      to[i] += v * values.by_variance[i] + l * values.by_lorentzian[i];
    }
  }
  if (s != 0.0) {
    for (std::size_t i = 0; i < count; ++i) {
      to[i] += s * values.by_axial[i];
    }
  }
}

void add_background(const Model& model, const std::vector<double>& x, const std::vector<Variable>& variables,
                    Calculated& result) {
  const std::size_t n = x.size();
  result.background.assign(n, 0.0);
  const auto count = static_cast<int>(model.background.chebyshev.size());
  const Eigen::MatrixXd columns = chebyshev_columns(x, std::max(count, 1));
  for (int k = 0; k < count; ++k) {
    const double c = model.background.chebyshev[static_cast<std::size_t>(k)];
    for (std::size_t i = 0; i < n; ++i) {
      result.background[i] += c * columns(static_cast<Eigen::Index>(i), k);
    }
  }
  struct HumpValues {
    std::vector<double> value, by_position, by_width;
  };
  std::vector<HumpValues> humps;
  for (const auto& hump : model.background.humps) {
    HumpValues values{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
    const double h = hump.width_deg, scale = 4.0 * std::numbers::ln2 / (h * h);
    const double height = 2.0 * std::sqrt(std::numbers::ln2 / std::numbers::pi) / h;
    for (std::size_t i = 0; i < n; ++i) {
      const double d = x[i] - hump.position_deg, u2 = scale * d * d, g = height * std::exp(-u2);
      values.value[i] = g;
      values.by_position[i] = hump.area * g * 2.0 * scale * d;
      values.by_width[i] = hump.area * g * (2.0 * u2 - 1.0) / h;
      result.background[i] += hump.area * g;
    }
    humps.push_back(std::move(values));
  }
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const auto index = static_cast<std::size_t>(variables[v].index);
    auto& values = result.derivatives[v].values;
    switch (variables[v].quantity) {
      case Quantity::background: {
        const double* column = columns.col(variables[v].index).data();
        values.assign(column, column + n);
        break;
      }
      case Quantity::hump_area:
        values = humps[index].value;
        break;
      case Quantity::hump_position:
        values = humps[index].by_position;
        break;
      case Quantity::hump_width:
        values = humps[index].by_width;
        break;
      default:
        break;
    }
  }
}

}  // namespace

void Model::list_reflections(double low_deg, double high_deg) {
  // Half a degree further on both sides, for the shortest and the longest wavelength.
  const auto& lines = instrument.radiation.lines;
  const auto [shortest, longest] = std::minmax_element(
      lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.wavelength < b.wavelength; });
  const double low = std::max(low_deg - 0.5, 0.4), high = std::min(high_deg + 0.5, 179.0);
  const double d_min = shortest->wavelength / (2.0 * std::sin(0.5 * high * degree));
  const double d_max = longest->wavelength / (2.0 * std::sin(0.5 * low * degree));
  for (auto& phase : phases) {
    phase.list_reflections(d_min, d_max, instrument.radiation.probe, instrument.radiation.wavelength());
  }
}

Calculated calculate(const Model& model, const std::vector<double>& x, const std::vector<Variable>& variables,
                     const CalculateOptions& options, std::vector<Peak>* peaks) {
  const std::size_t n = x.size();
  Calculated result;
  result.intensity.assign(n, 0.0);
  result.derivatives.resize(variables.size());
  const bool derivatives = !variables.empty();
  for (std::size_t v = 0; v < variables.size(); ++v) {
    if (variables[v].quantity != Quantity::intensity && variables[v].quantity > Quantity::hump_width) {
      result.derivatives[v].values.assign(n, 0.0);
    }
  }
  for (int p = 0; p < static_cast<int>(model.phases.size()); ++p) {
    auto* target = &result.intensity;
    if (options.by_phase) {
      target = &result.of_phase.emplace_back(n, 0.0);
    }
    PhasePeaks laid(model, p, x, variables, options);
    laid.for_each_peak(derivatives, [&](const Peak& peak, const PeakValues& values,
                                        const std::vector<Gradient>& gradients) {
      double* to = target->data() + peak.first;
      for (std::size_t i = 0; i < peak.count; ++i) {
        to[i] += peak.area * values.value[i];
      }
      for (const auto& gradient : gradients) {
        auto& column = result.derivatives[gradient.variable];
        if (variables[gradient.variable].quantity == Quantity::intensity) {
          // Lines of one reflection widen the column as they come.
          if (column.values.empty()) {
            column.first = peak.first;
          } else if (peak.first < column.first) {
            column.values.insert(column.values.begin(), column.first - peak.first, 0.0);
            column.first = peak.first;
          }
          column.values.resize(std::max(column.values.size(), peak.first + peak.count - column.first), 0.0);
        }
        add_column(column, gradient, values, peak.area, peak.first, peak.count);
      }
      if (peaks != nullptr) {
        peaks->push_back(peak);
      }
    });
  }
  for (const auto& part : result.of_phase) {
    for (std::size_t i = 0; i < n; ++i) {
      result.intensity[i] += part[i];
    }
  }
  result.peaks = result.intensity;
  add_background(model, x, variables, result);
  for (std::size_t i = 0; i < n; ++i) {
    result.intensity[i] += result.background[i];
  }
  return result;
}

double share_intensities(Model& model, const std::vector<double>& x, const std::vector<double>& observed,
                         const std::vector<double>& std, const CalculateOptions& options) {
  const auto calculated = calculate(model, x, {}, options);
  double largest = 0.0;
  std::vector<std::vector<double>> updated;
  for (int p = 0; p < static_cast<int>(model.phases.size()); ++p) {
    auto& phase = model.phases[static_cast<std::size_t>(p)];
    auto& intensities = updated.emplace_back(phase.free_intensities);
    if (phase.intensities != Intensities::le_bail) {
      continue;
    }
    std::vector<double> shared(intensities.size(), 0.0), weight(intensities.size(), 0.0);
    PhasePeaks laid(model, p, x, {}, options);
    laid.for_each_peak(false, [&](const Peak& peak, const PeakValues& values, const std::vector<Gradient>&) {
      double got = 0.0, is = 0.0;
      for (std::size_t i = 0; i < peak.count; ++i) {
        const std::size_t at = peak.first + i;
        const double part = peak.area * values.value[i] / (std[at] * std[at]);
        got += part * (observed[at] - calculated.background[at]);
        is += part * calculated.peaks[at];
      }
      shared[static_cast<std::size_t>(peak.reflection)] += got;
      weight[static_cast<std::size_t>(peak.reflection)] += is;
    });
    double total = 0.0;
    for (const double intensity : intensities) {
      total += intensity;
    }
    for (std::size_t k = 0; k < intensities.size(); ++k) {
      if (weight[k] > 0.0) {
        const double next = std::max(intensities[k] * shared[k] / weight[k], 1e-9 * total);
        largest = std::max(largest, std::abs(next - intensities[k]) /
                                        std::max(total / static_cast<double>(intensities.size()), 1e-300));
        intensities[k] = next;
      }
    }
  }
  for (std::size_t p = 0; p < updated.size(); ++p) {
    model.phases[p].free_intensities = std::move(updated[p]);
  }
  return largest;
}

}  // namespace nacre::diffraction
