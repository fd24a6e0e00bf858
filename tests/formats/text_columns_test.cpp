#include "nacre/formats/text/columns.hpp"
#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/formats/text/encoding.hpp"

namespace nacre::formats::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

Parsed parse(const std::string& text, std::size_t columns, bool salvage = false, char delimiter = ',',
             char decimal = '.') {
  const auto source = Source::from_memory("x.csv", text);
  std::vector<ColumnFormat> formats;
  for (std::size_t c = 0; c < columns; ++c) {
    formats.push_back({"column " + std::to_string(c + 1)});
  }
  return parse_columns(source, Body{source.bytes(), 1, delimiter, decimal}, formats, salvage);
}

std::string where(const std::string& text, std::size_t columns) {
  try {
    parse(text, columns);
  } catch (const InputError& error) {
    return error.where();
  }
  return "no error";
}

TEST(Columns, ReadsNumbersWhateverTheLineEnd) {
  for (const char* text :
       {"1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1,2\r\n3,4", "\n1,2\n\n  \n3,4\n\n", "1, 2 \n 3,4\n",
        "1,2,\n3,4,\n", "1,2,,,\n3,4,,\n", "\"1\",\"2\"\n3,\"4\"\n", ",,\n1,2\n3,4\n"}) {
    const auto parsed = parse(text, 2);
    EXPECT_EQ(parsed.rows, 2U) << text;
    EXPECT_THAT(parsed.columns[0].values, ElementsAre(1, 3)) << text;
    EXPECT_THAT(parsed.columns[1].values, ElementsAre(2, 4)) << text;
  }
}

TEST(Columns, ASingleRowOfOneDigit) {
  EXPECT_THAT(parse("7", 1).columns[0].values, ElementsAre(7));
  EXPECT_THAT(parse("7\n", 1).columns[0].values, ElementsAre(7));
}

TEST(Columns, RunsOfBlanksSeparate) {
  const auto parsed = parse("  1   2\n3\t 4  \n", 2, false, ' ');
  EXPECT_THAT(parsed.columns[0].values, ElementsAre(1, 3));
  EXPECT_THAT(parsed.columns[1].values, ElementsAre(2, 4));
}

TEST(Columns, DecimalCommaAndThousands) {
  const auto comma = parse("1,5\t1.234,5\n-2,25\t3.000\n", 2, false, '\t', ',');
  EXPECT_THAT(comma.columns[0].values, ElementsAre(1.5, -2.25));
  EXPECT_THAT(comma.columns[1].values, ElementsAre(1234.5, 3000));
  const auto point = parse("\"1,234.5\",1\n\"-1,234,567\",2\n", 2);
  EXPECT_THAT(point.columns[0].values, ElementsAre(1234.5, -1234567));
}

TEST(Columns, WhatIsNoNumberIsMissingAndCounted) {
  const auto parsed = parse("1,1\n,2\nnan,3\ninf,4\n1e999,5\n12x,6\n7,7\n8,8\n9,9\n10,10\n11,11\n", 2);
  const auto& column = parsed.columns[0];
  EXPECT_EQ(column.cell, Cell::number);
  EXPECT_THAT(column.values, ElementsAre(1, IsNan(), IsNan(), IsNan(), IsNan(), IsNan(), 7, 8, 9, 10, 11));
  EXPECT_EQ(column.empty, 1U);
  EXPECT_EQ(column.unreadable, 4U);
  EXPECT_EQ(column.first_unreadable, "nan");
  EXPECT_EQ(column.first_unreadable_line, 3U);
}

TEST(Columns, TextIsCoded) {
  const auto parsed = parse("Rest,1\nRest,2\n\"CC \"\"a\"\", b\",3\nRest,4\n,5\n", 2);
  EXPECT_EQ(parsed.columns[0].cell, Cell::text);
  EXPECT_THAT(parsed.columns[0].labels, ElementsAre("Rest", "CC \"a\", b"));
  EXPECT_THAT(parsed.columns[0].values, ElementsAre(0, 0, 1, 0, IsNan()));
}

