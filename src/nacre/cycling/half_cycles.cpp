#include "nacre/cycling/half_cycles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace nacre::cycling {
namespace {

constexpr double swept_share = 0.8;    // of the voltage window
constexpr double swept_charge = 1e-3;  // of the largest half-cycle

// The largest charge that passes between two changes of sign.
double longest_run(const Record& record) {
  double largest = 0.0;
  double start = 0.0;
  std::int8_t direction = 0;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (record.sign[i] != 0 && record.sign[i] != direction) {
      direction = record.sign[i];
      start = record.charge_Ah[i];
    }
    largest = std::max(largest, std::abs(record.charge_Ah[i] - start));
  }
  return largest;
}

// Rows at which the net charge turns, with the first row before the first half-cycle and the last of the
// last.
class TurningPoints {
 public:
  TurningPoints(const Record& record, double largest, double share)
      : record_(record),
        enough_(share * largest),
        enough_if_swept_(swept_charge * largest),
        swept_(swept_share * (record.window_high_V - record.window_low_V)) {
    std::size_t i = find_first();
    for (; i < record.size(); ++i) {
      step(i);
    }
    if (direction_ != 0) {
      rows_.push_back(extreme_);
    }
  }
  const std::vector<std::size_t>& rows() const { return rows_; }
  int first_direction() const { return first_direction_; }

 private:
  // Looks for a first half-cycle in both directions at once; returns the row at which it was found.
  std::size_t find_first() {
    const auto& q = record_.charge_Ah;
    std::size_t low = 0;
    std::size_t high = 0;
    for (std::size_t i = 0; i < record_.size(); ++i) {
      low = q[i] <= q[low] ? i : low;
      high = q[i] >= q[high] ? i : high;
      const bool up = q[i] - q[low] >= enough_;
      if (up || q[high] - q[i] >= enough_) {
        direction_ = first_direction_ = up ? 1 : -1;
        rows_.push_back(up ? low : high);
        restart(i);
        return i + 1;
      }
    }
    return record_.size();
  }

  void step(std::size_t i) {
    const auto& q = record_.charge_Ah;
    const double back = direction_ * (q[extreme_] - q[i]);
    if (back <= 0.0) {
      restart(i);
      return;
    }
    if (record_.sign[i] == -direction_) {
      low_V_ = std::min(low_V_, record_.voltage_V[i]);
      high_V_ = std::max(high_V_, record_.voltage_V[i]);
    }
    if (back >= enough_ || (back >= enough_if_swept_ && high_V_ - low_V_ >= swept_ && swept_ > 0.0)) {
      rows_.push_back(extreme_);
      direction_ = -direction_;
      restart(i);
    }
  }

  void restart(std::size_t i) {
    extreme_ = i;
    low_V_ = high_V_ = record_.voltage_V[i];
  }

  const Record& record_;
  double enough_;
  double enough_if_swept_;
  double swept_;
  int direction_ = 0;
  int first_direction_ = 0;
  std::size_t extreme_ = 0;
  double low_V_ = 0.0;
  double high_V_ = 0.0;
  std::vector<std::size_t> rows_;
};

}  // namespace

std::vector<Span> find_half_cycles(const Record& record, const Options& options) {
  double largest = longest_run(record);
  if (!(largest > 0.0)) {
    return {};
  }
  std::vector<std::size_t> turns;
  int direction = 0;
  // A record with pulses starts too low: each round can only join half-cycles, so that this ends soon.
  for (int round = 0; round < 10; ++round) {
    const TurningPoints found(record, largest, options.reversal_share);
    turns = found.rows();
    direction = found.first_direction();
    double next = 0.0;
    for (std::size_t k = 1; k < turns.size(); ++k) {
      next = std::max(next, std::abs(record.charge_Ah[turns[k]] - record.charge_Ah[turns[k - 1]]));
    }
    if (next <= largest) {
      break;
    }
    largest = next;
  }
  std::vector<Span> spans;
  for (std::size_t k = 1; k < turns.size(); ++k, direction = -direction) {
    Span span{direction > 0 ? Direction::charge : Direction::discharge, turns[k - 1], turns[k],
              record.size()};
    // Between two turning points of the charge there are always rows that carry it.
    while (record.sign[span.first] != direction) {
      ++span.first;
    }
    while (record.sign[span.last] != direction) {
      --span.last;
    }
    if (!spans.empty()) {
      spans.back().next = span.first;
    }
    spans.push_back(span);
  }
  return spans;
}

}  // namespace nacre::cycling
