#include "nacre/material/hdf5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <utility>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"

namespace nacre::material {
namespace {

constexpr hsize_t entries_at_most = 1'000'000;
constexpr std::size_t text_at_most = 10'000;  // bytes
constexpr std::size_t texts_at_most = 1'000'000;
constexpr std::size_t compact_below = 60'000;  // bytes; the library's limit is 64 KiB
constexpr std::array<unsigned char, 8> signature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

// The library need not have been built for threads.
std::mutex& library() {
  static std::mutex mutex;
  return mutex;
}

// An identifier of the library with what closes it; below 0 where the library refused.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }
  hid_t id() const { return id_; }
  bool sound() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

Handle text_type(std::size_t bytes) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), std::max<std::size_t>(bytes, 1));
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  H5Tset_strpad(type.id(), H5T_STR_NULLPAD);
  return type;
}

// How files are opened. The library says nothing of its own, and loads no filters.
Handle file_access() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
  return {H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
}

void must(bool holds, const std::string& what) {
  if (!holds) {
    throw Error("HDF5 could not write " + what);
  }
}

}  // namespace

bool is_hdf5(std::string_view bytes) {
  return bytes.size() >= signature.size() &&
         std::memcmp(bytes.data(), signature.data(), signature.size()) == 0;
}

// ---- Writing

struct Hdf5Writer::File {
  std::lock_guard<std::mutex> lock{library()};
  // On the disk: the image that the library gives of a file in memory has a wrong checksum (1.10.8).
  TemporaryFolder folder{std::filesystem::temp_directory_path() / "nacre-hdf5"};
  std::filesystem::path on_disk = folder.path() / "file.h5";
  Handle file = create(on_disk);

  static Handle create(const std::filesystem::path& where) {
    const Handle access = file_access();
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18);  // whose metadata have checksums
    return {H5Fcreate(where.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose};
  }

  void dataset(const std::string& path, const Handle& type, const Handle& space, const void* data) {
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_obj_track_times(creation.id(), false);  // the same content, the same bytes
    if (H5Tget_size(type.id()) * static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())) <
        compact_below) {
      H5Pset_layout(creation.id(), H5D_COMPACT);  // with the metadata, below their checksum
    }
    const Handle made(
        H5Dcreate2(file.id(), path.c_str(), type.id(), space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
        H5Dclose);
    must(made.sound(), path);
    must(data == nullptr || H5Dwrite(made.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0, path);
  }

  void attribute(const std::string& path, const std::string& name, const std::string& value) {
    const Handle object(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT), H5Oclose);
    const Handle type = text_type(value.size());
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle made(H5Acreate2(object.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT),
                      H5Aclose);
    must(made.sound() && H5Awrite(made.id(), type.id(), value.c_str()) >= 0, path + "@" + name);
  }

  void unit(const std::string& path, const std::string& unit) {
    if (!unit.empty()) {
      attribute(path, "unit", unit);
    }
  }

  static Handle list_of(std::size_t count) {
    const hsize_t size = count;
    return {H5Screate_simple(1, &size, nullptr), H5Sclose};
  }
  static Handle number_type() { return {H5Tcopy(H5T_IEEE_F64LE), H5Tclose}; }
};

