// nacre drt --series: the spectra of all files as one series.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/series_analysis.hpp"

namespace nacre::app {

struct SeriesArguments {
  std::string along;            // as parse_along() reads it; empty: chosen
  std::string bands = "paper";  // as parse_bands() reads it
  bool alone = false;           // each spectrum on its own

  void add_options(CLI::App& command, CLI::Option* series);
  // Throws UsageError.
  impedance::SeriesRequest request(const impedance::DrtRequest& drt) const;
};

int run_drt_series(const std::vector<std::string>& files, const formats::ReadOptions& read,
                   const impedance::SeriesRequest& request, const std::string& csv, const Output& output);

}  // namespace nacre::app
