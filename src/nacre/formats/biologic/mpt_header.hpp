// The head of an EC-Lab text export: what stands above the rows, and where they begin.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre::formats::biologic {

struct MptHeader {
  std::vector<std::string> labels;  // UTF-8; empty: no line with labels was found
  std::size_t label_line = 0;       // counted from 1
  std::size_t data = 0;             // of the first row, in bytes
  std::string technique;
  std::optional<double> start;  // of the acquisition: seconds since 1970, local time taken as UTC
  std::vector<std::size_t> loops;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<std::string> warnings;
};

// "EC-Lab ASCII FILE", "BT-Lab ASCII FILE".
bool has_mpt_signature(std::string_view text);
// Whether a line holds labels of an EC-Lab table: at least two of those that every such table has some of.
bool is_label_line(std::string_view line);

MptHeader read_mpt_header(std::string_view text);

}  // namespace nacre::formats::biologic
