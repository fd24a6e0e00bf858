// The numbers of the process: parameters/process/*.toml, each with unit, status, source and bounds.
//
//   title = "..."
//   [sources]
//   powell1965 = "Powell et al. 1965, ..."
//   [rock_salt]
//   diffusivity = { value = 1e-18, unit = "m2/s", status = "assumed", bounds = [1e-20, 1e-16] }
//   [strip.resistivity]            # a function of the temperature: points, or a polynomial
//   unit = "ohm m"; status = "cited"; source = "powell1965"
//   x = [300, 631]                 # K
//   y = [7.2e-8, 3.1e-7]           # or polynomial = [c0, c1, ...] of T in K, between = [lowest, highest]
//
// A parameter goes by its dotted path. Whoever asks for one says in which unit; what nobody asks for is a
// mistake in the file, which finish() reports.
#pragma once

#include <filesystem>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/toml_section.hpp"
#include "nacre/numerics/curve.hpp"

namespace nacre::process {

struct Parameter {
  std::string path;
  std::string unit;
  double value = std::numeric_limits<double>::quiet_NaN();  // of a number
  std::vector<double> x;                                    // of a function: points
  std::vector<double> y;
  std::vector<double> polynomial;  // or coefficients
  double from = 0.0;               // and where they hold, K
  double to = 0.0;
  std::string status;  // "measured", "cited", "calibrated", "assumed"
  std::string source;
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  std::string note;
  bool overridden = false;
  int line = 0;

  bool is_number() const { return x.empty() && polynomial.empty(); }
};

class ParameterFile {
 public:
  // Reads a file; throws InputError with the first problem by line.
  explicit ParameterFile(const std::filesystem::path& file);
  ParameterFile(std::string_view text, const std::filesystem::path& file);
  // "nickel": parameters/process/nickel.toml of the folders of base/parameter_folders.hpp; with a slash or an
  // ending a path. Throws UsageError with the names that there are.
  static ParameterFile find(std::string_view name);
  static std::filesystem::path locate(std::string_view name);

  const std::string& name() const { return name_; }
  const std::string& title() const { return title_; }
  const std::filesystem::path& file() const { return file_; }
  const std::string& sha256() const { return sha256_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }

  // A number in that unit. Throws InputError where it is missing, a function, of another dimension, or out of
  // range.
  double number(std::string_view path, std::string_view unit, const Range& range = any_number);
  // A function of the temperature in K.
  numerics::Curve curve(std::string_view path, std::string_view unit);
  // Another value, in the parameter's own unit. Throws UsageError where there is no such number.
  void set(std::string_view path, double value);
  // Throws InputError at the first parameter that nobody asked for.
  void finish() const;

 private:
  void read(std::string_view text);
  Parameter& ask(std::string_view path, std::string_view unit);
  [[noreturn]] void refuse(const Parameter& parameter, const std::string& what) const;

  std::filesystem::path file_;
  std::string name_;
  std::string title_;
  std::string sha256_;
  std::vector<std::pair<std::string, std::string>> sources_;
  std::vector<Parameter> parameters_;
  std::set<std::string, std::less<>> asked_;

  friend Json to_json(const ParameterFile& file);
};

// As cell::to_json of a parameter set has it: name, title, sources, parameters.
Json to_json(const ParameterFile& file);

}  // namespace nacre::process
