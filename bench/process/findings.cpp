// How firm the findings are: in which part of parameter sets, drawn over the bounds, each of them comes out.
//
//   process_findings [DRAWS [SEED]]
// draws every parameter of the chemistry that has bounds, evenly, or evenly in the logarithm where the bounds
// are positive and more than a factor of ten apart. For each finding it prints whether the shipped values
// have it, the part of the draws that have it, and the parameters that decide: those whose distributions
// differ most between draws that have it and draws that do not, by the distance of Kolmogorov and Smirnov
// (Hornberger and Spear 1981, Journal of Environmental Management 12, 7). docs/furnace.md has the table.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nacre/base/parallel.hpp"
#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

// A recipe with the temperatures that its furnace gives it, which the chemistry does not change.
struct Prepared {
  Recipe recipe;
  std::vector<double> time_s;
  std::vector<double> temperature_K;
};

Prepared prepare(const std::string& sample, Changes changes) {
  if (sample[0] == 'H') {
    changes.emplace_back("furnace.cells_along", "8");
    changes.emplace_back("furnace.cells_across", "3");
  }
  Prepared made;
  made.recipe =
      read_recipe(std::string(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/") + sample + ".toml", changes);
  auto history = heat(made.recipe).history;
  made.time_s = std::move(history.time_s);
  made.temperature_K = std::move(history.place_K[history.place_K.size() / 2]);
  return made;
}

std::map<std::string, Prepared> prepare_all() {
  std::map<std::string, Prepared> all;
  const Changes na3po4{{"coating.name", "Na3PO4"}, {"coating.mol_percent", "5"}};
  const Changes deficient{{"sodium.ratio", "0.95"}};
  const Changes doped{{"sodium.ratio", "0.95"}, {"precursor.calcium_doping", "0.05"}};
  for (const std::string furnace : {"HT", "Tu"}) {
    for (const char* mol : {"0.5", "1", "2", "3", "5"}) {
      all.emplace(furnace + " " + mol, prepare(furnace + "-NCP@333", {{"coating.mol_percent", mol}}));
    }
    all.emplace(furnace + " bare", prepare(furnace + "-333", {}));
    all.emplace(furnace + " Na3PO4", prepare(furnace + "-NCP@333", na3po4));
    all.emplace(furnace + " Na 0.95", prepare(furnace + "-333", deficient));
    all.emplace(furnace + " doped", prepare(furnace + "-333", doped));
    for (const char* hours : {"72", "168"}) {
      all.emplace(furnace + " air " + hours, prepare(furnace + "-NCP@333", {{"storage.hours", hours}}));
    }
  }
  const auto five = [](const char* key, const char* value) {
    return Changes{{"coating.mol_percent", "5"}, {key, value}};
  };
  all.emplace("HT slowly cooled", prepare("HT-NCP@333", five("step.3.ramp_s", "2430")));
  all.emplace("HT for 12 h", prepare("HT-NCP@333", five("step.2.hold_s", "43200")));
  all.emplace("Tu no dwell", prepare("Tu-NCP@333", five("preset", "\"no dwell\"")));
  all.emplace("Tu slow", prepare("Tu-NCP@333", five("preset", "\"slow\"")));
  return all;
}

struct Varied {
  std::string file;  // of parameters
  std::string path;
  double lower = 0.0;
  double upper = 0.0;
  double at(double u) const {
    constexpr double far_apart = 10.0;
    return lower > 0.0 && upper > far_apart * lower ? lower * std::pow(upper / lower, u)
                                                    : lower + u * (upper - lower);
  }
};

// Those of the oxide and of the coatings that the recipes have.
std::vector<Varied> varied_of(const std::map<std::string, Prepared>& recipes) {
  std::map<std::string, ParameterFile> files;
  for (const auto& [name, prepared] : recipes) {
    std::vector<ParameterFile> used;
    particle_options(prepared.recipe, {}, used);
    for (auto& file : used) {
      files.emplace(file.name(), std::move(file));
    }
  }
  std::vector<Varied> varied;
  for (const auto& [name, file] : files) {
    for (const auto& parameter : file.parameters()) {
      if (parameter.is_number() && parameter.lower < parameter.upper) {
        varied.push_back({name, parameter.path, parameter.lower, parameter.upper});
      }
    }
  }
  return varied;
}

struct Finding {
  const char* name;
  bool holds;
};

// By what the recipes made; detection is part of the parameters.
std::vector<Finding> findings(const std::map<std::string, material::MaterialState>& made, double detection) {
  const auto of = [&](const std::string& name) -> const material::MaterialState& { return made.at(name); };
  const auto seen = [&](const std::string& name) { return of(name).nio_weight_fraction > detection; };
  const auto rises = [&](const std::vector<std::string>& names, auto number) {
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (!(number(of(names[i])) > number(of(names[i - 1])))) {
        return false;
      }
    }
    return true;
  };
  const auto nio = [](const material::MaterialState& m) { return m.nio_weight_fraction; };
  const auto alkali = [](const material::MaterialState& m) { return m.alkali_weight_percent; };
  const auto calcium = [](const material::MaterialState& m) { return m.calcium_in_bulk_per_formula; };
  const auto c = [](const material::MaterialState& m) { return m.c_angstrom; };
  const auto of_each_amount = [](const std::string& furnace) {
    return std::vector<std::string>{furnace + " 0.5", furnace + " 1", furnace + " 2", furnace + " 3",
                                    furnace + " 5"};
  };
  const auto shock = of_each_amount("HT");
  const auto tube = of_each_amount("Tu");
  return {
      {"shock, 0.5 to 5 mol%: no NiO", std::ranges::none_of(shock, seen)},
      {"shock, Na3PO4: no NiO", !seen("HT Na3PO4")},
      {"shock, Na 0.95: no NiO", !seen("HT Na 0.95")},
      {"tube, 5 mol%: NiO", seen("Tu 5")},
      {"tube, 1 mol%: NiO", seen("Tu 1")},
      {"tube, 0.5 mol%: NiO", seen("Tu 0.5")},
      {"tube, uncoated: no NiO", !seen("Tu bare")},
      {"tube: NiO grows with the amount", rises(tube, nio)},
      {"tube: NiO grows with the dwell", rises({"Tu no dwell", "Tu 5", "Tu slow"}, nio)},
      {"tube, Na3PO4: NiO", seen("Tu Na3PO4")},
      {"tube, Na 0.95: NiO", seen("Tu Na 0.95")},
      {"doped with Ca: no NiO", !seen("Tu doped") && !seen("HT doped")},
      {"time: NiO after 12 h in shock", seen("HT for 12 h")},
      {"not cooling: none when cooled at 20 K/min", !seen("HT slowly cooled")},
      {"more NiO in the tube than in shock", nio(of("Tu 5")) > nio(of("HT 5"))},
      {"Na3MnO4: ten times less where coated",
       of("HT 1").manganate_on_support_percent < 0.1 * of("HT bare").manganate_on_support_percent &&
           of("Tu 1").manganate_on_support_percent < 0.1 * of("Tu bare").manganate_on_support_percent},
      {"alkali: more from the tube", alkali(of("Tu 1")) > alkali(of("HT 1"))},
      {"alkali: grows over 3 and 7 days", rises({"HT 1", "HT air 72", "HT air 168"}, alkali) &&
                                              rises({"Tu 1", "Tu air 72", "Tu air 168"}, alkali)},
      {"Ca in the bulk grows with the amount", rises(shock, calcium) && rises(tube, calcium)},
      {"c grows with the amount", rises(shock, c) && rises(tube, c)},
      {"coating: even in shock, patches in the tube",
       of("HT 1").coating_coverage > 0.9 && of("Tu 1").coating_coverage < 0.7},
      {"gamma: kept in shock", of("HT 1").gamma_fraction > 0.9},
      {"c of the tube's below that of shock", c(of("Tu 1")) < c(of("HT 1"))},
      {"all that the paper finds of NiO", std::ranges::none_of(shock, seen) && !seen("HT Na3PO4") &&
                                              !seen("HT Na 0.95") && std::ranges::all_of(tube, seen) &&
                                              rises(tube, nio) && seen("Tu Na3PO4") && seen("Tu Na 0.95") &&
                                              !seen("Tu doped") && !seen("HT doped")},
  };
}

double distance(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  double most = 0.0;
  for (const auto& values : {a, b}) {
    for (const double x : values) {
      const auto part = [&](const std::vector<double>& all) {
        return static_cast<double>(std::ranges::upper_bound(all, x) - all.begin()) /
               static_cast<double>(all.size());
      };
      most = std::max(most, std::abs(part(a) - part(b)));
    }
  }
  return most;
}

struct Outcome {
  std::vector<Finding> findings;
  double tube_less_shock_c = 0.0;
};

Outcome outcome(const std::map<std::string, Prepared>& recipes, const std::vector<Varied>& varied,
                const std::vector<double>& u) {
  std::map<std::string, material::MaterialState> made;
  double detection = 0.0;
  for (const auto& [name, prepared] : recipes) {
    const std::string coating = "coating-" + prepared.recipe.coating.name;
    ParameterChanges changes;
    for (std::size_t p = 0; p < u.size(); ++p) {
      if (varied[p].file == prepared.recipe.parameters || varied[p].file == coating) {
        changes.emplace_back(varied[p].path, varied[p].at(u[p]));
      }
    }
    std::vector<ParameterFile> used;
    const auto options = particle_options(prepared.recipe, changes, used);
    detection = options.kinetics.nio_detection;
    made.emplace(name, material_along(options, prepared.time_s, prepared.temperature_K));
  }
  return {findings(made, detection), made.at("Tu 1").c_angstrom - made.at("HT 1").c_angstrom};
}

int run(std::size_t draws, std::uint64_t seed) {
  const auto recipes = prepare_all();
  const auto varied = varied_of(recipes);
  std::mt19937_64 generator(seed);
  std::vector<std::vector<double>> u(draws, std::vector<double>(varied.size()));
  for (auto& draw : u) {
    for (auto& each : draw) {
      each = static_cast<double>(generator() >> 11U) * 0x1p-53;
    }
  }
  const auto shipped = outcome(recipes, varied, {});
  std::vector<Outcome> outcomes(draws);
  parallel_for(draws, [&](std::size_t i) { outcomes[i] = outcome(recipes, varied, u[i]); });

  std::printf("%zu draws of %zu parameters\n", draws, varied.size());
  for (std::size_t f = 0; f < shipped.findings.size(); ++f) {
    std::vector<std::size_t> with;
    std::vector<std::size_t> without;
    for (std::size_t i = 0; i < draws; ++i) {
      (outcomes[i].findings[f].holds ? with : without).push_back(i);
    }
    std::printf("%-46s %-4s %5.3f ", shipped.findings[f].name, shipped.findings[f].holds ? "yes" : "no",
                static_cast<double>(with.size()) / static_cast<double>(draws));
    constexpr std::size_t enough = 10;
    if (with.size() >= enough && without.size() >= enough) {
      std::vector<std::pair<double, std::size_t>> deciding;
      for (std::size_t p = 0; p < varied.size(); ++p) {
        const auto values = [&](const std::vector<std::size_t>& which) {
          std::vector<double> found;
          for (const auto i : which) {
            found.push_back(u[i][p]);
          }
          return found;
        };
        deciding.emplace_back(distance(values(with), values(without)), p);
      }
      std::ranges::sort(deciding, std::greater<>());
      // That of two samples from one distribution, which one in a thousand is above.
      const auto n = static_cast<double>(with.size());
      const auto m = static_cast<double>(without.size());
      const double by_chance = 1.95 * std::sqrt((n + m) / (n * m));
      for (std::size_t k = 0; k < 4 && k < deciding.size() && deciding[k].first > by_chance; ++k) {
        const auto& parameter = varied[deciding[k].second];
        std::printf(" %s:%s %.2f", parameter.file.c_str(), parameter.path.c_str(), deciding[k].first);
      }
    }
    std::printf("\n");
  }
  std::vector<double> c;
  for (const auto& each : outcomes) {
    c.push_back(each.tube_less_shock_c);
  }
  if (!c.empty()) {
    std::printf("c of Tu-NCP@333 less that of HT-NCP@333: shipped %.3f, draws %.3f to %.3f angstrom\n",
                shipped.tube_less_shock_c, *std::ranges::min_element(c), *std::ranges::max_element(c));
  }
  return 0;
}

}  // namespace
}  // namespace nacre::process

int main(int argc, char** argv) {
  const auto draws = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200UL;
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1ULL;
  return nacre::process::run(draws, seed);
}
