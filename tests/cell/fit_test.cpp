// Fits of simulated records with known parameters: recovered within their uncertainty, and what the data
// cannot tell is said.
#include "nacre/cell/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/cell/grammar.hpp"

namespace nacre::cell {
namespace {

ParameterSet marquis_set() { return find_parameter_set(NACRE_CHECKOUT "/parameters/marquis2019.toml"); }

// What an instrument would have recorded: rows a minute apart, with noise.
VoltageRecord measured(const ParameterSet& set, ModelKind model, const std::string& protocol, double noise_V,
                       unsigned seed) {
  auto steps = parse_protocol(protocol);
  steps.period_s = 60.0;
  SimulationOptions options;
  options.model = model;
  options.relative_tolerance = 1e-7;
  options.absolute_tolerance = 1e-9;
  const auto simulation = simulate(cell_parameters(set), steps, options);
  EXPECT_TRUE(simulation.complete) << simulation.stopped_by;
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0.0, noise_V);
  VoltageRecord record;
  record.name = protocol;
  record.time_s = simulation.time_s;
  record.current_A = simulation.current_A;
  record.voltage_V = simulation.voltage_V;
  record.noise_V = noise_V > 0.0 ? noise_V : 1e-3;
  for (double& v : record.voltage_V) {
    v += noise(random);
  }
  return record;
}

FitOptions quick(ModelKind model = ModelKind::spm) {
  FitOptions options;
  options.model = model;
  options.starts = 12;
  options.searches = 2;
  options.most_points = 100;
  return options;
}

const FittedParameter& parameter(const FitResult& result, std::string_view path) {
  return *std::ranges::find(result.parameters, path, &FittedParameter::path);
}

TEST(Fit, RecoversTheParametersOfAVoltageCurve) {
  const auto truth = marquis_set();
  FitProblem problem{
      truth, {{"positive.diffusivity", 1e-14, 1e-12}, {"negative.exchange_current", 2.0, 100.0}}, {}};
  problem.records.push_back(
      measured(truth, ModelKind::spm, "(Discharge at 1C until 3.2 V, Rest for 30 minutes)", 1e-3, 7));
  problem.set.set("positive.diffusivity", 5e-13);  // it begins elsewhere
  const auto result = fit(problem, quick());
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.chi2_reduced, 1.0, 0.45);  // 3 standard deviations of chi2 for 98 degrees of freedom
  EXPECT_NEAR(result.records.front().rmse, 1e-3, 0.25e-3);
  for (const auto& p : result.parameters) {
    ASSERT_TRUE(p.determined) << p.path;
    EXPECT_TRUE(p.at_bound.empty());
    EXPECT_TRUE(p.logarithmic);
    EXPECT_NEAR(p.value, truth.number(p.path), 3.0 * p.std) << p.path;
    EXPECT_LT(p.std, 0.05 * p.value) << p.path;
  }
  EXPECT_TRUE(std::ranges::all_of(result.combinations, &Combination::determined));
  const auto& calibrated = *result.calibrated.find("positive.diffusivity");
  EXPECT_EQ(calibrated.status, Status::calibrated);
  EXPECT_EQ(calibrated.value, parameter(result, "positive.diffusivity").value);
  EXPECT_EQ(calibrated.uncertainty, parameter(result, "positive.diffusivity").std);
  EXPECT_NE(calibrated.calibrated_on.find("Discharge at 1C"), std::string::npos);
  EXPECT_TRUE(calibrated.source.empty());
}

// The quoted uncertainty covers the truth as often as it says: mean of z^2 over 20 draws and 2 parameters.
TEST(Fit, UncertaintiesCoverTheTruth) {
  const auto truth = marquis_set();
  double sum = 0.0;
  int within = 0;
  constexpr int draws = 20;
  for (unsigned seed = 1; seed <= draws; ++seed) {
    FitProblem problem{
        truth, {{"positive.diffusivity", 1e-14, 1e-12}, {"negative.exchange_current", 2.0, 100.0}}, {}};
    problem.records.push_back(
        measured(truth, ModelKind::spm, "(Discharge at 1C until 3.2 V, Rest for 30 minutes)", 2e-3, seed));
    auto options = quick();
    options.starts = 1;
    options.searches = 1;
    const auto result = fit(problem, options);
    for (const auto& p : result.parameters) {
      const double z = (p.value - truth.number(p.path)) / p.std;
      sum += z * z;
      within += std::abs(z) < 1.0 ? 1 : 0;
      EXPECT_LT(std::abs(z), 4.0) << p.path << " in draw " << seed;
    }
  }
  // 40 values, chi2 with 40 degrees of freedom has a standard deviation of 9; 68 % within one.
  EXPECT_NEAR(sum / (2 * draws), 1.0, 3.0 * std::sqrt(2.0 / (2 * draws)));
  EXPECT_NEAR(within / (2.0 * draws), 0.683, 3.0 * std::sqrt(0.683 * 0.317 / (2 * draws)));
}