Hdf5Writer::Hdf5Writer() : file_(std::make_unique<File>()) { must(file_->file.sound(), "a temporary file"); }
Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::group(const std::string& path) {
  const Handle made(H5Gcreate2(file_->file.id(), path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                    H5Gclose);
  must(made.sound(), path);
}

void Hdf5Writer::number(const std::string& path, double value, const std::string& unit) {
  file_->dataset(path, File::number_type(), {H5Screate(H5S_SCALAR), H5Sclose}, &value);
  file_->unit(path, unit);
}

void Hdf5Writer::numbers(const std::string& path, std::span<const double> values, const std::string& unit) {
  file_->dataset(path, File::number_type(), File::list_of(values.size()),
                 values.empty() ? nullptr : values.data());
  file_->unit(path, unit);
}

void Hdf5Writer::texts(const std::string& path, const std::vector<std::string>& values) {
  std::size_t longest = 1;
  for (const auto& value : values) {
    longest = std::max(longest, value.size());
  }
  std::string all;
  for (const auto& value : values) {
    all += value + std::string(longest - value.size(), '\0');
  }
  file_->dataset(path, text_type(longest), File::list_of(values.size()), all.empty() ? nullptr : all.data());
}

void Hdf5Writer::attribute(const std::string& path, const std::string& name, const std::string& value) {
  file_->attribute(path, name, value);
}

std::string Hdf5Writer::bytes() {
  must(H5Fflush(file_->file.id(), H5F_SCOPE_GLOBAL) >= 0, "the file");
  return read_file(file_->on_disk);
}

// ---- Reading

struct Hdf5Reader::File {
  std::string bytes;
  std::string name;
  std::lock_guard<std::mutex> lock{library()};
  Handle file{open(bytes), H5Fclose};

  static hid_t open(std::string& image) {
    constexpr std::size_t grows_by = std::size_t{1} << 14U;
    const Handle access = file_access();
    H5Pset_fapl_core(access.id(), grows_by, 0);
    H5Pset_file_image(access.id(), image.data(), image.size());
    return H5Fopen("nacre", H5F_ACC_RDONLY, access.id());
  }

  [[noreturn]] void fail(const std::string& path, const std::string& what,
                         const std::string& advice = {}) const {
    throw InputError(name, what, "dataset " + path, advice);
  }

  // Every part of the path must be in this file itself.
  void look(const std::string& path) const {
    for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
      const std::string part = path.substr(0, end);
      H5L_info_t link;
      if (part != "/" && H5Lget_info(file.id(), part.c_str(), &link, H5P_DEFAULT) < 0) {
        fail(path, part == path ? "is missing" : fmt::format("is missing: there is no group {}", part));
      }
      if (part != "/" && link.type != H5L_TYPE_HARD) {
        fail(path, fmt::format("{} is a link to elsewhere", part));
      }
      if (end == std::string::npos) {
        return;
      }
    }
  }

  struct Opened {
    Handle dataset;
    Handle type;
    std::size_t count;  // of entries
  };
  Opened dataset(const std::string& path, bool scalar) const {
    look(path);
    Handle found(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), H5Dclose);
    if (!found.sound()) {
      fail(path, "is no dataset");
    }
    const Handle creation(H5Dget_create_plist(found.id()), H5Pclose);
    const auto layout = H5Pget_layout(creation.id());
    if ((layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) ||
        H5Pget_external_count(creation.id()) != 0) {
      fail(path, "has its data outside this file");
    }
    const Handle space(H5Dget_space(found.id()), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space.id());
    const auto count = H5Sget_simple_extent_npoints(space.id());
    if (rank != (scalar ? 0 : 1) || count < 0 || (scalar && count != 1)) {
      fail(path, scalar ? "must be a single number" : "must be a list");
    }
    if (static_cast<hsize_t>(count) > entries_at_most) {
      fail(path, fmt::format("has {} entries, more than the {} of any material", count, entries_at_most));
    }
    Handle type(H5Dget_type(found.id()), H5Tclose);
    return {std::move(found), std::move(type), static_cast<std::size_t>(count)};
  }

  // How long each text is; a text of variable length lies elsewhere in the file, at a place without checksum.
  std::size_t text_length(const Handle& type, const std::string& label) const {
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0) {
      fail(label, "must hold texts of fixed length");
    }
    const auto length = H5Tget_size(type.id());
    if (length > text_at_most) {
      fail(label, fmt::format("has texts of {} bytes, more than {}", length, text_at_most));
    }
    return length;
  }

  std::string attribute(hid_t object, const std::string& path, const std::string& key) const {
    const auto label = path + ", attribute " + key;
    const Handle found(H5Aopen(object, key.c_str(), H5P_DEFAULT), H5Aclose);
    if (!found.sound()) {
      fail(label, "is missing");
    }
    const Handle type(H5Aget_type(found.id()), H5Tclose);
    const Handle space(H5Aget_space(found.id()), H5Sclose);
    if (H5Sget_simple_extent_type(space.id()) != H5S_SCALAR) {
      fail(label, "must be one text");
    }
    std::string value(text_length(type, label), '\0');
    if (H5Aread(found.id(), text_type(value.size()).id(), value.data()) < 0) {
      fail(label, "cannot be read", "the file is damaged");
    }
    return value.substr(0, value.find('\0'));
  }

  void read(const std::string& path, const Opened& opened, const std::string& unit, double* into) const {
    const auto kind = H5Tget_class(opened.type.id());
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) {
      fail(path, "must hold numbers");
    }
    if (!unit.empty()) {
      if (const auto found = attribute(opened.dataset.id(), path, "unit"); found != unit) {
        fail(path, fmt::format("is in '{}': '{}' is wanted", found, unit));
      }
    }
    if (opened.count > 0 &&
        H5Dread(opened.dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, into) < 0) {
      fail(path, "cannot be read", "the file is damaged");
    }
  }
};

