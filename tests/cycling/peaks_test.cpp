// Peaks of dQ/dV: a cell whose charge over voltage is a sum of Gaussians and a straight background.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "support/cell.hpp"

namespace nacre::cycling {
namespace {

using testing::CellProgram;
using testing::CellRecord;

struct TruePeak {
  double area_Ah;
  double position_V;
  double sigma_V;
};

// Q(V) from 2 to 4 V, rising; inverted by bisection to give the voltage of the cell.
class GaussianCell {
 public:
  explicit GaussianCell(std::vector<TruePeak> peaks, double background_Ah_per_V = 0.2)
      : peaks_(std::move(peaks)), background_(background_Ah_per_V) {}

  double charge(double voltage_V) const {
    double sum = background_ * (voltage_V - low_V);
    for (const auto& peak : peaks_) {
      sum += peak.area_Ah * (phi((voltage_V - peak.position_V) / peak.sigma_V) -
                             phi((low_V - peak.position_V) / peak.sigma_V));
    }
    return sum;
  }
  double capacity() const { return charge(high_V); }
  double voltage(double charge_Ah) const {
    double low = low_V;
    double high = high_V;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (charge(middle) < charge_Ah ? low : high) = middle;
    }
    return 0.5 * (low + high);
  }
  static constexpr double low_V = 2.0;
  static constexpr double high_V = 4.0;

 private:
  static double phi(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
  std::vector<TruePeak> peaks_;
  double background_;
};

void add_cycle(CellRecord& record, const GaussianCell& cell, double current_A = 0.5) {
  const double seconds = 3600.0 * cell.capacity() / current_A;
  record.current(current_A, seconds, [&](double q) { return cell.voltage(q); });
  record.rest(60.0, [](double) { return 4.0; });
  record.current(-current_A, seconds, [&](double q) { return cell.voltage(cell.capacity() - q); });
  record.rest(60.0, [](double) { return 2.0; });
}

const std::vector<TruePeak> three{{0.30, 2.6, 0.04}, {0.50, 3.2, 0.06}, {0.15, 3.6, 0.05}};

TEST(Peaks, WithoutNoiseAreExact) {
  CellRecord record(CellProgram{});
  add_cycle(record, GaussianCell(three));
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.curves.size(), 2u);
  for (const auto& curve : analysis.curves) {
    ASSERT_EQ(curve.peaks.size(), 3u);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(curve.peaks[k].position_V, three[k].position_V, 2e-4);
      EXPECT_NEAR(curve.peaks[k].area_Ah, three[k].area_Ah, 2e-3);
      EXPECT_NEAR(curve.peaks[k].width_V, 2.3548 * three[k].sigma_V, 1e-3);
    }
  }
}

// Over many draws of noise the deviations in units of the stated uncertainty must look standard normal.
struct Pulls {
  std::vector<double> values;
  void add(double found, double truth, double std) {
    if (std::isfinite(std)) {
      values.push_back((found - truth) / std);
    }
  }
  double spread() const {
    double squares = 0.0;
    for (const double value : values) {
      squares += std::min(value * value, 25.0);
    }
    return std::sqrt(squares / static_cast<double>(values.size()));
  }
  double beyond_three() const {
    return static_cast<double>(
               std::count_if(values.begin(), values.end(), [](double v) { return std::abs(v) > 3.0; })) /
           static_cast<double>(values.size());
  }
};

