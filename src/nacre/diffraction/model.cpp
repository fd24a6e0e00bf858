#include "nacre/diffraction/model.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;
constexpr double smallest_variance = 1e-8;  // degrees^2: 0.0002 degrees of FWHM
// Where peaks of a pattern that starts at low angle would all fall together.
constexpr double smallest_theta = 0.1 * degree;

// Where in the list of variables each quantity of a phase stands; -1: not there.
struct Slots {
  struct Site {
    int column;  // of StructureFactorCalculator
    double coefficient;
  };
  // A variable of the structure is a sum of columns of the calculator.
  struct Structural {
    std::size_t variable;
    std::vector<Site> parts;
  };
  std::vector<std::pair<std::size_t, int>> cell, stephens, harmonics;  // variable, index
  std::vector<std::pair<std::size_t, const Variable*>> others;
  std::vector<Structural> structural;
  std::vector<int> intensity;  // per reflection: the variable, or -1
};

Slots find_slots(const Model& model, int p, const std::vector<Variable>& variables) {
  const auto& phase = model.phases[static_cast<std::size_t>(p)];
  Slots slots;
  slots.intensity.assign(phase.reflections.size(), -1);
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const auto& variable = variables[v];
    if (variable.phase >= 0 && variable.phase != p) {
      continue;
    }
    switch (variable.quantity) {
      case Quantity::cell:
        slots.cell.emplace_back(v, variable.index);
        break;
      case Quantity::stephens:
        slots.stephens.emplace_back(v, variable.index);
        break;
      case Quantity::harmonic:
        slots.harmonics.emplace_back(v, variable.index);
        break;
      case Quantity::intensity:
        slots.intensity[static_cast<std::size_t>(variable.index)] = static_cast<int>(v);
        break;
      case Quantity::position:
      case Quantity::site_displacement:
      case Quantity::occupancy: {
        const auto site = static_cast<std::size_t>(variable.index);
        const auto& columns = phase.calculator().columns()[site];
        Slots::Structural structural{v, {}};
        if (variable.quantity == Quantity::occupancy) {
          structural.parts.push_back({static_cast<int>(columns.occupancy), 1.0});
        } else {
          const bool position = variable.quantity == Quantity::position;
          const auto& basis =
              position ? phase.sites[site].position_basis : phase.sites[site].displacement_basis;
          const auto first = static_cast<int>(position ? columns.position : columns.displacement);
          for (int row = 0; row < basis.rows(); ++row) {
            if (basis(row, variable.component) != 0.0) {
              structural.parts.push_back({first + row, basis(row, variable.component)});
            }
          }
        }
        slots.structural.push_back(std::move(structural));
        break;
      }
      case Quantity::background:
      case Quantity::hump_position:
      case Quantity::hump_area:
      case Quantity::hump_width:
        break;
      default:
        slots.others.emplace_back(v, &variable);
    }
  }
  return slots;
}

// d of everything that makes one line of one reflection, by one variable.
struct Gradient {
  std::size_t variable;
  double by_area, by_position, by_variance, by_lorentzian, by_axial;
};

// One line of one reflection, before it meets the points.
struct Place {
  double theta;  // radians
  Slope position, variance, lorentzian, factor;
  double broadening_by_theta;
};

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

// Everything about one phase while its peaks are laid down.
class PhasePeaks {
 public:
  PhasePeaks(const Model& model, int p, const std::vector<double>& x, const std::vector<Variable>& variables,
             const CalculateOptions& options)
      : model_(model),
        phase_(model.phases[static_cast<std::size_t>(p)]),
        index_(p),
        x_(x),
        options_(options),
        slots_(find_slots(model, p, variables)),
        strengths_(phase_.strengths(!slots_.structural.empty())),
        tensor_(crystal::reciprocal_tensor(phase_.structure.cell)) {}