TEST(Columns, ANumberColumnThatTurnsOutToBeTextIsReadAgain) {
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text += std::to_string(i) + (i < 150 ? ",1\n" : ",word\n");
  }
  const auto parsed = parse(text, 2);
  EXPECT_EQ(parsed.columns[1].cell, Cell::text);
  EXPECT_THAT(parsed.columns[1].labels, ElementsAre("1", "word"));
}

TEST(Columns, DurationsAndDates) {
  const auto parsed = parse("00:00:05,2024-04-30 23:59:59\n1d 00:00:00.5,2024-05-01 00:00:00.250\n", 2);
  EXPECT_EQ(parsed.columns[0].cell, Cell::duration);
  EXPECT_THAT(parsed.columns[0].values, ElementsAre(5, 86400.5));
  EXPECT_EQ(parsed.columns[1].cell, Cell::date);
  EXPECT_EQ(parsed.columns[1].values[1] - parsed.columns[1].values[0], 1.25);
}

TEST(Columns, TheDatesThemselvesTellTheOrderOfDayAndMonth) {
  const auto day_first = parse("01/05/2024,1\n30/05/2024,2\n", 2).columns[0];
  EXPECT_EQ(day_first.order, DateOrder::day_first);
  EXPECT_EQ(day_first.values[1] - day_first.values[0], 29 * 86400);
  EXPECT_FALSE(day_first.order_assumed);
  EXPECT_TRUE(parse("01/05/2024,1\n02/05/2024,2\n", 2).columns[0].order_assumed);
}

TEST(Columns, AQuotedLineEndBelongsToTheField) {
  const auto parsed = parse("\"a\nb\",1\nc,2\nd,3\n", 2);
  EXPECT_EQ(parsed.rows, 3U);
  EXPECT_THAT(parsed.columns[0].labels, ElementsAre("a\nb", "c", "d"));
  for (const char* text : {"1,x\n2,\"a\nb\n\nc\"\n", "1,x\n2,\"a\nb\n\nc\""}) {
    EXPECT_THAT(parse(text, 2).columns[1].labels, ElementsAre("x", "a\nb\n\nc"));
  }
}

TEST(Columns, WrongRowsAreErrorsWithTheirLine) {
  EXPECT_EQ(where("1,2\n3\n5,6\n", 2), "line 2");
  EXPECT_EQ(where("1,2\n3,4\n5", 2), "line 3");
  EXPECT_EQ(where("1,2\n3,4,5\n", 2), "line 2");
  EXPECT_EQ(where("\"a\nb\",1\nc\n", 2), "line 3");
  EXPECT_EQ(where("1,2\n\"3,4\n", 2), "line 2");
  EXPECT_EQ(where("1,2\n" + std::string(100, '\0'), 2), "line 2");
  EXPECT_EQ(where("", 2), "line 1");
  EXPECT_EQ(where("\n\n,,\n", 2), "line 1");
}

TEST(Columns, SalvageReturnsTheRowsBeforeTheDamage) {
  const auto parsed = parse("1,2\n3,4\n5\n7,8\n", 2, true);
  EXPECT_EQ(parsed.rows, 2U);
  EXPECT_THAT(parsed.columns[1].values, ElementsAre(2, 4));
  ASSERT_EQ(parsed.warnings.size(), 1U);
  EXPECT_THAT(parsed.warnings[0], HasSubstr("line 3"));
  EXPECT_THROW(parse("1\n", 2, true), InputError);
}