namespace {

// Bytes that the library can be trusted with.
std::string checked(std::string bytes, const std::string& file) {
  constexpr std::size_t version_at = 8;
  constexpr unsigned char with_checksums = 2;
  if (!is_hdf5(bytes) || bytes.size() <= version_at) {
    throw InputError(file, "is no HDF5 file", "the first bytes");
  }
  if (static_cast<unsigned char>(bytes[version_at]) < with_checksums) {
    throw InputError(file, "is HDF5 of the format before 1.8, in which damage cannot be seen",
                     fmt::format("byte {}", version_at),
                     "write it anew, in h5py with libver=('v108', 'v108')");
  }
  return bytes;
}

}  // namespace

Hdf5Reader::Hdf5Reader(std::string bytes, const std::string& file)
    : file_(new File{checked(std::move(bytes), file), file}) {
  if (!file_->file.sound()) {
    throw InputError(file, "is a damaged HDF5 file", "the whole file");
  }
}
Hdf5Reader::~Hdf5Reader() = default;

double Hdf5Reader::number(const std::string& path, const std::string& unit) const {
  double value = 0.0;
  file_->read(path, file_->dataset(path, true), unit, &value);
  return value;
}

std::vector<double> Hdf5Reader::numbers(const std::string& path, const std::string& unit) const {
  const auto opened = file_->dataset(path, false);
  std::vector<double> values(opened.count);
  file_->read(path, opened, unit, values.data());
  return values;
}

std::vector<std::string> Hdf5Reader::texts(const std::string& path) const {
  const auto opened = file_->dataset(path, false);
  const auto length = file_->text_length(opened.type, path);
  if (opened.count * length > texts_at_most) {
    file_->fail(path, fmt::format("has {} texts of {} bytes", opened.count, length));
  }
  std::string all(opened.count * length, '\0');
  if (!all.empty() &&
      H5Dread(opened.dataset.id(), text_type(length).id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) < 0) {
    file_->fail(path, "cannot be read", "the file is damaged");
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < opened.count; ++i) {
    const auto text = all.substr(i * length, length);
    texts.push_back(text.substr(0, text.find('\0')));
  }
  return texts;
}

std::string Hdf5Reader::attribute(const std::string& path, const std::string& name) const {
  if (path != "/") {
    file_->look(path);
  }
  const Handle object(H5Oopen(file_->file.id(), path.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object.sound()) {
    file_->fail(path, "is missing");
  }
  return file_->attribute(object.id(), path, name);
}

}  // namespace nacre::material
