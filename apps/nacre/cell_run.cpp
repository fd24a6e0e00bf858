// nacre cell run: carries a protocol out on a cell. nacre cell age: the same again and again.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "cell.hpp"
#include "nacre/base/error.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/progress.hpp"
#include "nacre/base/version.hpp"
#include "nacre/cell/json.hpp"
#include "nacre/formats/table_csv.hpp"
#include "nacre/report/cell_report.hpp"
#include "nacre/report/cycling_report.hpp"
#include "nacre/report/cycling_tables.hpp"
#include "nacre/report/write.hpp"

namespace nacre::app {
namespace {

struct Options {
  CellOptions cell;
  int cycles = 0;          // age: how often
  bool keep_rows = false;  // age
  double jump = 0.0;       // age: tolerance of cycles that are skipped
  Output output;
};

// Cycles or steps for a person: the first and the last of many.
template <class List, class Describe>
std::string listed(const List& list, const Describe& describe) {
  constexpr std::size_t most = 24;
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list.size() > most && i == most / 2) {
      text += "  ...\n";
      i = list.size() - most / 2;
    }
    text += describe(list[i]);
  }
  return text;
}

std::string describe_steps(const cell::Simulation& simulation) {
  return fmt::format("{:>5} {:>10} {:>10}  {:<14} {}\n", "step", "hours", "Ah", "ended by", "") +
         listed(simulation.steps, [](const cell::StepRecord& step) {
           return fmt::format("{:>5} {:>10.4f} {:>10.5g}  {:<14} {}\n", step.step,
                              (step.end_s - step.start_s) / 3600.0, step.charge_Ah, step.ended_by, step.text);
         });
}

std::string describe_cycles(const cell::Simulation& simulation) {
  const bool jumped = std::ranges::any_of(simulation.cycles, [](const auto& cycle) { return !cycle.solved; });
  const auto solved =
      std::ranges::count_if(simulation.cycles, [](const auto& cycle) { return cycle.solved; });
  return fmt::format("{:>6} {:>12} {:>12} {:>12}\n{:>6} {:>12} {:>12} {:>12}\n", "cycle", "charge",
                     "discharge", jumped ? "error" : "", "", "Ah", "Ah", jumped ? "Ah, at most" : "") +
         listed(
             simulation.cycles,
             [&](const cell::CycleRecord& cycle) {
               return fmt::format(
                   "{:>6} {:>12.6g} {:>12.6g} {:>12}\n", cycle.cycle, cycle.charge_Ah, cycle.discharge_Ah,
                   jumped ? fmt::format("{:.2g}{}", cycle.capacity_bound_Ah, cycle.solved ? " " : "*") : "");
             }) +
         (jumped ? fmt::format("{} of {} cycles solved; those marked * lie between solved ones\n", solved,
                               simulation.cycles.size())
                 : "");
}

std::string describe(const cell::Simulation& simulation, const Cell& cell) {
  const double hours = simulation.steps.empty() ? 0.0 : simulation.steps.back().end_s / 3600.0;
  return fmt::format("\n{} of {}: {:.4g} h in {:.0f} ms, {} solver steps; {}: {}\n",
                     cell::to_string(cell.simulation.model), cell.set.name, hours, simulation.solve_ms,
                     simulation.counts.steps, simulation.complete ? "ended by" : "STOPPED by",
                     simulation.stopped_by);
}

// The record goes through the code that measured records go through.
void add_cycling(report::Document& document, const formats::Table& table, const Cell& cell) {
  cycling::Options options;
  options.nominal_capacity_Ah = cell.parameters.nominal_capacity_Ah;
  try {
    const auto analysis = cycling::analyse(table, options);
    const report::CyclingRecord record{table.file, "", &analysis};
    document.sections.push_back(report::cycling_section(record));
    document.methods.push_back(report::cycling_method(record));
    document.warnings.insert(document.warnings.end(), analysis.warnings.begin(), analysis.warnings.end());
  } catch (const Error& error) {
    document.warnings.push_back(fmt::format("cycling analysis: {}", error.what()));
  }
}

report::Document document_of(const std::string& command, const Cell& cell, const cell::Simulation& simulation,
                             const Json& envelope, const std::vector<std::string>& warnings) {
  report::Document document;
  document.title = "Simulated: " + cell.set.title;
  document.subtitle = fmt::format("nacre {}", version());
  document.description = cell.protocol.text;
  document.warnings = warnings;
  auto table = simulation.table();
  table.file = cell.set.name;
  if (table.rows() > 0) {
    add_cycling(document, table, cell);
    document.files["record.csv"] = formats::to_csv(table);
  }
  if (!simulation.cycles.empty()) {
    document.sections.push_back(report::ageing_section(envelope.at("result").at("cycles"), ""));
    document.sections.push_back(report::profile_section(envelope.at("result").at("profiles"), ""));
  }
  close_document(document, "nacre cell " + command, cell);
  document.result = envelope;
  return document;
}

