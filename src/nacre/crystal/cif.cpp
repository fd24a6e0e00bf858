#include "nacre/crystal/cif.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/crystal/cif_block.hpp"
#include "nacre/crystal/scattering.hpp"

namespace nacre::crystal {
namespace {

constexpr std::uintmax_t largest_file = std::uintmax_t{64} << 20;
constexpr double b_of_u = 8.0 * std::numbers::pi * std::numbers::pi;
// angstrom^2; below zero for what a refinement of poor data gives, but not so far that exp(-2 pi^2 U/d^2)
// overflows.
constexpr double least_u = -0.1, most_u = 10.0;
// How far the positions of a file may lie from the special ones that are meant: 0.667 for 2/3, twice.
constexpr double near_special = 2e-3;

// "O2-", "Fe+3", "Na", "D"; strict: nothing but letters and a charge.
std::optional<Species> species_of(std::string_view text, bool strict) {
  std::size_t letters = 0;
  while (letters < text.size() && std::isalpha(static_cast<unsigned char>(text[letters])) != 0) {
    ++letters;
  }
  const auto element = [&](std::size_t size) -> std::optional<std::string> {
    std::string name(text.substr(0, size));
    for (std::size_t i = 0; i < name.size(); ++i) {
      const auto c = static_cast<unsigned char>(name[i]);
      name[i] = static_cast<char>(i == 0 ? std::toupper(c) : std::tolower(c));
    }
    try {
      atomic_mass(name);
      return name;
    } catch (const UsageError&) {
      return std::nullopt;
    }
  };
  std::optional<std::string> name;
  if (letters >= 2 && (letters == 2 || !strict)) {
    name = element(2);
  }
  if (!name && letters >= 1 && (letters == 1 || !strict)) {
    name = element(1);
  }
  if (!name) {
    return std::nullopt;
  }
  Species species{*name, 0};
  const std::string_view rest = text.substr(letters);
  if (rest.size() <= 2 && !rest.empty()) {
    const char sign = rest.find('+') != std::string_view::npos   ? '+'
                      : rest.find('-') != std::string_view::npos ? '-'
                                                                 : '\0';
    const char digit = rest[0] == sign ? rest[rest.size() - 1] : rest[0];
    if (sign != '\0' && (rest.size() == 1 || (digit >= '0' && digit <= '9'))) {
      species.charge = (rest.size() == 1 ? 1 : digit - '0') * (sign == '+' ? 1 : -1);
      return species;
    }
  }
  return strict && !rest.empty() ? std::nullopt : std::optional(species);
}

class Reader {
 public:
  Reader(const CifBlock& block, std::string file) : block_(block), file_(std::move(file)) {}

  Structure read(bool with_sites) {
    result_.name = block_.name;
    read_cell();
    read_group();
    fit_cell_to_group();
    if (with_sites) {
      read_sites();
    }
    return std::move(result_);
  }

 private:
  [[noreturn]] void refuse(const std::string& problem, int line, const std::string& advice = {}) const {
    throw InputError(file_, problem,
                     line > 0 ? fmt::format("block {}, line {}", block_.name, line) : "block " + block_.name,
                     advice);
  }

  void warn(std::string text) { result_.warnings.push_back(std::move(text)); }

  // "12.016(3)": the number before its uncertainty. Absent: left open.
  std::optional<double> number(const CifBlock::Column* column, std::size_t row, std::string_view what,
                               double least, double most) const {
    if (column == nullptr || row >= column->values.size() || column->values[row].empty()) {
      return std::nullopt;
    }
    const std::string& text = column->values[row];
    const char* first = text.data() + (text.front() == '+' ? 1 : 0);
    const char* last = text.data() + text.size();
    double value = 0.0;
    auto [end, error] = std::from_chars(first, last, value);
    if (error == std::errc{} && end != last && *end == '(' && text.back() == ')') {
      end = last;
    }
    if (error != std::errc{} || end != last || !std::isfinite(value)) {
      refuse(fmt::format("{} is '{}', not a number", what, text.substr(0, 40)), column->line);
    }
    if (value < least || value > most) {
      refuse(fmt::format("{} is {}: expected {} to {}", what, text.substr(0, 40), least, most), column->line);
    }
    return value;
  }