TEST(Fit, RecoversFromSeveralKindsOfRecords) {
  const auto truth = marquis_set();
  FitProblem problem{truth,
                     {{"positive.particle_radius", 3e-6, 30e-6},
                      {"positive.exchange_current", 0.1, 10.0},
                      {"positive.double_layer", 0.01, 1.0}},
                     {}};
  problem.set.set("positive.double_layer", 0.5);
  auto with_layer = truth;
  with_layer.set("positive.double_layer", 0.2);
  const auto cell = cell_parameters(with_layer);
  problem.records.push_back(measured(with_layer, ModelKind::spme, "Discharge at 1C until 3.2 V", 1e-3, 3));
  ImpedanceRecord impedance;
  impedance.name = "impedance";
  RateRecord rates;
  rates.name = "rates";
  const auto model = make_model(ModelKind::spme, cell, {});
  auto y = model->rest(0.5);
  std::vector<double> yp;
  ASSERT_EQ(model->make_consistent(0.0, y, yp), "");
  std::mt19937 random(5);
  std::normal_distribution<double> noise(0.0, 1.0);
  for (int k = 0; k < 30; ++k) {
    const double frequency = std::pow(10.0, 3.0 - 0.2 * k);
    const auto z = model->impedance(y.data(), frequency);
    impedance.frequency_Hz.push_back(frequency);
    impedance.z_real_ohm.push_back(z.real() + 0.01 * std::abs(z) * noise(random));
    impedance.z_imag_ohm.push_back(z.imag() + 0.01 * std::abs(z) * noise(random));
  }
  for (const double rate : {0.5, 1.0, 2.0, 3.0}) {
    SimulationOptions options;
    options.model = ModelKind::spme;
    const auto run =
        simulate(cell, parse_protocol("Discharge at " + std::to_string(rate) + "C until 3.105 V"), options);
    rates.c_rate.push_back(rate);
    rates.capacity_Ah.push_back(run.cycles.front().discharge_Ah + 0.24 * noise(random));
  }
  problem.records.emplace_back(impedance);
  problem.records.emplace_back(rates);
  auto options = quick(ModelKind::spme);
  options.mesh = {8, 4, 8, 6};
  options.searches = 1;
  const auto result = fit(problem, options);
  EXPECT_TRUE(result.converged);
  ASSERT_EQ(result.records.size(), 3u);
  EXPECT_EQ(result.records[1].measured.size(), 60u);
  EXPECT_NEAR(result.chi2_reduced, 1.0, 0.4);
  for (const auto& p : result.parameters) {
    ASSERT_TRUE(p.determined) << p.path;
    EXPECT_NEAR(p.value, with_layer.number(p.path), 3.5 * p.std) << p.path;
  }
}

// In a slow discharge of a particle with fast kinetics only R^2/D shows.
TEST(Fit, NamesDiffusivityAndRadius) {
  auto truth = marquis_set();
  truth.set("positive.exchange_current", 500.0);
  FitProblem problem{
      truth, {{"positive.diffusivity", 1e-15, 1e-12}, {"positive.particle_radius", 3e-6, 60e-6}}, {}};
  problem.records.push_back(measured(truth, ModelKind::spm, "Discharge at C/5 until 3.2 V", 1e-3, 11));
  const auto result = fit(problem, quick());
  for (const auto& p : result.parameters) {
    EXPECT_FALSE(p.determined) << p.path;
    EXPECT_TRUE(std::isnan(p.std));
    EXPECT_EQ(result.calibrated.find(p.path)->status, Status::assumed);
  }
  const auto& vague = result.combinations.front();
  ASSERT_FALSE(vague.determined);
  EXPECT_TRUE(result.combinations.back().determined);
  // The direction itself: log D moves twice as far as log R.
  const double ratio = vague.components[0] * std::log(1e3) / (vague.components[1] * std::log(20.0));
  EXPECT_NEAR(ratio, 2.0, 0.05);
  EXPECT_EQ(vague.text, "only positive.diffusivity x positive.particle_radius^-2 is determined");
  EXPECT_GT(result.condition_number, 1e3);
  EXPECT_NEAR(std::abs(result.correlation(0, 1)), 1.0, 1e-2);
  const double group = parameter(result, "positive.diffusivity").value /
                       std::pow(parameter(result, "positive.particle_radius").value, 2.0);
  EXPECT_NEAR(group / (1e-13 / 1e-10), 1.0, 0.1);
}

