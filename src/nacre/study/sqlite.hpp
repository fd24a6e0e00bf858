// A thin hold on SQLite: connections and statements that close themselves, and failures as errors.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "nacre/base/error.hpp"
#include "nacre/base/json.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace nacre::study {

// code() is SQLite's primary result code.
class SqliteError : public Error {
 public:
  SqliteError(const std::string& what, std::string advice, int code)
      : Error(what, std::move(advice)), code_(code) {}
  int code() const noexcept { return code_; }
  bool is_damage() const noexcept;  // the file is no database, or a torn one

 private:
  int code_;
};

class Statement {
 public:
  // Binds the next parameter. NaN becomes NULL.
  Statement& bind(std::string_view text);
  Statement& bind(double number);
  Statement& bind(std::int64_t number);
  Statement& bind(const std::optional<double>& number);
  Statement& bind_null();

  bool step();   // true: there is a row
  void reset();  // to run it again with new parameters
  int columns() const;
  std::string name(int column) const;
  Json value(int column) const;  // number, text or null

 private:
  friend class Database;
  Statement(sqlite3* database, sqlite3_stmt* statement);
  Statement& check(int code);

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
  int bound_ = 0;
};

class Database {
 public:
  enum class Mode { write, read };
  // Throws SqliteError. A database in a folder that cannot be written to is read as it lies there.
  Database(const std::filesystem::path& path, Mode mode);

  void execute(const std::string& sql);
  // Throws UsageError where sql is wrong or holds more than one statement.
  Statement prepare(std::string_view sql) const;
  // From here on only reading is allowed: anything else in sql is an error.
  void forbid_writing();

 private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> database_;
};

// Everything between construction and commit() is written together or not at all.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace nacre::study
