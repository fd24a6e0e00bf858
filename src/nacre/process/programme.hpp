// What the temperature is meant to do: steps, each a ramp to a target and a dwell there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nacre::process {

struct ProgrammeStep {
  double target_K = 0.0;
  double ramp_s = 0.0;  // 0: at once, as fast as the furnace can
  double hold_s = 0.0;
  int line = 0;  // of the target, in the recipe's file; 0: not from there
};

// A point of the programme; between two it goes straight. Two points at one time are a jump.
struct ProgrammePoint {
  double time_s = 0.0;
  double temperature_K = 0.0;
};

class Programme {
 public:
  Programme() = default;
  // Steps from a start temperature. A ramp without a time is a jump.
  Programme(double start_K, const std::vector<ProgrammeStep>& steps);

  double end_s() const { return points_.empty() ? 0.0 : points_.back().time_s; }
  // The target at a time; at a jump that which it jumps to, or from where `before` is set.
  double at(double time_s, bool before = false) const;
  double highest_K() const;
  // From then on the programme only falls: the heat may be taken away.
  double last_cooling_begins_s() const;
  const std::vector<ProgrammePoint>& points() const { return points_; }

 private:
  std::vector<ProgrammePoint> points_;
};

// Schedules by name, for tube furnaces: "conventional", ... Throws UsageError with the names that there are.
std::vector<ProgrammeStep> preset_steps(std::string_view name);
std::vector<std::string_view> preset_names();

}  // namespace nacre::process
