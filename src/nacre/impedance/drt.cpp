#include "nacre/impedance/drt.hpp"

#include <fmt/format.h>

#include "nacre/base/error.hpp"
#include "nacre/impedance/drt_model.hpp"

namespace nacre::impedance {

void DrtOptions::validate() const {
  if (!(points_per_decade >= 2.0 && points_per_decade <= 100.0)) {
    throw UsageError(fmt::format("points per decade are 2 to 100, not {}", points_per_decade));
  }
  if (iterations < 1) {
    throw UsageError("at least one iteration");
  }
}

Drt drt(const Spectrum& spectrum, const DrtOptions& options) {
  options.validate();
  require_resolvable(spectrum);
  const double highest = spectrum.frequency_Hz.front();
  const double lowest = spectrum.frequency_Hz.back();
  const auto [model, converged] =
      settled_model(spectrum, options, LogDrt::grid(highest, lowest, options.points_per_decade));
  Drt result = describe(spectrum, model, model.near_covariance(describe_distance),
                        printed_times(highest, lowest, 10 * spectrum.size()));
  result.ohmic_std_ohm = error_correlation(model) * model.standard_uncertainty(LogDrt::resistance);
  result.converged = converged;
  if (!converged) {
    result.warnings.push_back(fmt::format("the DRT did not settle within {} steps", result.steps));
  }
  return result;
}

}  // namespace nacre::impedance
