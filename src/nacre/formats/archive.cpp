#include "nacre/formats/archive.hpp"

#include <libdeflate.h>
#include <zip.h>

#include "nacre/formats/inflate.hpp"

namespace nacre::formats {

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

ZipArchive::ZipArchive(const Source& source) : source_(source) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(source_.bytes().data(), source_.bytes().size(), 0, &error);
  if (buffer != nullptr) {
    archive_ = zip_open_from_source(buffer, ZIP_RDONLY, &error);
    if (archive_ == nullptr) {
      zip_source_free(buffer);
    }
  }
  const std::string cause = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive_ == nullptr) {
    source_.fail("is a damaged zip archive: " + cause, at_byte(source_.bytes().size()),
                 "copy the file again: the directory at its end is missing or broken");
  }
  auto* archive = static_cast<zip_t*>(archive_);
  const auto count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t status;
    zip_stat_init(&status);
    Member member;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &status) == 0) {
      member.name = (status.valid & ZIP_STAT_NAME) != 0 ? status.name : "";
      member.size = (status.valid & ZIP_STAT_SIZE) != 0 ? status.size : 0;
      member.packed_size = (status.valid & ZIP_STAT_COMP_SIZE) != 0 ? status.comp_size : 0;
    }
    members_.push_back(std::move(member));
  }
}

ZipArchive::~ZipArchive() {
  if (archive_ != nullptr) {
    zip_discard(static_cast<zip_t*>(archive_));
  }
}

int ZipArchive::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].name == name) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

Bytes ZipArchive::extract(int index) const {
  const Member& member = members_.at(static_cast<std::size_t>(index));
  const auto damaged = [&](const std::string& why) {
    source_.fail("member " + member.name + " of the archive " + why, "member " + member.name,
                 "copy the file again, or read what there is with --salvage");
  };
  auto* archive = static_cast<zip_t*>(archive_);
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat_index(archive, static_cast<zip_uint64_t>(index), 0, &status) != 0) {
    damaged("is not readable");
  }
  if (member.size > unpacked_limit || member.packed_size > source_.bytes().size() ||
      member.size / 1032 > member.packed_size + 1) {
    damaged("claims an impossible size");
  }
  if (status.encryption_method != ZIP_EM_NONE) {
    damaged("is encrypted");
  }
  const bool stored = status.comp_method == ZIP_CM_STORE;
  const bool deflated = status.comp_method == ZIP_CM_DEFLATE;
  const bool raw = stored || deflated;
  Bytes bytes(raw ? member.packed_size : member.size);
  zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(index), raw ? ZIP_FL_COMPRESSED : 0);
  const auto count = file == nullptr ? -1 : zip_fread(file, bytes.data(), bytes.size());
  if (file != nullptr) {
    zip_fclose(file);
  }
  if (count < 0 || static_cast<std::size_t>(count) != bytes.size()) {
    damaged("is damaged");
  }
  if (deflated) {
    auto inflated = inflate_raw({bytes.data(), bytes.size()}, member.size);
    if (!inflated.complete) {
      damaged("is damaged");
    }
    bytes = std::move(inflated.bytes);
  }
  if (bytes.size() != member.size || libdeflate_crc32(0, bytes.data(), bytes.size()) != status.crc) {
    damaged("does not match its checksum");
  }
  return bytes;
}

}  // namespace nacre::formats