  void read_cell() {
    const auto read = [&](std::string_view tag, double least, double most) {
      const std::string full = "_cell_" + std::string(tag);
      return number(block_.find({full}), 0, full, least, most);
    };
    UnitCell& cell = result_.cell;
    const auto a = read("length_a", 0.5, 10000.0), b = read("length_b", 0.5, 10000.0),
               c = read("length_c", 0.5, 10000.0);
    if (!a || !b || !c) {
      refuse("the lengths of the cell are missing", 0);
    }
    const auto alpha = read("angle_alpha", 0.1, 179.9), beta = read("angle_beta", 0.1, 179.9),
               gamma = read("angle_gamma", 0.1, 179.9);
    if (!alpha || !beta || !gamma) {
      warn("angles of the cell that the file leaves out are taken to be 90 degrees");
    }
    cell = {*a, *b, *c, alpha.value_or(90.0), beta.value_or(90.0), gamma.value_or(90.0)};
    try {
      cell.validate();
    } catch (const UsageError& error) {
      refuse(error.what(), 0);
    }
  }

  void read_group() {
    const auto* operations = block_.find({"_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"});
    const auto* hall = block_.find({"_space_group_name_hall", "_symmetry_space_group_name_hall"});
    const auto* name = block_.find({"_space_group_name_h-m_alt", "_symmetry_space_group_name_h-m",
                                    "_space_group_name_h-m_full", "_space_group_name_h-m",
                                    "_symmetry_space_group_name_h-m_full"});
    const auto* tabulated = block_.find({"_space_group_it_number", "_symmetry_int_tables_number",
                                         "_symmetry_cell_setting_int_tables_number"});
    // What the names say, by falling precision.
    std::optional<SpaceGroup> named;
    std::string source;
    for (const auto* column : {hall, name, tabulated}) {
      if (column != nullptr && !named) {
        try {
          named = column == hall ? SpaceGroup::from_hall(column->values.front())
                                 : SpaceGroup::from_name(column->values.front(), result_.cell.gamma);
          source = column->values.front();
        } catch (const UsageError&) {
          warn(fmt::format("'{}' is no tabulated space group", column->values.front().substr(0, 40)));
        }
      }
    }
    if (operations != nullptr) {
      try {
        result_.group = SpaceGroup::from_triplets(operations->values);
      } catch (const UsageError& error) {
        refuse(error.what(), operations->line, error.advice());
      }
      if (named && named->number() != result_.group.number()) {
        warn(fmt::format("the operations make {}, not '{}' as the file says; they are followed",
                         result_.group.name(), source));
      }
    } else if (named) {
      result_.group = *named;
      const std::string& full = named->name();
      if (full.ends_with(":1") || full.ends_with(":2")) {
        if (source.find(':') == std::string::npos && hall == nullptr) {
          warn(fmt::format("'{}' has two origins: taken as {}", source, full));
        }
      }
    } else {
      refuse("no space group: neither operations nor a name or number that is tabulated", 0,
             "add _space_group_symop_operation_xyz or _space_group_name_H-M_alt");
    }
    if (tabulated != nullptr && result_.group.number() != 0 &&
        tabulated->values.front() != std::to_string(result_.group.number())) {
      warn(fmt::format("the file gives the number {} for {} ({})", tabulated->values.front().substr(0, 20),
                       result_.group.name(), result_.group.number()));
    }
  }

  // The metric that the group demands: the mean of all images of the cell's.
  void fit_cell_to_group() {
    const Eigen::Matrix3d g = result_.cell.reciprocal_metric();
    Eigen::Matrix3d mean = Eigen::Matrix3d::Zero();
    for (const Operation& operation : result_.group.operations()) {
      const Eigen::Matrix3d rotation = operation.rotation.cast<double>();
      mean += rotation * g * rotation.transpose();
    }
    mean /= static_cast<double>(result_.group.operations().size());
    const Eigen::Vector3d lengths = g.diagonal().cwiseSqrt();
    const double change =
        (lengths.asDiagonal().inverse() * (mean - g) * lengths.asDiagonal().inverse()).cwiseAbs().maxCoeff();
    if (change > 0.02) {
      const UnitCell& c = result_.cell;
      refuse(fmt::format("the cell {} {} {} {} {} {} contradicts the space group {}", c.a, c.b, c.c, c.alpha,
                         c.beta, c.gamma, result_.group.name()),
             0);
    }
    if (change > 1e-12) {
      result_.cell = unit_cell({mean(0, 0), mean(1, 1), mean(2, 2), mean(0, 1), mean(0, 2), mean(1, 2)});
      if (change > 1e-5) {
        warn(fmt::format("the cell differs by a fraction of {:.1g} from the metric of {}, which it was given",
                         change, result_.group.name()));
      }
    }
  }

