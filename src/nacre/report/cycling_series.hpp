// What the figures of one cycling record and of several share: numbers over cycles as series.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nacre/report/cycling_scale.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

inline const std::string hollow_note = " Hollow symbols: cycles that are not complete.";

// A figure of one record, without panels. The id and the caption name the record.
Figure cycling_figure(const CyclingRecord& record, const std::string& id, const std::string& title,
                      const std::string& caption);

using CycleValue = std::function<double(const cycling::Cycle&)>;

const std::optional<cycling::HalfCycle>& half_of(const cycling::Cycle& cycle, cycling::Direction direction);

// A number of one half of each cycle.
CycleValue of(cycling::Direction direction, double cycling::HalfCycle::*member, double factor = 1.0);

struct Look {
  std::string name;
  Colour colour;
  Symbol symbol = Symbol::circle;
  bool secondary = false;
  bool line = true;
};

// Adds a number over the cycles to a panel: the complete cycles as one series, the partial ones hollow as
// another.
void add_cycles(Panel& panel, const cycling::Analysis& analysis, const CycleValue& value, const Look& look,
                bool with_partial = true);

bool has_partial(const cycling::Analysis& analysis);

Axis cycle_axis();

std::vector<double> scaled(const std::vector<double>& values, double factor);

// Discharge is drawn downwards.
double sign(cycling::Direction direction);

// The unit of dQ/dV: "mAh V⁻¹ g⁻¹".
std::string per_volt(const CapacityScale& scale);

// How dQ/dV was smoothed, in words.
std::string smoothing_words(const cycling::Options& options);

// Adds a figure to the list without its empty panels, if anything is left of it.
void keep(std::vector<Figure>& figures, Figure figure);

}  // namespace nacre::report
