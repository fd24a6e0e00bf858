#include "nacre/base/quantity.hpp"

namespace nacre {

Json to_json(const Quantity& quantity) {
  Json json{
      {"name", quantity.name}, {"value", quantity.value}, {"std", quantity.std}, {"unit", quantity.unit}};
  if (!quantity.at.empty()) {
    json["at"] = quantity.at;
  }
  return json;
}

Quantity quantity_from_json(const Json& json) {
  Quantity quantity;
  quantity.name = json.at("name").get<std::string>();
  quantity.value = number_or_nan(json.at("value"));
  quantity.std = number_or_nan(json.at("std"));
  quantity.unit = json.at("unit").get<std::string>();
  if (json.contains("at")) {
    quantity.at = json.at("at").get<std::map<std::string, double>>();
  }
  return quantity;
}

}  // namespace nacre
