#include "nacre/diffraction/ties.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <string_view>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

constexpr const char* example_of_constraint =
    "for example \"O3.Ni1 + O3.Fe1 = 0.667\" or \"U(O3.Ni1) = U(O3.O1)\"";
constexpr const char* example_of_restraint =
    "for example \"distance(O3.Ni1, O3.O1) = 2.05 +- 0.02\" or \"O3.Ni1 + O3.Fe1 = 0.667 +- 0.01\"";

struct SiteName {
  std::string text;
  int phase, site;
};

// A sum of variables and a number.
struct Sum {
  std::vector<std::pair<Variable, double>> terms;
  double constant = 0.0;
};

// Every way to name a site, the longest first: names of phases may hold anything, blanks and signs too.
std::vector<SiteName> site_names(const std::vector<crystal::Structure>& structures) {
  std::vector<SiteName> names;
  for (std::size_t p = 0; p < structures.size(); ++p) {
    for (std::size_t s = 0; s < structures[p].sites.size(); ++s) {
      const auto& label = structures[p].sites[s].label;
      names.push_back({structures[p].name + "." + label, static_cast<int>(p), static_cast<int>(s)});
      const auto phases = std::count_if(structures.begin(), structures.end(), [&](const auto& structure) {
        return std::any_of(structure.sites.begin(), structure.sites.end(),
                           [&](const auto& site) { return site.label == label; });
      });
      if (phases == 1) {
        names.push_back({label, static_cast<int>(p), static_cast<int>(s)});
      }
    }
  }
  std::stable_sort(names.begin(), names.end(), [](const SiteName& one, const SiteName& other) {
    return one.text.size() > other.text.size();
  });
  return names;
}

class Parser {
 public:
  Parser(const std::string& text, const std::vector<crystal::Structure>& structures, const char* example)
      : text_(text),
        rest_(text),
        structures_(structures),
        names_(site_names(structures)),
        example_(example) {}

