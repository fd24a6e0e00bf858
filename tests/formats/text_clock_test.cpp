#include "nacre/formats/text/clock.hpp"

#include <gtest/gtest.h>

namespace nacre::formats::text {
namespace {

TEST(Clock, ReadsDurations) {
  EXPECT_EQ(read_duration("00:00:05"), 5.0);
  EXPECT_EQ(read_duration("00:00:03.500"), 3.5);
  EXPECT_EQ(read_duration("26:00:00"), 93600.0);
  EXPECT_EQ(read_duration("01:30"), 90.0);
  EXPECT_EQ(read_duration("  0d 00:00:5.05"), 5.05);
  EXPECT_EQ(read_duration("2d 02:52:51.5"), 2 * 86400 + 2 * 3600 + 52 * 60 + 51.5);
  EXPECT_EQ(read_duration("1-02:03:04"), 86400 + 7384.0);
  EXPECT_EQ(read_duration("1 day, 2:03:04"), 86400 + 7384.0);
  EXPECT_EQ(read_duration("00:00:01,25", ','), 1.25);
  EXPECT_EQ(read_duration("-00:00:01"), -1.0);
}

TEST(Clock, RefusesWhatIsNoDuration) {
  for (const char* text :
       {"", "5", "12:60:00", "00:00:61", "1x 00:00:00", "00:00:00 x", "::", "12:", "a:b:c", "1d"}) {
    EXPECT_FALSE(read_duration(text)) << text;
  }
}

TEST(Clock, ReadsDates) {
  constexpr double expected = 1714487599;  // 2024-04-30 14:33:19
  for (const char* text : {"2024-04-30 14:33:19", "2024/4/30 14:33:19", "2024-04-30T14:33:19Z",
                           "04/30/2024 14:33:19", "04/30/2024 02:33:19 PM", "30.04.2024 14:33:19",
                           "30-Apr-24 02:33:19 PM", "30 April 2024, 02:33:19 PM", "Apr 30 2024 14:33:19",
                           "2024-04-30 16:33:19+02:00", "2024-04-30 10:03:19 -0430", "30/04/2024 14:33:19"}) {
    EXPECT_EQ(read_date(text), expected) << text;
  }
  EXPECT_EQ(read_date("2024-04-30 14:33:19.250"), expected + 0.25);
  EXPECT_EQ(read_date("2024-04-30"), 1714435200);
  EXPECT_EQ(read_date("2024-04-30 14:33"), expected - 19);
  EXPECT_EQ(read_date("1970-01-01"), 0);
  EXPECT_EQ(read_date("2024-04-30 16:33:19+02"), expected);
  EXPECT_EQ(read_date("01/02/2024 00:00:00 AM"), read_date("2024-01-02"));
  EXPECT_EQ(read_date("01/02/2024 12:00:00 AM"), read_date("2024-01-02"));
  EXPECT_EQ(read_date("01/02/2024 12:00:00 PM"), *read_date("2024-01-02") + 43200);
}

TEST(Clock, TheOrderOfDayAndMonthIsToldOrStated) {
  EXPECT_EQ(read_date("04/05/2024", DateOrder::month_first), read_date("2024-04-05"));
  EXPECT_EQ(read_date("04/05/2024", DateOrder::day_first), read_date("2024-05-04"));
  EXPECT_EQ(stated_order("04/30/2024 14:33:19"), DateOrder::month_first);
  EXPECT_EQ(stated_order("30/04/2024 14:33:19"), DateOrder::day_first);
  EXPECT_FALSE(stated_order("04/05/2024"));
  EXPECT_TRUE(has_ambiguous_order("04/05/2024"));
  EXPECT_FALSE(has_ambiguous_order("2024-04-05"));
}

TEST(Clock, RefusesDatesThatDoNotExist) {
  for (const char* text :
       {"", "2024-02-30", "2023-02-29", "13/13/2024", "2024-00-01", "99/99/99", "2024-04-30 25:61:00", "1e5",
        "3.25", "Foo 30 2024", "2024-04-30 14:33:19 XM", "2024-04", "12345678901-01-01",
        "2024-04-30 14:33:19+999999991", "2024-04-30 14:33:19+15:00", "2024-04-30 14:33:19+02:"}) {
    EXPECT_FALSE(read_date(text)) << text;
  }
}

}  // namespace
}  // namespace nacre::formats::text