  template <class Visit>
  void for_each_peak(bool derivatives, Visit visit) {
    for (std::size_t k = 0; k < phase_.reflections.size(); ++k) {
      const Eigen::Vector3d h = phase_.reflections[k].hkl.cast<double>();
      const double monomials[6] = {h(0) * h(0),       h(1) * h(1),       h(2) * h(2),
                                   2.0 * h(0) * h(1), 2.0 * h(0) * h(2), 2.0 * h(1) * h(2)};
      double q = 0.0;
      for (std::size_t i = 0; i < 6; ++i) {
        q += monomials[i] * tensor_[i];
      }
      const auto texture = texture_factor(phase_.texture, phase_.texture_of()[k]);
      const auto& lines = model_.instrument.radiation.lines;
      for (std::size_t l = 0; l < lines.size(); ++l) {
        peak(k, l, q, monomials, texture, lines[l], derivatives, visit);
      }
    }
  }

 private:
  template <class Visit>
  void peak(std::size_t k, std::size_t l, double q, const double* monomials, const TextureFactor& texture,
            const Line& line, bool derivatives, Visit visit) {
    const double sine = 0.5 * line.wavelength * std::sqrt(q);
    if (!(sine < 0.99999) || sine < std::sin(smallest_theta)) {
      return;
    }
    const auto& instrument = model_.instrument;
    const double theta = std::asin(sine), cosine = std::sqrt(1.0 - sine * sine), tangent = sine / cosine;
    auto position = peak_position(instrument, theta);
    const double shift = 2.0 * phase_.shift_mm / instrument.radius_mm / degree;
    position.value -= shift * cosine;
    position.by_theta += shift * sine;
    const auto variance = gaussian_variance(instrument, theta);
    const auto lorentzian = lorentzian_width(instrument, theta);
    const auto broad = broadening_factors(phase_.broadening, phase_.broadening_of()[k], line.wavelength);
    const double natural = 2.0 * line.width / line.wavelength / degree;  // of the line itself, times tan
    PeakWidths widths;
    const bool too_narrow = variance.value < smallest_variance;
    widths.variance = too_narrow ? smallest_variance : variance.value;
    const double sum = lorentzian.value + broad.size / cosine + (broad.strain + natural) * tangent;
    const bool negative = sum < 0.0;
    widths.lorentzian = negative ? 0.0 : sum;
    const double lorentzian_by_theta =
        lorentzian.by_theta + broad.size * tangent / cosine + (broad.strain + natural) / (cosine * cosine);
    const auto factor = intensity_factor(instrument, theta);
    const double unit = line.weight * texture.value * factor.value;  // area per S m|F|^2
    const double area = phase_.scale * strengths_.value[k] * unit;

    const double fwhm = pseudo_voigt(widths).fwhm;
    const double drawn = axial_reach(position.value);
    const double reach =
        std::min(peak_reach(widths, std::abs(area), options_.level), options_.most_fwhm * fwhm) + drawn;
    const auto begin = std::lower_bound(x_.begin(), x_.end(), position.value - reach);
    const auto end = std::upper_bound(begin, x_.end(), position.value + reach);
    if (begin == end) {
      return;
    }
    const auto first = static_cast<std::size_t>(begin - x_.begin());
    const std::span<const double> window(&*begin, static_cast<std::size_t>(end - begin));
    peak_values(window, position.value, widths, instrument.axial, derivatives, values_);
    gradients_.clear();
    if (derivatives) {
      fill_gradients(k, line, monomials, texture, unit, area, theta, cosine, tangent, position.by_theta,
                     too_narrow ? 0.0 : variance.by_theta, negative ? 0.0 : lorentzian_by_theta, factor,
                     broad, too_narrow, negative);
    }
    visit(Peak{index_, static_cast<int>(k), static_cast<int>(l), position.value, area, fwhm, first,
               window.size()},
          values_, gradients_);
  }

  double axial_reach(double position) const {
    const double s = model_.instrument.axial, cosine = std::cos(position * degree);
    return std::abs(std::acos(std::clamp(cosine * std::sqrt(1.0 + s * s), -1.0, 1.0)) / degree - position);
  }

