#include "nacre/formats/text/steps.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/formats/text/heading.hpp"

namespace nacre::formats::text {
namespace {

struct Word {
  std::string_view text;
  std::string_view meaning;
};

constexpr std::array directions = {
    Word{"dchg", "discharge"},        Word{"discharge", "discharge"}, Word{"dch", "discharge"},
    Word{"dischg", "discharge"},      Word{"disch", "discharge"},     Word{"chg", "charge"},
    Word{"charge", "charge"},         Word{"cha", "charge"},          Word{"charging", "charge"},
    Word{"discharging", "discharge"},
};
constexpr std::array modes = {std::string_view{"cc"},   std::string_view{"cv"},   std::string_view{"cccv"},
                              std::string_view{"cp"},   std::string_view{"cr"},   std::string_view{"cpcv"},
                              std::string_view{"crcv"}, std::string_view{"pcccv"}};
constexpr std::array whole = {
    Word{"c", "charge"},
    Word{"d", "discharge"},
    Word{"r", "rest"},
    Word{"relax", "rest"},
    Word{"idle", "rest"},
    Word{"静置", "rest"},
    Word{"搁置", "rest"},
    Word{"恒流充电", "cc_charge"},
    Word{"恒流放电", "cc_discharge"},
    Word{"恒压充电", "cv_charge"},
    Word{"恒压放电", "cv_discharge"},
    Word{"恒流恒压充电", "cccv_charge"},
    Word{"恒流恒压放电", "cccv_discharge"},
    Word{"恒功率充电", "cp_charge"},
    Word{"恒功率放电", "cp_discharge"},
    Word{"恒阻放电", "cr_discharge"},
};

template <class Words>
std::string_view meaning(const Words& list, std::string_view word) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Word& entry) { return entry.text == word; });
  return found == list.end() ? std::string_view{} : found->meaning;
}

// Rows between `from` and `to` belong to one step: same step, cycle and direction of the current.
template <class Visit>
void for_each_step(const Table& table, std::span<const double> current, const Visit& visit) {
  const Column* step = table.find("step");
  const Column* cycle = table.find("cycle");
  const auto direction = [&](std::size_t i) { return (current[i] > 0) - (current[i] < 0); };
  const auto same = [&](const Column* column, std::size_t a, std::size_t b) {
    return column == nullptr || column->values[a] == column->values[b];
  };
  std::size_t from = 0;
  for (std::size_t i = 1; i <= current.size(); ++i) {
    if (i < current.size() && same(step, i, from) && same(cycle, i, from) &&
        (step != nullptr || direction(i) == direction(from))) {
      continue;
    }
    visit(from, i);
    from = i;
  }
}

}  // namespace

std::string step_type_name(std::string_view text) {
  std::string key = make_key(text);
  if (const auto name = meaning(whole, key); !name.empty()) {
    return std::string(name);
  }
  std::string mode;
  std::string_view direction;
  for (std::size_t at = 0; at <= key.size();) {
    const auto end = std::min(key.find('_', at), key.size());
    const auto word = std::string_view(key).substr(at, end - at);
    at = end + 1;
    if (const auto found = meaning(directions, word); !found.empty()) {
      direction = found;
    } else if (std::find(modes.begin(), modes.end(), word) != modes.end()) {
      mode += word;
    } else {
      return key;
    }
  }
  if (direction.empty()) {
    return key;
  }
  return mode.empty() ? std::string(direction) : fmt::format("{}_{}", mode, direction);
}

void rename_labels(Column& column, const std::function<std::string(std::string_view)>& name) {
  std::vector<std::string> labels;
  std::vector<double> index;
  for (const auto& label : column.labels) {
    std::string renamed = name(label);
    const auto place = std::find(labels.begin(), labels.end(), renamed) - labels.begin();
    index.push_back(static_cast<double>(place));
    if (static_cast<std::size_t>(place) == labels.size()) {
      labels.push_back(std::move(renamed));
    }
  }
  for (double& value : column.values) {
    if (!std::isnan(value)) {
      value = index[static_cast<std::size_t>(value)];
    }
  }
  column.labels = std::move(labels);
}

