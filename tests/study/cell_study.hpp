// Small studies on synthetic records, in a folder of their own.
#pragma once

#include <filesystem>
#include <string>

#include "nacre/base/files.hpp"

namespace nacre::testing {

class CellStudy {
 public:
  // Writes `cells` records cell_1.bdf.csv, ... of three cycles each (cell i: 1 mAh less i percent) and a
  // study.toml with one sample and one measurement per record.
  explicit CellStudy(int cells);

  const std::filesystem::path& folder() const noexcept { return folder_.path(); }
  std::filesystem::path file() const { return folder() / "study.toml"; }
  std::filesystem::path store() const { return folder() / ".nacre"; }
  void write(const std::string& name, const std::string& text) const {
    write_file_atomic(folder() / name, text);
  }
  // Adds text at the end of study.toml.
  void append(const std::string& text) const { write("study.toml", read_file(file()) + text); }

 private:
  TemporaryFolder folder_;
};

// The discharge capacity of cell i, the same in every cycle.
double cell_capacity_Ah(int cell);

}  // namespace nacre::testing
