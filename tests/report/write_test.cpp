#include "nacre/report/write.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "report/synthetic.hpp"

namespace nacre::report {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class WriteDocument : public ::testing::Test {
 protected:
  TemporaryFolder temporary_{fs::temp_directory_path() / "nacre-report-test"};
  fs::path folder_ = temporary_.path() / "report";
};

std::map<std::string, std::string> content(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder).generic_string()] = read_file(entry.path());
    }
  }
  return files;
}

TEST_F(WriteDocument, WritesEveryFileThatTheHeaderNames) {
  write_document(testing::synthetic_document(), folder_);
  const auto files = content(folder_);
  for (const char* name :
       {"index.html", "assets/plotly.min.js", "assets/plotly-LICENSE.txt", "assets/report.js",
        "assets/report.css", "result.json", "ro-crate-metadata.json", "tables/cycles.csv"}) {
    EXPECT_TRUE(files.contains(name)) << name;
  }
  for (const char* figure : {"voltage", "capacity", "panels", "scales", "map"}) {
    for (const char* extension : {".svg", ".pdf", ".html", ".csv", ".gp"}) {
      EXPECT_TRUE(files.contains("figures/" + std::string(figure) + extension)) << figure << extension;
    }
  }
  EXPECT_THAT(files.at("assets/plotly.min.js"), HasSubstr("Licensed under the MIT license"));
  EXPECT_EQ(Json::parse(files.at("result.json"))["value"], nullptr);
}

TEST_F(WriteDocument, SameDocumentGivesTheSameBytes) {
  write_document(testing::synthetic_document(), folder_);
  const auto first = content(folder_);
  write_document(testing::synthetic_document(), folder_);  // over itself
  const auto second = content(folder_);
  ASSERT_EQ(first.size(), second.size());
  for (const auto& [name, bytes] : first) {
    EXPECT_TRUE(bytes == second.at(name)) << name;
    if (name.ends_with(".pdf")) {
      EXPECT_THAT(bytes, HasSubstr("/CreationDate (D:19700101000000")) << name;
    }
  }
}

TEST_F(WriteDocument, AReportLeavesNothingBesideIt) {
  write_document(testing::synthetic_document(), folder_);
  write_document(testing::synthetic_document(), folder_ / "");  // with a slash behind
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary_.path()), fs::directory_iterator()), 1);
}

TEST_F(WriteDocument, ReplacesTheOldReportWhole) {
  write_document(testing::synthetic_document(), folder_);
  std::ofstream(folder_ / "figures/of-an-older-run.svg") << "old";
  write_document(testing::synthetic_document(), folder_);
  EXPECT_FALSE(fs::exists(folder_ / "figures/of-an-older-run.svg"));
}

TEST_F(WriteDocument, LeavesAFolderOfTheUsersAlone) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "measurement.ndax") << "precious";
  EXPECT_THROW(write_document(testing::synthetic_document(), folder_), UsageError);
  EXPECT_EQ(read_file(folder_ / "measurement.ndax"), "precious");
}

TEST_F(WriteDocument, KeepsTheOldReportWhereTheNewOneFails) {
  write_document(testing::synthetic_document(), folder_);
  const auto before = content(folder_);
  try {
    write_document(testing::synthetic_document("other"), folder_, {"no-such-gnuplot"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no-such-gnuplot"));
    EXPECT_THAT(error.advice(), HasSubstr("gnuplot-nox"));
  }
  EXPECT_EQ(content(folder_), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary_.path()), fs::directory_iterator()), 1);
}

TEST_F(WriteDocument, HostileNamesStayText) {
  write_document(testing::synthetic_document(testing::hostile), folder_);
  const auto files = content(folder_);
  for (const auto& [name, bytes] : files) {
    if (name.ends_with(".html") || name.ends_with(".svg")) {
      EXPECT_THAT(bytes, Not(HasSubstr("<img src=x"))) << name;
    }
  }
  EXPECT_FALSE(fs::exists(folder_ / "figures/hurt")) << "a name was run as a command";
  EXPECT_THAT(files.at("tables/cycles.csv"), HasSubstr(R"(""q"")"));
}

TEST_F(WriteDocument, EmptyFiguresAndTablesAreNotMade) {
  Document document;
  document.title = "Nothing";
  Figure empty{"empty", "Empty", "", {Panel{}}};
  Figure unknown = empty;
  unknown.id = "unknown";
  unknown.panels[0].series.push_back({"", true, {1, 2}, {NAN, NAN}});
  document.sections = {{"Section", {}, {}, {empty, unknown}, {DataTable{"none", "None", "", {}, {}}}}};
  write_document(document, folder_);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "figures"), fs::directory_iterator()), 0);
  EXPECT_FALSE(fs::exists(folder_ / "tables"));
}

TEST_F(WriteDocument, TwoFiguresOfOneNameAreABug) {
  Document document = testing::synthetic_document();
  document.sections[0].figures.push_back(document.sections[0].figures[0]);
  EXPECT_THROW(write_document(document, folder_), std::logic_error);
}

TEST_F(WriteDocument, MetadataIsAnRoCrate) {
  write_document(testing::synthetic_document(), folder_);
  const Json crate = Json::parse(read_file(folder_ / "ro-crate-metadata.json"));
  std::map<std::string, Json> entities;
  for (const auto& entity : crate["@graph"]) {
    EXPECT_TRUE(entities.emplace(entity["@id"], entity).second) << entity["@id"] << " is there twice";
  }
  EXPECT_EQ(crate["@context"][0], "https://w3id.org/ro/crate/1.1/context");
  const Json& descriptor = entities.at("ro-crate-metadata.json");
  EXPECT_EQ(descriptor["conformsTo"]["@id"], "https://w3id.org/ro/crate/1.1");
  EXPECT_EQ(descriptor["about"]["@id"], "./");
  const Json& root = entities.at("./");
  EXPECT_EQ(root["@type"], "Dataset");
  for (const char* key : {"name", "description", "license"}) {
    EXPECT_TRUE(root.contains(key)) << key;
  }
  EXPECT_EQ(root["datePublished"], "2026-11-20T10:00:00Z") << "not the newest input";
  std::size_t files = 0;
  for (const auto& part : root["hasPart"]) {
    const Json& file = entities.at(part["@id"]);
    const fs::path path = folder_ / std::string(part["@id"]);
    EXPECT_EQ(file["@type"], "File");
    EXPECT_EQ(file["sha256"], sha256_file(path));
    EXPECT_EQ(file["contentSize"], std::to_string(fs::file_size(path)));
    ++files;
  }
  EXPECT_EQ(files + 1, content(folder_).size()) << "every file but the metadata itself";
  const Json& action = entities.at("#run");
  EXPECT_EQ(action["@type"], "CreateAction");
  EXPECT_EQ(entities.at(action["instrument"]["@id"])["@type"], "SoftwareApplication");
  ASSERT_EQ(action["object"].size(), 2U);
  EXPECT_EQ(entities.at(action["object"][0]["@id"])["sha256"], std::string(64, 'a'));
}

}  // namespace
}  // namespace nacre::report
