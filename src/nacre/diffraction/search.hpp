// Which phases explain a pattern, of many that could.
//
// Each candidate is placed on the pattern with peaks as wide as they are there; the one that lowers the
// weighted sum of squares most is taken, its cell adjusted and everything taken so far fitted again, until no
// candidate lowers it by more than BIC asks for a phase with its cell. Then the set is refined by the default
// strategy.
//
// Detection of a named phase in a fitted pattern: its scale S beside everything that was refined, with
// uncertainty s (counting times GOF times the inflation by alike neighbours). Seen where S > 3 s. Limit of
// detection (Currie, Anal. Chem. 40 (1968) 586): the weight fraction that would be seen in 95 of 100 cases,
// (3 + 1.645) s.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/analysis.hpp"

namespace nacre::diffraction {

struct Candidate {
  std::string name;
  std::string file;
  double gain;  // share of the sum of squares that it explains alone, 0 ... 1
  bool taken;
  double weight_fraction, weight_fraction_std;  // in the refined set; NaN where not taken
};

struct Detection {
  std::string name;
  bool seen;
  double weight_fraction, std;  // as fitted with its cell fixed; may be negative
  double limit;                 // of detection, as a weight fraction
};

struct SearchOptions {
  AnalysisOptions analysis;
  int most_phases = 8;
};

struct SearchResult {
  std::vector<Candidate> candidates;  // best first
  Analysis analysis;                  // of the set taken
  std::vector<Detection> detections;  // of phases named
};

// Throws UsageError where no candidate explains anything.
SearchResult search(const Pattern& pattern, const std::vector<crystal::Structure>& candidates,
                    const std::vector<crystal::Structure>& named, const SearchOptions& options);

// Is this phase in what the analysis left unexplained?
Detection detect(const Analysis& analysis, const crystal::Structure& structure);

Json to_json(const SearchResult& result);

}  // namespace nacre::diffraction
