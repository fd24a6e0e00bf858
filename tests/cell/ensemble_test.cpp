// Any cell within the bounds of its parameters ends in a result or a named cause.
#include "nacre/cell/ensemble.hpp"

#include <gtest/gtest.h>

#include <map>

#include "nacre/cell/grammar.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

constexpr const char* protocols[] = {
    "(\"Charge at 1C until 4 V\", \"Hold at 4 V until C/20\", \"Discharge at 1C until 2 V\", \"Rest for 10 "
    "minutes\")",
    "(\"Discharge at 20C until 1.5 V\", \"Charge at 10C until 4.2 V\")",
    "(\"Discharge at 0.1C for 10 minutes\", \"Rest for 20 minutes\") * 5; (\"Discharge at 100 Ohm for 1 "
    "hour or until 2 V\"); (\"Sweep to 4 "
    "V at 1 mV/s\")"};

// What a cause must say: what ran out, or which limit of the cell; never that the solver gave up.
bool is_named(const EnsembleOutcome& outcome) {
  for (const char* word : {"depleted", "empty", "full", "cut-off", "end of protocol"}) {
    if (outcome.stopped_by.find(word) != std::string::npos) {
      return true;
    }
  }
  return false;
}

// "lower cut-off 2.1 V in step 3 (...)": a cut-off is drawn, too, and where in the cell is another number.
std::string kind_of(std::string cause) {
  for (const char* detail : {" at x", " in step"}) {
    cause.resize(std::min(cause.find(detail), cause.size()));
  }
  const std::string_view cut_off = "cut-off";
  const auto found = cause.find(cut_off);
  return found == std::string::npos ? cause : cause.substr(0, found + cut_off.size());
}

void run_all(const char* name, std::size_t draws) {
  const auto set = find_parameter_set(name);
  SimulationOptions options;
  options.mesh = {8, 4, 8, 5};
  options.keep_rows = false;
  options.relative_tolerance = 1e-4;
  options.absolute_tolerance = 1e-6;
  for (const char* text : protocols) {
    const auto outcomes = run_ensemble(set, draws, 1, parse_protocol(text), options);
    std::map<std::string, int> causes;
    double longest = 0.0;
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      EXPECT_TRUE(is_named(outcomes[k])) << name << " draw " << k << ": " << outcomes[k].stopped_by;
      ++causes[kind_of(outcomes[k].stopped_by)];
      longest = std::max(longest, outcomes[k].solve_ms);
    }
    for (const auto& [cause, count] : causes) {
      std::printf("%6d %s\n", count, cause.c_str());
    }
    std::printf("longest %.0f ms\n", longest);
    std::fflush(stdout);  // ten thousand draws take long: what is done shows
  }
}

// NACRE_DRAWS in the environment runs as many as wished.
std::size_t draws() {
  const char* text = std::getenv("NACRE_DRAWS");
  return text != nullptr ? std::strtoul(text, nullptr, 10) : 40;
}

TEST(Ensemble, HalfCellsEndInAResultOrACause) { run_all("nfm333-half", draws()); }
TEST(Ensemble, FullCellsEndInAResultOrACause) { run_all("nfm333-hc", draws()); }

TEST(Ensemble, ADrawIsTheSameWhereverItRuns) {
  const auto set = find_parameter_set("nfm333-half");
  const auto radius = [&](std::uint64_t seed, std::size_t number) {
    return draw_set(set, seed, number).number("positive.thickness");
  };
  EXPECT_EQ(radius(3, 17), radius(3, 17));
  EXPECT_NE(radius(3, 17), radius(3, 18));
  EXPECT_NE(radius(4, 17), radius(3, 17));
}

}  // namespace
}  // namespace nacre::cell
