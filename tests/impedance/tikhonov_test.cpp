#include "nacre/impedance/tikhonov.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/impedance/kernel.hpp"
#include "nacre/impedance/lambda_rule.hpp"
#include "support/impedance.hpp"
#include "support/reference.hpp"

namespace nacre::impedance {
namespace {

constexpr double pi = std::numbers::pi;

std::vector<double> frequencies(double from, double to, int per_decade) {
  std::vector<double> result;
  const int count = static_cast<int>(std::lround(std::log10(from / to) * per_decade));
  for (int i = 0; i <= count; ++i) {
    result.push_back(from * std::pow(10.0, -static_cast<double>(i) / per_decade));
  }
  return result;
}

Spectrum read_spectrum(const std::filesystem::path& path) {
  std::vector<double> frequency;
  std::vector<std::complex<double>> z;
  for (const auto& row : testing::read_columns(path)) {
    frequency.push_back(row[0]);
    z.emplace_back(row[1], row[2]);
  }
  return make_spectrum(frequency, z, path.string());
}

// Integrals over ln tau by the midpoint rule with a fine step, where the Gaussian has died out at both ends.
template <typename F>
double integral(const F& f) {
  double sum = 0.0;
  for (int k = -40000; k < 40000; ++k) {
    sum += f((k + 0.5) * 1e-3) * 1e-3;
  }
  return sum;
}

TEST(Kernel, is_the_impedance_of_each_gaussian) {
  const std::vector<double> f = {300.0, 40.0, 1.0};  // not even: every element on its own
  const double epsilon = 0.9;
  const auto k = kernel_matrices(f, f, epsilon);
  for (Eigen::Index p = 0; p < 3; ++p) {
    for (Eigen::Index q = 0; q < 3; ++q) {
      const auto z = [&](double x) {
        const double omega_tau = 2.0 * pi * f[static_cast<std::size_t>(p)] / f[static_cast<std::size_t>(q)];
        return std::exp(-epsilon * epsilon * x * x) / std::complex<double>(1.0, omega_tau * std::exp(x));
      };
      EXPECT_NEAR(k.real(p, q), integral([&](double x) { return z(x).real(); }), 1e-12);
      EXPECT_NEAR(k.imaginary(p, q), integral([&](double x) { return z(x).imag(); }), 1e-12);
    }
  }
}

TEST(Kernel, is_exact_for_narrow_and_wide_gaussians) {
  const auto f = frequencies(1e3, 1.0, 1);
  for (const double epsilon : {0.3, 2.0, 9.0}) {
    const auto k = kernel_matrices(f, f, epsilon);
    const double expected = integral([&](double x) {
      const double omega_tau = 2.0 * pi * 10.0 * std::exp(x);
      return std::exp(-epsilon * epsilon * x * x) / (1.0 + omega_tau * omega_tau);
    });
    EXPECT_NEAR(k.real(1, 2), expected, 1e-12) << epsilon;
  }
}

TEST(Kernel, roughness_is_the_product_of_derivatives) {
  const std::vector<double> f = {30.0, 11.0, 2.0};
  const double e = 0.8;
  for (int order = 0; order <= 2; ++order) {
    const auto m = roughness_matrix(f, e, order);
    for (Eigen::Index p = 0; p < 3; ++p) {
      for (Eigen::Index q = 0; q < 3; ++q) {
        const auto derivative = [&](double y, Eigen::Index i) {
          const double x = y + std::log(f[static_cast<std::size_t>(i)]);
          const double g = std::exp(-e * e * x * x);
          return order == 0   ? g
                 : order == 1 ? -2.0 * e * e * x * g
                              : (4.0 * e * e * e * e * x * x - 2.0 * e * e) * g;
        };
        EXPECT_NEAR(m(p, q), integral([&](double y) { return derivative(y, p) * derivative(y, q); }), 1e-10);
      }
    }
  }
}

TEST(Kernel, shape_factor_from_the_spacing) {
  // FWHM of exp(-(e x)^2) is 2 sqrt(ln 2) / e: coefficient 1 makes it one spacing.
  EXPECT_NEAR(shape_factor(frequencies(1e4, 1.0, 10), 1.0),
              2.0 * std::sqrt(std::log(2.0)) / (std::log(10.0) / 10), 1e-12);
}

TEST(Tikhonov, finds_resistance_and_inductance_of_a_known_circuit) {
  std::vector<std::complex<double>> z;
  const auto f = frequencies(1e5, 1e-2, 10);
  for (const double x : f) {
    const std::complex<double> jw(0.0, 2.0 * pi * x);
    z.push_back(0.5 + jw * 2e-7 + 2.0 / (1.0 + jw * 0.01));
  }
  const TikhonovProblem problem(make_spectrum(f, z, "test"), {});
  const auto result = tikhonov(problem, 1e-6);
  EXPECT_NEAR(result.ohmic_ohm, 0.5, 5e-3);
  EXPECT_NEAR(result.inductance_H, 2e-7, 1e-8);
  EXPECT_GE(result.x.minCoeff(), 0.0);
  const auto d = distribution(problem, result);
  const auto peak = std::max_element(d.gamma_ohm.begin(), d.gamma_ohm.end()) - d.gamma_ohm.begin();
  EXPECT_NEAR(std::log(d.tau_s[static_cast<std::size_t>(peak)] / 0.01), 0.0, 0.03);
}

TEST(Tikhonov, parts_and_orders_agree_on_a_smooth_distribution) {
  // One ZARC: 1 + 3 / (1 + (j w tau)^0.7).
  std::vector<std::complex<double>> z;
  const auto f = frequencies(1e5, 1e-3, 10);
  for (const double x : f) {
    z.push_back(1.0 + 3.0 / (1.0 + std::pow(std::complex<double>(0.0, 2.0 * pi * x * 0.02), 0.7)));
  }
  const auto s = make_spectrum(f, z, "test");
  for (int order = 0; order <= 2; ++order) {
    for (const Part part : {Part::both, Part::real, Part::imaginary}) {
      TikhonovOptions options;
      options.order = order;
      options.part = part;
      const TikhonovProblem problem(s, options);
      const auto d = distribution(problem, tikhonov(problem, 1e-6));
      const std::size_t middle = d.tau_s.size() / 2;
      const double u = std::log(d.tau_s[middle] / 0.02);
      const double exact = 3.0 / (2.0 * pi) * std::sin(0.3 * pi) / (std::cosh(0.7 * u) - std::cos(0.3 * pi));
      EXPECT_NEAR(d.gamma_ohm[middle], exact, 0.01 * exact) << order << ' ' << static_cast<int>(part);
    }
  }
}

// A blocking electrode, or the tail of an intercalation.
TEST(Tikhonov, finds_a_series_capacitance) {
  const testing::KnownCell cell{0.5, 0.0, 4.0, {{2.0, 0.01, 0.8}}};
  std::vector<std::complex<double>> z;
  const auto f = frequencies(1e5, 1e-2, 10);
  for (const double x : f) {
    z.push_back(cell.impedance(2.0 * pi * x));
  }
  TikhonovOptions options;
  options.series_capacitance = true;
  const auto spectrum = make_spectrum(f, z, "test");
  for (const Part part : {Part::both, Part::imaginary}) {
    options.part = part;
    const TikhonovProblem problem(spectrum, options);
    const auto result = tikhonov(problem, 1e-5);
    EXPECT_NEAR(result.elastance_per_F, 4.0, 0.02);
    EXPECT_EQ(std::isnan(result.ohmic_ohm), part == Part::imaginary);
    const auto d = distribution(problem, result);
    EXPECT_LT(testing::relative_error(d.tau_s, d.gamma_ohm, [&](double tau) { return cell.gamma(tau); }),
              0.05);
  }
  options.part = Part::real;
  EXPECT_FALSE(TikhonovProblem(spectrum, options).has_capacitance);
}

// Dense and nearly repeated frequencies, which one Gaussian each cannot be told apart at.
TEST(Tikhonov, dense_spectra_have_no_more_gaussians_than_can_be_told_apart) {
  const testing::KnownCell cell{0.5, 0.0, 0.0, {{2.0, 0.01, 0.8}}};
  auto f = frequencies(1e4, 1e-1, 100);
  for (std::size_t i = 0; i < 200; ++i) {
    f.push_back(f[2 * i] * (1.0 + 1e-6));
  }
  testing::Draw draw(8);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const double real = draw.normal();
    z.push_back(cell.impedance(2.0 * pi * x) + 0.02 * std::complex<double>(real, draw.normal()));
  }
  const TikhonovProblem problem(make_spectrum(f, z, "dense"), {});
  EXPECT_EQ(problem.frequency_Hz.size(), 701u);
  EXPECT_LE(problem.centre_Hz.size(), 126u);
  for (const auto rule : lambda_rules()) {
    const auto choice = choose_lambda(problem, rule);
    const auto d = distribution(problem, tikhonov(problem, choice.lambda));
    // Cross-validation and the L-curve choose badly here, with one Gaussian for each frequency as well.
    if (rule == LambdaRule::gcv || rule == LambdaRule::mgcv || rule == LambdaRule::evidence) {
      EXPECT_LT(testing::relative_error(d.tau_s, d.gamma_ohm, [&](double tau) { return cell.gamma(tau); }),
                0.15)
          << name(rule);
    }
  }
}

TEST(Tikhonov, discards_inductive_frequencies) {
  const auto f = frequencies(1e3, 1.0, 4);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    z.emplace_back(1.0, x > 200.0 ? 0.1 : -0.1);
  }
  TikhonovOptions options;
  options.inductance = Inductance::discard;
  const TikhonovProblem problem(make_spectrum(f, z, "test"), options);
  EXPECT_LE(problem.frequency_Hz.front(), 200.0);
  EXPECT_FALSE(problem.has_inductance);
}

