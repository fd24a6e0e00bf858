#include "nacre/formats/step_count.hpp"

#include <cmath>

namespace nacre::formats {

void count_steps(Table& table) {
  if (!table.has("step_index") || table.has("step")) {
    return;
  }
  struct Mark {
    const double* values;
    double last;
  };
  std::vector<Mark> marks;
  for (const auto* name : {"step_index", "cycle", "half cycle", "test_id"}) {
    if (const Column* column = table.find(name); column != nullptr && !column->is_text()) {
      marks.push_back({column->values.data(), missing});
    }
  }
  const Column* step_time = table.find("step_time_s");
  Numbers steps(table.rows());
  double count = 1;
  for (std::size_t row = 0; row < steps.size(); ++row) {
    bool begins = row > 0 && step_time != nullptr && step_time->values[row] < step_time->values[row - 1];
    for (auto& mark : marks) {
      const double value = mark.values[row];
      if (value != mark.last && !std::isnan(value)) {
        begins = begins || !std::isnan(mark.last);
        mark.last = value;
      }
    }
    count += begins ? 1 : 0;
    steps[row] = count;
  }
  table.add({"step", "1", std::move(steps), {}, false}, "step_index");
}

}  // namespace nacre::formats
