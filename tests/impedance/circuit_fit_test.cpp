#include "nacre/impedance/circuit_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/formats/reader.hpp"
#include "support/reference.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;
using ::testing::HasSubstr;

std::vector<double> frequencies(double high, double low, int count) {
  std::vector<double> result;
  for (int k = 0; k < count; ++k) {
    result.push_back(high * std::pow(low / high, static_cast<double>(k) / (count - 1)));
  }
  return result;
}

// What an instrument would measure on the circuit: noise of so much of |Z| on each part.
Spectrum measured(const Circuit& circuit, const std::vector<double>& parameters, double noise, unsigned seed,
                  double high = 1e5, double low = 1e-2) {
  const auto f = frequencies(high, low, 71);
  auto z = circuit.impedances(f, parameters);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (auto& value : z) {
    const double modulus = std::abs(value);
    value += noise * modulus * Complex(normal(random), normal(random));
  }
  return make_spectrum(f, z, "drawn");
}

struct Truth {
  const char* circuit;
  std::vector<double> parameters;
};

class FreeStart : public ::testing::TestWithParam<Truth> {};
INSTANTIATE_TEST_SUITE_P(
    Circuits, FreeStart,
    ::testing::Values(Truth{"R0-p(R1,C1)", {10, 50, 1e-4}},
                      Truth{"L0-R0-p(R1,CPE1)", {1e-6, 0.02, 0.05, 0.3, 0.8}},
                      Truth{"R0-p(R1,C1)-p(R2,C2)", {10, 50, 1e-5, 30, 1e-2}},
                      Truth{"R0-p(R1,CPE1)-p(R2,CPE2)", {2, 8, 1e-4, 0.85, 20, 5e-2, 0.8}},
                      Truth{"R0-p(R1-W1,C1)", {5, 20, 4, 1e-4}},
                      Truth{"R0-p(R1,CPE1)-Wo1", {5, 20, 1e-4, 0.9, 30, 20}},
                      Truth{"R0-p(R1,C1)-Ws1", {5, 20, 1e-4, 30, 3}}, Truth{"R0-Gs1", {5, 20, 0.3, 1.5}},
                      Truth{"R0-TLMQ1", {1, 30, 2e-2, 0.92}},
                      Truth{"R0-Zarc1-Zarc2-Zarc3", {1, 5, 1e-4, 0.8, 8, 1e-2, 0.85, 12, 1, 0.9}},
                      Truth{"R(RQ)(RQ)", {2, 8, 1e-4, 0.85, 20, 5e-2, 0.8}},
                      Truth{"R(Q[RWs])", {2, 1e-4, 0.9, 8, 0.02, 2, 0.5}}),
    [](const auto& truth) {
      std::string name = truth.param.circuit;
      std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
      return name;
    });

// Without a start given: from exact spectra the exact parameters; from noisy ones within four standard
// uncertainties.
TEST_P(FreeStart, finds_the_parameters_again) {
  const auto circuit = Circuit::parse(GetParam().circuit);
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  const auto exact = fit_circuit(measured(circuit, GetParam().parameters, 0.0, 1), circuit, options);
  EXPECT_TRUE(exact.converged);
  const auto noisy = fit_circuit(measured(circuit, GetParam().parameters, 2e-3, 2), circuit, options);
  EXPECT_NEAR(std::sqrt(noisy.chi2_reduced), 2e-3, 5e-4);
  for (std::size_t k = 0; k < exact.parameters.size(); ++k) {
    const double truth = GetParam().parameters[k];
    EXPECT_NEAR(exact.parameters[k].value, truth, 1e-4 * truth) << exact.parameters[k].name;
    if (!noisy.parameters[k].fixed) {
      ASSERT_GT(noisy.parameters[k].std, 0.0) << noisy.parameters[k].name;
      EXPECT_NEAR(noisy.parameters[k].value, truth, 4.0 * noisy.parameters[k].std)
          << noisy.parameters[k].name;
    }
  }
}

