#include "nacre/study/sqlite.hpp"

#include <sqlite3.h>

#include <cmath>

namespace nacre::study {
namespace {

// Another run may hold the lock while it writes a step; it never does so for longer than some milliseconds,
// but a loaded machine may make it wait.
constexpr int busy_timeout_ms = 60'000;

[[noreturn]] void fail(sqlite3* database, int code) {
  const std::string reason = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  const char* file = database == nullptr ? nullptr : sqlite3_db_filename(database, "main");
  throw SqliteError((file == nullptr || *file == '\0' ? "the index" : std::string(file)) + ": " + reason,
                    "check the free space and the permissions of the store, or give another with --store DIR",
                    code & 0xff);
}

int only_reading(void* /*unused*/, int action, const char* /*table*/, const char* function,
                 const char* /*database*/, const char* /*trigger*/) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return function != nullptr && std::string_view(function) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    default:
      return SQLITE_DENY;
  }
}

sqlite3* open(const std::string& name, int flags) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
  if (code != SQLITE_OK) {
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(database, &sqlite3_close);
    fail(database, code);
  }
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, busy_timeout_ms);
  return database;
}

// As a file: address, in which ? # % have a meaning.
std::string address_of(const std::filesystem::path& path) {
  std::string text = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '?' || c == '#' || c == '%') {
      text += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

bool SqliteError::is_damage() const noexcept { return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB; }

Statement::Statement(sqlite3* database, sqlite3_stmt* statement)
    : database_(database), statement_(statement, &sqlite3_finalize) {}

Statement& Statement::check(int code) {
  if (code != SQLITE_OK) {
    fail(database_, code);
  }
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  return check(sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8));
}

Statement& Statement::bind(double number) {
  return std::isnan(number) ? bind_null() : check(sqlite3_bind_double(statement_.get(), ++bound_, number));
}

Statement& Statement::bind(std::int64_t number) {
  return check(sqlite3_bind_int64(statement_.get(), ++bound_, number));
}

Statement& Statement::bind(const std::optional<double>& number) {
  return number ? bind(*number) : bind_null();
}

Statement& Statement::bind_null() { return check(sqlite3_bind_null(statement_.get(), ++bound_)); }

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    fail(database_, code);
  }
  return code == SQLITE_ROW;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

int Statement::columns() const { return sqlite3_column_count(statement_.get()); }

std::string Statement::name(int column) const { return sqlite3_column_name(statement_.get(), column); }

Json Statement::value(int column) const {
  auto* row = statement_.get();
  switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(row, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(row, column);
    case SQLITE_TEXT:
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(row, column)),
                         static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
    default:
      return nullptr;
  }
}

Database::Database(const std::filesystem::path& path, Mode mode) : database_(nullptr, &sqlite3_close) {
  if (mode == Mode::write) {
    database_.reset(open(path.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    return;
  }
  database_.reset(open(path.string(), SQLITE_OPEN_READONLY));
  try {
    prepare("SELECT count(*) FROM sqlite_master").step();
  } catch (const SqliteError& error) {
    if (error.code() != SQLITE_CANTOPEN && error.code() != SQLITE_READONLY) {
      throw;
    }
    // SQLite wants to put its shared memory beside the file. Nobody can be writing here: read without it.
    database_.reset(open(address_of(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
  }
}

void Database::execute(const std::string& sql) {
  if (const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
      code != SQLITE_OK) {
    fail(database_.get(), code);
  }
}

Statement Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  Statement prepared(database_.get(), statement);
  const int primary = code & 0xff;
  if (primary == SQLITE_ERROR || primary == SQLITE_AUTH) {
    throw UsageError(std::string("SQL: ") + sqlite3_errmsg(database_.get()),
                     "one SELECT that only reads; docs/store.md has the tables and their columns");
  }
  prepared.check(code);
  const std::string_view rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
  if (statement == nullptr || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw UsageError("SQL: one statement is expected", "write one SELECT");
  }
  return prepared;
}

void Database::forbid_writing() {
  // SQLite makes these tables when they are first asked for, which would count as writing.
  prepare("SELECT 1 FROM json_each('[]'), json_tree('[]')");
  sqlite3_set_authorizer(database_.get(), &only_reading, nullptr);
}

Transaction::Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (open_) {
    try {
      database_.execute("ROLLBACK");
    } catch (const Error&) {  // SQLite has rolled back by itself, for example because the disk is full
    }
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace nacre::study
