#include "nacre/report/ids.hpp"

#include <fmt/core.h>

#include <set>

#include "nacre/report/text.hpp"

namespace nacre::report {

std::vector<std::string> distinct_ids(const std::vector<std::string>& names) {
  constexpr std::size_t most = 40;
  std::vector<std::string> ids;
  std::set<std::string> taken{"compared"};  // that of the figures of cycling_comparison
  for (const auto& name : names) {
    const std::string base = slug(slug(name).substr(0, most));
    std::string id = base;
    for (int i = 2; !taken.insert(id).second; ++i) {
      id = fmt::format("{}-{}", base, i);
    }
    ids.push_back(id);
  }
  return ids;
}

}  // namespace nacre::report
