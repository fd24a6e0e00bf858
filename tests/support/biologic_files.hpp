// Writers of synthetic BioLogic files: .mpr from column ids and values, .mpt from headings and values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nacre::testing {

struct MprColumn {
  std::uint16_t id = 0;
  // 'B', 'H', 'I': 1, 2, 4 bytes without sign; 'f', 'd': floating point; '?': a flag, in the shared byte.
  char type = 'd';
  std::vector<double> values;
};

struct MprFile {
  std::uint32_t version = 3;      // of the data module: 0, 2, 3, 10 or 11
  std::uint8_t technique = 0x04;  // GCPL
  std::string comments;
  std::optional<double> start;       // days since 1899-12-30; none: no log module
  std::vector<std::uint32_t> loops;  // none: no loop module
  std::vector<MprColumn> columns;
};
std::string write_mpr(const MprFile& file);

struct MptFile {
  std::string technique = "Galvanostatic Cycling with Potential Limitation";
  std::vector<std::string> header;  // further lines, "Comments : x"
  bool decimal_comma = false;
  std::vector<std::pair<std::string, std::vector<double>>> columns;  // heading in Latin-1, values
};
std::string write_mpt(const MptFile& file);

// A charge and a discharge with rests, of the columns that GCPL records (12 in 13 ids besides the flags), by
// stated formulas: current +-1 mA, a voltage that rises and falls linearly between 2 and 4 V.
MprFile synthetic_gcpl(std::size_t rows, std::uint32_t version = 3);

}  // namespace nacre::testing
