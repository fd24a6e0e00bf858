// .ndc versions whose records hold voltage and current only: 8, 9, 11 to 14, 16 and 17.
#include <algorithm>
#include <cmath>

#include "nacre/formats/neware/ndc.hpp"

namespace nacre::formats::neware {
namespace {

constexpr std::size_t record_size = 8;

struct Version {
  double per_volt;
  double per_ampere;
  double per_ampere_hour;
  std::size_t run_info_size;
  std::size_t run_info_tail;  // where the second half of a run-info record begins
  bool has_milliseconds;
};

// Odd versions and 16 count in 0.1 mV, mA, mA s and mW s, the others in V, A, Ah and Wh.
const Version* find_version(unsigned version) noexcept {
  static constexpr Version v8{1, 1, 1, 42, 26, false};
  static constexpr Version v9{1e4, 1e3, 3.6e6, 45, 29, false};
  static constexpr Version v11{1e4, 1e3, 3.6e6, 47, 29, true};
  static constexpr Version v12{1, 1, 1, 47, 29, true};
  static constexpr Version v13{1e4, 1e3, 3.6e6, 55, 29, true};
  static constexpr Version v14{1, 1, 1, 55, 29, true};
  static constexpr Version v16{1e4, 1e3, 3.6e6, 100, 29, true};
  static constexpr Version v17{1, 1, 1, 100, 29, true};
  switch (version) {
    case 8:
      return &v8;
    case 9:
      return &v9;
    case 11:
      return &v11;
    case 12:
      return &v12;
    case 13:
      return &v13;
    case 14:
      return &v14;
    case 16:
      return &v16;
    case 17:
      return &v17;
    default:
      return nullptr;
  }
}

template <class T>
T load(const char* position) noexcept {
  T value;
  std::memcpy(&value, position, sizeof(T));
  return value;
}

// What a run-info record says of the record with its number, and of those after it up to the next.
struct RunInfo {
  std::uint32_t index;
  std::uint32_t step;  // counted from 1
  const char* record;
};

std::vector<RunInfo> read_run_info(const NdcFile& file, const Version& version) {
  std::vector<RunInfo> infos;
  infos.reserve(file.count(version.run_info_size));
  const std::size_t tail = version.run_info_tail;
  std::uint32_t step = 0;
  std::uint32_t last = 0;
  file.for_each(version.run_info_size, 0, [&](const char* record, std::size_t) {
    const auto number = load<std::uint32_t>(record + tail + 8);
    step += infos.empty() || number != last ? 1U : 0U;
    last = number;
    infos.push_back({load<std::uint32_t>(record + tail + 12), step, record});
  });
  const auto before = [](const RunInfo& a, const RunInfo& b) { return a.index < b.index; };
  if (!std::is_sorted(infos.begin(), infos.end(), before)) {
    std::stable_sort(infos.begin(), infos.end(), before);
  }
  const auto same = [](const RunInfo& a, const RunInfo& b) { return a.index == b.index; };
  infos.erase(std::unique(infos.begin(), infos.end(), same), infos.end());
  return infos;
}

// Fills the columns row by row, from one run-info record to the next.
class Filler {
 public:
  Filler(Rows& rows, const Version& version, std::span<const Step> steps)
      : rows_(rows), version_(version), steps_(steps) {}

  void start(const RunInfo& info) {
    const char* record = info.record;
    const char* tail = record + version_.run_info_tail;
    step_time_ = load<std::uint32_t>(record);
    interval_ = load<std::int32_t>(tail);
    const std::int64_t milliseconds =
        version_.has_milliseconds ? load<std::int16_t>(tail + 16) : std::int16_t{0};
    unix_time_ = std::int64_t{load<std::uint32_t>(tail + 4)} * 1000 + milliseconds;
    for (std::size_t i = 0; i < 4; ++i) {
      counters_[i] =
          std::abs(static_cast<double>(load<float>(record + 5 + 4 * i))) / version_.per_ampere_hour;
    }
    added_charge_ = 0;
    added_energy_ = 0;
    if (info.step != number_) {
      number_ = info.step;
      before_ += longest_;
      longest_ = 0;
      step_ = number_ <= steps_.size() ? steps_[number_ - 1] : Step{missing, missing, missing};
    }
    known_ = true;
  }

  void interpolate(std::size_t row) {
    const double hours = static_cast<double>(interval_) / 3.6e6;
    step_time_ += interval_;
    unix_time_ += interval_;
    added_charge_ += hours * rows_.current[row];
    added_energy_ += hours * rows_.current[row] * rows_.voltage[row];
    if (rows_.interpolated.empty()) {
      rows_.interpolated.resize(rows_.count);
      std::fill(rows_.interpolated.begin(), rows_.interpolated.end(), 0.0);
    }
    rows_.interpolated[row] = 1;
  }

