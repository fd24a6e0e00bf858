#include "nacre/impedance/spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>

#include "nacre/base/error.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::impedance {
namespace {

constexpr double same_frequency = 1e-9;
constexpr double same_impedance = 1e-9;  // a row that the file holds twice
constexpr double sweep_start = 0.02;
constexpr std::size_t shortest_sweep = 3;

bool usable(double frequency, std::complex<double> z) {
  return std::isfinite(frequency) && frequency > 0.0 && std::isfinite(std::abs(z)) && std::abs(z) > 0.0;
}

void drop_unusable(Spectrum& s) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (usable(s.frequency_Hz[i], s.impedance_ohm[i])) {
      s.frequency_Hz[kept] = s.frequency_Hz[i];
      s.impedance_ohm[kept] = s.impedance_ohm[i];
      ++kept;
    }
  }
  const std::size_t dropped = s.size() - kept;
  if (kept == 0) {
    throw InputError(s.source, "no frequency with an impedance", s.label.empty() ? "" : "spectrum " + s.label,
                     "Check that the columns frequency_Hz, z_real_ohm and z_imag_ohm hold numbers.");
  }
  if (dropped > 0) {
    s.warnings.push_back(fmt::format(
        "{} of {} rows left out: no impedance, or a frequency that is not positive", dropped, s.size()));
  }
  s.frequency_Hz.resize(kept);
  s.impedance_ohm.resize(kept);
}

void sort_descending(Spectrum& s) {
  const auto& f = s.frequency_Hz;
  if (std::is_sorted(f.rbegin(), f.rend())) {
    return;
  }
  if (!std::is_sorted(f.begin(), f.end())) {
    s.warnings.emplace_back("frequencies were in no order: sorted");
  }
  std::vector<std::size_t> order(s.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return f[a] > f[b]; });
  std::vector<double> frequency;
  std::vector<std::complex<double>> impedance;
  for (const std::size_t i : order) {
    frequency.push_back(s.frequency_Hz[i]);
    impedance.push_back(s.impedance_ohm[i]);
  }
  s.frequency_Hz = std::move(frequency);
  s.impedance_ohm = std::move(impedance);
}

void merge_repeated(Spectrum& s) {
  std::size_t kept = 0;
  std::size_t merged = 0;
  double largest = 0.0;
  for (std::size_t i = 0; i < s.size();) {
    const double frequency = s.frequency_Hz[i];
    std::complex<double> sum = 0.0;
    std::size_t count = 0;
    double spread = 0.0;
    for (; i < s.size() && frequency - s.frequency_Hz[i] <= same_frequency * frequency; ++i, ++count) {
      spread = std::max(spread, std::abs(s.impedance_ohm[i] - s.impedance_ohm[i - count]));
      sum += s.impedance_ohm[i];
    }
    const std::complex<double> mean = sum / static_cast<double>(count);
    const double drift = std::abs(s.impedance_ohm[i - 1] - s.impedance_ohm[i - count]);
    if (spread > same_impedance * std::abs(mean) && std::abs(mean) > 0.0) {
      s.repeats.push_back({frequency, drift / std::abs(mean)});
    }
    if (count > 1) {
      merged += count - 1;
      largest = std::max(largest, std::abs(mean) > 0.0 ? spread / std::abs(mean) : 0.0);
    }
    s.frequency_Hz[kept] = frequency;
    s.impedance_ohm[kept] = mean;
    ++kept;
  }
  s.frequency_Hz.resize(kept);
  s.impedance_ohm.resize(kept);
  if (merged > 0 && largest > same_impedance) {
    s.warnings.push_back(
        fmt::format("{} repeated frequencies averaged; their impedances differ by up to {:.2g} %", merged,
                    100.0 * largest));
  }
}