  void read_sites() {
    const auto* x = block_.find({"_atom_site_fract_x"});
    const auto* y = block_.find({"_atom_site_fract_y"});
    const auto* z = block_.find({"_atom_site_fract_z"});
    if (x == nullptr || y == nullptr || z == nullptr) {
      refuse("no atoms", 0, "a phase without atoms can be fitted by Le Bail's method only");
    }
    const auto* label = block_.find({"_atom_site_label"});
    const auto* symbol = block_.find({"_atom_site_type_symbol"});
    const auto* occupancy = block_.find({"_atom_site_occupancy"});
    const auto* u = block_.find({"_atom_site_u_iso_or_equiv"});
    const auto* b = block_.find({"_atom_site_b_iso_or_equiv"});
    const auto* flag = block_.find({"_atom_site_calc_flag"});
    std::vector<std::string> assumed;
    for (std::size_t row = 0; row < x->values.size(); ++row) {
      const auto text = [&](const CifBlock::Column* column) {
        return column != nullptr && row < column->values.size() ? column->values[row] : std::string();
      };
      Site site;
      site.label = text(label).empty() ? text(symbol).empty() ? fmt::format("site {}", row + 1) : text(symbol)
                                       : text(label);
      if (text(flag) == "dum") {
        warn(fmt::format("dummy site '{}' left out", site.label));
        continue;
      }
      auto species = text(symbol).empty() ? std::nullopt : species_of(text(symbol), true);
      if (text(symbol).empty()) {
        species = species_of(text(label), false);
      }
      if (!species) {
        refuse(fmt::format("site '{}' is of the unknown element '{}'", site.label.substr(0, 40),
                           (text(symbol).empty() ? text(label) : text(symbol)).substr(0, 40)),
               x->line);
      }
      site.species = *species;
      const auto what = [&](std::string_view quantity) {
        return fmt::format("{} of site '{}'", quantity, site.label.substr(0, 40));
      };
      const auto px = number(x, row, what("x"), -100.0, 100.0), py = number(y, row, what("y"), -100.0, 100.0),
                 pz = number(z, row, what("z"), -100.0, 100.0);
      if (!px || !py || !pz) {
        warn(fmt::format("site '{}' without a position left out", site.label));
        continue;
      }
      site.position = result_.group.on_site({*px, *py, *pz}, near_special);
      site.multiplicity = result_.group.multiplicity(site.position);
      site.occupancy = number(occupancy, row, what("the occupancy"), 0.0, 1.0 + 1e-6).value_or(1.0);
      if (const auto given = number(u, row, what("U"), least_u, most_u)) {
        site.u_iso = *given;
      } else if (const auto given_b = number(b, row, what("B"), least_u * b_of_u, most_u * b_of_u)) {
        site.u_iso = *given_b / b_of_u;
      } else {
        site.u_iso = 0.005;
        assumed.push_back(site.label);
      }
      result_.sites.push_back(std::move(site));
    }
    if (result_.sites.empty()) {
      refuse("no atoms", x->line);
    }
    read_anisotropic(assumed);
    if (!assumed.empty()) {
      warn(fmt::format("no displacement of {}: U = 0.005 angstrom^2 assumed", fmt::join(assumed, ", ")));
    }
    check_occupancies();
  }

