#include <array>

#include "make_seeds.hpp"
#include "support/neware_files.hpp"

namespace nacre::fuzz {
namespace {

using testing::NewareOptions;

// The parts of an .ndax as neware_ndc_fuzz cuts them, without the zeros at their ends.
std::string parts(unsigned version, const NewareOptions& options) {
  const auto rows = testing::neware_rows(12, 5);
  std::array<std::string, 4> parts;
  for (const auto& [name, bytes] : ndax_members(rows, version, options)) {
    const std::size_t part = name == "data.ndc"             ? 0
                             : name == "data_runInfo.ndc"   ? 1
                             : name == "data_step.ndc"      ? 2
                             : name.starts_with("data_AUX") ? 3
                                                            : parts.size();
    if (part < parts.size()) {
      const auto end =
          bytes.find_last_not_of('\0', bytes.size() - 5);  // the checksum is of no use without them
      parts[part] = bytes.substr(0, end + 1);
    }
  }
  std::string seed;
  for (std::size_t i = 0; i < 3; ++i) {
    seed += static_cast<char>(parts[i].size() & 0xff);
    seed += static_cast<char>(parts[i].size() >> 8);
  }
  return seed + parts[0] + parts[1] + parts[2] + parts[3];
}

}  // namespace

void make_neware_seeds(const std::filesystem::path& folder) {
  const auto rows = testing::neware_rows(12, 5);
  for (const unsigned version : {1U, 2U, 3U, 8U, 9U, 10U, 11U, 19U, 22U, 25U, 29U, 90U, 130U, 1130U, 2130U}) {
    NewareOptions options;
    options.channels = version == 11 || version == 22 || version == 29 ? 2 : 0;
    options.blocks = version == 130 ? 2 : 1;
    write_seed(folder, "neware_fuzz", std::to_string(version) + ".nda", nda_file(rows, version, options));
  }
  for (const unsigned version : {1U, 2U, 5U, 6U, 7U, 8U, 9U, 11U, 12U, 13U, 14U, 15U, 16U, 17U}) {
    NewareOptions options;
    options.channels = version == 1 || version == 15 ? 0 : 1;
    options.run_info_every = 2;
    write_seed(folder, "neware_fuzz", std::to_string(version) + ".ndax", ndax_file(rows, version, options));
    write_seed(folder, "neware_ndc_fuzz", std::to_string(version), parts(version, options));
  }
}

}  // namespace nacre::fuzz
