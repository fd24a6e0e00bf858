#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "nacre/study/check.hpp"
#include "nacre/study/starter.hpp"
#include "nacre/study/study.hpp"
#include "study/cell_study.hpp"

namespace nacre::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Ten lines of a study without a fault, behind which a case adds its own from line 11 on.
constexpr const char* sound = R"(title = "Sound"
[[sample]]
name = "A"
active_mass_g = 0.01
[[measurement]]
name = "life"
sample = "A"
technique = "cycling"
file = "cell_1.bdf.csv"

)";

std::vector<std::string> problems_of(const std::vector<InputError>& problems) {
  std::vector<std::string> texts;
  for (const auto& problem : problems) {
    texts.push_back(problem.problem() + " (" + problem.where() + ") " + problem.advice());
  }
  return texts;
}

class StudyFile : public ::testing::Test {
 protected:
  std::vector<std::string> problems(const std::string& text) {
    return problems_of(parse_study(text, cells_.file()).problems);
  }
  testing::CellStudy cells_{2};
};

TEST_F(StudyFile, SoundStudyIsReadWhole) {
  const auto loaded = parse_study(std::string(sound) + R"([measurement.options]
definition = "charge_first"
[[published]]
sample = "A"
quantity = "discharge_capacity"
at = { cycle = 2 }
value = 98.0
unit = "mAh/g"
uncertainty = 0.5
approx = true
role = "calibrate"
where = "Fig. 1"
source = "10.1234/5678"
)",
                                  cells_.file());
  EXPECT_THAT(problems_of(loaded.problems), IsEmpty());
  const auto& study = loaded.study;
  EXPECT_EQ(study.title, "Sound");
  ASSERT_EQ(study.measurements.size(), 1U);
  EXPECT_EQ(study.measurements[0].shown_files, std::vector<std::string>{"cell_1.bdf.csv"});
  EXPECT_EQ(study.measurements[0].options, Json({{"definition", "charge_first"}}));
  ASSERT_EQ(study.published.size(), 1U);
  const auto& published = study.published[0];
  EXPECT_EQ(published.at, (std::map<std::string, double>{{"cycle", 2.0}}));
  EXPECT_EQ(published.role, Role::calibrate);
  EXPECT_EQ(published.uncertainty, 0.5);
  EXPECT_TRUE(published.approx);
  EXPECT_EQ(published.line, 13);
}

struct BadCase {
  const char* name;
  const char* text;  // behind the sound study: its first line is line 11
  const char* problem;
  const char* advice;
};

class BadStudy : public ::testing::TestWithParam<BadCase> {};

