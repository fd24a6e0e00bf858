// nacre furnace RECIPE: from a furnace recipe to a material. nacre furnace scan: a process map. nacre furnace
// sensitivity: which parameters decide what.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "command.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/progress.hpp"
#include "nacre/base/units.hpp"
#include "nacre/material/state_file.hpp"
#include "nacre/process/json.hpp"
#include "nacre/process/scan.hpp"
#include "nacre/process/sensitivity.hpp"
#include "nacre/report/cell_report.hpp"
#include "nacre/report/furnace_report.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/write.hpp"

namespace nacre::app {
namespace {

struct Options {
  std::string recipe;
  std::string material;  // where to write it
  std::vector<std::string> set;
  std::vector<std::string> vary;  // scan
  std::size_t places = 1;         // scan
  process::SensitivityOptions sensitivity;
  Output output;

  void add(CLI::App& command) {
    command.add_option("recipe", recipe, "the recipe, a TOML file");
    command
        .add_option(
            "--set", set,
            "KEY=VALUE: another value for a key of the recipe, as coating.mol_percent=5; may be given "
            "again")
        ->allow_extra_args(false);
    output.add_options(command);
  }
  process::Changes changes() const {
    process::Changes all;
    for (const auto& text : set) {
      all.push_back(process::parse_change(text));
    }
    return all;
  }
  void need_recipe() const {
    if (recipe.empty()) {
      throw UsageError("no recipe given",
                       "nacre furnace RECIPE.toml; nacre furnace --help lists the options");
    }
  }
};

std::vector<InputFile> inputs_of(const std::string& recipe,
                                 const std::vector<process::ParameterFile>& files) {
  std::vector<InputFile> inputs{input_file(recipe, "recipe")};
  for (const auto& file : files) {
    inputs.push_back({file.file().string(), "process parameters", file.sha256()});
  }
  return inputs;
}

std::string describe(const process::FurnaceRun& run, const process::Recipe& recipe) {
  const auto& heat = run.heat;
  const auto& material = run.material;
  std::string text = fmt::format("{}\n", recipe.name);
  for (const auto& ramp : process::ramps_of(heat, recipe.programme())) {
    text += fmt::format(
        "{:>7.0f} to {:.0f} C  {}, {:.3g} K/s over 80 % of the way\n", ramp.from_K - constants::zero_celsius,
        ramp.target_K - constants::zero_celsius,
        std::isfinite(ramp.reached_s) ? fmt::format("in {:.4g} s", ramp.reached_s) : "not reached",
        ramp.rate_K_per_s);
  }
  if (!heat.current_A.empty()) {
    text += fmt::format("at most         {:.3g} A, {:.3g} V\n", *std::ranges::max_element(heat.current_A),
                        *std::ranges::max_element(heat.voltage_V));
  }
  if (heat.energy_J > 0.0) {
    text += fmt::format("energy          {:.4g} kJ/g\n", 1e-3 * run.energy_J_per_g);
  }
  text += fmt::format("O3              {:.2f} %\n", 100.0 * material.o3_conversion);
  text += fmt::format("NiO             {:.3g} weight %, {:.2g} nm{}\n", 100.0 * material.nio_weight_fraction,
                      material.rock_salt_nm,
                      material.nio_weight_fraction > run.nio_detection ? "" : "  (not seen)");
  if (!material.coating.empty()) {
    text += fmt::format("{:<15} {:.2f} nm, covers {:.1f} %, roughness {:.2g} nm, gamma {:.1f} %\n",
                        material.coating, material.coating_nm, 100.0 * material.coating_coverage,
                        material.coating_roughness_nm, 100.0 * material.gamma_fraction);
  }
  text += fmt::format("sodium          {:.4f}, calcium {:.4f} per formula unit\n",
                      material.sodium_per_formula, material.calcium_in_bulk_per_formula);
  text += fmt::format("alkali          {:.3g} weight % as Na2CO3\n", material.alkali_weight_percent);
  text += fmt::format("a, c            {:.4f}, {:.4f} angstrom\n", material.a_angstrom, material.c_angstrom);
  return text;
}

void add_parameters(report::Document& document, const std::vector<process::ParameterFile>& files) {
  document.sections.push_back({"Parameters"});
  Json all = Json::array();
  for (const auto& file : files) {
    const auto id = report::distinct_ids({"parameters " + file.name()}).front();
    all.push_back(process::to_json(file));
    document.sections.back().tables.push_back(report::parameter_table(all.back(), id));
  }
  document.methods.push_back(report::furnace_method(all));
}

int furnace(const Options& options) {
  options.need_recipe();
  const auto recipe = process::read_recipe(options.recipe, options.changes());
  const auto run = process::run_furnace(recipe);
  const auto inputs = inputs_of(options.recipe, run.parameters);
  const auto& output = options.output;
  const Json document = envelope("furnace", inputs, process::to_json(run, recipe), run.warnings);
  output.warn(run.warnings);
  output.write_json(document);
  if (!options.material.empty()) {
    material::write_material_state(run.material, options.material);
  }
  output.say(describe(run, recipe));
  if (!output.folder.empty()) {
    auto report = report::command_document("nacre furnace", report_inputs(inputs), run.warnings, document);
    report.title = recipe.name;
    report.description = recipe.description;
    report.sections = {report::furnace_section(run, recipe), report::material_section(run, recipe)};
    add_parameters(report, run.parameters);
    report.files["material.h5"] = material::to_hdf5(run.material);
    report::write_document(report, output.folder);
    output.say(fmt::format("wrote {}\n", output.folder));
  }
  return exit_done;
}

int scan(const Options& options) {
  options.need_recipe();
  std::vector<process::ScanAxis> axes;
  for (const auto& text : options.vary) {
    axes.push_back(process::parse_scan_axis(text));
  }
  process::ScanOptions how;
  how.places = options.places;
  const auto& interrupted = stop_on_interrupt();
  how.keep_going = [&] { return !interrupted; };
  std::size_t recipes = 1;
  for (const auto& axis : axes) {
    recipes *= axis.values.size();
  }
  constexpr std::size_t lines = 20;
  const std::size_t every = std::max<std::size_t>(1, recipes / lines);
  Progress progress(recipes / every, stderr, Progress::style_for(stderr, options.output.quiet));
  how.progress = [&](std::size_t done) {
    if (done % every == 0) {
      const auto name = fmt::format("{} of {} recipes", done, recipes);
      progress.begin(name);
      progress.end(name);
    }
  };
  const auto result = process::scan(options.recipe, options.changes(), axes, how);
  std::vector<process::ParameterFile> files;
  process::particle_options(process::read_recipe(options.recipe, options.changes()), {}, files);
  const auto inputs = inputs_of(options.recipe, files);
  std::vector<std::string> warnings;
  const auto failed = std::ranges::count_if(result.points, [](const auto& p) { return !p.error.empty(); });
  if (interrupted) {
    warnings.push_back(fmt::format("stopped: {} of {} recipes were carried out",
                                   result.points.size() - static_cast<std::size_t>(failed),
                                   result.points.size()));
  } else if (failed > 0) {
    const auto first = std::ranges::find_if(result.points, [](const auto& p) { return !p.error.empty(); });
    warnings.push_back(fmt::format("{} of {} recipes have no material; the first: {}", failed,
                                   result.points.size(), first->error));
  }
  const auto& output = options.output;
  const Json document = envelope("furnace scan", inputs, process::to_json(result), warnings);
  output.warn(warnings);
  output.write_json(document);
  const auto seen = std::ranges::count_if(result.points, [&](const auto& p) {
    return p.error.empty() && p.material.nio_weight_fraction > result.nio_detection;
  });
  output.say(fmt::format("{} recipes: NiO is seen in {}\n", result.points.size(), seen));
  if (!output.folder.empty()) {
    auto report = report::command_document("nacre furnace scan", report_inputs(inputs), warnings, document);
    report.title = "Process map";
    report.sections = {report::scan_section(result)};
    add_parameters(report, files);
    report::write_document(report, output.folder);
    output.say(fmt::format("wrote {}\n", output.folder));
  }
  return interrupted ? exit_interrupted : exit_done;
}

std::string describe(const Json& sensitivity) {
  std::string text;
  for (const auto& quantity : sensitivity.at("quantities")) {
    if (quantity.at("decided_by").empty()) {
      continue;
    }
    text += fmt::format("{:<30} {:>10.3g} to {:<10.3g}", quantity.at("quantity").get<std::string>(),
                        number_or_nan(quantity.at("least")), number_or_nan(quantity.at("greatest")));
    for (const auto& parameter : quantity.at("decided_by")) {
      text += fmt::format(" {} {:.2g};", parameter.at("parameter").get<std::string>(),
                          parameter.at("mu_star").get<double>());
    }
    text += "\n";
  }
  text += "decide nothing:";
  for (const auto& parameter : sensitivity.at("decide_nothing")) {
    text += " " + parameter.get<std::string>();
  }
  return text + "\n";
}

int sensitivity(const Options& options) {
  options.need_recipe();
  const auto recipe = process::read_recipe(options.recipe, options.changes());
  std::vector<process::ParameterFile> files;
  process::particle_options(recipe, {}, files);
  const auto inputs = inputs_of(options.recipe, files);
  const auto found = process::sensitivity(recipe, options.sensitivity);
  const Json result = process::to_json(found);
  const Json document = envelope("furnace sensitivity", inputs, result, {});
  const auto& output = options.output;
  output.write_json(document);
  output.say(describe(result));
  if (!output.folder.empty()) {
    auto report = report::command_document("nacre furnace sensitivity", report_inputs(inputs), {}, document);
    report.title = "Sensitivity of " + recipe.name;
    report.sections = {report::sensitivity_section(found)};
    add_parameters(report, files);
    report::write_document(report, output.folder);
    output.say(fmt::format("wrote {}\n", output.folder));
  }
  return exit_done;
}

}  // namespace

void add_furnace(CLI::App& app) {
  auto* command = app.add_subcommand("furnace", "from a furnace recipe to a material");
  auto options = std::make_shared<Options>();
  options->add(*command);
  command->add_option("--material", options->material, "write the material to this file: .h5, or .json");
  add_command(*command, "scan", "the same recipe with other values for some of its keys",
              [](CLI::App& scan_command) -> Action {
                auto scan_options = std::make_shared<Options>();
                scan_options->add(scan_command);
                scan_command
                    .add_option("--vary", scan_options->vary,
                                "KEY=FROM:TO:COUNT, with :log for even steps of the logarithm, or "
                                "KEY=VALUE,VALUE; once or twice for a map")
                    ->required()
                    ->allow_extra_args(false);
                scan_command
                    .add_option("--places", scan_options->places,
                                "parts of the bed of which the chemistry is followed (1)")
                    ->check(CLI::Range(1, 50));
                return [scan_options] { return scan(*scan_options); };
              });
  add_command(*command, "sensitivity", "which parameters decide what (elementary effects)",
              [](CLI::App& sensitivity_command) -> Action {
                auto how = std::make_shared<Options>();
                how->add(sensitivity_command);
                sensitivity_command
                    .add_option("--trajectories", how->sensitivity.trajectories,
                                "random ways through the parameters (20)")
                    ->check(CLI::Range(2, 10'000));
                return [how] { return sensitivity(*how); };
              });
  command->final_callback([command, options] {
    if (command->get_subcommands().empty()) {
      if (const int code = furnace(*options); code != exit_done) {
        throw CLI::RuntimeError(code);
      }
    }
  });
}

}  // namespace nacre::app