  void read_anisotropic(std::vector<std::string>& assumed) {
    const auto* labels = block_.find({"_atom_site_aniso_label"});
    if (labels == nullptr) {
      return;
    }
    constexpr std::array<std::string_view, 6> order{"11", "22", "33", "12", "13", "23"};
    for (std::size_t row = 0; row < labels->values.size(); ++row) {
      const auto site = std::ranges::find(result_.sites, labels->values[row], &Site::label);
      std::array<double, 6> values{};
      bool complete = site != result_.sites.end();
      for (std::size_t i = 0; i < 6 && complete; ++i) {
        const std::string u = "_atom_site_aniso_u_" + std::string(order[i]),
                          b = "_atom_site_aniso_b_" + std::string(order[i]);
        const auto given = number(block_.find({u}), row, u, -most_u, most_u);
        const auto given_b =
            given ? given : number(block_.find({b}), row, b, -most_u * b_of_u, most_u * b_of_u);
        complete = given_b.has_value();
        values[i] = given ? *given : given_b.value_or(0.0) / b_of_u;
      }
      if (!complete) {
        continue;
      }
      // Onto what the symmetry of the site leaves free, whatever was rounded off.
      const Eigen::Vector3d lengths = result_.cell.reciprocal_metric().diagonal().cwiseSqrt();
      const Eigen::MatrixXd basis = result_.group.displacement_basis(site->position, 1e-3, lengths);
      const Eigen::Map<Eigen::Matrix<double, 6, 1>> tensor(values.data());
      const Eigen::VectorXd free = basis.colPivHouseholderQr().solve(tensor);
      const Eigen::Matrix<double, 6, 1> allowed = basis * free;
      if ((allowed - tensor).cwiseAbs().maxCoeff() > 1e-3) {
        warn(fmt::format("the U_ij of site '{}' contradict its symmetry: the nearest that do not were taken",
                         site->label));
      }
      Eigen::Map<Eigen::Matrix<double, 6, 1>>(values.data()) = allowed;
      site->u_aniso = values;
      // U in Cartesian axes: a third of its trace is the equivalent isotropic one.
      Eigen::Matrix3d full;
      full << values[0], values[3], values[4], values[3], values[1], values[5], values[4], values[5],
          values[2];
      const Eigen::Matrix3d axes = result_.cell.orthogonalization() * lengths.asDiagonal();
      const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> cartesian(axes * full * axes.transpose());
      if (!(cartesian.eigenvalues()(0) > least_u)) {
        refuse(fmt::format("the U_ij of site '{}' make no displacement", site->label.substr(0, 40)),
               labels->line);
      }
      site->u_iso = cartesian.eigenvalues().mean();
      std::erase(assumed, site->label);
    }
  }

  // Sites that share a position may not hold more than one atom together.
  void check_occupancies() {
    for (std::size_t i = 0; i < result_.sites.size(); ++i) {
      double sum = 0.0;
      bool first = true;
      for (std::size_t k = 0; k < result_.sites.size(); ++k) {
        const Eigen::Array3d difference = (result_.sites[k].position - result_.sites[i].position).array();
        if ((difference - difference.round()).abs().maxCoeff() < 1e-3) {
          sum += result_.sites[k].occupancy;
          first = first && k >= i;
        }
      }
      if (first && sum > 1.0 + 2e-3) {
        warn(fmt::format("the position of site '{}' is occupied {:.3f} times", result_.sites[i].label, sum));
      }
    }
  }

  const CifBlock& block_;
  std::string file_;
  Structure result_;
};

void check_size(const std::filesystem::path& path, std::uintmax_t size) {
  if (size > largest_file) {
    throw InputError(path.string(), fmt::format("{} bytes are too many for a CIF", size), "");
  }
}

}  // namespace

std::vector<Structure> parse_structures(std::string_view text, const std::filesystem::path& path,
                                        bool with_sites) {
  check_size(path, text.size());
  std::vector<Structure> result;
  for (const CifBlock& block : read_cif_blocks(text, path)) {
    if (block.find({"_cell_length_a"}) != nullptr) {
      result.push_back(Reader(block, path.string()).read(with_sites));
    }
  }
  if (result.empty()) {
    throw InputError(path.string(), "no crystal structure", "",
                     "a CIF with _cell_length_a and so on is expected");
  }
  return result;
}

std::vector<Structure> read_structures(const std::filesystem::path& path, bool with_sites) {
  std::error_code none;
  if (const auto size = std::filesystem::file_size(path, none); !none) {
    check_size(path, size);  // before it is read
  }
  return parse_structures(read_file(path), path, with_sites);
}

}  // namespace nacre::crystal
