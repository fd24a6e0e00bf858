#include "nacre/formats/text/clock.hpp"

#include <array>
#include <chrono>
#include <cstdint>

#include "nacre/base/units.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }

// Reads pieces of a text from the left. Every function leaves the place where it was when it finds nothing.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const noexcept { return rest_.empty(); }
  char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) noexcept {
    if (peek() != c || done()) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() noexcept {
    while (peek() == ' ' || peek() == '\t') {
      rest_.remove_prefix(1);
    }
  }
  // A whole number of one to nine digits; digits receives how many.
  std::optional<int> integer(std::size_t* digits = nullptr) noexcept {
    std::size_t count = 0;
    int value = 0;
    while (count < rest_.size() && count < 9 && is_digit(rest_[count])) {
      value = 10 * value + (rest_[count++] - '0');
    }
    if (count == 0 || (count < rest_.size() && is_digit(rest_[count]))) {
      return std::nullopt;
    }
    rest_.remove_prefix(count);
    if (digits != nullptr) {
      *digits = count;
    }
    return value;
  }
  // What stands behind a decimal point, as a fraction of one; 0 where there is none.
  double fraction(char decimal) noexcept {
    if (rest_.size() < 2 || (peek() != '.' && peek() != decimal) || !is_digit(rest_[1])) {
      return 0;
    }
    rest_.remove_prefix(1);
    std::uint64_t value = 0;
    int places = 0;
    for (; is_digit(peek()); rest_.remove_prefix(1)) {
      if (places < 18) {
        value = 10 * value + static_cast<std::uint64_t>(peek() - '0');
        ++places;
      }
    }
    return static_cast<double>(value) / powers_of_ten[places];
  }
  std::string_view word() noexcept {
    std::size_t count = 0;
    while (count < rest_.size() && is_letter(rest_[count])) {
      ++count;
    }
    const auto found = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return found;
  }

 private:
  std::string_view rest_;
};

bool same_word(std::string_view word, std::string_view lower_case) {
  if (word.size() != lower_case.size()) {
    return false;
  }
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (lower(word[i]) != lower_case[i]) {
      return false;
    }
  }
  return true;
}