TEST(Peaks, UncertaintiesAreHonest) {
  constexpr unsigned draws = 60;
  Pulls positions;
  Pulls areas;
  const GaussianCell cell(three);
  for (unsigned draw = 1; draw <= draws; ++draw) {
    CellProgram program;
    program.voltage_noise_V = 0.002;
    program.seed = draw;
    CellRecord record(program);
    add_cycle(record, cell);
    const Analysis analysis = analyse(record.table());
    for (const auto& curve : analysis.curves) {
      ASSERT_EQ(curve.peaks.size(), 3u) << "draw " << draw;
      for (std::size_t k = 0; k < 3; ++k) {
        const Peak& peak = curve.peaks[k];
        EXPECT_TRUE(std::isfinite(peak.area_std_Ah) || !peak.reason.empty());
        positions.add(peak.position_V, three[k].position_V, peak.position_std_V);
        areas.add(peak.area_Ah, three[k].area_Ah, peak.area_std_Ah);
      }
    }
  }
  EXPECT_GE(positions.values.size(), 0.98 * 6 * draws);
  EXPECT_GE(areas.values.size(), 0.95 * 6 * draws);
  for (const auto* pulls : {&positions, &areas}) {
    EXPECT_GT(pulls->spread(), 0.6);
    EXPECT_LT(pulls->spread(), 1.3);
    EXPECT_LT(pulls->beyond_three(), 0.04);
  }
}

// A peak that moves by 1 mV and loses 2 mAh a cycle.
TEST(Peaks, DriftIsFollowed) {
  CellProgram program;
  program.voltage_noise_V = 0.001;
  CellRecord record(program);
  for (int i = 0; i < 8; ++i) {
    add_cycle(record, GaussianCell({{0.30, 2.6, 0.04}, {0.50 - 0.002 * i, 3.2 + 0.001 * i, 0.05}}));
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.tracks.size(), 4u);
  for (const auto& track : analysis.tracks) {
    EXPECT_EQ(track.cycles.size(), 8u);
    const bool moving = track.position_V.front() > 3.0;
    const auto& position = track.position_drift_V_per_cycle;
    const auto& area = track.area_drift_Ah_per_cycle;
    EXPECT_NEAR(position.value, moving ? 0.001 : 0.0, 4.0 * position.std);
    EXPECT_NEAR(area.value, moving ? -0.002 : 0.0, 4.0 * area.std);
    EXPECT_LT(position.std, 2e-4);
    EXPECT_LT(area.std, 2e-3);
  }
}

// The charge under the curve is the charge of the half-cycle, whatever the voltage does.
TEST(Differential, AreaIsTheCharge) {
  for (const double resolution : {0.0, 0.005}) {
    CellProgram program;
    program.voltage_noise_V = 0.003;
    program.voltage_resolution_V = resolution;
    CellRecord record(program);
    // A plateau, a stretch that runs back, and a slope.
    record.current(1.0, 3600.0, [](double q) {
      return q < 0.5 ? 3.0 + 0.02 * q : 3.01 - 0.05 * (q - 0.5) + (q > 0.7 ? 2.0 * (q - 0.7) : 0.0);
    });
    record.rest(60.0, [](double) { return 3.5; });
    Options options;
    options.curve_points = 20000;
    const Analysis analysis = analyse(record.table(), options);
    const auto& curve = analysis.curves.at(0);
    double area = 0.0;
    for (std::size_t i = 1; i < curve.dqdv_voltage_V.size(); ++i) {
      area += 0.5 * (curve.dqdv_Ah_per_V[i] + curve.dqdv_Ah_per_V[i - 1]) *
              (curve.dqdv_voltage_V[i] - curve.dqdv_voltage_V[i - 1]);
    }
    EXPECT_NEAR(area, 1.0, 0.01);
  }
}

// dV/dQ of a straight line is its slope.
TEST(Differential, SlopeOfALine) {
  CellRecord record(CellProgram{});
  record.current(1.0, 3600.0, [](double q) { return 2.0 + 1.5 * q; });
  record.rest(60.0, [](double) { return 3.5; });
  const Analysis analysis = analyse(record.table());
  const auto& curve = analysis.curves.at(0);
  ASSERT_FALSE(curve.dvdq_V_per_Ah.empty());
  for (std::size_t i = 0; i < curve.dvdq_V_per_Ah.size(); ++i) {
    if (curve.dvdq_capacity_Ah[i] > 0.05 && curve.dvdq_capacity_Ah[i] < 0.95) {
      EXPECT_NEAR(curve.dvdq_V_per_Ah[i], 1.5, 1e-2);
    }
  }
}

}  // namespace
}  // namespace nacre::cycling
