#include "nacre/cell/spectrum.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::cell {
namespace {

constexpr double lowest_Hz = 1e-9;
constexpr double highest_Hz = 1e12;
constexpr double per_decade_at_most = 1000.0;

}  // namespace

std::vector<double> parse_frequencies(std::string_view text) {
  std::array<double, 3> numbers{0.0, 0.0, 10.0};
  std::size_t count = 0;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  bool sound = true;
  while (sound && count < numbers.size()) {
    const auto read = std::from_chars(at, end, numbers[count]);
    sound = read.ec == std::errc{};
    ++count;
    at = read.ptr;
    if (at == end || *at != ':') {
      break;
    }
    ++at;
  }
  const auto [low, high, per_decade] = numbers;
  if (!sound || at != end || count < 2 || !(low >= lowest_Hz && low <= high && high <= highest_Hz) ||
      !(per_decade >= 1.0 && per_decade <= per_decade_at_most)) {
    throw UsageError(fmt::format("the frequencies '{}' do not read LOW:HIGH or LOW:HIGH:PER_DECADE", text),
                     "in Hz, from low to high, with 1 to 1000 in a decade: 0.01:1e5:10");
  }
  const double decades = std::log10(high / low);
  const auto steps = static_cast<int>(std::ceil(decades * per_decade - 1e-9));
  std::vector<double> frequencies{high};
  for (int i = 1; i <= steps; ++i) {
    frequencies.push_back(i == steps ? low : high * std::pow(10.0, -decades * i / steps));
  }
  return frequencies;
}

Spectrum spectrum(Model& model, const std::vector<double>& y, const std::vector<double>& frequencies_Hz) {
  const double area = model.parameters().total_area();
  Spectrum result;
  result.voltage_V = model.voltage(y.data());
  result.frequency_Hz = frequencies_Hz;
  for (const double frequency : frequencies_Hz) {
    const auto z = model.impedance(y.data(), frequency) / area;
    result.z_real_ohm.push_back(z.real());
    result.z_imag_ohm.push_back(z.imag());
  }
  return result;
}

formats::Table Spectrum::table() const {
  formats::Table table;
  table.reader = "nacre-cell";
  const auto column = [](const auto& values) { return formats::Numbers(values.begin(), values.end()); };
  table.add("frequency_Hz", "Hz", column(frequency_Hz));
  table.add("z_real_ohm", "ohm", column(z_real_ohm));
  table.add("z_imag_ohm", "ohm", column(z_imag_ohm));
  return table;
}

}  // namespace nacre::cell