// Close to equilibrium the charge transfer is a resistance, as the contact is.
TEST(Fit, NamesExchangeCurrentAndContactResistance) {
  const auto truth = marquis_set();
  FitProblem problem{
      truth, {{"positive.exchange_current", 0.2, 5.0}, {"cell.contact_resistance", 0.0, 2e-3}}, {}};
  ASSERT_EQ(problem.set.find("cell.contact_resistance"), nullptr);  // the set need not have it
  auto with_contact = truth;
  with_contact.set("cell.contact_resistance", 3e-4);
  problem.records.push_back(measured(with_contact, ModelKind::spm,
                                     "(Discharge at C/20 for 10 minutes, Charge at C/20 for 10 minutes)",
                                     1e-3, 13));
  const auto result = fit(problem, quick());
  const auto& vague = result.combinations.front();
  EXPECT_FALSE(vague.determined);
  EXPECT_NE(vague.text.find("not told apart: together positive.exchange_current x"), std::string::npos)
      << vague.text;
  EXPECT_NE(vague.text.find("cell.contact_resistance +"), std::string::npos) << vague.text;
}

TEST(Fit, KeepsToTheBounds) {
  const auto truth = marquis_set();
  FitProblem problem{truth, {{"positive.particle_radius", 2e-6, 8e-6}}, {}};  // the truth is 10 um
  problem.records.push_back(measured(truth, ModelKind::spm, "Discharge at 2C until 3.2 V", 1e-3, 17));
  const auto result = fit(problem, quick());
  const auto& p = result.parameters.front();
  EXPECT_EQ(p.at_bound, "upper");
  EXPECT_NEAR(p.value, 8e-6, 1e-12);
  EXPECT_TRUE(std::isnan(p.std));
  EXPECT_FALSE(p.determined);
  EXPECT_GT(result.chi2_reduced, 2.0);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_NE(result.warnings.front().find("upper bound"), std::string::npos);
}

// Starts where the cell empties long before the record ends must not end the search.
TEST(Fit, GetsAwayFromWhereSimulationsEndEarly) {
  const auto truth = marquis_set();
  FitProblem problem{truth, {{"positive.thickness", 20e-6, 200e-6, false}}, {}};
  problem.set.set("positive.thickness", 25e-6);
  problem.records.push_back(measured(truth, ModelKind::spm, "Discharge at 1C until 3.2 V", 1e-3, 19));
  auto options = quick();
  options.starts = 1;
  options.searches = 1;
  const auto result = fit(problem, options);
  EXPECT_NEAR(result.parameters.front().value, 100e-6, 3.0 * result.parameters.front().std);
}

TEST(Fit, SameResultAgain) {
  const auto truth = marquis_set();
  FitProblem problem{truth, {{"positive.diffusivity", 1e-14, 1e-12}}, {}};
  problem.records.push_back(measured(truth, ModelKind::spm, "Discharge at 1C until 3.2 V", 1e-3, 23));
  EXPECT_EQ(to_json(fit(problem, quick())).dump(), to_json(fit(problem, quick())).dump());
}

// Jumps of the current, equal times, a ramp: imposed as they were measured.
TEST(FitRecord, ImposesTheMeasuredCurrent) {
  const auto set = marquis_set();
  VoltageRecord record;
  record.name = "pulses";
  const std::vector<double> t{0, 100, 200, 200, 300, 400, 500, 510, 600, 700, 800, 900, 1000};
  const std::vector<double> i{0, 0, 0, -24, -24, -24, -24, 0, 0, -6, -12, -18, -24};
  record.time_s = t;
  record.current_A = i;
  record.voltage_V.assign(t.size(), 3.8);
  const auto target = make_target(record, 100);
  ASSERT_EQ(target.measured.size(), t.size());
  std::vector<double> values;
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.relative_tolerance = 1e-8;
  options.absolute_tolerance = 1e-10;
  EXPECT_EQ(target.predict(cell_parameters(set), options, values), "");
  auto protocol =
      parse_protocol("(Rest for 200 seconds, Discharge at 24 A for 305 seconds, Rest for 95 seconds)");
  Step ramp;
  ramp.control = Control::profile;
  ramp.profile_s = {0.0, 400.0};
  ramp.profile_A = {0.0, -24.0};
  ramp.duration_s = 400.0;
  protocol.cycles.push_back({std::make_shared<const CycleSteps>(CycleSteps{ramp}), 1});
  const auto expected = simulate(cell_parameters(set), protocol, options);
  EXPECT_NEAR(values.front(), expected.voltage_V.front(), 1e-7);
  EXPECT_NEAR(values.back(), expected.voltage_V.back(), 1e-6);
  EXPECT_GT(values[2] - values[3], 0.02);  // before and after the jump at one time
}

