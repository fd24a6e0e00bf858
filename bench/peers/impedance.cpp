// What bench/peers/impedance_peers.py runs of nacre, timed in the process:
//
//   peers_impedance drt|tikhonov|bands|fit|kramers-kronig FILE REPEATS [OUT]
//
// Prints the median processor time in seconds of REPEATS runs on the first spectrum of FILE; writes tau and
// gamma to OUT as csv (drt, tikhonov), or prints the parameters behind the time (fit), the elements
// (kramers-kronig).
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/bands.hpp"
#include "nacre/impedance/circuit_fit.hpp"
#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/kramers_kronig.hpp"
#include "nacre/impedance/lambda_rule.hpp"

namespace {

using namespace nacre::impedance;

double processor_time_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
auto timed(int repeats, const Work& work) {
  std::vector<double> seconds(static_cast<std::size_t>(std::max(1, repeats)));
  decltype(work()) result;
  for (double& s : seconds) {
    const double begin = processor_time_s();
    result = work();
    s = processor_time_s() - begin;
  }
  std::sort(seconds.begin(), seconds.end());
  fmt::print("{:.9g}", seconds[seconds.size() / 2]);
  return result;
}

void write(const char* file, const std::vector<double>& tau, const std::vector<double>& gamma) {
  std::ofstream out(file);
  for (std::size_t i = 0; i < tau.size(); ++i) {
    out << fmt::format("{:.17g},{:.17g}\n", tau[i], gamma[i]);
  }
}

// impedance.py's example: its circuit, its start, its points.
CircuitFit fit_example(const Spectrum& spectrum) {
  static const auto circuit = Circuit::parse("R0-p(R1,C1)-p(R2-Wo1,C2)");
  CircuitFitOptions options;
  options.start = {.01, .01, 100, .01, .05, 100, 1};
  return fit_circuit(spectrum, circuit, options);
}

Spectrum capacitive(Spectrum spectrum) {
  for (std::size_t i = spectrum.size(); i-- > 0;) {
    if (spectrum.impedance_ohm[i].imag() >= 0.0) {
      spectrum.frequency_Hz.erase(spectrum.frequency_Hz.begin() + static_cast<std::ptrdiff_t>(i));
      spectrum.impedance_ohm.erase(spectrum.impedance_ohm.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  return spectrum;
}

int run(int count, char** arguments) {
  if (count < 4) {
    throw nacre::UsageError("peers_impedance TASK FILE REPEATS [OUT]");
  }
  const std::string task = arguments[1];
  const auto spectrum = spectra(nacre::formats::read_table(arguments[2])).front();
  const int repeats = std::atoi(arguments[3]);
  if (task == "drt") {
    const auto result = timed(repeats, [&] { return drt(spectrum); });
    write(arguments[4], result.tau_s, result.gamma_ohm);
  } else if (task == "tikhonov") {
    const auto result = timed(repeats, [&] {
      const TikhonovProblem problem(spectrum, {});
      return tikhonov(problem, choose_lambda(problem, LambdaRule::gcv).lambda);
    });
    const auto d = distribution(TikhonovProblem(spectrum, {}), result);
    write(arguments[4], d.tau_s, d.gamma_ohm);
  } else if (task == "bands") {
    const TikhonovProblem problem(spectrum, {});
    const auto result = tikhonov(problem, 1e-3);
    timed(repeats, [&] { return sample_bands(problem, result); });
  } else if (task == "fit") {
    const auto points = capacitive(spectrum);
    const auto fit = timed(repeats, [&] { return fit_example(points); });
    for (const auto& p : fit.parameters) {
      fmt::print(" {:.9g} {:.9g}", p.value, p.std);
    }
  } else if (task == "kramers-kronig") {
    const auto result = timed(repeats, [&] { return kramers_kronig(spectrum); });
    fmt::print(" {} {:.9g}", result.elements, result.max_residual);
  } else {
    throw nacre::UsageError("there is no task " + task);
  }
  fmt::print("\n");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