void sign_current_by_step_type(Table& table) {
  Column* current = table.find("current_A");
  const Column* type = table.find("step_type");
  if (current == nullptr || type == nullptr || !type->is_text() ||
      std::any_of(current->values.begin(), current->values.end(), [](double value) { return value < 0; })) {
    return;
  }
  std::vector<bool> discharges;
  for (const auto& label : type->labels) {
    discharges.push_back(label.ends_with("discharge"));
  }
  bool changed = false;
  for (std::size_t i = 0; i < current->values.size(); ++i) {
    const double label = type->values[i];
    if (!std::isnan(label) && discharges[static_cast<std::size_t>(label)] && current->values[i] > 0) {
      current->values[i] = -current->values[i];
      changed = true;
    }
  }
  if (changed) {
    table.metadata.emplace_back("sign of the current", "not in the file: from the kind of step");
  }
}

Counting counting(const Table& table, std::string_view column) {
  const auto time = table.numbers("time_s");
  const auto current = table.numbers("current_A");
  const auto counter = table.numbers(column);
  const bool energy = table.find(column)->unit.ends_with("Wh");
  const auto voltage = energy ? table.numbers("voltage_V") : std::span<const double>{};
  double passed = 0;
  double differing = 0;
  for_each_step(table, current, [&](std::size_t from, std::size_t to) {
    double integral = 0;
    for (std::size_t i = from + 1; i < to; ++i) {
      const double factor = energy ? 0.5 * (voltage[i] + voltage[i - 1]) : 1.0;
      const double part =
          factor * 0.5 * (std::abs(current[i]) + std::abs(current[i - 1])) * (time[i] - time[i - 1]);
      integral += std::isnan(part) ? 0 : part / seconds_per_hour;
    }
    const double last = std::abs(counter[to - 1]);
    // The first row of a step may already hold some of its charge: what counts is where the step ends.
    passed += integral;
    differing += std::isnan(last) ? integral : std::abs(last - integral);
  });
  return differing <= 0.2 * passed ? Counting::from_step_start : Counting::otherwise;
}

void keep_only_step_counters(Table& table, std::string_view column, const std::string& own_name) {
  Column* counter = table.find(column);
  if (counter == nullptr || !table.has("time_s") || !table.has("current_A") || !table.has("voltage_V") ||
      counting(table, column) == Counting::from_step_start) {
    return;
  }
  table.warnings.push_back(fmt::format(
      "{} does not count from zero in each step (its end differs from the integral over the step): "
      "kept under this name, not as {}",
      own_name, column));
  counter->name = own_name;
}

void check_sign_of_current(Table& table) {
  const Column* current = table.find("current_A");
  const Column* voltage = table.find("voltage_V");
  if (current == nullptr || voltage == nullptr) {
    return;
  }
  double along = 0;
  double against = 0;
  for (std::size_t i = 1; i < table.rows(); ++i) {
    const double direction = (current->values[i] > 0) - (current->values[i] < 0);
    if (const double previous = (current->values[i - 1] > 0) - (current->values[i - 1] < 0);
        direction != 0 && direction == previous) {
      const double step = direction * (voltage->values[i] - voltage->values[i - 1]);
      (step > 0 ? along : against) += std::isnan(step) ? 0 : std::abs(step);
    }
  }
  if (against > 2 * along) {
    table.warnings.emplace_back(
        "the voltage falls while the current is positive and rises while it is negative: the current seems "
        "to count "
        "discharge as positive (give a column map with a factor of -1)");
  }
}

void set_time(Table& table, Numbers time, const std::string& source) {
  Table ordered;
  ordered.file = std::move(table.file);
  ordered.reader = std::move(table.reader);
  ordered.metadata = std::move(table.metadata);
  ordered.warnings = std::move(table.warnings);
  ordered.add("time_s", "s", std::move(time));
  std::vector<std::string> names;
  for (const auto& column : table.columns()) {
    names.push_back(column.name);
  }
  for (const auto& name : names) {
    if (name != "time_s") {
      ordered.add(std::move(*table.find(name)));
    }
  }
  std::erase_if(ordered.metadata, [](const auto& entry) { return entry.first == "time_s"; });
  ordered.metadata.emplace_back("time_s", source);
  table = std::move(ordered);
}

void accumulate_step_time(Table& table) {
  const Column* step_time = table.find("step_time_s");
  if (step_time == nullptr) {
    return;
  }
  const auto& elapsed = step_time->values;
  Numbers time(elapsed.size());
  double before = 0;
  double last = 0;
  for (std::size_t i = 0; i < elapsed.size(); ++i) {
    if (elapsed[i] < last) {
      before += last;
    }
    last = std::isnan(elapsed[i]) ? last : elapsed[i];
    time[i] = before + elapsed[i];
  }
  set_time(table, std::move(time), "from the time within each step: steps follow one another without a gap");
}

}  // namespace nacre::formats::text