  bool takes(std::string_view word) {
    skip_blanks();
    if (!rest_.starts_with(word)) {
      return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }

  void expect(std::string_view word) {
    if (!takes(word)) {
      refuse(fmt::format("\"{}\" is expected before \"{}\"", word, rest_));
    }
  }

  bool ended() {
    skip_blanks();
    return rest_.empty();
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw UsageError(fmt::format("\"{}\": {}", text_, why), example_);
  }

  SiteName site() {
    skip_blanks();
    for (const auto& name : names_) {
      if (rest_.starts_with(name.text)) {
        rest_.remove_prefix(name.text.size());
        return name;
      }
    }
    refuse(fmt::format("\"{}\" begins with no PHASE.SITE of the phases given", rest_));
  }

  std::optional<double> number() {
    skip_blanks();
    double value = 0.0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || !std::isfinite(value)) {
      return std::nullopt;
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  double expect_number() {
    const double sign = takes("-") ? -1.0 : 1.0;
    if (const auto value = number()) {
      return sign * *value;
    }
    refuse(fmt::format("a number is expected before \"{}\"", rest_));
  }

  // Up to "=", "+-" or the end; times factor.
  void sum(double factor, Sum& to) {
    double sign = takes("-") ? -factor : factor;
    while (true) {
      term(sign, to);
      skip_blanks();
      if (rest_.empty() || rest_.front() == '=' || rest_.starts_with("+-") || rest_.starts_with("±")) {
        return;
      }
      if (takes("+")) {
        sign = factor;
      } else if (takes("-")) {
        sign = -factor;
      } else {
        refuse(fmt::format("+, - or = is expected before \"{}\"", rest_));
      }
    }
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
  }

  bool at_site() {
    skip_blanks();
    return std::any_of(names_.begin(), names_.end(),
                       [this](const SiteName& name) { return rest_.starts_with(name.text); });
  }

  void term(double factor, Sum& to) {
    // A phase may begin with a digit: names go first.
    if (!at_site()) {
      if (const auto value = number()) {
        takes("*");
        skip_blanks();
        const bool alone = rest_.empty() || rest_.front() == '+' || rest_.front() == '-' ||
                           rest_.front() == '=' || rest_.starts_with("±");
        if (alone) {
          to.constant += factor * *value;
          return;
        }
        factor *= *value;
      }
    }
    if (at_site()) {
      const auto name = site();
      to.terms.push_back({{Quantity::occupancy, name.phase, name.site}, factor});
      return;
    }
    for (const char* function : {"U(", "x(", "y(", "z("}) {
      if (takes(function)) {
        const auto name = site();
        expect(")");
        add(function[0], name, factor, to);
        return;
      }
    }
    refuse(
        fmt::format("\"{}\" begins with no PHASE.SITE of the phases given, no U(), x(), y() or z()", rest_));
  }

  // Sites that follow another move and swing with it.
  void add(char what, const SiteName& name, double factor, Sum& to) const {
    const Phase phase(structures_[static_cast<std::size_t>(name.phase)]);
    const auto& own = phase.sites[static_cast<std::size_t>(name.site)];
    const int leader = own.follows < 0 ? name.site : own.follows;
    const auto& site = phase.sites[static_cast<std::size_t>(leader)];
    if (what == 'U') {
      if (site.displacement.size() != 1) {
        refuse(name.text + " swings anisotropically");
      }
      to.terms.push_back({{Quantity::site_displacement, name.phase, leader}, factor});
      return;
    }
    const int axis = what - 'x';
    to.constant += factor * site.reference(axis);
    for (int k = 0; k < site.position_basis.cols(); ++k) {
      if (site.position_basis(axis, k) != 0.0) {
        to.terms.push_back(
            {{Quantity::position, name.phase, leader, k}, factor * site.position_basis(axis, k)});
      }
    }
  }

  const std::string& text_;
  std::string_view rest_;
  const std::vector<crystal::Structure>& structures_;
  std::vector<SiteName> names_;
  const char* example_;
};

// Left minus right: nought where it holds.
Sum equation(Parser& parser) {
  Sum sum;
  parser.sum(1.0, sum);
  parser.expect("=");
  parser.sum(-1.0, sum);
  if (sum.terms.empty()) {
    parser.refuse("nothing in it can be refined");
  }
  return sum;
}

std::pair<double, double> target_and_std(Parser& parser) {
  const double target = parser.expect_number();
  if (!parser.takes("±")) {
    parser.expect("+-");
  }
  const double std = parser.expect_number();
  if (!(std > 0.0) || !parser.ended()) {
    parser.refuse("it ends in +- and an uncertainty above zero");
  }
  return {target, std};
}

template <std::size_t count>
std::pair<int, std::array<int, count>> sites_of_one_phase(Parser& parser) {
  std::array<int, count> sites{};
  int phase = -1;
  for (std::size_t k = 0; k < count; ++k) {
    if (k > 0) {
      parser.expect(",");
    }
    const auto name = parser.site();
    if (k > 0 && name.phase != phase) {
      parser.refuse("the sites belong to different phases");
    }
    phase = name.phase;
    sites[k] = name.site;
  }
  parser.expect(")");
  parser.expect("=");
  return {phase, sites};
}

}  // namespace

void add_constraint(const std::string& text, const std::vector<crystal::Structure>& structures,
                    StrategyOptions& options) {
  Parser parser(text, structures, example_of_constraint);
  auto sum = equation(parser);
  if (!parser.ended()) {
    parser.refuse("with an uncertainty it is a restraint");
  }
  options.constraints.push_back({std::move(sum.terms), -sum.constant});
}

void add_restraint(const std::string& text, const std::vector<crystal::Structure>& structures,
                   StrategyOptions& options) {
  Parser parser(text, structures, example_of_restraint);
  std::vector<Restraint> restraints;
  if (parser.takes("distance(")) {
    const auto [phase, sites] = sites_of_one_phase<2>(parser);
    const auto [target, std] = target_and_std(parser);
    restraints = restrain_distance(structures[static_cast<std::size_t>(phase)], phase, sites, target, std);
  } else if (parser.takes("angle(")) {
    const auto [phase, sites] = sites_of_one_phase<3>(parser);
    const auto [target, std] = target_and_std(parser);
    restraints = restrain_angle(structures[static_cast<std::size_t>(phase)], phase, sites, target, std);
  } else {
    Sum sum;
    parser.sum(1.0, sum);
    parser.expect("=");
    const auto [target, std] = target_and_std(parser);
    if (sum.terms.empty()) {
      parser.refuse("nothing in it can be refined");
    }
    for (const auto& [variable, factor] : sum.terms) {
      if (variable.phase != sum.terms.front().first.phase) {
        parser.refuse("the sites belong to different phases");
      }
      if (variable.quantity == Quantity::occupancy) {
        options.occupancies.push_back(variable);
      }
    }
    const auto equals = text.find('=');
    auto what = text.substr(0, equals);
    what.erase(what.find_last_not_of(" \t") + 1);
    restraints.push_back(restrain_sum(std::move(what), std::move(sum.terms), sum.constant, target, std));
  }
  options.restraints.insert(options.restraints.end(), restraints.begin(), restraints.end());
}

void add_ties(const std::string& file, const std::vector<crystal::Structure>& structures,
              StrategyOptions& options) {
  std::ifstream lines(file);
  if (!lines) {
    throw InputError(file, "cannot be read", "");
  }
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line.erase(std::min(line.find('#'), line.size()));
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (line.find_first_not_of(" \t") == std::string::npos) {
      continue;
    }
    try {
      const bool uncertain = line.find("+-") != std::string::npos || line.find("±") != std::string::npos;
      (uncertain ? add_restraint : add_constraint)(line, structures, options);
    } catch (const UsageError& error) {
      throw InputError(file, error.what(), fmt::format("line {}", number), error.advice());
    }
  }
}

}  // namespace nacre::diffraction