TEST(Tikhonov, refuses_what_it_cannot_use) {
  const Spectrum four = make_spectrum({1000, 100, 10, 1}, {1.0, 1.0, 1.0, 1.0}, "cell.z");
  EXPECT_THROW(TikhonovProblem(four, {}), InputError);
  const auto f = frequencies(1e3, 1.0, 4);
  const Spectrum s = make_spectrum(f, std::vector<std::complex<double>>(f.size(), {1.0, -0.1}), "cell.z");
  TikhonovOptions options;
  options.order = 3;
  EXPECT_THROW(TikhonovProblem(s, options), UsageError);
  EXPECT_THROW(tikhonov(TikhonovProblem(s, {}), 0.0), UsageError);
  EXPECT_THROW(tikhonov(TikhonovProblem(s, {}), std::nan("")), UsageError);
}

// pyDRTtools 0.2 with the tolerances of its solver (CVXOPT) set to 1e-14, lambda 1e-3: its printed gamma at
// some of the 810 times. With the solver's own tolerances it stops 1.3 % (in the norm of gamma) before the
// minimum of the problem that it poses.
TEST(TikhonovReference, the_minimum_of_the_peers_problem) {
  NACRE_REFERENCE_FILE(file, "impedance/peer_outputs/synth2zarc_81.csv");
  const auto s = read_spectrum(file);
  struct Expected {
    int order;
    double ohmic;
    std::vector<double> gamma;
  };
  for (const auto& expected : {Expected{1,
                                        10.022037112590057,
                                        {1.326221933749036422e-02, 2.452815504144627567e+00,
                                         3.465106975317758131e+00, 2.752228199106967921e+00}},
                               Expected{2,
                                        10.020600962606746,
                                        {1.347387310698569540e-01, 2.262859495410418198e+00,
                                         2.081461038852696177e+00, 2.487061697459592491e+00}}}) {
    TikhonovOptions options;
    options.order = expected.order;
    options.inductance = Inductance::none;
    const TikhonovProblem problem(s, options);
    const auto result = tikhonov(problem, 1e-3);
    EXPECT_NEAR(result.ohmic_ohm, expected.ohmic, 1e-6 * expected.ohmic);
    const auto d = distribution(problem, result);
    for (std::size_t k = 0; k < expected.gamma.size(); ++k) {
      EXPECT_NEAR(d.gamma_ohm[80 + 162 * k], expected.gamma[k], 1e-6 * expected.gamma[k]) << k;
    }
  }
}

