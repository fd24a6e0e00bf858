// FitResult -> JSON.
#include "nacre/cell/fit.hpp"

namespace nacre::cell {
namespace {

Json rows_of(const Eigen::MatrixXd& matrix) {
  Json rows = Json::array();
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    const Eigen::VectorXd row = matrix.row(i);
    rows.push_back(std::vector<double>(row.begin(), row.end()));
  }
  return rows;
}

}  // namespace

Json to_json(const FitResult& result) {
  Json parameters = Json::object();
  Json names = Json::array();
  for (const auto& p : result.parameters) {
    names.push_back(p.path);
    parameters[p.path] = {{"value", p.value},
                          {"std", p.std},
                          {"unit", p.unit},
                          {"lower", p.lower},
                          {"upper", p.upper},
                          {"scale", p.logarithmic ? "log" : "linear"},
                          {"at_bound", p.at_bound.empty() ? Json() : Json(p.at_bound)},
                          {"determined", p.determined}};
  }
  Json combinations = Json::array();
  Json unidentifiable = Json::array();
  for (const auto& combination : result.combinations) {
    Json components = Json::object();
    for (std::size_t i = 0; i < combination.components.size(); ++i) {
      components[result.parameters[i].path] = combination.components[i];
    }
    combinations.push_back({{"std_of_bounds", combination.std}, {"components", components}});
    if (!combination.determined) {
      unidentifiable.push_back(
          {{"text", combination.text}, {"std_of_bounds", combination.std}, {"components", components}});
    }
  }
  Json minima = Json::array();
  for (const auto& minimum : result.minima) {
    minima.push_back({{"chi2_reduced", minimum.chi2_reduced}, {"values", minimum.values}});
  }
  Json records = Json::array();
  for (const auto& record : result.records) {
    records.push_back({{"name", record.name},
                       {"quantity", record.quantity},
                       {"points", record.measured.size()},
                       {"rmse", record.rmse},
                       {"stopped_by", record.stopped_by.empty() ? Json() : Json(record.stopped_by)},
                       {"at", record.at},
                       {"measured", record.measured},
                       {"fitted", record.fitted}});
  }
  return {{"parameters", parameters},
          {"chi2_reduced", result.chi2_reduced},
          {"points", result.points},
          {"converged", result.converged},
          {"order", names},
          {"covariance", rows_of(result.covariance)},
          {"correlation", rows_of(result.correlation)},
          {"unidentifiable", unidentifiable},
          {"combinations", combinations},
          {"condition_number", result.condition_number},
          {"starts", {{"tried", result.starts}, {"failed", result.failed_starts}, {"minima", minima}}},
          {"simulations", result.simulations},
          {"records", records}};
}

}  // namespace nacre::cell
