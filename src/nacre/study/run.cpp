#include "nacre/study/run.hpp"

#include <algorithm>
#include <chrono>

#include "nacre/base/hash.hpp"
#include "nacre/base/version.hpp"
#include "nacre/study/compare.hpp"
#include "nacre/study/furnace.hpp"
#include "nacre/study/graph.hpp"
#include "nacre/study/simulation.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

double unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// One record on its way through the graph.
struct Job {
  Record record;
  const Measurement* measurement = nullptr;
  const Sample* sample = nullptr;
  const Technique* technique = nullptr;
  bool joined = false;       // all files of the measurement are this record
  std::size_t patterns = 1;  // of the files, the record's own and the first others are read as tables
  std::vector<std::filesystem::file_time_type> written;  // when each was last written, before it was hashed
  std::string key;
  bool reused = false;
};

// As people are shown it: a file of the record, or the member of such an archive. Of another file its name.
std::string shown_file(const Record& record, const std::string& file) {
  const auto shown = [&](const std::filesystem::path& path, const std::string& name) -> std::string {
    const auto real = path.string();
    return !real.empty() && file.starts_with(real) ? name + file.substr(real.size()) : "";
  };
  if (auto own = shown(record.path, record.file); !own.empty() || file.starts_with(record.file)) {
    return own.empty() ? file : own;
  }
  for (const auto& other : record.others) {
    if (auto name = shown(other.path, other.file); !name.empty() || file.starts_with(other.file)) {
      return name.empty() ? file : name;
    }
  }
  return std::filesystem::path(file).filename().string();
}

void fail(Record& record, const Error& error) {
  record.error = error.what();
  if (const auto* input = dynamic_cast<const InputError*>(&error)) {
    // The record's own file is known: without its path, the message is the same wherever it lies.
    record.error = input->problem() + (input->where().empty() ? "" : " (" + input->where() + ")");
    if (const auto which = shown_file(record, input->file()); which != record.file) {
      record.error = which + ": " + record.error;  // one of several
    }
  }
  record.advice = error.advice();
}

void hash_files(Job& job, const std::filesystem::path& folder) {
  auto& record = job.record;
  std::string shown = record.file;
  const auto hash = [&](const std::filesystem::path& path, std::string& sha256, std::uintmax_t& bytes) {
    bytes = std::filesystem::file_size(path);
    job.written.push_back(std::filesystem::last_write_time(path));
    sha256 = sha256_file(path);
  };
  try {
    hash(record.path, record.sha256, record.bytes);
    record.options = job.technique->resolve(job.measurement->options, *job.sample);
    if (job.technique->files != nullptr) {
      for (auto& file : job.technique->files(record.options, folder)) {
        record.others.push_back({std::move(file.path), std::move(file.shown), "", 0});
      }
    }
    for (auto& other : record.others) {
      shown = other.file;
      hash(other.path, other.sha256, other.bytes);
    }
  } catch (const Error& error) {
    fail(record, error);
  } catch (const std::filesystem::filesystem_error& error) {
    fail(record, InputError(shown, error.code().message(), "", "check the path and the permissions"));
  }
}

StepInput analysis_input(const Job& job) {
  if (job.measurement->furnace) {
    return {"analysis", {job.record.sha256}, {{"furnace", inputs_of(*job.measurement->furnace)}}};
  }
  if (job.measurement->simulation) {
    return {"analysis",
            {job.record.sha256},
            {{"simulated", inputs_of(*job.measurement->simulation)},
             {"technique", job.technique->name},
             {"options", job.record.options}}};
  }
  const auto& read = job.measurement->read;
  StepInput input{"analysis",
                  {job.record.sha256},
                  {{"file", job.record.file},
                   {"reader", read.reader},
                   {"salvage", read.salvage},
                   {"columns", read.column_map},
                   {"technique", job.technique->name},
                   {"options", job.record.options}}};
  for (std::size_t i = 0; i < job.record.others.size(); ++i) {
    const auto& other = job.record.others[i];
    input.inputs.push_back(other.sha256);
    if (i + 1 < job.patterns) {
      input.options["others"].push_back(other.file);  // a pattern is called as its file
    }
  }
  return input;
}