// A line for every cycle on a terminal, and twenty in all where lines stay.
class CycleProgress {
 public:
  CycleProgress(int cycles, Progress::Style style)
      : every_(style == Progress::Style::lines ? std::max(1, (cycles + 19) / 20) : 1),
        cycles_(cycles),
        progress_(static_cast<std::size_t>((cycles + every_ - 1) / every_), stderr, style) {
    begin(0);
  }
  void ended(int cycle) {
    if (cycle <= cycles_ && (cycle % every_ == 0 || cycle == cycles_)) {  // GITT may go on: not counted
      progress_.end(name_);
      begin(cycle);
    }
  }

 private:
  void begin(int after) {
    if (after < cycles_) {
      name_ = fmt::format("cycle {}", std::min(after + every_, cycles_));
      progress_.begin(name_);
    }
  }

  int every_;
  int cycles_;
  std::string name_;
  Progress progress_;
};

struct Ran {
  cell::Simulation simulation;
  std::vector<cell::CycleProfile> profiles;
  bool interrupted = false;
};

constexpr auto patience = std::chrono::seconds(2);

// Ctrl-C ends it after the cycle that runs, or after two seconds within it; a step that belongs to none is a
// cycle of its own.
Ran simulate(Cell& cell, bool quiet) {
  const auto& interrupted = stop_on_interrupt();
  const auto& cycles = cell.protocol.cycles;
  long most = 0;
  for (const auto& cycle : cycles) {
    most += cycle.at_most;
  }
  CycleProgress progress(static_cast<int>(cycles.size()), Progress::style_for(stderr, quiet));
  Ran ran;
  int ended = 0;  // cycles; those that a jump skipped end with the one that it solved
  cell.simulation.progress = [&](int cycle) {
    while (ended < cycle) {
      progress.ended(++ended);
    }
    ran.interrupted = interrupted && cycle < most;
    return !ran.interrupted;
  };
  std::optional<std::chrono::steady_clock::time_point> asked;
  cell.simulation.keep_going = [&] {
    if (!interrupted) {
      return true;
    }
    const auto now = std::chrono::steady_clock::now();
    asked = asked.value_or(now);
    ran.interrupted = now - *asked > patience;
    return !ran.interrupted;
  };
  auto [simulation, profiles] = cell::simulate_with_profiles(cell.parameters, cell.protocol, cell.simulation);
  ran.simulation = std::move(simulation);
  ran.profiles = std::move(profiles);
  return ran;
}

// A few cycles pass without a word where `run` does them.
constexpr std::size_t few_cycles = 20;

int carry_out(const std::string& command, const Options& options, Cell& cell) {
  const auto& output = options.output;
  const bool few = command == "run" && cell.protocol.cycles.size() <= few_cycles;
  const auto [simulation, profiles, interrupted] = simulate(cell, output.quiet || few);
  auto warnings = cell.warnings;
  if (!simulation.complete) {
    warnings.push_back("stopped before the end of the protocol: " + simulation.stopped_by);
  }
  Json result = cell::to_json(simulation);
  result["profiles"] = cell::to_json(profiles);
  result["simulation"] = cell::describe(cell.set, cell.parameters, cell.protocol, cell.simulation);
  const Json document = envelope("cell " + command, cell.inputs, result, warnings);
  output.warn(warnings);
  output.write_json(document);
  output.say((command == "age" ? describe_cycles(simulation) : describe_steps(simulation)) +
             describe(simulation, cell));
  if (!output.folder.empty()) {
    report::write_document(document_of(command, cell, simulation, document, warnings), output.folder);
    output.say(fmt::format("wrote {}\n", output.folder));
  }
  return interrupted ? exit_interrupted : simulation.complete ? exit_done : exit_not_converged;
}

int run(const Options& options) {
  auto cell = read_cell(options.cell);
  return carry_out("run", options, cell);
}

int age(const Options& options) {
  auto cell = read_cell(options.cell);
  cell.protocol = cell::repeated(cell.protocol, options.cycles);
  cell.simulation.keep_rows = options.keep_rows;
  cell.simulation.jump_tolerance = options.jump;
  return carry_out("age", options, cell);
}

void add_start(CLI::App& command, Options& options) {
  options.cell.add_options(command, true);
  command.add_option("--initial-soc", options.cell.initial_soc, "state of charge at the start, 0 to 1 (1)")
      ->check(CLI::Range(-0.5, 1.5));
  options.output.add_options(command);
}

}  // namespace

void add_cell_run(CLI::App& app) {
  add_command(app, "run", "carry a protocol out on a cell", [](CLI::App& command) -> Action {
    auto options = std::make_shared<Options>();
    add_start(command, *options);
    return [options] { return run(*options); };
  });
}

void add_cell_age(CLI::App& app) {
  add_command(
      app, "age", "repeat a protocol, and say what each cycle took away", [](CLI::App& command) -> Action {
        auto options = std::make_shared<Options>();
        add_start(command, *options);
        command.add_option("--cycles", options->cycles, "how often the protocol is done")
            ->required()
            ->check(CLI::Range(1, 1'000'000));
        command
            .add_option("--jump", options->jump,
                        "skip cycles that repeat the one before, as long as the capacity stays "
                        "within this error of the first discharge's: 1e-3. Where less than a fifth of it is "
                        "left, every cycle is solved")
            ->check(CLI::Range(1e-9, 0.5));
        command.add_flag("--rows", options->keep_rows, "keep the rows of the record, too");
        return [options] { return age(*options); };
      });
}

}  // namespace nacre::app