// The gamma that pyDRTtools printed, at every time: relative L2.
double difference(const std::filesystem::path& printed, const TikhonovProblem& problem,
                  const TikhonovResult& result) {
  const auto rows = testing::read_columns(printed);
  const auto d = distribution(problem, result);
  EXPECT_EQ(rows.size(), d.tau_s.size());
  double miss = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < std::min(rows.size(), d.tau_s.size()); ++i) {
    EXPECT_NEAR(d.tau_s[i], rows[i][0], 1e-9 * rows[i][0]);
    miss += std::pow(d.gamma_ohm[i] - rows[i][1], 2);
    all += std::pow(rows[i][1], 2);
  }
  return std::sqrt(miss / all);
}

TEST(TikhonovReference, what_pydrttools_prints) {
  NACRE_REFERENCE_FILE(file, "impedance/peer_outputs/synth2zarc_81.csv");
  const auto s = read_spectrum(file);
  for (const int order : {1, 2}) {
    TikhonovOptions options;
    options.order = order;
    options.inductance = Inductance::none;
    options.stop_as_pydrttools = true;
    const TikhonovProblem problem(s, options);
    const auto printed =
        file.parent_path() / (order == 1 ? "peer_synth_noisy_1st_1e-3.csv" : "peer_synth_noisy_2nd_1e-3.csv");
    EXPECT_LT(difference(printed, problem, tikhonov(problem, 1e-3)), 1e-6) << order;
  }
}

TEST(TikhonovReference, the_li_ion_spectrum_as_pydrttools_prints_it) {
  NACRE_REFERENCE_FILE(file, "impedance/ciuccislab__pyDRTtools/EIS_data_text_files_LIB_data.txt");
  NACRE_REFERENCE_FILE(printed, "impedance/peer_outputs/peer_LIB_pydrt_L1_1st_1e-3.csv");
  TikhonovOptions options;
  options.stop_as_pydrttools = true;
  const TikhonovProblem problem(read_spectrum(file), options);
  const auto result = tikhonov(problem, 1e-3);
  EXPECT_LT(difference(printed, problem, result), 1e-6);
  EXPECT_NEAR(result.ohmic_ohm, 0.11289318217751668, 1e-7);
  EXPECT_NEAR(result.inductance_H, 5.833607717445966e-07, 1e-12);
}

}  // namespace
}  // namespace nacre::impedance
