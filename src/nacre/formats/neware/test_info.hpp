// The XML files beside the data of an .ndax archive: who tested what, and what the auxiliary channels
// measure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre::formats::neware {

struct AuxChannel {
  int id = 0;            // the number that the vendor's program shows: 1 for T1
  int real_channel = 0;  // the channel of the auxiliary device; files of channels are named after it
  int type = 0;          // what it measures
};

struct TestInfo {
  std::vector<std::pair<std::string, std::string>> metadata;  // start_time, barcode, ...
  std::vector<AuxChannel> channels;                           // in file order
};

// Reads TestInfo.xml element by element; what is damaged or unknown is passed over.
TestInfo read_test_info(std::string_view xml);

}  // namespace nacre::formats::neware