// The standard uncertainty is that of repeated measurements.
TEST(CircuitFit, uncertainties_are_those_of_repeated_measurements) {
  const auto circuit = Circuit::parse("R0-p(R1,CPE1)");
  const std::vector<double> truth = {10, 50, 1e-4, 0.85};
  std::vector<double> mean(4);
  std::vector<double> square(4);
  std::vector<double> stated(4);
  constexpr int repeats = 200;
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  options.start = truth;
  for (unsigned k = 0; k < repeats; ++k) {
    const auto fit = fit_circuit(measured(circuit, truth, 5e-3, 100 + k), circuit, options);
    for (std::size_t j = 0; j < 4; ++j) {
      mean[j] += fit.parameters[j].value / repeats;
      square[j] += fit.parameters[j].value * fit.parameters[j].value / repeats;
      stated[j] += fit.parameters[j].std / repeats;
    }
  }
  for (std::size_t j = 0; j < 4; ++j) {
    // 200 repeats give a standard deviation within 5 %: three of those.
    EXPECT_NEAR(std::sqrt(square[j] - mean[j] * mean[j]) / stated[j], 1.0, 0.16) << j;
  }
}

TEST(CircuitFit, gives_branches_from_fast_to_slow) {
  const auto circuit = Circuit::parse("R0-p(R1,C1)-p(R2,C2)");
  const auto fit = fit_circuit(measured(circuit, {10, 30, 1e-2, 50, 1e-5}, 0.0, 1), circuit);
  EXPECT_NEAR(fit.parameters[1].value, 50.0, 1e-2);
  EXPECT_NEAR(fit.parameters[4].value, 1e-2, 1e-5);
  EXPECT_EQ(fit.parameters[1].name, "R1");
}

TEST(CircuitFit, keeps_the_order_that_is_asked_for) {
  const auto circuit = Circuit::parse("R0-p(R1,C1)-p(R2,C2)");
  const auto spectrum = measured(circuit, {10, 50, 1e-5, 30, 1e-2}, 1e-3, 5);
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  const auto free = fit_circuit(spectrum, circuit, options);
  // The other way round: the same minimum with the names exchanged.
  options.orderings = Ordering::parse("R1*C1 > R2*C2", circuit);
  const auto slow_first = fit_circuit(spectrum, circuit, options);
  EXPECT_NEAR(slow_first.parameters[1].value, free.parameters[3].value, 1e-3);
  EXPECT_NEAR(slow_first.parameters[4].value, free.parameters[2].value, 1e-9);
  EXPECT_NEAR(slow_first.sum_of_squares, free.sum_of_squares, 1e-6 * free.sum_of_squares);
  EXPECT_TRUE(slow_first.held_by.empty());
  // One that the data break: the fit comes to lie on it, says so, and is worse.
  options.orderings = Ordering::parse("2 * R2 > 3 * R1", circuit);
  const auto more = Ordering::parse("R1*C1 < R2*C2", circuit);
  options.orderings.insert(options.orderings.end(), more.begin(), more.end());
  const auto held = fit_circuit(spectrum, circuit, options);
  EXPECT_TRUE(held.converged);
  EXPECT_NEAR(2.0 * held.parameters[3].value, 3.0 * held.parameters[1].value, 1e-6);
  EXPECT_THAT(held.held_by, ::testing::ElementsAre("2 * R2 > 3 * R1"));
  EXPECT_GT(held.sum_of_squares, 2.0 * free.sum_of_squares);
  EXPECT_GT(held.parameters[1].std, 0.0);
}

