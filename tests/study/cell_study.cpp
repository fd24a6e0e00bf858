#include "study/cell_study.hpp"

#include <gtest/gtest.h>

#include "nacre/formats/bdf/bdf.hpp"
#include "support/cell.hpp"

namespace nacre::testing {

double cell_capacity_Ah(int cell) { return 1e-3 * (1.0 - 0.01 * cell); }

CellStudy::CellStudy(int cells) : folder_(std::filesystem::path(::testing::TempDir()) / "nacre_study_test") {
  std::string toml = "title = \"Cells made for a test\"\n";
  for (int cell = 1; cell <= cells; ++cell) {
    const double capacity = cell_capacity_Ah(cell);
    const double current = 1e-3;
    const double seconds = 3600.0 * capacity / current;
    CellProgram program;
    program.step_s = 60.0;
    CellRecord record(program);
    for (int cycle = 0; cycle < 3; ++cycle) {
      record.current(current, seconds, [&](double q) { return 2.5 + 1.5 * q / capacity; });
      record.rest(600.0, [](double) { return 3.9; });
      record.current(-current, seconds, [&](double q) { return 3.9 + 1.5 * q / capacity; });
      record.rest(600.0, [](double) { return 2.5; });
    }
    const std::string number = std::to_string(cell);
    const auto table = record.table();
    formats::bdf::write_bdf(table, folder_.path() / ("cell_" + number + ".bdf.csv"));
    toml += "\n[[sample]]\nname = \"cell " + number + "\"\n";
    toml += "\n[[measurement]]\nsample = \"cell " + number + "\"\ntechnique = \"cycling\"\n";
    toml += "file = \"cell_" + number + ".bdf.csv\"\n";
  }
  write("study.toml", toml);
}

}  // namespace nacre::testing
