#include "nacre/cycling/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/cycling/curves.hpp"
#include "nacre/cycling/cycles.hpp"
#include "nacre/cycling/fade.hpp"
#include "nacre/cycling/half_cycles.hpp"
#include "nacre/cycling/peaks.hpp"
#include "nacre/cycling/rates.hpp"
#include "nacre/cycling/record.hpp"
#include "nacre/cycling/relaxation.hpp"

namespace nacre::cycling {
namespace {

// A counter that disagrees with the integral by more than sampling explains is worth a look.
void warn_about_counter(Analysis& analysis) {
  int differing = 0;
  int half_cycles = 0;
  double worst = 0.0;
  for (const auto& cycle : analysis.cycles) {
    for (const auto* half : {&cycle.charge, &cycle.discharge}) {
      if (half->has_value() && std::isfinite((*half)->counter_Ah)) {
        ++half_cycles;
        const double difference = std::abs((*half)->counter_Ah - (*half)->integral_Ah);
        if (difference > 0.01 * (*half)->integral_Ah) {
          ++differing;
          worst = std::max(worst, difference / (*half)->integral_Ah);
        }
      }
    }
  }
  if (differing > 0) {
    analysis.warnings.push_back(fmt::format(
        "the instrument's counter and the integral of current differ by more than 1 % in {} of {} "
        "half-cycles (by up to {:.3g} %)",
        differing, half_cycles, 100.0 * worst));
  }
}

void add_relaxations(const Record& record, const Cycles& found, Analysis& analysis) {
  parallel_for(found.cycles.size(), [&](std::size_t i) {
    const auto& rows = found.cycles[i];
    auto& cycle = analysis.cycles[i];
    if (cycle.charge) {
      cycle.charge->rest = find_relaxation(record, rows.charge.back());
    }
    if (cycle.discharge) {
      cycle.discharge->rest = find_relaxation(record, rows.discharge.back());
    }
  });
}

void add_curves(const Record& record, const Cycles& found, Analysis& analysis) {
  struct Job {
    int cycle;
    const std::vector<Span>* pieces;
    const HalfCycle* half;
  };
  std::vector<Job> jobs;
  for (const std::size_t i : choose_cycles(found.cycles.size(), analysis.options)) {
    const auto& rows = found.cycles[i];
    if (rows.cycle.charge) {
      jobs.push_back({rows.cycle.cycle, &rows.charge, &*rows.cycle.charge});
    }
    if (rows.cycle.discharge) {
      jobs.push_back({rows.cycle.cycle, &rows.discharge, &*rows.cycle.discharge});
    }
  }
  analysis.curves.resize(jobs.size());
  parallel_for(jobs.size(), [&](std::size_t i) {
    const auto& job = jobs[i];
    const Path path = find_path(record, *job.pieces, *job.half, analysis.options);
    analysis.curves[i] = find_curve(path, job.cycle, job.half->direction, analysis.options);
  });
}

}  // namespace

std::string_view name_of(Direction direction) {
  return direction == Direction::charge ? "charge" : "discharge";
}

double mAh_per_g(double capacity_Ah, const Options& options) {
  return 1e3 * capacity_Ah / options.active_mass_g;
}
double mAh_per_cm2(double capacity_Ah, const Options& options) {
  return 1e3 * capacity_Ah / options.area_cm2;
}

Analysis analyse(const formats::Table& table, const Options& options) {
  options.validate();
  Record record = make_record(table, options);
  const auto spans = find_half_cycles(record, options);
  if (spans.empty()) {
    throw InputError(
        table.file, "no charge or discharge",
        fmt::format("{} rows, none with current above {:.3g} A", record.size(), record.zero_current_A),
        "is the current column the right one, and in ampere?");
  }
  const Cycles found = find_cycles(record, spans, options);

  Analysis analysis;
  analysis.file = table.file;
  analysis.rows = table.rows();
  analysis.rows_unused = table.rows() - record.size();
  analysis.duration_s = record.time_s.back() - record.time_s.front();
  analysis.zero_current_A = record.zero_current_A;
  analysis.options = options;
  analysis.first_direction = found.first_direction;
  analysis.efficiency = found.efficiency;
  analysis.warnings = record.warnings;
  analysis.warnings.insert(analysis.warnings.end(), found.warnings.begin(), found.warnings.end());
  for (const auto& rows : found.cycles) {
    analysis.cycles.push_back(rows.cycle);
  }
  warn_about_counter(analysis);
  analysis.retention = find_retention(analysis.cycles, options);
  analysis.rates = find_rates(analysis.cycles, options);

  add_relaxations(record, found, analysis);
  add_curves(record, found, analysis);
  analysis.tracks = track_peaks(analysis.curves, analysis.cycles, analysis.retention, options);
  analysis.trace = find_trace(record, options);
  return analysis;
}

}  // namespace nacre::cycling
