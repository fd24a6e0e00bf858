// Neware .nda: a header of pointers, blocks of test information, and fixed-size records.
//
// Header: "NEWARE", u8 version at 14; versions 1 to 29 (BTS up to 8) have {u32 begin, u32 length} pointers to
// the device (16), the test information (24), the records (64) and the auxiliary records (72); versions 129
// and 130 (BTS 9) have {u64, u64} pointers, to the records at 82. See nda_layouts.cpp for the records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/formats/neware/records.hpp"
#include "nacre/formats/reader.hpp"

namespace nacre::formats::neware {

Match detect_nda(const Source& source);
// Throws InputError: a version that is not known, a damaged header, no records, a truncated file.
Table read_nda(const Source& source, const ReadOptions& options);

// How a version up to 29 lays out its records.
struct NdaLayout {
  Layout record;
  std::vector<std::uint8_t> identifiers;  // the first byte of a record that counts; empty: any
  Field aux_voltage;                      // in auxiliary records, which begin with 0x65, channel, index
  Field aux_temperature;
};
std::optional<NdaLayout> nda_layout(unsigned version);
// "1-20, 22-29, 129, 130": for the error that names a version outside of them.
std::string nda_versions();

// What a file of versions 1 to 29 says of the test: start time, remarks, ...
std::vector<std::pair<std::string, std::string>> nda_metadata(std::string_view bytes, unsigned version);

// The records of a BTS 9 file (versions 129 and 130). warnings: what salvage left out.
Rows read_bts9(const Place& place, bool salvage, std::vector<std::string>& warnings,
               std::vector<Column>& channels);

// A stretch of a file, checked to lie in it. Where it does not: InputError, or with salvage what there is of
// it, and a warning.
std::string_view checked_block(const Place& place, std::uint64_t begin, std::uint64_t length, bool salvage,
                               std::vector<std::string>& warnings);

}  // namespace nacre::formats::neware
