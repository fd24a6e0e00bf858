// The same recipe with other values for some of its keys: a process map.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nacre/material/material_state.hpp"
#include "nacre/process/recipe.hpp"

namespace nacre::process {

// A key of the recipe and the values that it takes.
struct ScanAxis {
  std::string key;
  std::vector<double> values;
  bool logarithmic = false;  // the values are even in their logarithm
};

// "coating.mol_percent=0.5:5:10" (from, to, how many), "step.2.hold_s=10:40000:12:log", or
// "sodium.ratio=0.95,1,1.05". Throws UsageError.
ScanAxis parse_scan_axis(const std::string& text);

struct ScanPoint {
  std::vector<double> values;  // one for each axis
  material::MaterialState material;
  std::string error;  // why there is none
};

struct Scan {
  std::vector<ScanAxis> axes;
  std::vector<ScanPoint> points;  // the last axis runs fastest
  double nio_detection = 0.0;
};

struct ScanOptions {
  // Of the bed; one, and a coarse strip, because a map has many recipes.
  std::size_t places = 1;
  std::size_t cells_along = 8;
  std::size_t cells_across = 3;
  std::function<void(std::size_t done)> progress;  // called from any thread
  std::function<bool()> keep_going;                // false: the points that are left stay empty
};

inline constexpr std::size_t scan_points_at_most = 100'000;

// All points on all threads; the same result whatever their number. A recipe that cannot be carried out has
// its error; one that cannot be read throws.
Scan scan(const std::filesystem::path& file, const Changes& changes, const std::vector<ScanAxis>& axes,
          const ScanOptions& options = {});

Json to_json(const Scan& scan);

}  // namespace nacre::process
