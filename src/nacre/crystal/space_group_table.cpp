#include "nacre/crystal/space_group_table.hpp"

#include <algorithm>
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <string_view>

namespace nacre::crystal {
namespace {

using gemmi::Op;

Operation operation(const Op& op) {
  Operation result;
  for (int row = 0; row < 3; ++row) {
    const auto i = static_cast<std::size_t>(row);
    for (int column = 0; column < 3; ++column) {
      result.rotation(row, column) = op.rot[i][static_cast<std::size_t>(column)] / Op::DEN;
    }
    result.translation(row) = op.tran[i] / static_cast<double>(Op::DEN);
  }
  return result;
}

std::vector<Operation> operations(const gemmi::GroupOps& group) {
  std::vector<Operation> result;
  result.reserve(static_cast<std::size_t>(group.order()));
  for (const Op op : group) {
    result.push_back(operation(op));
  }
  return result;
}

TabulatedGroup tabulated(const gemmi::SpaceGroup& group) {
  return {operations(group.operations()), group.xhm(), group.number};
}

// "F d -3 m S" and "Z", "R -3 m H" and "R": settings as the Inorganic Crystal Structure Database writes them.
std::string with_colon(std::string name) {
  const auto last = name.find_last_not_of(" \t");
  name.resize(last == std::string::npos ? 0 : last + 1);
  if (name.size() < 3 || name[name.size() - 2] != ' ') {
    return name;
  }
  const char setting = name.back();
  const char meant = setting == 'S'                     ? '1'
                     : setting == 'Z'                   ? '2'
                     : setting == 'H' || setting == 'R' ? setting
                                                        : '\0';
  if (meant != '\0') {
    name.replace(name.size() - 2, 2, std::string(":") + meant);
  }
  return name;
}

// Blanks of any number and kind are one, none at the ends: in Hall symbols "P 3 2" is not "P 32".
std::string with_single_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '_') {
      result += static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return result.ends_with(' ') ? result.substr(0, result.size() - 1) : result;
}

}  // namespace

std::optional<TabulatedGroup> group_by_name(const std::string& name, double gamma) {
  if (name.size() > 64 || !std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; })) {
    return std::nullopt;
  }
  // gemmi weighs gamma against alpha, which is equal to it in a rhombohedral cell.
  const double alpha = std::abs(gamma - 120.0) < 1.0 ? 90.0 : gamma;
  if (const auto* group = gemmi::find_spacegroup_by_name(with_colon(name), alpha, gamma)) {
    const bool origin_open =
        group->ext == '1' && name.find(':') == std::string::npos && with_colon(name) == name;
    if (origin_open) {
      for (const gemmi::SpaceGroup& other : gemmi::spacegroup_tables::main) {
        if (other.number == group->number && other.ext == '2' && std::string_view(other.hm) == group->hm) {
          return tabulated(other);
        }
      }
    }
    return tabulated(*group);
  }
  return std::nullopt;
}

std::optional<TabulatedGroup> group_by_hall_symbol(const std::string& symbol) {
  const std::string wanted = with_single_blanks(symbol);
  for (const gemmi::SpaceGroup& group : gemmi::spacegroup_tables::main) {
    if (with_single_blanks(group.hall) == wanted) {
      return tabulated(group);
    }
  }
  return std::nullopt;
}

std::optional<TabulatedGroup> group_by_operations(const std::vector<Operation>& all) {
  std::vector<Op> ops;
  ops.reserve(all.size());
  for (const Operation& o : all) {
    Op op;
    for (int row = 0; row < 3; ++row) {
      const auto i = static_cast<std::size_t>(row);
      for (int column = 0; column < 3; ++column) {
        op.rot[i][static_cast<std::size_t>(column)] = o.rotation(row, column) * Op::DEN;
      }
      op.tran[i] = static_cast<int>(std::lround(o.translation(row) * Op::DEN));
    }
    ops.push_back(op);
  }
  const gemmi::SpaceGroup* group = gemmi::find_spacegroup_by_ops(gemmi::split_centering_vectors(ops));
  return group == nullptr ? std::nullopt : std::optional(tabulated(*group));
}

}  // namespace nacre::crystal
