// Times of day, durations and dates as instruments write them, to seconds.
#pragma once

#include <optional>
#include <string_view>

namespace nacre::formats::text {

// Seconds of "HH:MM:SS[.mmm]", "MM:SS", "1d 02:03:04.5", "1-02:03:04", "1 day, 2:03:04"; nothing for other
// text. decimal: the character before the fraction ('.' is always understood).
std::optional<double> read_duration(std::string_view text, char decimal = '.');

// Which of two numbers below 13 in a date such as 04/05/2024 is the month.
enum class DateOrder { month_first, day_first };

// Seconds since 1970-01-01 00:00 of a date with or without a time of day. The clock is taken as UTC unless
// the text states an offset. Understood: 2024-04-30 14:33:19.250, 2024/4/30 14:33, 2024-04-30T14:33:19+02:00,
// 04/30/2024 02:33:19 PM (order decides), 30.04.2024 14:33:19, 30-Apr-24 14:33:19, 11 December 2020, 12:22:12
// PM, Apr 30 2024 14:33:19. Nothing for other text and for dates that do not exist.
std::optional<double> read_date(std::string_view text, DateOrder order = DateOrder::month_first);

// What a date of the form 04/30/2024 says about its own order, or nothing where both readings are dates or
// the form leaves no doubt.
std::optional<DateOrder> stated_order(std::string_view text);
// A date of the form 04/05/2024: one that needs to be told the order.
bool has_ambiguous_order(std::string_view text);

}  // namespace nacre::formats::text
