// Answers from the index of a store, which is only read.
//
// A question is one of
//   nothing                                  what quantities there are
//   QUANTITY [where CONDITION [and ...]]     discharge_capacity where cycle <= 3 and sample = "A"
//   one SQL SELECT                           SELECT sample, count(*) FROM record GROUP BY sample
// A condition is COLUMN OPERATOR VALUE: a column of the view result (sample, record, value, std, ...) or a
// place (cycle, c_rate, ...), one of = != < <= > >=, and a number or a text. The first two kinds see one
// study; SQL sees the whole store (index.hpp has the tables).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"

namespace nacre::study {

struct Answer {
  std::vector<std::string> columns;
  std::vector<std::vector<Json>> rows;  // number, text or null
};

// store: its folder. study_file: study.toml. Throws InputError (no index yet), UsageError (the question).
Answer query(const std::filesystem::path& store, const std::filesystem::path& study_file,
             const std::string& question);

// {"columns": [...], "rows": [{column: value}]}
Json to_json(const Answer& answer);
std::string to_csv(const Answer& answer);
// Aligned for a person, numbers to the right.
std::string to_text(const Answer& answer);

}  // namespace nacre::study
