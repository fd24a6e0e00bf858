#include "nacre/formats/neware/ndc.hpp"

#include <libdeflate.h>

#include <algorithm>

namespace nacre::formats::neware {
namespace {

constexpr std::size_t checksum_size = 4;

// What the bytes hold in pages whose checksum is right, from the first on.
std::string_view sound_pages(std::string_view bytes, std::size_t page_size) {
  std::size_t end = std::min(page_size, bytes.size());
  while (end + page_size <= bytes.size()) {
    std::uint32_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + end + page_size - checksum_size, checksum_size);
    if (libdeflate_crc32(0, bytes.data() + end, page_size - checksum_size) != checksum) {
      break;
    }
    end += page_size;
  }
  return bytes.substr(0, end);
}

}  // namespace

std::size_t NdcFile::page_size(std::string_view bytes) noexcept {
  return bytes.size() > 2 && static_cast<std::uint8_t>(bytes[2]) <= 4 ? 512 : 4096;
}

NdcFile::NdcFile(Place place, Kind kind, bool damaged) : place_(std::move(place)) {
  page_size_ = page_size(place_.bytes);
  if (damaged) {
    place_.bytes = sound_pages(place_.bytes, page_size_);
  }
  if (place_.bytes.size() < page_size_ || place_.bytes.size() % page_size_ != 0) {
    place_.fail("ends in the middle of a page of " + std::to_string(page_size_) + " bytes",
                place_.bytes.size(), "copy the file again, or read what there is with --salvage");
  }
  const auto found = static_cast<std::uint8_t>(place_.bytes[0]);
  if (found != static_cast<std::uint8_t>(kind)) {
    place_.fail("has .ndc file type " + std::to_string(found) + " where " +
                    std::to_string(static_cast<unsigned>(kind)) + " is expected",
                0, "export the test again");
  }
  version_ = static_cast<std::uint8_t>(place_.bytes[2]);
  if (version_ <= 4) {
    data_begin_ = 5;
    has_bits_ = false;
  }
  pages_ = place_.bytes.size() / page_size_ - 1;
}

std::size_t NdcFile::slots_per_page(std::size_t record_size) const noexcept {
  return (page_size_ - data_begin_ - checksum_size) / record_size;
}

std::size_t NdcFile::count(std::size_t record_size, std::size_t index) const {
  std::size_t count = 0;
  for_each(record_size, index, [&](const char*, std::size_t) { ++count; });
  return count;
}

std::vector<const char*> NdcFile::records(std::size_t record_size, std::size_t index) const {
  std::vector<const char*> records;
  records.reserve(count(record_size, index));
  for_each(record_size, index, [&](const char* record, std::size_t) { records.push_back(record); });
  return records;
}

Numbers NdcFile::slots(std::size_t record_size, std::size_t index) const {
  Numbers slots;
  slots.reserve(count(record_size, index));
  for_each(record_size, index,
           [&](const char*, std::size_t slot) { slots.push_back(static_cast<double>(slot)); });
  return slots;
}

std::string_view NdcFile::first_record() const noexcept {
  return pages_ == 0 ? std::string_view{} : place_.bytes.substr(page_size_ + data_begin_);
}

void NdcFile::fail_version() const {
  place_.fail("is of .ndc version " + std::to_string(version_) + ", file type " +
                  std::to_string(static_cast<unsigned char>(place_.bytes[0])) + ", which is not known",
              2, "nacre reads versions 1 to 9 and 11 to 17; export the test as csv");
}

std::vector<Step> read_steps(const NdcFile& file) {
  const unsigned version = file.version();
  if (version < 6 || version == 7 || version == 10 || version == 15 || version > 17) {
    file.fail_version();
  }
  const auto records = file.records(version >= 16 ? 100 : 37);
  const Numbers cycle = decode_field(records, {0, Type::u32});
  const Numbers step_index = decode_field(records, {4, Type::u32});
  const Numbers type = decode_field(records, {24, Type::u8});
  std::vector<Step> steps(records.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i] = {cycle[i] + 1, step_index[i], type[i]};
  }
  return steps;
}

}  // namespace nacre::formats::neware
