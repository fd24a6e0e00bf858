#include "nacre/impedance/drt_analysis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

TEST(DrtAnalysis, gives_the_same_keys_by_default_by_rule_and_by_number) {
  const nacre::testing::KnownCell cell{0.3, 0.0, 0.0, {{1.0, 1e-3, 0.8}}};
  const auto f = nacre::testing::log_spaced(1e5, 6, 8);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    z.push_back(cell.impedance(2.0 * std::numbers::pi * x) * (1.0 + 1e-3 * std::sin(1e3 * x)));
  }
  const auto spectrum = make_spectrum(f, z, "ZARC");
  for (const char* lambda : {"auto", "evidence", "1e-3"}) {
    DrtRequest request;
    request.lambda = lambda;
    const Json json = to_json(analyse_drt(spectrum, request));
    EXPECT_NEAR(json.at("ohmic_ohm").get<double>(), 0.3, 0.02) << lambda;
    EXPECT_NEAR(json.at("polarization_ohm").get<double>(), 1.0, 0.05) << lambda;
    EXPECT_EQ(json.at("tau_s").size(), json.at("gamma_ohm").size());
    EXPECT_TRUE(json.contains("lambda") && json.contains("inductance_H"));
    ASSERT_FALSE(json.at("peaks").empty()) << lambda;
  }
  DrtRequest request;
  request.lambda = "evidense";
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);
  request.lambda = "-1";
  EXPECT_THROW(analyse_drt(spectrum, request), UsageError);
}

}  // namespace
}  // namespace nacre::impedance
