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
  std::filesystem::file_time_type written;  // when the file was last written, before it was hashed
  std::string key;
  bool reused = false;
};

void fail(Record& record, const Error& error) {
  record.error = error.what();
  if (const auto* input = dynamic_cast<const InputError*>(&error)) {
    // The file is known: without it, the message is the same wherever the file lies.
    record.error = input->problem() + (input->where().empty() ? "" : " (" + input->where() + ")");
  }
  record.advice = error.advice();
}

void hash_file(Job& job) {
  auto& record = job.record;
  try {
    record.bytes = std::filesystem::file_size(record.path);
    job.written = std::filesystem::last_write_time(record.path);
    record.sha256 = sha256_file(record.path);
  } catch (const Error& error) {
    fail(record, error);
  } catch (const std::filesystem::filesystem_error& error) {
    fail(record, InputError(record.file, error.code().message(), "", "check the path and the permissions"));
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
  return {"analysis",
          {job.record.sha256},
          {{"file", job.record.file},
           {"reader", read.reader},
           {"salvage", read.salvage},
           {"columns", read.column_map},
           {"technique", job.technique->name},
           {"options", job.record.options}}};
}

formats::Table read(const Job& job) {
  const auto& record = job.record;
  auto table = formats::read_table(record.path, job.measurement->read);
  std::error_code gone;
  if (std::filesystem::last_write_time(record.path, gone) != job.written || gone) {
    throw InputError(record.file, "changed while it was read", "", "run again when nothing writes to it");
  }
  return table;
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

Json analyse(const Job& job) {
  if (job.measurement->furnace) {
    auto [analysed, simulation, rows] = carry_out(*job.measurement->furnace, job.record.sha256);
    formats::Table recipe;
    recipe.reader = "recipe";
    return result_of(recipe, rows, std::move(simulation), std::move(analysed));
  }
  const auto& simulation = job.measurement->simulation;
  auto [table, simulated] = simulation ? simulate(*simulation) : Simulated{read(job), nullptr};
  table.file = job.record.file;
  auto analysed = job.technique->run(table, job.record.options);
  return result_of(table, table.rows(), std::move(simulated), std::move(analysed));
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

void find_or_analyse(Job& job, Store& store) {
  auto& record = job.record;
  if (!record.done()) {
    return;
  }
  Json result;
  StepRow row;
  try {
    record.options = job.technique->resolve(job.measurement->options, *job.sample);
    job.key = Store::key(analysis_input(job));
    if (auto found = store.find(job.key)) {
      job.reused = true;
      row.digest = found->digest;
      row.bytes = found->bytes;
      take(record, std::move(found->result));
    } else {
      row.started = unix_time();
      const auto start = std::chrono::steady_clock::now();
      result = analyse(job);
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
    const auto hashed = graph.add("hash " + job.record.file, {}, [&job] { hash_file(job); });
    analyses.push_back(
        graph.add("analyse " + job.record.name, {hashed}, [&job, &store] { find_or_analyse(job, store); }));
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
