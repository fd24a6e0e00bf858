#include "nacre/report/furnace_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::report {
Section sensitivity_section(const process::Sensitivity& sensitivity) {
  Section section{"Which parameters decide what"};
  DataTable table{"sensitivity", "Elementary effects"};
  table.caption =
      "Mean magnitude (mu*) and spread (sigma) of the effect of a parameter's whole range, strongest first; "
      "those of at least a fifth of the strongest.";
  TableColumn quantity{"quantity", "Quantity"};
  TableColumn parameter{"parameter", "Parameter"};
  TableColumn mu{"mu_star", "μ*"};
  TableColumn sigma{"sigma", "σ"};
  const Json json = process::to_json(sensitivity);
  for (const auto& each : json.at("quantities")) {
    for (const auto& deciding : each.at("decided_by")) {
      quantity.texts.push_back(each.at("quantity"));
      parameter.texts.push_back(deciding.at("parameter"));
      mu.values.push_back(deciding.at("mu_star"));
      sigma.values.push_back(deciding.at("sigma"));
    }
  }
  table.columns = {quantity, parameter, mu, sigma};
  section.tables = {table};
  std::string nothing;
  for (const auto& each : json.at("decide_nothing")) {
    nothing += (nothing.empty() ? "" : ", ") + each.get<std::string>();
  }
  if (!nothing.empty()) {
    section.paragraphs = {"Decide none of these, so that nothing here fixes them: " + nothing + "."};
  }
  return section;
}

Method furnace_method(const Json& files) {
  Method method{"Process"};
  for (const auto& file : files) {
    method.paragraphs.push_back(file.at("title").get<std::string>() + ".");
    for (const auto& [key, text] : file.at("sources").items()) {
      method.paragraphs.push_back(key + ": " + text.get<std::string>() + ".");
    }
  }
  return method;
}

}  // namespace nacre::report
