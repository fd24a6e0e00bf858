// A thin hold on HDF5 (C API): numbers with their units, and texts.
//
// Numbers are 64-bit floats, texts UTF-8 of fixed length; a dataset of numbers has its unit as the attribute
// "unit", without a unit none. What is read may come from anybody: every size is looked at before
// memory is taken for it, nothing outside the file is followed (links to other files, data kept in other
// files), and no filter is loaded. HDF5 1.10 itself can crash on damaged metadata; read are therefore only
// files in its format of version 1.8 or later, whose metadata have checksums. A thread may hold one writer or
// reader at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nacre::material {

class Hdf5Writer {
 public:
  Hdf5Writer();
  ~Hdf5Writer();
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  // Paths start with a slash; the groups above must have been made.
  void group(const std::string& path);
  void number(const std::string& path, double value, const std::string& unit);
  void numbers(const std::string& path, std::span<const double> values, const std::string& unit);
  void texts(const std::string& path, const std::vector<std::string>& values);
  void attribute(const std::string& path, const std::string& name, const std::string& value);
  // The file as it is now.
  std::string bytes();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

class Hdf5Reader {
 public:
  // file: how messages call it. Throws InputError where the bytes are no HDF5 file.
  Hdf5Reader(std::string bytes, const std::string& file);
  ~Hdf5Reader();
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  // All throw InputError that names the dataset: missing, of another kind or unit, too large, not readable.
  double number(const std::string& path, const std::string& unit) const;
  std::vector<double> numbers(const std::string& path, const std::string& unit) const;
  std::vector<std::string> texts(const std::string& path) const;
  std::string attribute(const std::string& path, const std::string& name) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

bool is_hdf5(std::string_view bytes);

}  // namespace nacre::material
