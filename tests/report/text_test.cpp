#include "nacre/report/text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "report/synthetic.hpp"

namespace nacre::report {
namespace {

TEST(Text, CleanTakesOutControlCharactersAndBadBytes) {
  EXPECT_EQ(clean("a\nb\x01\x7F"
                  "c"),
            "a bc");
  EXPECT_EQ(clean("\xFF\xC0\xAF"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(clean("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate is no character";
  EXPECT_EQ(clean("Ω⁻¹ 日本 \U0001F50B"), "Ω⁻¹ 日本 \U0001F50B");
  EXPECT_EQ(clean("\xE2\x88"), "\uFFFD\uFFFD") << "cut within a character";
}

TEST(Text, HtmlEscapesWhatHtmlReads) {
  EXPECT_EQ(html("<a href=\"x\" o='y'>&"), "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;");
  EXPECT_EQ(html_raised("<b>mAh g⁻¹ CO₂"), "&lt;b&gt;mAh g<sup>−1</sup> CO<sub>2</sub>");
  EXPECT_EQ(html(testing::hostile).find('<'), std::string::npos);
}

TEST(Text, GnuplotEscapesWhatItsEnhancedModeReads) {
  EXPECT_EQ(gnuplot_string("a_b^{c}@&~\\"), R"('a\_b\^\{c\}\@\&\~\\')");
  EXPECT_EQ(gnuplot_string("it's `ls`"), "'it''s `ls`'");
  EXPECT_EQ(gnuplot_string("mAh g⁻¹"), "'mAh g^{−1}'");
  EXPECT_EQ(gnuplot_string("a\nquit\n"), "'a quit '") << "a line break would end the string";
}

TEST(Text, CsvQuotesWhatCsvReads) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"a\""), "\"say \"\"a\"\"\"");
}

TEST(Text, JsonCannotEndItsScript) { EXPECT_EQ(script_safe("\"</script>\""), "\"\\u003c/script>\""); }

TEST(Text, SlugsNameFiles) {
  EXPECT_EQ(slug("NFM-333/a (2)"), "nfm-333-a-2");
  EXPECT_EQ(slug("../../etc"), "etc");
  EXPECT_EQ(slug("Ω"), "x");
  EXPECT_TRUE(is_slug("a-1"));
  for (const char* bad : {"", "-a", "a-", "a--b", "A", "a/b", "a.b"}) {
    EXPECT_FALSE(is_slug(bad)) << bad;
  }
}

TEST(Text, ShortenedCutsBetweenCharacters) {
  EXPECT_EQ(shortened("ΩΩΩΩ", 3), "ΩΩ…");
  EXPECT_EQ(shortened("ΩΩΩ", 3), "ΩΩΩ");
}

TEST(Text, NumbersForPeople) {
  EXPECT_EQ(decimal(-1.25, 1), "−1.2");
  EXPECT_EQ(decimal(-0.001, 1), "0.0");
  EXPECT_EQ(decimal(std::nan(""), 2), "–");
  EXPECT_EQ(significant(10.13244, 5), "10.132");
  EXPECT_EQ(significant(1.5e-7, 3), "1.50 × 10⁻⁷");
  EXPECT_EQ(with_uncertainty(10.13244, 0.00123), "10.1324 ± 0.0012");
  EXPECT_EQ(with_uncertainty(1234.4, 35), "1234 ± 35");
  EXPECT_EQ(with_uncertainty(12.989432, 0.00012), "12.98943 ± 0.00012");
  EXPECT_EQ(with_uncertainty(0.05023, 1.9e-8), "0.0502300 ± 1.9 × 10⁻⁸");
  EXPECT_EQ(with_uncertainty(1e-12, 3.1e-11), "1.0 × 10⁻¹² ± 3.1 × 10⁻¹¹");
  EXPECT_EQ(with_uncertainty(10.13244, std::nan("")), "10.132");
}

}  // namespace
}  // namespace nacre::report
