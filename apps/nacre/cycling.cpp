// nacre cycling FILE...: cycles, capacities, fade and differential capacity of cycler files.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "command.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/cycling/analysis.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/report/cycling_report.hpp"
#include "nacre/report/ids.hpp"
#include "nacre/report/write.hpp"

namespace nacre::app {
namespace {

struct Arguments {
  std::vector<std::string> files;
  formats::ReadOptions read;
  std::vector<std::string> column_map;  // "current_A=I [mA]"
  Json options = Json::object();        // keys of cycling::Options
  std::vector<std::string> set;         // "key=value"
  Output output;
};

// "--set key=value": the value is JSON, or else a text.
void apply_settings(const std::vector<std::string>& set, Json& options) {
  for (const auto& item : set) {
    const auto equals = item.find('=');
    if (equals == std::string::npos) {
      throw UsageError(fmt::format("--set {}: expected KEY=VALUE", item));
    }
    const std::string text = item.substr(equals + 1);
    Json value = Json::parse(text, nullptr, false);
    options[item.substr(0, equals)] = value.is_discarded() ? Json(text) : value;
  }
}

void apply_map(const std::vector<std::string>& items, formats::ColumnMap& map) {
  for (const auto& item : items) {
    const auto equals = item.find('=');
    if (equals == std::string::npos) {
      throw UsageError(fmt::format("--map {}: expected COLUMN=HEADING", item));
    }
    map[item.substr(0, equals)] = item.substr(equals + 1);
  }
}

std::string number(double value, const char* format) {
  return std::isfinite(value) ? fmt::format(fmt::runtime(format), value) : "-";
}

std::string estimate(const cycling::Estimate& value, const char* unit) {
  return std::isfinite(value.std) ? fmt::format("{:.4g} +- {:.2g} {}", value.value, value.std, unit)
                                  : fmt::format("{:.4g} {}", value.value, unit);
}

std::string describe(const cycling::Cycle& cycle, bool specific, const cycling::Options& options) {
  const auto capacity = [&](cycling::Direction direction) {
    const double value = cycle.capacity_Ah(direction);
    return specific ? fmt::format("{:>12.2f}", cycling::mAh_per_g(value, options))
                    : fmt::format("{:>12.6g}", value);
  };
  return fmt::format(
      "{:>5} {} {} {:>9} {:>12} {:>9} {:>9}  {}\n", cycle.cycle, capacity(cycling::Direction::charge),
      capacity(cycling::Direction::discharge), number(100.0 * cycle.coulombic_efficiency, "{:.2f}"),
      number(cycle.discharge ? cycle.discharge->energy_Wh : NAN, "{:.5g}"),
      number(cycle.discharge ? cycle.discharge->mean_voltage_V : NAN, "{:.4f}"),
      number(100.0 * cycle.retention, "{:.2f}"), cycle.complete ? "" : "partial: " + cycle.reason);
}

std::string describe(const cycling::Analysis& analysis) {
  constexpr std::size_t most = 24;  // cycles printed: the first and the last half of them
  const auto& options = analysis.options;
  const bool specific = options.active_mass_g > 0.0;
  std::string text = fmt::format("{}: {} rows, {} cycles, {:.1f} h\n\n", analysis.file, analysis.rows,
                                 analysis.cycles.size(), analysis.duration_s / 3600.0);
  const char* unit = specific ? "mAh/g" : "Ah";
  text += fmt::format("{:>5} {:>12} {:>12} {:>9} {:>12} {:>9} {:>9}\n", "cycle", "charge", "discharge", "CE",
                      "energy", "mean dis.", "retained");
  text += fmt::format("{:>5} {:>12} {:>12} {:>9} {:>12} {:>9} {:>9}\n", "", unit, unit, "%", "Wh", "V", "%");
  const std::size_t count = analysis.cycles.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (count > most && i == most / 2) {
      text += "  ...\n";
      i = count - most / 2;
    }
    text += describe(analysis.cycles[i], specific, options);
  }
  const auto& retention = analysis.retention;
  if (std::isfinite(retention.fade_percent_per_cycle.value)) {
    text += fmt::format("\nfade  {} (reference cycle {})\n",
                        estimate(retention.fade_percent_per_cycle, "%/cycle"), retention.reference_cycle);
  }
  if (retention.end_of_life != cycling::Retention::EndOfLife::none) {
    text += fmt::format(
        "end of life at {:g} %: cycle {}{}\n", retention.end_of_life_percent,
        estimate(retention.end_of_life_cycle, ""),
        retention.end_of_life == cycling::Retention::EndOfLife::extrapolated ? "(extrapolated)" : "");
  }
  if (analysis.rates.size() > 1) {
    text += "\nrate table\n";
    for (const auto& rate : analysis.rates) {
      const double factor = specific ? cycling::mAh_per_g(1.0, options) : 1.0;
      text += fmt::format("{:>6}  {:>10.4g} A  cycles {}-{}  {:.6g} {}  {} %\n",
                          std::isfinite(rate.c_rate) ? fmt::format("{:g}C", rate.c_rate) : "", rate.current_A,
                          rate.first_cycle, rate.last_cycle, factor * rate.discharge_capacity_Ah.value, unit,
                          number(100.0 * rate.retention, "{:.1f}"));
    }
  }
  return text;
}

// Two files may have one name in two folders: then their paths tell them apart.
std::vector<std::string> short_names(const std::vector<InputFile>& inputs) {
  std::set<std::string> distinct;
  std::vector<std::string> names;
  for (const auto& input : inputs) {
    names.push_back(std::filesystem::path(input.path).filename().string());
    distinct.insert(names.back());
  }
  if (distinct.size() < inputs.size()) {
    std::transform(inputs.begin(), inputs.end(), names.begin(), [](const auto& input) { return input.path; });
  }
  return names;
}

void write_report(const std::vector<cycling::Analysis>& analyses, const std::vector<InputFile>& inputs,
                  const std::vector<std::string>& warnings, const Json& result, const std::string& folder) {
  const auto names = short_names(inputs);
  const auto records = report::records_of<report::CyclingRecord>(names, analyses);
  auto files = report_inputs(inputs);
  for (std::size_t i = 0; i < files.size(); ++i) {
    files[i].file = names[i];
  }
  report::write_document(report::cycling_document(records, files, warnings, result), folder);
}

int run(Arguments& arguments) {
  apply_settings(arguments.set, arguments.options);
  apply_map(arguments.column_map, arguments.read.column_map);
  const cycling::Options options = cycling::options_from_json(arguments.options);
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;
  std::vector<cycling::Analysis> analyses;
  Json results = Json::array();
  for (const auto& file : arguments.files) {
    const auto source = formats::Source::open(file);
    const auto table = formats::read_table(source, arguments.read);
    const auto& analysis = analyses.emplace_back(cycling::analyse(table, options));
    inputs.push_back(
        {file, table.reader, arguments.output.wants_result() ? sha256(source.packed_bytes()) : ""});
    for (const auto* list : {&table.warnings, &analysis.warnings}) {
      for (const auto& warning : *list) {
        warnings.push_back(arguments.files.size() > 1 ? fmt::format("{}: {}", file, warning) : warning);
      }
    }
    results.push_back(cycling::to_json(analysis));
    arguments.output.say((results.size() > 1 ? "\n" : "") + describe(analysis));
  }
  const Json result =
      envelope("cycling", inputs, results.size() == 1 ? results.front() : Json{{"files", results}}, warnings);
  arguments.output.warn(warnings);
  arguments.output.write_json(result);
  if (!arguments.output.folder.empty()) {
    write_report(analyses, inputs, warnings, result, arguments.output.folder);
    arguments.output.say(fmt::format("\nwrote {}\n", arguments.output.folder));
  }
  return exit_done;
}

// Options that most people need have an argument of their own; --set reaches all.
void add_numbers(CLI::App& command, Arguments& arguments) {
  const auto add = [&](const char* argument, const char* key, const char* description) {
    command.add_option_function<double>(
        argument, [&arguments, key](double value) { arguments.options[key] = value; }, description);
  };
  add("--mass-g", "active_mass_g", "active mass in gram: capacities per gram");
  add("--area-cm2", "area_cm2", "electrode area in square centimetre");
  add("--nominal-Ah", "nominal_capacity_Ah", "capacity that 1C stands for");
  add("--one-C-mA-per-g", "one_C_mA_per_g", "current density that 1C stands for (with --mass-g)");
  add("--end-of-life-percent", "end_of_life_percent", "retention at the end of life (80)");
}

}  // namespace

