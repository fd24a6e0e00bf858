// How near the DRT comes to a known truth: the default beside the best that Tikhonov could do at any lambda.
//
//   impedance_quality [FIRST_SEED COUNT [LIMIT]]
// prints the reference spectra (where they are) one by one, then COUNT drawn spectra in sum, and those whose
// error exceeds LIMIT times that of the oracle one by one. docs/drt.md has the table.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <numbers>
#include <string>

#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/lambda_rule.hpp"
#include "nacre/impedance/tikhonov.hpp"
#include "nacre/numerics/statistics.hpp"
#include "support/impedance.hpp"
#include "support/reference.hpp"

namespace nacre {
namespace {

struct Case {
  std::string name;
  impedance::Spectrum spectrum;
  std::function<double(double)> gamma;
  bool reference = false;
  testing::KnownCell cell;
};

impedance::Spectrum read_spectrum(const std::filesystem::path& path) {
  std::vector<double> frequency;
  std::vector<std::complex<double>> z;
  for (const auto& row : testing::read_columns(path)) {
    frequency.push_back(row[0]);
    z.emplace_back(row[1], row[2]);
  }
  return impedance::make_spectrum(frequency, z, path.string());
}

// The exact distribution as a table, interpolated in its logarithm.
std::function<double(double)> read_gamma(const std::filesystem::path& path) {
  return [rows = testing::read_columns(path)](double tau) {
    const auto above =
        std::find_if(rows.begin() + 1, rows.end() - 1, [&](const auto& r) { return r[0] >= tau; });
    const auto& a = *(above - 1);
    const auto& b = *above;
    const double u = std::log(tau / a[0]) / std::log(b[0] / a[0]);
    return a[1] * std::pow(b[1] / a[1], u);
  };
}

std::vector<Case> reference_cases() {
  std::vector<Case> cases;
  const auto folder = testing::reference_folder() / "impedance";
  if (!std::filesystem::exists(folder)) {
    return cases;
  }
  const std::vector<testing::Zarc> two = {{50, 0.1, 0.8}, {50, 10, 0.8}};
  cases.push_back({"synth2zarc_81",
                   read_spectrum(folder / "peer_outputs/synth2zarc_81.csv"),
                   [two](double tau) { return two[0].gamma(tau) + two[1].gamma(tau); },
                   true,
                   {}});
  for (const std::string kind : {"ZARC", "2ZARC", "trunc"}) {
    for (const std::string noise : {"uniform", "Macdonald", "Orazem"}) {
      for (const std::string level : {"0.25", "1.0", "2.5"}) {
        const auto files = folder / "jdhuang-csm__bayes-drt";
        const std::string name = kind + "_" + noise + "_" + level;
        cases.push_back({name,
                         read_spectrum(files / ("Z_" + name + ".csv")),
                         read_gamma(files / ("gamma_" + kind + ".csv")),
                         true,
                         {}});
      }
    }
  }
  return cases;
}

// Tikhonov (order 1, with inductance) of the same spectrum; it is told whether there is a series capacitance.
impedance::TikhonovProblem tikhonov_problem(const Case& c) {
  impedance::TikhonovOptions options;
  options.series_capacitance = c.cell.elastance_per_F > 0.0;
  return {c.spectrum, options};
}

double tikhonov_error(const impedance::TikhonovProblem& problem, double lambda, const Case& c) {
  const auto d = impedance::distribution(problem, impedance::tikhonov(problem, lambda));
  return testing::relative_error(d.tau_s, d.gamma_ohm, c.gamma);
}

// The error at the best of many lambdas.
double oracle(const impedance::TikhonovProblem& problem, const Case& c) {
  double best = 1e300;
  for (int k = 0; k <= 40; ++k) {
    best = std::min(best, tikhonov_error(problem, std::pow(10.0, 1.0 - 0.2 * k), c));
  }
  return best;
}

void print_sum(const char* name, const std::vector<double>& error, std::vector<double> ratio) {
  std::printf(
      "%s: %zu spectra, median error %.4f, ratio to the oracle: median %.3f, 90 %% %.3f, largest %.2f\n",
      name, error.size(), numerics::median(error), numerics::median(ratio), numerics::quantile(ratio, 0.9),
      *std::max_element(ratio.begin(), ratio.end()));
}

int run(int argc, char** argv) {
  const std::uint64_t first = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200;
  const double limit = argc > 3 ? std::strtod(argv[3], nullptr) : 1.5;
  std::vector<Case> cases = reference_cases();
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    auto d = testing::draw_spectrum(seed);
    const auto cell = d.cell;
    cases.push_back({"drawn " + std::to_string(seed), d.spectrum,
                     [cell](double tau) { return cell.gamma(tau); }, false, cell});
  }
  std::vector<double> errors[2];
  std::vector<double> ratios[2];
  std::vector<double> by_rule[2][8];
  double inside = 0.0;
  double points = 0.0;
  double seconds = 0.0;
  int unsettled = 0;
  for (const auto& c : cases) {
    const std::clock_t begin = std::clock();
    const auto r = impedance::drt(c.spectrum);
    seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    unsettled += r.converged ? 0 : 1;
    const double error = testing::relative_error(r.tau_s, r.gamma_ohm, c.gamma);
    const auto problem = tikhonov_problem(c);
    const double best = oracle(problem, c);
    const double ratio = error / best;
    for (const auto rule : impedance::lambda_rules()) {
      const double at_rule = tikhonov_error(problem, impedance::choose_lambda(problem, rule).lambda, c);
      by_rule[c.reference ? 0 : 1][static_cast<std::size_t>(rule)].push_back(at_rule / best);
      if (&c == &cases.front()) {
        std::printf("  %-10s error %.4f\n", std::string(name(rule)).c_str(), at_rule);
      }
    }
    const int set = c.reference ? 0 : 1;
    errors[set].push_back(error);
    ratios[set].push_back(ratio);
    for (std::size_t i = 0; i < r.tau_s.size() && !c.reference; ++i) {
      const double truth = c.gamma(r.tau_s[i]);
      inside += truth >= r.gamma_lower_ohm[i] && truth <= r.gamma_upper_ohm[i] ? 1.0 : 0.0;
      points += 1.0;
    }
    if (c.reference || ratio > limit || !r.converged) {
      std::printf(
          "%-22s error %.4f ratio %.2f  lambda %.3g noise %.2e %s steps %d%s R %.4g L %.3g d %.2g C %.3g",
          c.name.c_str(), error, ratio, r.lambda, r.noise, r.noise_shape.c_str(), r.steps,
          r.converged ? "" : " (not settled)", r.ohmic_ohm, r.inductance_H, r.inductance_loss_s,
          r.series_capacitance_F);
      if (!c.reference) {
        std::printf(" | truth R %.4g L %.3g C %.3g window %.1f %.1f", c.cell.ohmic_ohm, c.cell.inductance_H,
                    1.0 / c.cell.elastance_per_F,
                    -std::log10(2.0 * std::numbers::pi * c.spectrum.frequency_Hz.front()),
                    -std::log10(2.0 * std::numbers::pi * c.spectrum.frequency_Hz.back()));
        for (const auto& p : c.cell.processes) {
          std::printf(" (%.2f %.2f %.2f)", p.resistance_ohm, std::log10(p.tau_s), p.phi);
        }
      }
      std::printf("\n");
    }
  }
  if (!errors[0].empty()) {
    print_sum("reference", errors[0], ratios[0]);
  }
  if (!errors[1].empty()) {
    print_sum("drawn", errors[1], ratios[1]);
    std::printf("bands of 95 %% cover %.1f %% of the points\n", 100.0 * inside / points);
  }
  for (const auto rule : impedance::lambda_rules()) {
    std::printf("%-10s", std::string(name(rule)).c_str());
    for (const auto& set : by_rule) {
      const auto& ratio = set[static_cast<std::size_t>(rule)];
      if (!ratio.empty()) {
        std::printf("  ratio: median %.3f, 90 %% %.3f, largest %.2f", numerics::median(ratio),
                    numerics::quantile(ratio, 0.9), *std::max_element(ratio.begin(), ratio.end()));
      }
    }
    std::printf("\n");
  }
  std::printf("%.2f ms each, %d not settled\n", 1e3 * seconds / static_cast<double>(cases.size()), unsettled);
  return 0;
}

}  // namespace
}  // namespace nacre

int main(int argc, char** argv) { return nacre::run(argc, argv); }