TEST_P(BadStudy, NamesKeyAndLine) {
  const testing::CellStudy cells(2);
  const auto loaded = parse_study(std::string(sound) + GetParam().text, cells.file());
  const auto texts = problems_of(loaded.problems);
  ASSERT_EQ(texts.size(), 1U) << ::testing::PrintToString(texts);
  EXPECT_THAT(texts[0], HasSubstr(GetParam().problem));
  EXPECT_THAT(texts[0], HasSubstr(GetParam().advice));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadStudy,
    ::testing::Values(
        BadCase{"unknown_key", "[[sample]]\nname = \"B\"\nmas = 1.0\n",
                "unknown key 'mas' in [[sample]] (line 13, column 1)", "did you mean 'active_mass_g'?"},
        BadCase{"unknown_top_key", "[extra]\nx = 1\n", "unknown key 'extra' in the study (line 11",
                "known keys: title"},
        BadCase{"missing_name", "[[sample]]\narea_cm2 = 1.0\n", "'name' is missing in [[sample]] (line 11",
                "add name ="},
        BadCase{"empty_name", "[[sample]]\nname = \"\"\n", "'name' is empty in [[sample]] (line 12", ""},
        BadCase{"wrong_type", "[[sample]]\nname = \"B\"\nactive_mass_g = \"1 mg\"\n",
                "'active_mass_g' must be a number, not a text in [[sample]] (line 13", ""},
        BadCase{"out_of_range", "[[sample]]\nname = \"B\"\narea_cm2 = 0\n",
                "'area_cm2' is 0, which is out of range in [[sample]] (line 13", "greater than 0"},
        BadCase{"not_finite", "[[sample]]\nname = \"B\"\narea_cm2 = inf\n", "'area_cm2' must be finite", ""},
        BadCase{"duplicate_sample", "[[sample]]\nname = \"A\"\n",
                "two samples called 'A' in [[sample]] (line 12", "a name of its own"},
        BadCase{"duplicate_measurement",
                "[[measurement]]\nname = \"life\"\nsample = \"A\"\ntechnique = \"cycling\"\nfile = "
                "\"cell_2.bdf.csv\"\n",
                "two measurements called 'life' in [[measurement]] (line 12", "a name of its own"},
        BadCase{"undefined_sample",
                "[[measurement]]\nsample = \"B\"\ntechnique = \"cycling\"\nfile = \"cell_2.bdf.csv\"\n",
                "no sample 'B', named in [[measurement]] (line 12", "did you mean 'A'?"},
        BadCase{"unknown_technique",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycle\"\nfile = \"cell_2.bdf.csv\"\n",
                "no technique 'cycle', named in [[measurement]] (line 13", "cycling"},
        BadCase{"no_file", "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\n",
                "one of 'file' and 'files' must be given in [[measurement]] (line 11", "add file ="},
        BadCase{"both_file_and_files",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"cell_1.bdf.csv\"\nfiles "
                "= \"c*\"\n",
                "one of 'file' and 'files' must be given", ""},
        BadCase{"missing_file",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"cell_9.bdf.csv\"\n",
                "no file matches 'cell_9.bdf.csv', named in [[measurement]] (line 14",
                "starts from the folder"},
        BadCase{"folder_is_no_file",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \".\"\n",
                "no file matches '.'", ""},
        BadCase{"several_for_file",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"cell_*\"\n",
                "'file' matches 2 files in [[measurement]] (line 14", "write 'files'"},
        BadCase{"variable_not_set",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"${NACRE_NOT_SET}/a\"\n",
                "variable NACRE_NOT_SET is not set, named in [[measurement]] (line 14", "a fallback"},
        BadCase{"unclosed_variable",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"${NACRE_NOT_SET/a\"\n",
                "${ without }", ""},
        BadCase{"unknown_reader",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"cell_1.bdf.csv\"\nreader "
                "= \"bdff\"\n",
                "no reader 'bdff', named in [[measurement]] (line 15", "did you mean 'bdf'?"},
        BadCase{"unknown_option", "[measurement.options]\ndefiniton = \"vendor\"\n", "definiton", ""},
        BadCase{"wrong_option", "[measurement.options]\nend_of_life_percent = 800.0\n", "end_of_life_percent",
                ""},
        BadCase{"option_line", "[measurement.options]\ndefinition = \"vendor\"\nbogus = 1\n",
                "in the options (line 13", ""},
        BadCase{"options_no_table",
                "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = "
                "\"cell_1.bdf.csv\"\noptions = 3\n",
                "'options' must be a table, not a number", ""},
        BadCase{"unknown_role",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nvalue = 1\nunit = "
                "\"percent/cycle\"\nrole = \"fit\"\n",
                "no role 'fit', named in [[published]] (line 16",
                "known roles: input, calibrate, predict, qualitative"},
        BadCase{"missing_role",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nvalue = 1\nunit = \"percent/cycle\"\n",
                "'role' is missing in [[published]] (line 11", ""},
        BadCase{"missing_value",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nunit = \"percent/cycle\"\nrole = "
                "\"predict\"\n",
                "'value' is missing in [[published]] (line 11", "add value = NUMBER"},
        BadCase{"unknown_quantity",
                "[[published]]\nsample = \"A\"\nquantity = \"discharge_capcity\"\nat = { cycle = 1 }\nvalue "
                "= 1\nunit = "
                "\"Ah\"\nrole = \"predict\"\n",
                "no technique gives 'discharge_capcity', named in [[published]] (line 13",
                "did you mean 'discharge_capacity'?"},
        BadCase{"unit_of_something_else",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nvalue = 1\nunit = \"V\"\nrole = "
                "\"predict\"\n",
                "'V' cannot be compared with fade in percent/cycle in [[published]] (line 15", ""},
        BadCase{"unknown_unit",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nvalue = 1\nunit = \"furlong\"\nrole = "
                "\"predict\"\n",
                "'furlong' is no unit that nacre knows in [[published]] (line 15", "units look like"},
        BadCase{"no_place",
                "[[published]]\nsample = \"A\"\nquantity = \"discharge_capacity\"\nvalue = 1\nunit = "
                "\"Ah\"\nrole = \"predict\"\n",
                "'discharge_capacity' needs a place in [[published]] (line 13", "at = { cycle ="},
        BadCase{"unknown_place",
                "[[published]]\nsample = \"A\"\nquantity = \"discharge_capacity\"\nat = { cycel = 1 }\nvalue "
                "= 1\nunit = "
                "\"Ah\"\nrole = \"predict\"\n",
                "'discharge_capacity' is not given at any 'cycel', named in [[published]] (line 14",
                "did you mean 'cycle'?"},
        BadCase{"place_no_number",
                "[[published]]\nsample = \"A\"\nquantity = \"discharge_capacity\"\nat = { cycle = 1, c_rate "
                "= \"C/10\" }\nvalue = 1\nunit = "
                "\"Ah\"\nrole = \"predict\"\n",
                "'at.c_rate' must be a number, not a text in [[published]] (line 14", ""},
        BadCase{
            "unknown_measurement",
            "[[published]]\nsample = \"A\"\nmeasurement = \"live\"\nquantity = \"fade\"\nvalue = 1\nunit = "
            "\"percent/cycle\"\nrole = \"predict\"\n",
            "no measurement 'live', named in [[published]] (line 13", "did you mean 'life'?"},
        BadCase{"negative_uncertainty",
                "[[published]]\nsample = \"A\"\nquantity = \"fade\"\nvalue = 1\nuncertainty = -1\nunit = "
                "\"percent/cycle\"\nrole = \"predict\"\n",
                "'uncertainty' is -1, which is out of range in [[published]] (line 15", "at least 0"},
        BadCase{"no_toml", "title =\n", "not valid TOML", "toml.io"}),
    [](const auto& one) { return one.param.name; });