template <class Thrown, class Call>
void expect_message(Call call, const std::string& part) {
  try {
    call();
    FAIL() << "nothing was thrown, expected: " << part;
  } catch (const Thrown& error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    EXPECT_FALSE(error.advice().empty());
  }
}

TEST(FitBadInput, FreeParameters) {
  const auto set = marquis_set();
  const auto free = [&](const char* text) { return parse_free_parameter(set, text); };
  expect_message<UsageError>([&] { free("positive.difusivity"); }, "difusivity");
  expect_message<UsageError>([&] { free("positive.diffusivity:1e-14"); }, "a free parameter is");
  expect_message<UsageError>([&] { free("positive.diffusivity:1e-14:1e-12:logg"); }, "a free parameter is");
  expect_message<UsageError>([&] { free("positive.particle_radius:1 V:2 V"); }, "cannot be given in");
  const auto radius = free("positive.particle_radius:1 um:20 um:linear");
  EXPECT_NEAR(radius.lower, 1e-6, 1e-18);
  EXPECT_NEAR(radius.upper, 20e-6, 1e-18);
  EXPECT_EQ(radius.logarithmic, false);

  VoltageRecord record = measured(set, ModelKind::spm, "Discharge at 1C for 10 minutes", 0.0, 1);
  const auto fit_of = [&](std::vector<FreeParameter> parameters) {
    return fit({set, std::move(parameters), {record}}, quick());
  };
  expect_message<UsageError>([&] { fit_of({}); }, "no parameter is free");
  expect_message<UsageError>([&] { fit_of({{"positive.diffusivity"}}); }, "no bounds");
  expect_message<UsageError>(
      [&] {
        fit_of({{"positive.diffusivity", 1e-12, 1e-14}});
      },
      "bounds of 'positive.diffusivity' are");
  expect_message<UsageError>([&] { fit_of({{"positive.porosity", 0.1, 1.5}}); }, "positive.porosity");
  expect_message<UsageError>([&] { fit_of({{"positive.porosity", 0.0, 0.5, true}}); }, "logarithm");
  expect_message<UsageError>(
      [&] {
        fit_of({{"positive.porosity", 0.1, 0.5}, {"positive.porosity", 0.1, 0.5}});
      },
      "free twice");
  expect_message<UsageError>(
      [&] {
        fit({set, {{"positive.porosity", 0.1, 0.5}}, {}}, quick());
      },
      "no record");
}

TEST(FitBadInput, Records) {
  formats::Table table;
  table.file = "some.csv";
  table.add("time_s", "s", {0.0, 1.0, 2.0});
  table.add("current_A", "A", {-1.0, -1.0, -1.0});
  expect_message<InputError>([&] { voltage_record(table, NAN); }, "some.csv");
  table.add("voltage_V", "V", {4.0, 3.9, formats::missing});
  expect_message<InputError>([&] { voltage_record(table, NAN); }, "2 rows");
  table.find("voltage_V")->values[2] = 3.8;
  EXPECT_EQ(voltage_record(table, NAN).initial_state_of_charge, 1.0);
  EXPECT_EQ(voltage_record(table, 0.3).initial_state_of_charge, 0.3);
  table.find("time_s")->values[2] = 0.5;
  expect_message<InputError>([&] { voltage_record(table, NAN); }, "time does not rise");

  formats::Table rates;
  rates.file = "rates.csv";
  rates.add("c_rate", "1", {1.0, -2.0});
  rates.add("capacity_mAh", "mAh", {2.0, 1.5});
  expect_message<InputError>([&] { rate_record(rates); }, "not greater than 0");
  rates.find("c_rate")->values[1] = 2.0;
  EXPECT_NEAR(rate_record(rates).capacity_Ah[1], 1.5e-3, 1e-15);

  formats::Table impedance;
  impedance.file = "z.csv";
  impedance.add("frequency_Hz", "Hz", {1.0, 0.0});
  impedance.add("z_real_ohm", "ohm", {1.0, 1.0});
  impedance.add("z_imag_ohm", "ohm", {-1.0, -1.0});
  expect_message<InputError>([&] { impedance_record(impedance, 0.5); }, "frequency");
}

}  // namespace
}  // namespace nacre::cell
