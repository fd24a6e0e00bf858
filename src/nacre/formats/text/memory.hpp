// What reading a column remembers from one row to the next: the labels of texts, the day of dates. Both come
// in long runs. In a header because each is called once per field.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "nacre/formats/table.hpp"
#include "nacre/formats/text/clock.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {

// A text column of more different values is left out: it would cost more memory than the file.
inline constexpr std::size_t label_limit = std::size_t{1} << 20U;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// Labels of a text column and the number of each.
class Labels {
 public:
  // The index of a label, or missing where there are too many.
  double index(std::string_view field) {
    if (field == last_) {  // steps and states come in long runs
      return last_index_;
    }
    auto found = indices_.find(field);
    if (found == indices_.end()) {
      if (indices_.size() == label_limit) {
        full_ = true;
        return missing;
      }
      found = indices_.emplace(std::string(field), static_cast<double>(indices_.size())).first;
      order_.push_back(&found->first);
    }
    last_ = found->first;
    last_index_ = found->second;
    return last_index_;
  }
  bool full() const noexcept { return full_; }
  std::vector<std::string> take() const {
    std::vector<std::string> labels;
    labels.reserve(order_.size());
    for (const std::string* label : order_) {
      labels.push_back(to_utf8(*label));
    }
    return labels;
  }

 private:
  std::unordered_map<std::string, double, TextHash, std::equal_to<>> indices_;
  std::vector<const std::string*> order_;
  std::string_view last_{"\n"};  // no field holds a line's end without quotes around it
  double last_index_ = missing;
  bool full_ = false;
};

// Dates of one row differ from those of the row before in their time of day only: the day is kept.
class DateReader {
 public:
  DateOrder order = DateOrder::month_first;

  std::optional<double> read(std::string_view field) {
    const auto gap = field.find(' ');
    if (gap != std::string_view::npos && gap == day_.size() && field.starts_with(day_)) {
      if (const auto time = plain_time(field.substr(gap + 1))) {
        return midnight_ + *time;
      }
    }
    const auto date = read_date(field, order);
    if (date && gap != std::string_view::npos) {
      if (const auto time = plain_time(field.substr(gap + 1))) {
        day_.assign(field.substr(0, gap));
        midnight_ = *date - *time;
      }
    }
    return date;
  }

 private:
  // HH:MM:SS or HH:MM:SS.mmm, and nothing else.
  static std::optional<double> plain_time(std::string_view text) {
    if (text.size() < 8 || text.size() > 15 || text[2] != ':' || text[5] != ':') {
      return std::nullopt;
    }
    int two[3];
    for (std::size_t i = 0; i < 3; ++i) {
      if (!is_digit(text[3 * i]) || !is_digit(text[3 * i + 1])) {
        return std::nullopt;
      }
      two[i] = 10 * (text[3 * i] - '0') + (text[3 * i + 1] - '0');
    }
    double fraction = 0;
    if (text.size() > 8) {
      if (text[8] != '.' || text.size() == 9) {
        return std::nullopt;
      }
      int digits = 0;
      for (const char c : text.substr(9)) {
        if (!is_digit(c)) {
          return std::nullopt;
        }
        digits = 10 * digits + (c - '0');
      }
      fraction = digits / powers_of_ten[text.size() - 9];
    }
    if (two[0] > 23 || two[1] > 59 || two[2] > 59) {
      return std::nullopt;
    }
    return 3600 * two[0] + 60 * two[1] + two[2] + fraction;
  }

  std::string day_{"\n"};
  double midnight_ = 0;
};

}  // namespace nacre::formats::text
