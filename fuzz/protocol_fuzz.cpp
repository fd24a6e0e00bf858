// Protocols as text and as settings: whatever is read obeys the promises of protocol.hpp and reads back from
// its canonical text.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "nacre/cell/grammar.hpp"

namespace {

using nacre::cell::Control;
using nacre::cell::Step;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check(Step step) {
  require(std::isfinite(step.value) && std::isfinite(step.sweep_end_V));
  require(step.duration_s > 0.0 && step.period_s >= 0.0 && step.temperature_K >= 0.0);
  require((step.control == Control::sweep) == (step.sweep_V_per_s > 0.0));
  require((step.control == Control::profile) == !step.profile_file.empty());
  for (const auto& term : step.until) {
    require(std::isfinite(term.value));
  }
  step.text = nacre::cell::to_text(step);
  require(nacre::cell::parse_step(step.text) == step);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto protocol = nacre::cell::parse_protocol(text);
    require(!protocol.cycles.empty() && protocol.period_s >= 0.0 && protocol.temperature_K >= 0.0);
    std::set<const void*> seen;
    for (const auto& cycle : protocol.cycles) {
      require(cycle.steps != nullptr && !cycle.steps->empty() && cycle.at_most >= 1);
      if (seen.insert(cycle.steps.get()).second) {
        for (const auto& step : *cycle.steps) {
          check(step);
        }
      }
    }
  } catch (const nacre::cell::ProtocolError& error) {
    // The only way in which a protocol may be refused.
    require(error.line() >= 1 && error.column() >= 1);
  }
  return 0;
}
