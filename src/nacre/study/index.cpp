#include "nacre/study/index.hpp"

#include "nacre/base/version.hpp"
#include "nacre/study/file_lock.hpp"

namespace nacre::study {
namespace {

constexpr int schema_version = 1;

constexpr const char* schema = R"sql(
CREATE TABLE step (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, inputs TEXT NOT NULL, options TEXT NOT NULL,
  version TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
  started REAL, seconds REAL) WITHOUT ROWID;
CREATE TABLE value (
  step TEXT NOT NULL REFERENCES step(key) ON DELETE CASCADE, quantity TEXT NOT NULL, value REAL, std REAL,
  unit TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX value_of_step ON value (step, quantity);
CREATE TABLE record (
  study TEXT NOT NULL, position INTEGER NOT NULL, record TEXT NOT NULL, measurement TEXT NOT NULL,
  sample TEXT NOT NULL, technique TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
  reader TEXT NOT NULL, step TEXT, error TEXT, PRIMARY KEY (study, position)) WITHOUT ROWID;
CREATE TABLE comparison (
  study TEXT NOT NULL, position INTEGER NOT NULL, sample TEXT NOT NULL, quantity TEXT NOT NULL,
  at TEXT NOT NULL, role TEXT NOT NULL, published REAL, unit TEXT NOT NULL, uncertainty REAL, record TEXT,
  ours REAL, std REAL, deviation REAL, tolerance REAL, verdict TEXT NOT NULL,
  PRIMARY KEY (study, position)) WITHOUT ROWID;
CREATE TABLE run (
  study TEXT NOT NULL, started REAL NOT NULL, seconds REAL NOT NULL, steps INTEGER NOT NULL,
  reused INTEGER NOT NULL, failed INTEGER NOT NULL, version TEXT NOT NULL, source TEXT NOT NULL);
CREATE VIEW result AS
  SELECT record.study, record.sample, record.record, record.measurement, record.technique, value.quantity,
         value.value, value.std, value.unit, value.at,
         json_extract(value.at, '$.cycle') AS cycle, json_extract(value.at, '$.c_rate') AS c_rate
  FROM record JOIN value ON value.step = record.step;
)sql";

Database open(const std::filesystem::path& path) {
  // One at a time: making a database, and turning on its write-ahead log, are not safe in company.
  const FileLock lock(path.string() + ".lock");
  const auto attempt = [&] {
    Database database(path, Database::Mode::write);
    auto version = database.prepare("PRAGMA user_version");
    version.step();
    const int found = version.value(0).get<int>();
    version.reset();
    database.execute("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA journal_mode = WAL");
    if (found == 0) {
      Transaction transaction(database);
      database.execute(schema);
      database.execute("PRAGMA user_version = " + std::to_string(schema_version));
      transaction.commit();
    }
    return std::pair(std::move(database), found == 0 || found == schema_version);
  };
  const auto put_aside = [&] {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::error_code absent;
      std::filesystem::rename(path.string() + suffix, path.string() + ".damaged" + suffix, absent);
    }
  };
  try {
    auto [database, usable] = attempt();
    if (usable) {
      return std::move(database);
    }
  } catch (const SqliteError& error) {
    if (!error.is_damage()) {
      throw;
    }
  }
  put_aside();
  return attempt().first;
}

Json at_json(const std::map<std::string, double>& at) {
  Json json = Json::object();
  for (const auto& [key, value] : at) {
    json[key] = value;
  }
  return json;
}

void enter_records(Database& database, const std::string& study, const Outcome& outcome,
                   const std::vector<std::string>& keys) {
  auto insert = database.prepare("INSERT INTO record VALUES (?,?,?,?,?,?,?,?,?,?,?)");
  for (std::size_t i = 0; i < outcome.records.size(); ++i) {
    const auto& record = outcome.records[i];
    insert.reset();
    insert.bind(study).bind(static_cast<std::int64_t>(i)).bind(record.name).bind(record.measurement);
    insert.bind(record.sample).bind(record.technique).bind(record.file).bind(record.sha256);
    insert.bind(record.reader);
    if (record.done()) {
      insert.bind(keys[i]).bind_null();
    } else {
      insert.bind_null().bind(record.error);
    }
    insert.step();
  }
}

void enter_comparisons(Database& database, const std::string& study, const Outcome& outcome) {
  auto insert = database.prepare("INSERT INTO comparison VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
  for (std::size_t i = 0; i < outcome.comparisons.size(); ++i) {
    const auto& comparison = outcome.comparisons[i];
    const auto& published = comparison.published;
    insert.reset();
    insert.bind(study).bind(static_cast<std::int64_t>(i)).bind(published.sample).bind(published.quantity);
    insert.bind(at_json(published.at).dump()).bind(to_string(published.role)).bind(published.value);
    insert.bind(published.unit).bind(published.uncertainty).bind(comparison.record).bind(comparison.ours);
    insert.bind(comparison.std).bind(comparison.deviation).bind(comparison.tolerance);
    insert.bind(to_string(comparison.verdict)).step();
  }
}

}  // namespace

Index::Index(const std::filesystem::path& path) : database_(open(path)) {}

bool Index::has(const std::string& key) {
  const std::lock_guard lock(mutex_);
  return database_.prepare("SELECT 1 FROM step WHERE key = ?").bind(key).step();
}

void Index::enter(const StepRow& row, const StepInput& input, std::span<const Quantity> values) {
  const std::lock_guard lock(mutex_);
  Transaction transaction(database_);
  database_.prepare("DELETE FROM step WHERE key = ?").bind(row.key).step();
  auto step = database_.prepare("INSERT INTO step VALUES (?,?,?,?,?,?,?,?,?,?,?)");
  step.bind(row.key).bind(input.kind).bind(row.name).bind(Json(input.inputs).dump());
  step.bind(input.options.dump()).bind(version()).bind(source_digest()).bind(row.digest);
  step.bind(static_cast<std::int64_t>(row.bytes)).bind(row.started).bind(row.seconds).step();
  auto insert = database_.prepare("INSERT INTO value VALUES (?,?,?,?,?,?)");
  for (const auto& quantity : values) {
    insert.reset();
    insert.bind(row.key).bind(quantity.name).bind(quantity.value).bind(quantity.std).bind(quantity.unit);
    insert.bind(at_json(quantity.at).dump()).step();
  }
  transaction.commit();
}

void Index::enter(const Outcome& outcome, const std::vector<std::string>& keys, const RunRow& run) {
  const std::lock_guard lock(mutex_);
  const std::string study = study_id(outcome.study.file);
  Transaction transaction(database_);
  database_.prepare("DELETE FROM record WHERE study = ?").bind(study).step();
  database_.prepare("DELETE FROM comparison WHERE study = ?").bind(study).step();
  enter_records(database_, study, outcome, keys);
  enter_comparisons(database_, study, outcome);
  auto insert = database_.prepare("INSERT INTO run VALUES (?,?,?,?,?,?,?,?)");
  insert.bind(study).bind(run.started).bind(run.seconds).bind(static_cast<std::int64_t>(run.steps));
  insert.bind(static_cast<std::int64_t>(run.reused)).bind(static_cast<std::int64_t>(outcome.failed()));
  insert.bind(outcome.nacre).bind(outcome.source).step();
  transaction.commit();
}

std::string study_id(const std::filesystem::path& file) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file)).string();
}

}  // namespace nacre::study
