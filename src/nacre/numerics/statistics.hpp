// Order statistics and averages that skip nothing and sort nothing more than they must.
#pragma once

#include <span>
#include <vector>

namespace nacre::numerics {

// The value below which a share p (0 to 1) of the values lies, interpolated between neighbours (definition 7
// of Hyndman and Fan, 10.1080/00031305.1996.10473566). NaN where there are no values. Values must not be NaN.
double quantile(std::vector<double> values, double p);
double median(std::vector<double> values);

// The value at which half of the weight is reached. Weights are not negative. NaN where there is no weight.
double weighted_median(std::span<const double> values, std::span<const double> weights);

// The standard deviation of normal noise from the median absolute deviation (times 1.4826). NaN for no
// values.
double robust_std(const std::vector<double>& values);

double mean(std::span<const double> values);                // NaN for no values
double standard_deviation(std::span<const double> values);  // with n - 1; NaN for fewer than two values

// By how much the uncertainty of a fit is larger than that for independent residuals, when neighbouring
// residuals are alike: sqrt((1 + r) / (1 - r)) with r the correlation of neighbours (Bayley and
// Hammersley, 10.2307/2983560); at least 1.
double correlation_inflation(std::span<const double> residuals);
double correlation_inflation(double correlation);  // the same from r, at least 0 and less than 1

}  // namespace nacre::numerics