TEST(CircuitFit, takes_values_and_limits_by_name) {
  auto circuit = Circuit::parse("R0-p(R1,CPE1)");
  circuit.set("R0 = 11f");
  circuit.set("R1=/20/40");
  circuit.set("CPE1_1=0.9f");
  const auto truth = Circuit::parse("R0-p(R1,C1)");
  const auto fit = fit_circuit(measured(truth, {10, 50, 1e-4}, 1e-3, 3), circuit);
  EXPECT_EQ(fit.parameters[0].value, 11.0);
  EXPECT_NEAR(fit.parameters[1].value, 40.0, 1e-9);
  EXPECT_TRUE(fit.parameters[1].at_limit);
  EXPECT_EQ(fit.parameters[3].value, 0.9);
  CircuitFitOptions options;
  options.start = {1.0, 30.0, 1e-4, 0.5};  // of what is fixed no start is taken
  EXPECT_EQ(fit_circuit(measured(truth, {10, 50, 1e-4}, 1e-3, 3), circuit, options).parameters[0].value,
            11.0);
  circuit.set("CPE1_1=0.9");
  EXPECT_FALSE(circuit.parameters()[3].fixed);
  EXPECT_THROW(circuit.set("R7=1"), UsageError);
  EXPECT_THROW(circuit.set("R1=5/6/7"), UsageError);
  EXPECT_THROW(circuit.set("R1=x"), UsageError);
  EXPECT_THROW(circuit.set("R1=5 ohm"), UsageError);
  EXPECT_THROW(circuit.set("R1=-5"), UsageError);
  EXPECT_THROW(circuit.set("R1="), UsageError);
  auto open = Circuit::parse("RW");
  EXPECT_TRUE(open.parameters()[2].fixed);
  open.set("W_1_n=/0.4/0.6");
  EXPECT_FALSE(open.parameters()[2].fixed);
}

TEST(CircuitFit, keeps_what_is_fixed_and_stays_within_limits) {
  const auto truth = Circuit::parse("R0-p(R1,C1)");
  const auto spectrum = measured(truth, {10, 50, 1e-4}, 1e-3, 3);
  const auto fixed = fit_circuit(spectrum, Circuit::parse("R{R=11f}(RC)"));
  EXPECT_EQ(fixed.parameters[0].value, 11.0);
  EXPECT_TRUE(fixed.parameters[0].fixed);
  EXPECT_TRUE(std::isnan(fixed.parameters[0].std));
  const auto limited = fit_circuit(spectrum, Circuit::parse("R(R{R=30/20/40}C)"));
  EXPECT_NEAR(limited.parameters[1].value, 40.0, 1e-6);
  EXPECT_TRUE(limited.parameters[1].at_limit);
}

TEST(CircuitFit, says_when_two_circuits_explain_the_same) {
  const auto truth = Circuit::parse("R0-p(R1,C1)-p(R2,C2)");
  const auto spectrum = measured(truth, {10, 50, 1e-5, 30, 1e-2}, 2e-3, 4);
  // The Voigt and the nested form have the same impedance: no spectrum can tell them apart.
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  const auto choice = choose_circuit(
      spectrum, {Circuit::parse("R0-p(R1,C1)"), truth, Circuit::parse("R0-p(C1,R1-p(R2,C2))")}, options);
  EXPECT_EQ(choice.equal, 2u);
  EXPECT_EQ(choice.fits.back().circuit, "R0-p(R1,C1)");
  EXPECT_NEAR(choice.fits[0].sum_of_squares, choice.fits[1].sum_of_squares,
              1e-6 * choice.fits[0].sum_of_squares);
}

// Which of eight circuits made the data, with noise of 0.2 %.
TEST(CircuitFit, finds_the_circuit_again_among_others) {
  const std::vector<Truth> truths = {{"R0-Zarc1", {10, 50, 1e-3, 0.8}},
                                     {"R0-Zarc1-Zarc2", {10, 50, 1e-3, 0.8, 30, 0.5, 0.9}},
                                     {"R0-Zarc1-W1", {5, 20, 1e-3, 0.85, 4}},
                                     {"R0-Zarc1-Wo1", {5, 20, 1e-3, 0.85, 30, 20}},
                                     {"R0-Zarc1-Ws1", {5, 20, 1e-3, 0.85, 30, 3}},
                                     {"R0-Zarc1-CPE9", {5, 20, 1e-3, 0.85, 0.1, 0.9}},
                                     {"R0-G1", {5, 20, 0.3}},
                                     {"R0-Zarc1-G1", {5, 20, 1e-4, 0.85, 30, 0.5}}};
  std::vector<Circuit> candidates;
  for (const auto& truth : truths) {
    candidates.push_back(Circuit::parse(truth.circuit));
  }
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  for (const auto& truth : truths) {
    const auto spectrum = measured(Circuit::parse(truth.circuit), truth.parameters, 2e-3, 6);
    const auto choice = choose_circuit(spectrum, candidates, options);
    EXPECT_EQ(choice.fits.front().circuit, truth.circuit);
    EXPECT_EQ(choice.equal, 1u) << truth.circuit;
    EXPECT_GT(choice.bic_weights.front(), 0.5) << truth.circuit;
    EXPECT_NEAR(std::accumulate(choice.aic_weights.begin(), choice.aic_weights.end(), 0.0), 1.0, 1e-12);
  }
}