// 1 to 12 from "Dec" or "December"; 0 for another word.
int month_of(std::string_view word) {
  static constexpr std::array<std::string_view, 12> names = {"january",   "february", "march",    "april",
                                                             "may",       "june",     "july",     "august",
                                                             "september", "october",  "november", "december"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (same_word(word, names[i]) || (word.size() >= 3 && same_word(word, names[i].substr(0, word.size())))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// [hours:]minutes:seconds[.fraction], or hours:minutes where `of_day`.
std::optional<double> clock_seconds(Scanner& scanner, char decimal, bool of_day) {
  const auto first = scanner.integer();
  if (!first || !scanner.take(':')) {
    return std::nullopt;
  }
  const auto second = scanner.integer();
  if (!second || *second > 59) {
    return std::nullopt;
  }
  if (!scanner.take(':')) {
    if (of_day) {
      return 60.0 * (60.0 * *first + *second);
    }
    return 60.0 * *first + *second + scanner.fraction(decimal);
  }
  const auto third = scanner.integer();
  if (!third || *third > 60) {
    return std::nullopt;
  }
  return 60.0 * (60.0 * *first + *second) + *third + scanner.fraction(decimal);
}

// Minutes of an offset from UTC without its sign: 02, 0200 or 02:00 (ISO 8601). The farthest zone lies at 14
// h.
std::optional<int> offset_minutes(Scanner& scanner) {
  std::size_t digits = 0;
  const auto number = scanner.integer(&digits);
  if (!number || (digits > 2 && digits != 4)) {
    return std::nullopt;
  }
  int hours = *number;
  int minutes = 0;
  if (digits == 4) {
    hours = *number / 100;
    minutes = *number % 100;
  } else if (scanner.take(':')) {
    minutes = scanner.integer().value_or(60);
  }
  return hours <= 14 && minutes < 60 ? std::optional(60 * hours + minutes) : std::nullopt;
}

std::optional<double> days_since_epoch(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1 || year > 9999 || month < 1 || day < 1 || !date.ok()) {
    return std::nullopt;
  }
  return static_cast<double>(sys_days{date}.time_since_epoch().count());
}

// A year of two digits belongs to this century up to 68, as in POSIX.
int full_year(int year, std::size_t digits) { return digits > 2 ? year : year + (year < 69 ? 2000 : 1900); }

std::optional<double> read_days(Scanner& scanner, DateOrder order) {
  if (is_letter(scanner.peek())) {  // Apr 30 2024
    const int month = month_of(scanner.word());
    scanner.take('.');
    scanner.skip_blanks();
    const auto day = scanner.integer();
    scanner.take(',');
    scanner.skip_blanks();
    std::size_t digits = 0;
    const auto year = scanner.integer(&digits);
    return month > 0 && day && year ? days_since_epoch(full_year(*year, digits), month, *day) : std::nullopt;
  }
  std::size_t digits = 0;
  const auto first = scanner.integer(&digits);
  if (!first) {
    return std::nullopt;
  }
  const char mark = scanner.peek();
  if (mark != '-' && mark != '/' && mark != '.' && mark != ' ') {
    return std::nullopt;
  }
  scanner.take(mark);
  scanner.skip_blanks();
  if (is_letter(scanner.peek())) {  // 30-Apr-24
    const int month = month_of(scanner.word());
    if (scanner.peek() == '-' || scanner.peek() == '/' || scanner.peek() == '.') {
      scanner.take(scanner.peek());
    }
    scanner.skip_blanks();
    const auto year = scanner.integer(&digits);
    return month > 0 && year ? days_since_epoch(full_year(*year, digits), month, *first) : std::nullopt;
  }
  const auto second = scanner.integer();
  if (!second || mark == ' ' || !scanner.take(mark)) {
    return std::nullopt;
  }
  std::size_t last_digits = 0;
  const auto third = scanner.integer(&last_digits);
  if (!third) {
    return std::nullopt;
  }
  if (digits >= 4) {
    return days_since_epoch(*first, *second, *third);
  }
  const int year = full_year(*third, last_digits);
  const bool day_first = mark == '.' || *first > 12 || (order == DateOrder::day_first && *second <= 12);
  return day_first ? days_since_epoch(year, *second, *first) : days_since_epoch(year, *first, *second);
}

// The two leading numbers of a date of the form 04/05/2024 or 04-05-2024.
std::optional<std::pair<int, int>> leading_pair(std::string_view text) {
  Scanner scanner(text);
  std::size_t digits = 0;
  const auto first = scanner.integer(&digits);
  const char mark = scanner.peek();
  if (!first || digits > 2 || (mark != '/' && mark != '-')) {
    return std::nullopt;
  }
  scanner.take(mark);
  const auto second = scanner.integer();
  if (!second || !scanner.take(mark) || !scanner.integer()) {
    return std::nullopt;
  }
  return std::pair{*first, *second};
}

}  // namespace

std::optional<double> read_duration(std::string_view text, char decimal) {
  Scanner scanner(text);
  scanner.skip_blanks();
  const bool negative = scanner.take('-');
  double days = 0;
  Scanner ahead = scanner;
  if (const auto count = ahead.integer(); count && ahead.peek() != ':') {
    bool is_days = ahead.take('-');
    if (!is_days) {
      ahead.skip_blanks();
      const auto word = ahead.word();
      is_days = same_word(word, "d") || same_word(word, "day") || same_word(word, "days");
      ahead.take(',');
    }
    if (!is_days) {
      return std::nullopt;
    }
    ahead.skip_blanks();
    days = *count;
    scanner = ahead;
  }
  const auto seconds = clock_seconds(scanner, decimal, false);
  scanner.skip_blanks();
  if (!seconds || !scanner.done()) {
    return std::nullopt;
  }
  const double total = days * seconds_per_day + *seconds;
  return negative ? -total : total;
}

std::optional<double> read_date(std::string_view text, DateOrder order) {
  Scanner scanner(text);
  scanner.skip_blanks();
  const auto days = read_days(scanner, order);
  if (!days) {
    return std::nullopt;
  }
  double seconds = *days * seconds_per_day;
  scanner.take(',');
  if (!scanner.take('T')) {
    scanner.skip_blanks();
  }
  if (scanner.done()) {
    return seconds;
  }
  auto of_day = clock_seconds(scanner, '.', true);
  if (!of_day) {
    return std::nullopt;
  }
  scanner.skip_blanks();
  if (is_letter(scanner.peek())) {
    const auto word = scanner.word();
    const bool afternoon = same_word(word, "pm");
    if (afternoon || same_word(word, "am")) {
      const bool twelve = *of_day >= 12 * seconds_per_hour;
      *of_day += afternoon == twelve ? 0 : (afternoon ? 12 : -12) * seconds_per_hour;
      // 00:10 AM is written by some programs and is ten past midnight.
      *of_day += *of_day < 0 ? 12 * seconds_per_hour : 0;
    } else if (!same_word(word, "z") && !same_word(word, "utc")) {
      return std::nullopt;
    }
  } else if (scanner.peek() == '+' || scanner.peek() == '-') {
    const double sign = scanner.take('+') ? 1 : (scanner.take('-'), -1);
    const auto minutes = offset_minutes(scanner);
    if (!minutes) {
      return std::nullopt;
    }
    seconds -= 60 * sign * *minutes;
  }
  scanner.skip_blanks();
  return scanner.done() ? std::optional(seconds + *of_day) : std::nullopt;
}

std::optional<DateOrder> stated_order(std::string_view text) {
  const auto pair = leading_pair(text);
  if (!pair || (pair->first > 12) == (pair->second > 12)) {
    return std::nullopt;
  }
  return pair->first > 12 ? DateOrder::day_first : DateOrder::month_first;
}

bool has_ambiguous_order(std::string_view text) { return leading_pair(text).has_value(); }

}  // namespace nacre::formats::text