TEST_F(StudyFile, EveryProblemIsFoundInOnePassInOrderOfLines) {
  const auto texts =
      problems("titel = \"x\"\n[[sample]]\nname = \"A\"\nmass = 3\n[[measurement]]\nsampel = \"A\"\n");
  EXPECT_THAT(
      texts, ElementsAre(HasSubstr("'titel' in the study (line 1"), HasSubstr("'mass' in [[sample]] (line 4"),
                         HasSubstr("'technique' is missing"), HasSubstr("one of 'file' and 'files'"),
                         HasSubstr("'sampel' in [[measurement]] (line 6")));
}

TEST_F(StudyFile, StudyWithoutMeasurementsSaysSo) {
  EXPECT_THAT(problems("title = \"x\"\n"),
              ElementsAre(HasSubstr("there is no [[measurement]] and no [[simulation]]")));
}

TEST_F(StudyFile, EmptyAndBinaryAndDeepFilesAreErrorsNotCrashes) {
  EXPECT_FALSE(problems("").empty());
  EXPECT_THAT(problems(std::string("\0\x01\xff", 3)), ElementsAre(HasSubstr("not valid TOML")));
  EXPECT_THAT(problems("a = " + std::string(100'000, '[')), ElementsAre(HasSubstr("not valid TOML")));
}

TEST_F(StudyFile, StatementNeedsNoNumber) {
  const auto loaded = parse_study(std::string(sound) +
                                      "[[published]]\nsample = \"A\"\nquantity = \"impurity\"\nrole = "
                                      "\"qualitative\"\nstatement = \"no NiO\"\n",
                                  cells_.file());
  EXPECT_THAT(problems_of(loaded.problems), IsEmpty());
  EXPECT_EQ(loaded.study.published.at(0).statement, "no NiO");
}

TEST_F(StudyFile, UnnamedMeasurementsAreNumbered) {
  const std::string one =
      "[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\nfile = \"cell_1.bdf.csv\"\n";
  const auto loaded = parse_study("title = \"x\"\n[[sample]]\nname = \"A\"\n" + one + one, cells_.file());
  EXPECT_EQ(loaded.study.measurements.at(0).name, "A cycling");
  EXPECT_EQ(loaded.study.measurements.at(1).name, "A cycling (2)");
}

TEST_F(StudyFile, WildcardsAreSortedAndCountOnce) {
  const auto loaded = parse_study(
      "title = \"x\"\n[[sample]]\nname = \"A\"\n[[measurement]]\nsample = \"A\"\ntechnique = \"cycling\"\n"
      "files = [\"cell_2.bdf.csv\", \"cell_[12].bdf.csv\"]\n",
      cells_.file());
  EXPECT_THAT(loaded.study.measurements.at(0).shown_files, ElementsAre("cell_2.bdf.csv", "cell_1.bdf.csv"));
}

TEST_F(StudyFile, VariableIsFilledInAndShownByName) {
  const auto study_of = [&](const std::string& pattern) {
    return parse_study(
               "title = \"x\"\n[[sample]]\nname = \"A\"\n[[measurement]]\nsample = \"A\"\ntechnique = "
               "\"cycling\"\nfile = \"" +
                   pattern + "\"\n",
               cells_.file())
        .study.measurements.at(0);
  };
  ::setenv("NACRE_TEST_FOLDER", cells_.folder().c_str(), 1);
  EXPECT_THAT(study_of("${NACRE_TEST_FOLDER}/cell_1*").shown_files,
              ElementsAre("${NACRE_TEST_FOLDER}/cell_1.bdf.csv"));
  ::unsetenv("NACRE_TEST_FOLDER");
  const auto fallback = study_of("${NACRE_TEST_FOLDER:-.}/cell_1.bdf.csv");
  EXPECT_THAT(fallback.shown_files, ElementsAre("${NACRE_TEST_FOLDER}/cell_1.bdf.csv"));
  EXPECT_TRUE(std::filesystem::exists(fallback.files.at(0)));
}

TEST_F(StudyFile, WildcardCharactersInTheFolderAreNoWildcards) {
  std::filesystem::create_directories(cells_.folder() / "a[1]");
  std::filesystem::copy_file(cells_.folder() / "cell_1.bdf.csv", cells_.folder() / "a[1]" / "cell_1.bdf.csv");
  const auto loaded = parse_study(
      "title = \"x\"\n[[sample]]\nname = \"A\"\n[[measurement]]\nsample = \"A\"\ntechnique = "
      "\"cycling\"\nfile = \"cell_?.bdf.csv\"\n",
      cells_.folder() / "a[1]" / "study.toml");
  EXPECT_THAT(problems_of(loaded.problems), IsEmpty());
  EXPECT_THAT(loaded.study.measurements.at(0).shown_files, ElementsAre("cell_1.bdf.csv"));
}

TEST(Sample, MassAndCapacityFollowFromLoadingAndCurrent) {
  Sample sample;
  EXPECT_FALSE(sample.mass_g());
  sample.area_cm2 = 2.0;
  sample.loading_mg_per_cm2 = 5.0;
  sample.one_C_mA_per_g = 140.0;
  EXPECT_DOUBLE_EQ(*sample.mass_g(), 0.01);
  EXPECT_DOUBLE_EQ(*sample.capacity_Ah(), 1.4e-3);
  sample.active_mass_g = 0.02;
  EXPECT_DOUBLE_EQ(*sample.capacity_Ah(), 2.8e-3);
}

TEST_F(StudyFile, CheckFindsFilesThatNoReaderKnows) {
  cells_.write("noise.bin", std::string("\x7f\x00\x01\x02 nothing", 12));
  cells_.append("[[measurement]]\nsample = \"cell 1\"\ntechnique = \"cycling\"\nfile = \"noise.bin\"\n");
  const auto loaded = load_study(cells_.folder());
  EXPECT_THAT(problems_of(loaded.problems), IsEmpty());
  EXPECT_THAT(problems_of(check(loaded)), ElementsAre(HasSubstr("in no format that nacre knows")));
}

TEST_F(StudyFile, StarterListsTheRecordsOfItsFolderAndIsSound) {
  std::filesystem::remove(cells_.file());
  EXPECT_EQ(write_starter(cells_.folder()), cells_.file());
  const auto loaded = load_study(cells_.folder());
  EXPECT_THAT(problems_of(check(loaded)), IsEmpty());
  ASSERT_EQ(loaded.study.measurements.size(), 2U);
  EXPECT_EQ(loaded.study.samples[0].name, "cell_1");
  EXPECT_THROW(write_starter(cells_.folder()), UsageError);  // never over an old one
}

TEST_F(StudyFile, StarterOfAnEmptyFolderLacksNothingButTheFile) {
  const auto file = write_starter(cells_.folder() / "new" / "folder");
  EXPECT_THAT(problems_of(check(load_study(file))), ElementsAre(HasSubstr("no file matches 'my_cell.ndax'")));
}

}  // namespace
}  // namespace nacre::study