  void fill_gradients(std::size_t k, const Line& line, const double* monomials, const TextureFactor& texture,
                      double unit, double area, double theta, double cosine, double tangent,
                      double position_by_theta, double variance_by_theta, double lorentzian_by_theta,
                      const Slope& factor, const BroadeningFactors& broad, bool too_narrow, bool negative) {
    const double strength = strengths_.value[k];
    const double theta_by_q = line.wavelength * line.wavelength / (4.0 * std::sin(2.0 * theta));
    const double v = too_narrow ? 0.0 : 1e-4, w = negative ? 0.0 : 1.0;
    for (const auto& [variable, index] : slots_.cell) {
      double q = 0.0;
      for (int i = 0; i < 6; ++i) {
        q += monomials[i] * phase_.cell_basis(i, index);
      }
      const double by = q * theta_by_q;
      gradients_.push_back({variable, area * factor.by_theta / factor.value * by, position_by_theta * by,
                            variance_by_theta * by, lorentzian_by_theta * by, 0.0});
    }
    for (const auto& [variable, index] : slots_.stephens) {
      gradients_.push_back({variable, 0, 0, 0, w * broad.strain_by_stephens(index) * tangent, 0});
    }
    for (const auto& [variable, index] : slots_.harmonics) {
      gradients_.push_back({variable, area / texture.value * texture.by_harmonics(index), 0, 0, 0, 0});
    }
    for (const auto& structural : slots_.structural) {
      double by = 0.0;
      for (const auto& part : structural.parts) {
        by += part.coefficient * strengths_.by_site(static_cast<Eigen::Index>(k), part.column);
      }
      gradients_.push_back({structural.variable, phase_.scale * unit * by, 0, 0, 0, 0});
    }
    if (slots_.intensity[k] >= 0) {
      gradients_.push_back({static_cast<std::size_t>(slots_.intensity[k]), phase_.scale * unit, 0, 0, 0, 0});
    }
    const auto shifts = position_derivatives(model_.instrument, theta);
    for (const auto& [variable, what] : slots_.others) {
      Gradient g{variable, 0, 0, 0, 0, 0};
      switch (what->quantity) {
        case Quantity::zero:
          g.by_position = shifts[0];
          break;
        case Quantity::displacement:
        case Quantity::phase_shift:
          g.by_position = shifts[1];
          break;
        case Quantity::transparency:
          g.by_position = shifts[2];
          break;
        case Quantity::caglioti_u:
          g.by_variance = v * tangent * tangent;
          break;
        case Quantity::caglioti_v:
          g.by_variance = v * tangent;
          break;
        case Quantity::caglioti_w:
          g.by_variance = v;
          break;
        case Quantity::lorentz_x:
          g.by_lorentzian = w * 0.01 / cosine;
          break;
        case Quantity::lorentz_y:
          g.by_lorentzian = w * 0.01 * tangent;
          break;
        case Quantity::lorentz_z:
          g.by_lorentzian = w * 0.01;
          break;
        case Quantity::axial:
          g.by_axial = 1.0;
          break;
        case Quantity::scale:
          g.by_area = strength * unit;
          break;
        case Quantity::inverse_size:
          g.by_lorentzian = w * broad.size_by_equator / cosine;
          break;
        case Quantity::inverse_size_axial:
          g.by_lorentzian = w * broad.size_by_axis / cosine;
          break;
        case Quantity::strain:
          g.by_lorentzian = w * broad.strain_by_equator * tangent;
          break;
        case Quantity::strain_axial:
          g.by_lorentzian = w * broad.strain_by_axis * tangent;
          break;
        case Quantity::march:
          g.by_area = area / texture.value * texture.by_march;
          break;
        case Quantity::overall_displacement: {
          const double d = phase_.reflections[k].d;
          g.by_area = -4.0 * std::numbers::pi * std::numbers::pi / (d * d) * area;
          break;
        }
        default:
          continue;
      }
      gradients_.push_back(g);
    }
  }

  const Model& model_;
  const Phase& phase_;
  int index_;
  const std::vector<double>& x_;
  const CalculateOptions& options_;
  Slots slots_;
  Phase::Strengths strengths_;
  crystal::ReciprocalTensor tensor_;
  PeakValues values_;
  std::vector<Gradient> gradients_;
};

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

