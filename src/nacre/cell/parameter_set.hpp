// A parameter set: every number of a cell with its unit, status and source, as parameters/*.toml holds it.
//
// docs/parameters.md has the format. A parameter goes by its dotted path ("negative.particle_radius"). Its
// value is a number, or a function of the stoichiometry x or of the salt concentration c_e (mol/m3): an
// expression, which may use T (K), or a table of x and y. Functions are sampled once, when they are read.
#pragma once

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

enum class Status { measured, cited, calibrated, assumed };
enum class Form { number, expression, table };

std::string_view to_string(Status status);

struct Parameter {
  std::string path;
  Form form = Form::number;
  double value = 0.0;      // of a number, in `unit`
  std::string unit;        // the one that CellParameters has: "m", "mol/m3", "1"
  std::string expression;  // as it was written
  std::vector<double> x;   // of a table
  std::vector<double> y;
  // The function is scale * (expression or table) * exp(E_a/R (1/T_ref - 1/T)).
  double scale = 1.0;
  double activation_energy = 0.0;  // E_a, J/mol

  Status status = Status::assumed;
  std::string source;         // cited: a key of the sources, perhaps with the place
  std::string calibrated_on;  // calibrated: what on
  double uncertainty = std::numeric_limits<double>::quiet_NaN();  // standard, of the value or the scale
  double lower = std::numeric_limits<double>::quiet_NaN();  // bounds of the value, of a function of its scale
  double upper = std::numeric_limits<double>::quiet_NaN();
  std::string note;
  bool overridden = false;  // set() gave the number
  int line = 0;             // in the file

  std::shared_ptr<const Property> function;  // of an expression or table: sampled, without scale and E_a
};

struct Citation {
  std::string key;
  std::string text;  // with the DOI
};

class ParameterSet {
 public:
  std::string name;  // "marquis2019"
  std::filesystem::path file;
  std::string sha256;  // of the file
  std::string title;
  std::string description;
  std::vector<Citation> sources;
  std::vector<Parameter> parameters;  // in the order of the file
  std::vector<std::string> warnings;  // of a BPX file: what of it the set lacks

  // The parameter, or nullptr.
  const Parameter* find(std::string_view path) const;

  // Gives a number another value: "5e-6", in the parameter's own unit, or "5 um". The path may go on with
  // ".scale" or ".activation_energy". A number that the set lacks is added, as `assumed`.
  // Throws UsageError: unknown path, not a number, wrong unit, out of the range that the models allow.
  void set(std::string_view path, std::string_view text);
  void set(std::string_view path, double value);  // in the parameter's own unit

  // Many numbers at once, for fits and ensembles: no file is read, no function sampled again.
  void apply(const std::vector<std::pair<std::string, double>>& values);

  // The number behind a path as set() takes it. Throws UsageError where there is none.
  double number(std::string_view path) const;
};

// Reads a set. Throws InputError (the first problem by line; its advice counts the others).
ParameterSet read_parameter_set(const std::filesystem::path& file);
// The same from text. Tables in csv files are looked for beside `file`.
ParameterSet parse_parameter_set(std::string_view text, const std::filesystem::path& file);
// Every problem of the text, none where it is sound.
std::vector<InputError> check_parameter_set(std::string_view text, const std::filesystem::path& file);

// "marquis2019": parameters/marquis2019.toml of the working directory, of $NACRE_PARAMETERS, of this
// repository or of the installation, in that order. Anything with a slash or an ending is a path; .json is
// read as BPX. Throws UsageError with the names that there are, InputError.
ParameterSet find_parameter_set(std::string_view name);
// The names that find_parameter_set knows.
std::vector<std::string> parameter_set_names();

// The plain numbers for the models. Throws InputError where the set lacks one that its cell needs, or where
// two contradict one another.
CellParameters cell_parameters(const ParameterSet& set);

// Samples an expression or puts a curve through a table; throws UsageError where that cannot be done. Called
// by the readers; `path` says what the function is of.
void tabulate(Parameter& parameter);

}  // namespace nacre::cell
