#include "nacre/formats/source.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/inflate.hpp"

namespace nacre::formats {
namespace {

std::string plain_name(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

// "archive.zip:member", where the path names no file: that member.
std::optional<Source> open_member(const std::filesystem::path& path) {
  const std::string text = path.string();
  std::error_code ignored;
  for (auto colon = text.find(':'); colon != std::string::npos && !std::filesystem::exists(path, ignored);
       colon = text.find(':', colon + 1)) {
    const auto outer = text.substr(0, colon);
    if (!std::filesystem::is_regular_file(outer, ignored)) {
      continue;
    }
    const Source source = Source::open(outer);
    if (!is_zip(source.bytes())) {
      continue;
    }
    const ZipArchive archive(source);
    const int index = archive.find(text.substr(colon + 1));
    if (index < 0) {
      source.fail("holds no member " + text.substr(colon + 1), "archive", "'unzip -l' lists the members");
    }
    return Source::from_memory(text, archive.extract(index));
  }
  return std::nullopt;
}

}  // namespace

Source Source::open(const std::filesystem::path& path) {
  if (auto member = open_member(path)) {
    return std::move(*member);
  }
  Source source;
  source.path_ = path.string();
  source.name_ = plain_name(source.path_);
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    source.fail(std::string("cannot be read: ") + std::strerror(errno), "",
                "check the path and the permissions");
  }
  struct stat status {};
  const bool known = ::fstat(file, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    ::close(file);
    source.fail("is not a file", "", "name a file, not a folder");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    ::close(file);
    source.fail("is empty", at_byte(0), "export or copy the file again");
  }
  void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  ::close(file);
  if (mapping == MAP_FAILED) {
    source.fail(std::string("cannot be mapped: ") + std::strerror(errno), "");
  }
  ::madvise(mapping, size, MADV_SEQUENTIAL);
  source.owner_ =
      std::shared_ptr<const void>(mapping, [size](const void* m) { ::munmap(const_cast<void*>(m), size); });
  source.bytes_ = {static_cast<const char*>(mapping), size};
  source.packed_owner_ = source.owner_;
  source.packed_ = source.bytes_;
  if (is_gzip(source.bytes_)) {
    const std::size_t limit = std::max(unpacked_limit, 64 * size);
    if (auto unpacked = gunzip(source.bytes_, limit)) {
      source.hold(std::move(*unpacked));
    } else {
      auto prefix = gunzip_prefix(source.bytes_, limit);
      if (prefix.bytes.size() >= limit) {
        source.fail("unpacks to more than " + std::to_string(limit) + " bytes", at_byte(prefix.used),
                    "unpack it with gunzip first");
      }
      source.damage_ = at_byte(prefix.used);
      source.hold(std::move(prefix.bytes));
    }
    if (source.bytes_.empty()) {
      source.fail("is empty when unpacked", source.damage_.empty() ? at_byte(0) : source.damage_,
                  "export or copy the file again");
    }
  }
  return source;
}

template <class Buffer>
void Source::hold(Buffer bytes) {
  const auto buffer = std::make_shared<const Buffer>(std::move(bytes));
  bytes_ = {buffer->data(), buffer->size()};
  owner_ = buffer;
}

Source Source::without_cut_line() const {
  Source source = *this;
  if (bytes_.find('\0') == std::string_view::npos) {
    source.bytes_ = bytes_.substr(0, bytes_.rfind('\n') + 1);
  }
  return source;
}

template <class Buffer>
Source Source::own(std::string name, Buffer bytes) {
  Source source;
  source.path_ = std::move(name);
  source.name_ = plain_name(source.path_);
  source.hold(std::move(bytes));
  source.packed_owner_ = source.owner_;
  source.packed_ = source.bytes_;
  return source;
}

Source Source::from_memory(std::string name, std::string bytes) {
  return own(std::move(name), std::move(bytes));
}
Source Source::from_memory(std::string name, Bytes bytes) { return own(std::move(name), std::move(bytes)); }

void Source::fail(const std::string& problem, const std::string& where, const std::string& advice) const {
  throw InputError(path_, problem, where, advice);
}

void Source::fail_truncated(std::size_t offset, std::size_t size) const {
  fail("ends too early: " + std::to_string(size) + " bytes expected, the file has " +
           std::to_string(bytes_.size()),
       at_byte(offset), "copy the file again, or read what there is with --salvage");
}

std::string at_byte(std::size_t offset) { return "byte " + std::to_string(offset); }
std::string at_line(std::size_t line) { return "line " + std::to_string(line); }

}  // namespace nacre::formats