  void write(std::size_t row) {
    if (!known_) {
      for (Numbers* column :
           {&rows_.time, &rows_.step_time, &rows_.unix_time, &rows_.charge_capacity,
            &rows_.discharge_capacity, &rows_.charge_energy, &rows_.discharge_energy, &rows_.capacity,
            &rows_.energy, &rows_.step, &rows_.cycle, &rows_.step_index, &rows_.step_type}) {
        (*column)[row] = missing;
      }
      return;
    }
    longest_ = std::max(longest_, step_time_);
    rows_.step_time[row] = static_cast<double>(step_time_) / 1000;
    rows_.time[row] = static_cast<double>(before_ + step_time_) / 1000;
    rows_.unix_time[row] = static_cast<double>(unix_time_) / 1000;
    const double charge = counters_[0] + std::max(added_charge_, 0.0);
    const double discharge = counters_[1] - std::min(added_charge_, 0.0);
    rows_.charge_capacity[row] = charge;
    rows_.discharge_capacity[row] = discharge;
    rows_.capacity[row] = charge + discharge;
    const double charge_energy = counters_[2] + std::max(added_energy_, 0.0);
    const double discharge_energy = counters_[3] - std::min(added_energy_, 0.0);
    rows_.charge_energy[row] = charge_energy;
    rows_.discharge_energy[row] = discharge_energy;
    rows_.energy[row] = charge_energy + discharge_energy;
    rows_.step[row] = number_;
    rows_.cycle[row] = step_.cycle;
    rows_.step_index[row] = step_.step_index;
    rows_.step_type[row] = step_.type;
  }

  bool known() const noexcept { return known_; }

 private:
  Rows& rows_;
  const Version& version_;
  std::span<const Step> steps_;
  bool known_ = false;
  // Times in milliseconds, so that sums are exact.
  std::int64_t step_time_ = 0;
  std::int64_t unix_time_ = 0;
  std::int64_t interval_ = 0;
  std::int64_t before_ = 0;   // the time of the steps before this one
  std::int64_t longest_ = 0;  // in this step so far
  double counters_[4] = {};   // charge, discharge in Ah; then in Wh
  double added_charge_ = 0;   // Ah, since the run-info record
  double added_energy_ = 0;   // Wh
  std::uint32_t number_ = 0;
  Step step_{};
};

Rows make_rows(const NdcFile& data, const Version& version) {
  Rows rows;
  rows.count = data.count(record_size);
  rows.single_precision = true;
  check_memory(data.place(), rows.count, 18);
  rows.index.resize(rows.count);
  rows.voltage.resize(rows.count);
  rows.current.resize(rows.count);
  std::size_t row = 0;
  data.for_each(record_size, 0, [&](const char* record, std::size_t slot) {
    rows.index[row] = static_cast<double>(slot);
    rows.voltage[row] = static_cast<double>(load<float>(record)) / version.per_volt;
    rows.current[row] = static_cast<double>(load<float>(record + 4)) / version.per_ampere;
    ++row;
  });
  return rows;
}

}  // namespace

bool is_split(unsigned version) noexcept { return find_version(version) != nullptr; }

Rows read_split(const NdcFile& data, const NdcFile& run_info, std::span<const Step> steps,
                bool run_info_complete) {
  const Version* version = find_version(data.version());
  const Version* run_info_version = find_version(run_info.version());
  if (version == nullptr) {
    data.fail_version();
  }
  if (run_info_version == nullptr) {
    run_info.fail_version();
  }
  Rows rows = make_rows(data, *version);
  const auto infos = read_run_info(run_info, *run_info_version);
  if (!run_info_complete) {
    const double last = infos.empty() ? 0 : infos.back().index;
    rows.truncate(static_cast<std::size_t>(std::upper_bound(rows.index.begin(), rows.index.end(), last) -
                                           rows.index.begin()));
  }
  for (Numbers* column :
       {&rows.time, &rows.step_time, &rows.unix_time, &rows.charge_capacity, &rows.discharge_capacity,
        &rows.charge_energy, &rows.discharge_energy, &rows.capacity, &rows.energy, &rows.step, &rows.cycle,
        &rows.step_index, &rows.step_type}) {
    column->resize(rows.count);
  }
  Filler filler(rows, *run_info_version, steps);
  auto next = infos.begin();
  for (std::size_t row = 0; row < rows.count; ++row) {
    while (next != infos.end() && next->index < rows.index[row]) {
      ++next;
    }
    if (next != infos.end() && next->index == rows.index[row]) {
      filler.start(*next);
    } else if (filler.known()) {
      filler.interpolate(row);
    }
    filler.write(row);
  }
  return rows;
}

Rows read_bare(const NdcFile& data) {
  const Version* version = find_version(data.version());
  if (version == nullptr) {
    data.fail_version();
  }
  return make_rows(data, *version);
}

}  // namespace nacre::formats::neware