// Called as people are shown the file, so that nothing of this machine gets into a result.
void call(formats::Table& table, const std::filesystem::path& path, const std::string& shown) {
  const std::string real = path.string();
  table.file = table.file.starts_with(real) ? shown + table.file.substr(real.size()) : shown;
}

std::vector<formats::Table> read(const Job& job) {
  const auto& record = job.record;
  const auto& options = job.measurement->read;
  std::vector<formats::Table> tables;
  if (!job.joined) {
    tables.push_back(formats::read_table(record.path, options));
    tables.front().file = record.file;
    return tables;
  }
  const auto add = [&](const std::filesystem::path& path, const std::string& shown) {
    for (auto& table : formats::read_tables(path, options)) {
      call(table, path, shown);
      tables.push_back(std::move(table));
    }
  };
  add(record.path, record.file);
  for (std::size_t i = 0; i + 1 < job.patterns; ++i) {
    add(record.others[i].path, record.others[i].file);
  }
  return tables;
}

// What was hashed must be what was read.
void check_unchanged(const Job& job) {
  const auto check = [&](const std::filesystem::path& path, const std::string& shown, std::size_t i) {
    std::error_code gone;
    if (std::filesystem::last_write_time(path, gone) != job.written[i] || gone) {
      throw InputError(shown, "changed while it was read", "", "run again when nothing writes to it");
    }
  };
  check(job.record.path, job.record.file, 0);
  for (std::size_t i = 0; i < job.record.others.size(); ++i) {
    check(job.record.others[i].path, job.record.others[i].file, i + 1);
  }
}

// What a step leaves in the store; table: what was analysed, without its rows.
Json result_of(const formats::Table& table, std::size_t rows, Json simulation, Analysed analysed) {
  Json warnings = table.warnings;
  for (auto& warning : analysed.warnings) {
    if (std::ranges::find(table.warnings, warning) == table.warnings.end()) {
      warnings.push_back(std::move(warning));
    }
  }
  Json quantities = Json::array();
  for (const auto& quantity : analysed.quantities) {
    quantities.push_back(to_json(quantity));
  }
  return {{"reader", table.reader},
          {"rows", rows},
          {"metadata", table.metadata},
          {"simulation", std::move(simulation)},
          {"archive", std::move(analysed.archive)},
          {"summary", std::move(analysed.summary)},
          {"quantities", std::move(quantities)},
          {"warnings", std::move(warnings)}};
}

Json analyse(const Job& job, const std::filesystem::path& folder) {
  if (job.measurement->furnace) {
    auto [analysed, simulation, rows] = carry_out(*job.measurement->furnace, job.record.sha256);
    formats::Table recipe;
    recipe.reader = "recipe";
    return result_of(recipe, rows, std::move(simulation), std::move(analysed));
  }
  std::vector<formats::Table> tables;
  Json simulated;
  if (job.measurement->simulation) {
    auto made = simulate(*job.measurement->simulation);
    made.table.file = job.record.file;
    tables.push_back(std::move(made.table));
    simulated = std::move(made.summary);
  } else {
    tables = read(job);
  }
  auto analysed = job.technique->run(tables, job.record.options, folder);
  if (!job.measurement->simulation) {
    check_unchanged(job);
  }
  std::size_t rows = 0;
  for (const auto& table : tables) {
    rows += table.rows();
  }
  auto& first = tables.front();
  if (job.joined) {
    first.warnings.clear();  // those of one of many: the technique names it
  }
  return result_of(first, rows, std::move(simulated), std::move(analysed));
}

void take(Record& record, Json result) {
  record.reader = result.at("reader");
  record.rows = result.at("rows");
  record.metadata = result.at("metadata");
  record.simulation = std::move(result.at("simulation"));
  record.archive = std::move(result.at("archive"));
  record.summary = std::move(result.at("summary"));
  record.warnings = result.at("warnings");
  for (const auto& quantity : result.at("quantities")) {
    record.quantities.push_back(quantity_from_json(quantity));
  }
}

