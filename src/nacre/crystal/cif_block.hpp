// The items of a Crystallographic Information File, by tag.
//
// The syntax is that of CIF 1.1 (S. R. Hall, F. H. Allen, I. D. Brown, Acta Cryst. A47 (1991) 655;
// International Tables G, chapter 2.2), read kindly: lines of any length and ending, any printable text in
// UTF-8, an item left without a value counts as open. Save frames (dictionaries) are passed over.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nacre::crystal {

// One data block. Tags are in lower case, with '_' for the '.' of newer dictionaries; values are without
// their quotes; those that a file leaves open ('?', '.') are empty. A tag given twice has its first value.
struct CifBlock {
  struct Column {
    std::vector<std::string> values;  // one for an item outside loops
    int line = 0;                     // of the tag
  };
  std::string name;
  std::map<std::string, Column, std::less<>> columns;

  // The first of the tags that is there with a value; nullptr: none.
  const Column* find(std::initializer_list<std::string_view> tags) const;
};

// Throws InputError with the line where the text is no CIF.
std::vector<CifBlock> read_cif_blocks(std::string_view text, const std::filesystem::path& path);

}  // namespace nacre::crystal
