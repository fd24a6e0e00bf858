// Opens written reports in headless Chromium (browser/check.mjs).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "nacre/base/files.hpp"
#include "nacre/base/process.hpp"
#include "nacre/report/write.hpp"
#include "report/synthetic.hpp"

namespace nacre::report {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// The path of a program on PATH; empty: there is none.
fs::path find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const fs::path candidate = fs::path(rest.substr(0, end)) / name;
    if (fs::exists(candidate)) {
      return candidate;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

class browser
    : public ::testing::Test {  // NOLINT(readability-identifier-naming): named report.browser by ctest
 protected:
  void SetUp() override {
    if (chromium_.empty() || node_.empty()) {
      GTEST_SKIP() << "no chromium or no node on PATH (tools/install-deps test)";
    }
  }

  ProcessResult check(const fs::path& folder) const {
    return run_process({node_, NACRE_BROWSER_CHECK, chromium_, folder}, temporary_.path(),
                       std::chrono::minutes(4));
  }

  fs::path chromium_ = find_program("chromium");
  fs::path node_ = find_program("node");
  TemporaryFolder temporary_{fs::temp_directory_path() / "nacre-browser-test"};
  fs::path folder_ = temporary_.path() / "report";
};

TEST_F(browser, opens_a_report_without_an_error) {
  write_document(testing::synthetic_document(), folder_);
  const auto result = check(folder_);
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("15 figures drawn, 0 problems"));  // 5 figures, on 2 screens and alone
}

TEST_F(browser, hostile_names_do_nothing) {
  write_document(testing::synthetic_document(testing::hostile), folder_);
  const auto result = check(folder_);
  EXPECT_EQ(result.exit_code, 0) << result.output;
}

// The check itself can fail.
TEST_F(browser, sees_what_is_wrong) {
  write_document(testing::synthetic_document(), folder_);
  std::ofstream(folder_ / "index.html", std::ios::app)
      << "<script>console.error('injected'); document.querySelector('.plot').textContent = ''</script>"
         "<script>throw new Error('thrown')</script><img src='missing.png' alt=''>"
         "<img src='https://example.invalid/x.png' alt=''><div style='width:2000px'>wide</div>";
  const auto result = check(folder_);
  EXPECT_EQ(result.exit_code, 1);
  for (const char* found :
       {"console: injected", "exception: thrown", "not loaded", "leaves the folder", "2000 pixels wide"}) {
    EXPECT_THAT(result.output, HasSubstr(found));
  }
}

}  // namespace
}  // namespace nacre::report