void find_or_analyse(Job& job, const std::filesystem::path& folder, Store& store) {
  auto& record = job.record;
  if (!record.done()) {
    return;
  }
  Json result;
  StepRow row;
  try {
    job.key = Store::key(analysis_input(job));
    if (auto found = store.find(job.key)) {
      job.reused = true;
      row.digest = found->digest;
      row.bytes = found->bytes;
      take(record, std::move(found->result));
    } else {
      row.started = unix_time();
      const auto start = std::chrono::steady_clock::now();
      result = analyse(job, folder);
      row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
  } catch (const Error& error) {
    fail(record, error);
    return;
  }
  // From here on a failure is the store's: it ends the run.
  if (!job.reused) {
    auto object = store.put(job.key, result);
    row.digest = object.digest;
    row.bytes = object.bytes;
    take(record, std::move(object.result));
  }
  if (!job.reused || !store.index().has(job.key)) {
    row.key = job.key;
    row.name = record.name;
    store.index().enter(row, analysis_input(job), record.quantities);
  }
}

Job job_of(const Study& study, const Measurement& measurement) {
  Job job;
  job.measurement = &measurement;
  job.sample = study.find_sample(measurement.sample);
  job.technique = find_technique(measurement.technique);
  job.record.measurement = measurement.name;
  job.record.name = measurement.name;
  job.record.sample = measurement.sample;
  job.record.technique = measurement.technique;
  return job;
}

std::vector<Job> jobs_of(const Study& study) {
  std::vector<Job> jobs;
  for (const auto& measurement : study.measurements) {
    if (measurement.simulation) {
      const auto& set = measurement.simulation->set;
      auto& record = jobs.emplace_back(job_of(study, measurement)).record;
      record.path = set.file;
      record.file = set.file.filename().string();
    }
    if (measurement.furnace) {
      auto& record = jobs.emplace_back(job_of(study, measurement)).record;
      record.path = measurement.furnace->file;
      record.file = measurement.furnace->shown;
    }
    const auto* technique = find_technique(measurement.technique);
    if (technique->joins != nullptr && technique->joins(measurement.options) && !measurement.files.empty()) {
      auto& job = jobs.emplace_back(job_of(study, measurement));
      job.joined = true;
      job.patterns = measurement.files.size();
      job.record.path = measurement.files.front();
      job.record.file = measurement.shown_files.front();
      for (std::size_t i = 1; i < measurement.files.size(); ++i) {
        job.record.others.push_back({measurement.files[i], measurement.shown_files[i], "", 0});
      }
      continue;
    }
    for (std::size_t i = 0; i < measurement.files.size(); ++i) {
      auto& record = jobs.emplace_back(job_of(study, measurement)).record;
      if (measurement.files.size() > 1) {
        record.name += ": " + measurement.files[i].filename().string();
      }
      record.path = measurement.files[i];
      record.file = measurement.shown_files[i];
    }
  }
  return jobs;
}

}  // namespace

Ran run_study(const Study& study, Store& store, Progress::Style style, const std::atomic<bool>& stop) {
  const double started = unix_time();
  auto jobs = jobs_of(study);
  Ran ran;
  ran.outcome.study = study;
  ran.outcome.nacre = version();
  ran.outcome.source = source_digest();

  Graph graph;
  std::vector<Graph::Step> analyses;
  for (auto& job : jobs) {
    const auto hashed =
        graph.add("hash " + job.record.file, {}, [&job, &study] { hash_files(job, study.folder()); });
    analyses.push_back(graph.add("analyse " + job.record.name, {hashed},
                                 [&job, &study, &store] { find_or_analyse(job, study.folder(), store); }));
  }
  graph.add("compare with published values", analyses, [&] {
    for (auto& job : jobs) {
      ran.reused += job.reused ? 1 : 0;
      ran.keys.push_back(job.record.done() ? job.key : "");
      ran.outcome.records.push_back(std::move(job.record));
    }
    ran.outcome.comparisons = compare(study, ran.outcome.records);
  });
  ran.steps = graph.size();
  {
    Progress progress(graph.size(), stderr, style);
    ran.ended = graph.run(progress, stop);
  }
  if (!ran.stopped()) {
    store.index().enter(ran.outcome, ran.keys, {started, unix_time() - started, jobs.size(), ran.reused});
  }
  return ran;
}

}  // namespace nacre::study
