// Neware .ndc: the members of an .ndax archive, in pages.
//
// The first page is a header: u8 file type at 0 (1 records, 5 an auxiliary channel, 7 steps, 18 "run info"),
// u8 version at 2; versions 7 and 15 say there which fields a record has. Every further page holds u16 number
// of records at 2, from 4 on a bit per record that is in use, the records, and in its last four bytes the
// CRC-32 of what comes before. Pages hold 4096 bytes, records from byte 132 on; up to version 4 512 bytes,
// from byte 5 on.
//
// Up to version 7 and in version 15 a record of type 1 says everything. In the others it holds voltage and
// current only; times, capacities and the step lie in run-info records, one for every so many records, and
// the kind of step in the step records. What lies between two run-info records is interpolated, as the
// vendor's own program does: time in equal steps, capacity and energy by summing up.
#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/neware/channels.hpp"
#include "nacre/formats/neware/records.hpp"

namespace nacre::formats::neware {

class NdcFile {
 public:
  enum class Kind : std::uint8_t { records = 1, channel = 5, steps = 7, run_info = 18 };

  // damaged: the bytes may end early or hold a damaged page; those before it count.
  // Throws InputError: not of this kind, a length that is no number of pages.
  NdcFile(Place place, Kind kind, bool damaged = false);
  // Of a file that begins with these bytes; a file that holds less than that holds nothing.
  static std::size_t page_size(std::string_view bytes) noexcept;

  const Place& place() const noexcept { return place_; }
  unsigned version() const noexcept { return version_; }
  std::size_t pages() const noexcept { return pages_; }
  std::size_t slots_per_page(std::size_t record_size) const noexcept;

  // Calls visit(record, slot) for every record in use, in file order; slot: the number of its place, from 1.
  // index: where a record has its own number, for pages without bits (0: not in use).
  template <class Visit>
  void for_each(std::size_t record_size, std::size_t index, Visit visit) const {
    const std::size_t per_page = slots_per_page(record_size);
    for (std::size_t page = 0; page < pages_; ++page) {
      const char* begin = place_.bytes.data() + (page + 1) * page_size_;
      const char* record = begin + data_begin_;
      for (std::size_t i = 0; i < per_page; ++i, record += record_size) {
        if (has_bits_ ? (static_cast<unsigned char>(begin[4 + i / 8]) >> (i % 8) & 1U) != 0
                      : !is_zero(record + index)) {
          visit(record, page * per_page + i + 1);
        }
      }
    }
  }
  std::size_t count(std::size_t record_size, std::size_t index = 0) const;
  std::vector<const char*> records(std::size_t record_size, std::size_t index = 0) const;
  Numbers slots(std::size_t record_size, std::size_t index = 0) const;
  // The first record of the first page.
  std::string_view first_record() const noexcept;
  [[noreturn]] void fail_version() const;

 private:
  static bool is_zero(const char* number) noexcept {
    std::uint32_t value = 0;
    std::memcpy(&value, number, sizeof(value));
    return value == 0;
  }

  Place place_;
  unsigned version_ = 0;
  std::size_t page_size_ = 4096;
  std::size_t data_begin_ = 132;
  bool has_bits_ = true;
  std::size_t pages_ = 0;  // after the header
};

struct Step {
  double cycle;
  double step_index;
  double type;
};
// The steps in the order in which they were run.
std::vector<Step> read_steps(const NdcFile& file);

// True where records of this version hold no times and need run-info and step files beside them.
bool is_split(unsigned version) noexcept;

// Versions 1 to 7 and 15. steps: of version 6, whose records name their step only.
Rows read_records(const NdcFile& data, std::span<const Step> steps);

// The other versions. run_info_complete false: only rows up to its last record are returned.
Rows read_split(const NdcFile& data, const NdcFile& run_info, std::span<const Step> steps,
                bool run_info_complete);
// Voltage and current alone, for an archive that lost the rest.
Rows read_bare(const NdcFile& data);

// An auxiliary channel: its columns, with a letter (V, T, t) for a name; "?" for a quantity that only the
// test information names.
std::vector<Column> read_channel(const NdcFile& file, std::span<const double> row_index);

}  // namespace nacre::formats::neware
