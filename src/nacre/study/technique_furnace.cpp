// What a furnace makes, as a study sees it: it is only ever simulated (furnace.hpp).
#include "nacre/base/error.hpp"
#include "nacre/material/material_state.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

Json resolve(const Json& given, const Sample&) {
  if (!given.empty()) {
    throw UsageError("'" + given.begin().key() + "' is no option of a furnace",
                     "keys of the recipe are given in set = { ... }");
  }
  return Json::object();
}

std::span<const QuantityKind> quantities() {
  static const auto numbers = material::quantities_of(material::MaterialState{});  // keeps the names
  static const auto kinds = [] {
    std::vector<QuantityKind> list;
    list.reserve(numbers.size() + 3);
    for (const auto& number : numbers) {
      list.push_back({number.name, number.unit, {}});
    }
    list.push_back({"target_reached", "s", {}});
    list.push_back({"highest_temperature", "degC", {}});
    list.push_back({"energy", "J/g", {}});
    return list;
  }();
  return kinds;
}

}  // namespace

extern const Technique furnace_technique;
const Technique furnace_technique{"furnace", "from a furnace recipe to a material", &resolve, nullptr,
                                  &quantities};

}  // namespace nacre::study
