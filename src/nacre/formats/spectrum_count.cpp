#include "nacre/formats/spectrum_count.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::formats {
namespace {

constexpr std::size_t shortest_sweep = 3;
constexpr double jump = 0.5;           // of the decades passed
constexpr double least_ordered = 0.8;  // of the steps of a sweep

bool has_frequency(double frequency) { return frequency > 0 && std::isfinite(frequency); }

// Rows [begin, end) with a frequency, and what the logarithms of those do.
struct Sweep {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t up = 0;
  std::size_t down = 0;
  double first = 0;
  double last = 0;
  double low = 0;
  double high = 0;

  Sweep(std::size_t row, double value)
      : begin(row), end(row + 1), first(value), last(value), low(value), high(value) {}

  std::size_t points() const { return end - begin; }
  double span() const { return high - low; }
  bool jumps_back_to(double value) const {
    const double step = value - last;
    return points() >= shortest_sweep && step * (last - first) < 0 && std::abs(step) > jump * span();
  }
  void add(double value) {
    up += static_cast<std::size_t>(value > last);
    down += static_cast<std::size_t>(value < last);
    last = value;
    low = std::min(low, value);
    high = std::max(high, value);
    ++end;
  }
  bool in_order() const {
    return static_cast<double>(std::max(up, down)) >= least_ordered * static_cast<double>(up + down);
  }
};

std::vector<Sweep> find_sweeps(const Numbers& frequency) {
  std::vector<Sweep> sweeps;
  for (std::size_t row = 0; row < frequency.size(); ++row) {
    if (!has_frequency(frequency[row])) {
      continue;
    }
    const double value = std::log(frequency[row]);
    const bool goes_on = !sweeps.empty() && sweeps.back().end == row && !sweeps.back().jumps_back_to(value);
    if (goes_on) {
      sweeps.back().add(value);
    } else {
      sweeps.emplace_back(row, value);
    }
  }
  return sweeps;
}

}  // namespace

void count_spectra(Table& table) {
  const Column* frequency = table.find("frequency_Hz");
  if (frequency == nullptr || table.has("spectrum")) {
    return;
  }
  const auto sweeps = find_sweeps(frequency->values);
  const bool ordered =
      std::all_of(sweeps.begin(), sweeps.end(), [](const Sweep& sweep) { return sweep.in_order(); });
  std::size_t rows = 0;
  Numbers spectrum(table.rows(), missing);
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    rows += sweeps[i].points();
    std::fill(spectrum.begin() + static_cast<std::ptrdiff_t>(sweeps[i].begin),
              spectrum.begin() + static_cast<std::ptrdiff_t>(sweeps[i].end),
              ordered ? static_cast<double>(i + 1) : 1.0);
  }
  if (!ordered) {
    table.warnings.emplace_back("the frequencies are in no order: all rows are taken as one spectrum");
  }
  if (rows == 0 || (rows == table.rows() && (sweeps.size() == 1 || !ordered))) {
    return;
  }
  if (rows < table.rows()) {
    table.metadata.emplace_back(
        "spectrum", fmt::format("missing in {} rows, which have no frequency", table.rows() - rows));
  }
  const auto& columns = table.columns();
  const auto imaginary = std::find_if(columns.begin(), columns.end(),
                                      [](const Column& column) { return column.name == "z_imag_ohm"; });
  const std::string behind =
      imaginary == columns.end() || imaginary + 1 == columns.end() ? "" : (imaginary + 1)->name;
  Column column;
  column.name = "spectrum";
  column.unit = "1";
  column.values = std::move(spectrum);
  table.add(std::move(column), behind);
}

}  // namespace nacre::formats
