// What bench/peers/cell.py runs of nacre: discharges a cell from full, and times it in the process.
//
//   peers_cell SET C_RATE N,S,P,R TOLERANCE REPEATS FILE
//
// Prints the median and the shortest processor time in seconds of REPEATS discharges to the lower cut-off
// (model making included), then unknowns and solver steps. Writes time, voltage and charge (Ah) to FILE as
// csv, in rows 10 s apart or 1/400 of the discharge, whichever is shorter.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/cell/grammar.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/simulate.hpp"

namespace {

double processor_time_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

int discharge(char** arguments) {
  using namespace nacre::cell;
  const auto cell = cell_parameters(find_parameter_set(arguments[1]));
  const double c_rate = std::atof(arguments[2]);
  SimulationOptions options;
  if (std::sscanf(arguments[3], "%zu,%zu,%zu,%zu", &options.mesh.negative, &options.mesh.separator,
                  &options.mesh.positive, &options.mesh.radial) != 4) {
    throw nacre::UsageError(std::string("a mesh is N,S,P,R, found ") + arguments[3],
                            "Give four whole numbers.");
  }
  options.relative_tolerance = std::atof(arguments[4]);
  options.absolute_tolerance = 1e-2 * options.relative_tolerance;
  auto protocol = parse_protocol(fmt::format("Discharge at {} C until {} V", c_rate, cell.lower_cutoff_V));

  std::vector<double> seconds(static_cast<std::size_t>(std::max(1, std::atoi(arguments[5]))));
  Simulation timed;
  for (double& s : seconds) {
    const double begin = processor_time_s();
    timed = simulate(cell, protocol, options);
    s = processor_time_s() - begin;
  }
  std::sort(seconds.begin(), seconds.end());

  protocol.period_s = std::min(10.0, 9.0 / c_rate);
  const auto curve = simulate(cell, protocol, options);
  std::ofstream file(arguments[6]);
  for (std::size_t k = 0; k < curve.time_s.size(); ++k) {
    file << fmt::format("{:.17g},{:.17g},{:.17g}\n", curve.time_s[k], curve.voltage_V[k],
                        curve.capacity_Ah[k]);
  }
  fmt::print("{:.9f} {:.9f} {} {} {}\n", seconds[seconds.size() / 2], seconds.front(), curve.state.size(),
             timed.counts.steps, curve.stopped_by);
  return file ? 0 : 3;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 7) {
      return discharge(arguments);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
  std::fputs("usage: peers_cell SET C_RATE N,S,P,R TOLERANCE REPEATS FILE\n", stderr);
  return 2;
}