void check_sign(Spectrum& s) {
  const auto positive = std::count_if(s.impedance_ohm.begin(), s.impedance_ohm.end(),
                                      [](std::complex<double> z) { return z.imag() > 0.0; });
  if (4 * static_cast<std::size_t>(positive) > 3 * s.size()) {
    s.warnings.emplace_back("the imaginary part is positive at most frequencies: it is likely -Im Z");
  }
}

void clean(Spectrum& s) {
  drop_unusable(s);
  sort_descending(s);
  merge_repeated(s);
  check_sign(s);
}

// Rows of no spectrum (direct current between sweeps) have no number.
bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// The first row of each spectrum, or of rows between them, and the number of rows.
std::vector<std::size_t> boundaries(const formats::Table& table, std::span<const double> frequency) {
  std::vector<std::size_t> result = {0};
  const formats::Column* number = table.find("spectrum");
  for (std::size_t i = 1; i < frequency.size(); ++i) {
    const std::size_t first = result.back();
    const bool again = number != nullptr
                           ? !same_number(number->values[i], number->values[i - 1])
                           : i - first >= shortest_sweep && frequency[first] > 0.0 &&
                                 std::abs(frequency[i] / frequency[first] - 1.0) < sweep_start &&
                                 std::abs(frequency[i - 1] / frequency[first] - 1.0) > sweep_start;
    if (again) {
      result.push_back(i);
    }
  }
  result.push_back(frequency.size());
  return result;
}

std::vector<Condition> conditions(const formats::Table& table, std::size_t begin, std::size_t end) {
  std::vector<Condition> result;
  for (const char* name : {"time_s", "voltage_V", "current_A", "temperature_C", "cycle"}) {
    const formats::Column* column = table.find(name);
    if (column == nullptr || column->is_text()) {
      continue;
    }
    std::vector<double> values;
    std::copy_if(column->values.begin() + static_cast<std::ptrdiff_t>(begin),
                 column->values.begin() + static_cast<std::ptrdiff_t>(end), std::back_inserter(values),
                 [](double x) { return std::isfinite(x); });
    if (!values.empty()) {
      result.push_back({name, numerics::median(std::move(values))});
    }
  }
  return result;
}

}  // namespace

std::vector<Spectrum> spectra(const formats::Table& table) {
  const auto frequency = table.numbers("frequency_Hz");
  const auto real = table.numbers("z_real_ohm");
  const auto imaginary = table.numbers("z_imag_ohm");
  const formats::Column* number = table.find("spectrum");
  const auto bounds = boundaries(table, frequency);
  std::vector<Spectrum> result;
  for (std::size_t k = 0; k + 1 < bounds.size(); ++k) {
    if (number != nullptr && bounds[k] < bounds[k + 1] && std::isnan(number->values[bounds[k]])) {
      continue;
    }
    Spectrum s;
    s.source = table.file;
    for (std::size_t i = bounds[k]; i < bounds[k + 1]; ++i) {
      s.frequency_Hz.push_back(frequency[i]);
      s.impedance_ohm.emplace_back(real[i], imaginary[i]);
    }
    s.conditions = conditions(table, bounds[k], bounds[k + 1]);
    result.push_back(std::move(s));
  }
  if (result.empty()) {
    throw InputError(table.file, "no row belongs to a spectrum", "",
                     "Check that the column spectrum holds numbers.");
  }
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k].label = result.size() > 1 ? std::to_string(k + 1) : "";
    clean(result[k]);
  }
  return result;
}

Spectrum make_spectrum(std::vector<double> frequency_Hz, std::vector<std::complex<double>> impedance_ohm,
                       std::string source) {
  if (frequency_Hz.size() != impedance_ohm.size()) {
    throw std::logic_error("make_spectrum: as many impedances as frequencies");
  }
  Spectrum s;
  s.frequency_Hz = std::move(frequency_Hz);
  s.impedance_ohm = std::move(impedance_ohm);
  s.source = std::move(source);
  clean(s);
  return s;
}

}  // namespace nacre::impedance