void add_cycling(CLI::App& app) {
  add_command(
      app, "cycling", "cycles, capacities, fade and differential capacity of cycler files",
      [](CLI::App& command) -> Action {
        auto arguments = std::make_shared<Arguments>();
        command.add_option("FILE", arguments->files, "the files, each analysed on its own")->required();
        command
            .add_option_function<std::string>(
                "--cycles",
                [arguments](std::string value) {
                  std::replace(value.begin(), value.end(), '-', '_');
                  arguments->options["definition"] = value;
                },
                "what a cycle begins with: automatic (what the record shows first), charge-first, "
                "discharge-first, or vendor (the file's own numbers)")
            ->check(CLI::IsMember({"automatic", "charge-first", "discharge-first", "vendor"}));
        command.add_option_function<int>(
            "--reference-cycle", [arguments](int value) { arguments->options["reference_cycle"] = value; },
            "the cycle that retention refers to");
        add_numbers(command, *arguments);
        command.add_option("--set", arguments->set, "KEY=VALUE: any option of the analysis, as in a study");
        command.add_flag("--salvage", arguments->read.salvage, "use what is readable before damage");
        command.add_option("--reader", arguments->read.reader, "use this reader, whatever the content says");
        command.add_option("--map", arguments->column_map,
                           "COLUMN=HEADING: which column of a generic text file holds what");
        arguments->output.add_options(command);
        return [arguments] { return run(*arguments); };
      });
}

}  // namespace nacre::app