// A finite space of which the frequencies do not see the end is a Warburg: one parameter less says the same.
TEST(CircuitFit, prefers_the_smaller_of_two_that_explain_the_same) {
  const auto spectrum =
      measured(Circuit::parse("R0-Zarc1-Wo1"), {5, 20, 1e-3, 0.85, 3000, 1e5}, 2e-3, 7, 1e5, 1e-2);
  CircuitFitOptions options;
  options.weighting = Weighting::boukamp;
  const auto choice =
      choose_circuit(spectrum, {Circuit::parse("R0-Zarc1-Wo1"), Circuit::parse("R0-Zarc1-W1")}, options);
  EXPECT_EQ(choice.fits.front().circuit, "R0-Zarc1-W1");
  // A_W of the Warburg is Z0/sqrt(2 tau).
  EXPECT_NEAR(choice.fits.front().parameters.back().value, 3000 / std::sqrt(2e5),
              4.0 * choice.fits.front().parameters.back().std);
}

TEST(CircuitFit, refuses_what_cannot_be) {
  const auto circuit = Circuit::parse("R0-p(R1,C1)");
  const auto few = make_spectrum({1.0}, {Complex(1.0, -1.0)}, "few");
  EXPECT_THROW(fit_circuit(few, circuit), UsageError);
  CircuitFitOptions options;
  options.start = {1.0};
  EXPECT_THROW(fit_circuit(measured(circuit, {1, 2, 3}, 0, 1), circuit, options), UsageError);
  EXPECT_THROW(parse_weighting("modulos"), UsageError);
}

// impedance.py's example: its own fit (version 1.7, unit weights, points with a positive imaginary part left
// out), with the standard uncertainties that it gives.
TEST(CircuitFit, agrees_with_impedance_py) {
  NACRE_REFERENCE_FILE(file, "impedance/ECSHackWeek__impedance.py/exampleData.csv");
  const auto read = spectra(formats::read_table(file)).at(0);
  std::vector<double> f;
  std::vector<Complex> z;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read.impedance_ohm[i].imag() < 0.0) {
      f.push_back(read.frequency_Hz[i]);
      z.push_back(read.impedance_ohm[i]);
    }
  }
  const auto fit =
      fit_circuit(make_spectrum(f, z, "exampleData.csv"), Circuit::parse("R0-p(R1,C1)-p(R2-Wo1,C2)"));
  const double values[] = {1.65187e-2, 8.67655e-3, 3.32143, 5.38996e-3, 6.30927e-2, 232.520, 0.219542};
  const double stds[] = {1.5423e-4, 1.9127e-4, 0.18954, 2.0580e-4, 1.9397e-3, 16.227, 1.7543e-2};
  for (std::size_t k = 0; k < 7; ++k) {
    EXPECT_NEAR(fit.parameters[k].value, values[k], 0.4 * stds[k]) << fit.parameters[k].name;
    EXPECT_NEAR(fit.parameters[k].std / stds[k], 1.0, 0.07) << fit.parameters[k].name;
  }
  EXPECT_THAT(fit.note, HasSubstr("do not determine"));
}

}  // namespace
}  // namespace nacre::impedance
