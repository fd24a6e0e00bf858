#include "nacre/base/spelling.hpp"

#include <algorithm>
#include <vector>

namespace nacre {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchange = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, exchange});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string_view> nearest_name(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t longest = 64;  // nobody misspells a longer name: keeps hostile input cheap
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto name : known) {
    // A name without its unit ("mass" for "active_mass_g") is as near as a misspelling.
    const bool part = word.size() > 2 && name.find(word) != std::string_view::npos;
    const std::size_t distance = word.size() > longest ? best_distance : part ? 1 : edit_distance(word, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

std::string spelling_advice(std::string_view word, std::span<const std::string_view> known,
                            std::string_view kind) {
  if (const auto meant = nearest_name(word, known)) {
    return "did you mean '" + std::string(*meant) + "'?";
  }
  std::string list;
  for (const auto name : known) {
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  return "known " + std::string(kind) + ": " + list;
}

}  // namespace nacre