double& Model::at(const Variable& variable) {
  const auto i = static_cast<std::size_t>(variable.index), c = static_cast<std::size_t>(variable.component);
  switch (variable.quantity) {
    case Quantity::background:
      return background.chebyshev.at(i);
    case Quantity::hump_position:
      return background.humps.at(i).position_deg;
    case Quantity::hump_area:
      return background.humps.at(i).area;
    case Quantity::hump_width:
      return background.humps.at(i).width_deg;
    case Quantity::zero:
      return instrument.zero_deg;
    case Quantity::displacement:
      return instrument.displacement_mm;
    case Quantity::transparency:
      return instrument.transparency;
    case Quantity::caglioti_u:
      return instrument.u;
    case Quantity::caglioti_v:
      return instrument.v;
    case Quantity::caglioti_w:
      return instrument.w;
    case Quantity::lorentz_x:
      return instrument.x;
    case Quantity::lorentz_y:
      return instrument.y;
    case Quantity::lorentz_z:
      return instrument.z;
    case Quantity::axial:
      return instrument.axial;
    default:
      break;
  }
  auto& phase = phases.at(static_cast<std::size_t>(variable.phase));
  switch (variable.quantity) {
    case Quantity::scale:
      return phase.scale;
    case Quantity::cell:
      return phase.cell.at(i);
    case Quantity::phase_shift:
      return phase.shift_mm;
    case Quantity::inverse_size:
      return phase.broadening.inverse_size;
    case Quantity::inverse_size_axial:
      return phase.broadening.inverse_size_axial;
    case Quantity::strain:
      return phase.broadening.strain;
    case Quantity::strain_axial:
      return phase.broadening.strain_axial;
    case Quantity::stephens:
      return phase.broadening.stephens.at(i);
    case Quantity::march:
      return phase.texture.march;
    case Quantity::harmonic:
      return phase.texture.harmonics.at(i);
    case Quantity::overall_displacement:
      return phase.overall_displacement;
    case Quantity::position:
      return phase.sites.at(i).position.at(c);
    case Quantity::site_displacement:
      return phase.sites.at(i).displacement.at(c);
    case Quantity::occupancy:
      return phase.sites.at(i).occupancy;
    case Quantity::intensity:
      return phase.free_intensities.at(i);
    default:
      break;
  }
  throw std::logic_error("a variable without a place in the model");
}

double Model::at(const Variable& variable) const { return const_cast<Model&>(*this).at(variable); }

std::string Model::name_of(const Variable& variable) const {
  static constexpr const char* names[] = {"background",
                                          "hump position",
                                          "hump area",
                                          "hump width",
                                          "zero",
                                          "displacement",
                                          "transparency",
                                          "U",
                                          "V",
                                          "W",
                                          "X",
                                          "Y",
                                          "Z",
                                          "axial divergence",
                                          "scale",
                                          "cell",
                                          "displacement",
                                          "1/size",
                                          "1/size along the axis",
                                          "strain",
                                          "strain along the axis",
                                          "Stephens S",
                                          "March-Dollase r",
                                          "harmonic",
                                          "overall U",
                                          "position",
                                          "U",
                                          "occupancy",
                                          "intensity"};
  const std::string name = names[static_cast<int>(variable.quantity)];
  if (variable.phase < 0) {
    return variable.quantity <= Quantity::hump_width ? fmt::format("{} {}", name, variable.index + 1) : name;
  }
  const auto& phase = phases.at(static_cast<std::size_t>(variable.phase));
  const auto i = static_cast<std::size_t>(variable.index);
  switch (variable.quantity) {
    case Quantity::position:
    case Quantity::site_displacement:
    case Quantity::occupancy: {
      const auto& site = phase.sites[i];
      const bool several =
          variable.quantity == Quantity::position ? site.position.size() > 1 : site.displacement.size() > 1;
      return fmt::format("{}: {} of {}{}", phase.structure.name, name, phase.structure.sites[i].label,
                         several && variable.quantity != Quantity::occupancy
                             ? fmt::format(" ({})", variable.component + 1)
                             : "");
    }
    case Quantity::cell:
    case Quantity::stephens:
    case Quantity::harmonic:
      return fmt::format("{}: {} {}", phase.structure.name, name, variable.index + 1);
    case Quantity::intensity: {
      const auto& h = phase.reflections[i].hkl;
      return fmt::format("{}: intensity of {} {} {}", phase.structure.name, h(0), h(1), h(2));
    }
    default:
      return fmt::format("{}: {}", phase.structure.name, name);
  }
}

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