TEST(Columns, LongLinesAndManyColumnsEnd) {
  EXPECT_EQ(parse(std::string(1'000'000, '7') + ",1\n2,2\n3,3\n4,4\n", 2).columns[0].unreadable, 1U);
  EXPECT_EQ(parse(std::string(1'000'000, ',') + "\n1,2\n", 2).rows, 1U);
  EXPECT_EQ(where("1,2," + std::string(1'000'000, '3') + "\n", 2), "line 1");
  EXPECT_THROW(parse("1\n", 100'000), InputError);
  EXPECT_EQ(parse("a," + std::string(1'000'000, 'b') + "\n", 2).columns[1].labels[0].size(), 1'000'000U);
}

TEST(Columns, MemoryFollowsTheSizeOfTheFileNotItsEmptyLines) {
  std::string text = "1";
  for (int i = 1; i < 1000; ++i) {
    text += ",1";
  }
  text += "\n" + std::string(3'000'000, '\n');
  EXPECT_EQ(parse(text, 1000).rows, 1U);  // 24 GB if every line were a row
}

TEST(Columns, TooManyDifferentTextsLeaveTheColumnOut) {
  std::string text;
  for (std::size_t i = 0; i < label_limit + 10; ++i) {
    text += "a" + std::to_string(i) + ",1\n";
  }
  const auto parsed = parse(text, 2);
  EXPECT_EQ(parsed.columns[0].cell, Cell::skip);
  EXPECT_TRUE(parsed.columns[0].values.empty());
  EXPECT_EQ(parsed.warnings.size(), 1U);
}

TEST(Columns, ClassifiesFields) {
  EXPECT_EQ(classify("1.5", '.'), Cell::number);
  EXPECT_EQ(classify("1,5", ','), Cell::number);
  EXPECT_EQ(classify(" 00:00:01 ", '.'), Cell::duration);
  EXPECT_EQ(classify("2024-04-30", '.'), Cell::date);
  EXPECT_EQ(classify("CC Chg", '.'), Cell::text);
  for (const char* nothing : {"", "  ", "NaN", "N/A", "-", "-inf"}) {
    EXPECT_EQ(classify(nothing, '.'), Cell::skip) << nothing;
  }
}

TEST(Columns, SplitsLines) {
  EXPECT_THAT(split_line("a,\"b,c\", d ,\r", ','), ElementsAre("a", "b,c", "d", ""));
  EXPECT_THAT(split_line("  a \t b  c ", ' '), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_line("", ','), ElementsAre(""));
  EXPECT_THAT(split_line("\"open", ','), ElementsAre("open"));
}

TEST(Encoding, Utf16IsRewritten) {
  const std::string little(
      "\xff\xfe"
      "a\0\xe9\0\n\0",
      8);
  EXPECT_EQ(decode(little).text, "a\xc3\xa9\n");
  EXPECT_EQ(decode(little).encoding, "UTF-16LE");
  const std::string pair("\xfe\xff\xd8\x3d\xde\x00", 6);  // outside the basic plane
  EXPECT_EQ(decode(pair).text, "\xf0\x9f\x98\x80");
  const std::string lone("\xfe\xff\xd8\x3d\0a", 6);
  EXPECT_EQ(decode(lone).text,
            "\xef\xbf\xbd"
            "a");
  EXPECT_EQ(decode("\xef\xbb\xbf"
                   "a")
                .text,
            "a");
  EXPECT_EQ(decode("a\rb\r").text, "a\nb\n");
}

TEST(Encoding, TellsTextFromOtherBytes) {
  EXPECT_TRUE(looks_like_text("a,b\r\n1\t2\n"));
  EXPECT_FALSE(looks_like_text(std::string("a\0b", 3)));
  EXPECT_FALSE(looks_like_text("\x01\x02\x03\x04"));
  EXPECT_FALSE(looks_like_text(""));
  EXPECT_FALSE(is_utf8("\xc0\x80"));
  EXPECT_FALSE(is_utf8("\xe2\x82"));
  EXPECT_TRUE(is_utf8("\xe2\x82\xac"));
}

}  // namespace
}  // namespace nacre::formats::text
