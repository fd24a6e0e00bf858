// Simulated series of spectra: cells that change along the series, their distributions known.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "nacre/formats/table.hpp"
#include "support/impedance.hpp"

namespace nacre::testing {

struct KnownSeries {
  std::vector<KnownCell> cells;
  std::vector<impedance::Spectrum> spectra;
};

// Spectra of cells that change with x from 0 to 1.
inline KnownSeries simulate_series(std::size_t count, double noise, std::uint64_t seed,
                                   const std::vector<double>& frequency,
                                   const std::function<KnownCell(double)>& cell_at) {
  Draw draw(seed);
  KnownSeries s;
  for (std::size_t k = 0; k < count; ++k) {
    s.cells.push_back(cell_at(count > 1 ? static_cast<double>(k) / static_cast<double>(count - 1) : 0.0));
    std::vector<std::complex<double>> z;
    for (const double f : frequency) {
      const auto exact = s.cells.back().impedance(2.0 * std::numbers::pi * f);
      const double real = draw.normal();
      z.push_back(exact + noise * std::abs(exact) * std::complex<double>(real, draw.normal()));
    }
    s.spectra.push_back(impedance::make_spectrum(frequency, std::move(z), "simulated"));
    s.spectra.back().label = std::to_string(k + 1);
  }
  return s;
}

// A contact, a charge transfer that grows tenfold and slows down, and an intercalation process.
inline KnownCell drifting_cell(double x) {
  return {2.0,
          0.0,
          0.0,
          {{3.0, 1e-4, 0.9},
           {5.0 * std::pow(10.0, x), 0.01 * std::pow(20.0, x), 0.85},
           {8.0, 10.0 * std::pow(3.0, -x), 0.8}}};
}

// The same, and one process that is there in the second half only.
inline KnownCell jumping_cell(double x) {
  auto cell = drifting_cell(0.3 * x);
  if (x > 0.5) {
    cell.processes.push_back({10.0, 0.3, 0.9});
  }
  return cell;
}

// Spectra as a reader gives them, their conditions as columns (all have those of the first).
inline formats::Table table_of(const std::vector<impedance::Spectrum>& spectra) {
  formats::Numbers frequency;
  formats::Numbers real;
  formats::Numbers imaginary;
  formats::Numbers number;
  std::vector<formats::Numbers> conditions(spectra.front().conditions.size());
  for (std::size_t k = 0; k < spectra.size(); ++k) {
    const auto& s = spectra[k];
    for (std::size_t i = 0; i < s.size(); ++i) {
      frequency.push_back(s.frequency_Hz[i]);
      real.push_back(s.impedance_ohm[i].real());
      imaginary.push_back(s.impedance_ohm[i].imag());
      number.push_back(static_cast<double>(k + 1));
      for (std::size_t c = 0; c < conditions.size(); ++c) {
        conditions[c].push_back(s.conditions[c].value);
      }
    }
  }
  formats::Table table;
  table.file = "cell.csv";
  table.add("frequency_Hz", "Hz", frequency);
  table.add("z_real_ohm", "ohm", real);
  table.add("z_imag_ohm", "ohm", imaginary);
  table.add("spectrum", "1", number);
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    const auto& name = spectra.front().conditions[c].name;
    table.add(name, name.substr(name.rfind('_') + 1), conditions[c]);
  }
  return table;
}

}  // namespace nacre::testing
