#include "nacre/study/query.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "nacre/base/spelling.hpp"
#include "nacre/study/index.hpp"

namespace nacre::study {
namespace {

constexpr std::array<std::string_view, 9> result_columns{
    "sample", "record", "measurement", "technique", "quantity", "value", "std", "unit", "at"};

Answer answer_of(Statement statement) {
  Answer answer;
  for (int i = 0; i < statement.columns(); ++i) {
    answer.columns.push_back(statement.name(i));
  }
  while (statement.step()) {
    std::vector<Json> row;
    row.reserve(answer.columns.size());
    for (int i = 0; i < statement.columns(); ++i) {
      row.push_back(statement.value(i));
    }
    answer.rows.push_back(std::move(row));
  }
  return answer;
}

struct Condition {
  std::string column;
  std::string comparison;
  std::string value;
};

struct Question {
  std::string quantity;
  std::vector<Condition> conditions;
};

[[noreturn]] void misunderstood(const std::string& what) {
  throw UsageError("the question is not understood: " + what,
                   "ask like: discharge_capacity where cycle <= 3 and sample = \"A\"; or write a SELECT");
}

// Words, operators and quoted texts (without their quotes, and marked by one in front).
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  const auto is_operator = [](char c) { return c == '=' || c == '<' || c == '>' || c == '!'; };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++i;
    } else if (c == '"' || c == '\'') {
      const auto end = text.find(c, i + 1);
      if (end == std::string_view::npos) {
        misunderstood("a quote is not closed");
      }
      tokens.push_back('"' + std::string(text.substr(i + 1, end - i - 1)));
      i = end + 1;
    } else {
      std::size_t end = i + 1;
      while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) == 0 &&
             is_operator(text[end]) == is_operator(c)) {
        ++end;
      }
      tokens.emplace_back(text.substr(i, end - i));
      i = end;
    }
  }
  return tokens;
}

Question parse(const std::string& text) {
  static constexpr std::array<std::string_view, 7> operators{"=", "==", "!=", "<", "<=", ">", ">="};
  const auto tokens = tokens_of(text);
  Question question{tokens.front(), {}};
  for (std::size_t i = 1; i < tokens.size(); i += 4) {
    if (tokens[i] != (i == 1 ? "where" : "and")) {
      misunderstood("'" + tokens[i] + "' stands where '" + (i == 1 ? "where" : "and") + "' belongs");
    }
    if (i + 3 >= tokens.size()) {
      misunderstood("a condition is COLUMN OPERATOR VALUE");
    }
    if (std::ranges::find(operators, tokens[i + 2]) == operators.end()) {
      misunderstood("'" + tokens[i + 2] + "' is no comparison");
    }
    question.conditions.push_back({tokens[i + 1], tokens[i + 2], tokens[i + 3]});
  }
  return question;
}

// The first column of an answer as texts.
std::vector<std::string> texts_of(const Answer& answer) {
  std::vector<std::string> texts;
  for (const auto& row : answer.rows) {
    texts.push_back(row.front().get<std::string>());
  }
  return texts;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

void bind_value(Statement& statement, const std::string& text) {
  double number = 0.0;
  const auto* end = text.data() + text.size();
  if (text.starts_with('"')) {
    statement.bind(std::string_view(text).substr(1));
  } else if (const auto read = std::from_chars(text.data(), end, number); read.ptr == end) {
    statement.bind(number);
  } else {
    statement.bind(text);
  }
}

Answer overview(const Database& database, const std::string& study) {
  return answer_of(std::move(
      database
          .prepare("SELECT quantity, unit, count(DISTINCT record) AS records, count(*) AS 'values', "
                   "min(value) AS lowest, max(value) AS highest FROM result WHERE study = ? "
                   "GROUP BY quantity, unit ORDER BY quantity")
          .bind(study)));
}

Answer simple(const Database& database, const std::string& study, const std::string& text) {
  const Question question = parse(text);
  const auto list = [&](const std::string& sql) {
    auto statement = database.prepare(sql);
    statement.bind(study);
    if (sql.find("quantity = ?") != std::string::npos) {
      statement.bind(question.quantity);
    }
    return texts_of(answer_of(std::move(statement)));
  };
  const auto known = list("SELECT DISTINCT quantity FROM result WHERE study = ? ORDER BY 1");
  if (std::ranges::find(known, question.quantity) == known.end()) {
    throw UsageError("the study gave no '" + question.quantity + "'",
                     spelling_advice(question.quantity, views_of(known), "quantities"));
  }
  // The places of this quantity become columns: their names come from the index, not from the question.
  const auto places = list(
      "SELECT DISTINCT place.key FROM result, json_each(result.at) AS place "
      "WHERE study = ? AND quantity = ? ORDER BY 1");
  std::vector<std::string_view> columns(result_columns.begin(), result_columns.end());
  std::string selected = "sample, record";
  std::string order = "sample, record";
  const auto column_sql = [&](std::string_view name) {
    const bool is_place = std::ranges::find(places, name) != places.end();
    return is_place ? fmt::format("json_extract(at, '$.\"{}\"')", name) : std::string(name);
  };
  for (const auto& place : places) {
    columns.push_back(place);
    selected += fmt::format(", {} AS \"{}\"", column_sql(place), place);
    order += fmt::format(", {}", column_sql(place));
  }
  std::string sql = "SELECT " + selected + ", value, std, unit FROM result WHERE study = ? AND quantity = ?";
  for (const auto& condition : question.conditions) {
    if (std::ranges::find(columns, condition.column) == columns.end()) {
      throw UsageError("'" + question.quantity + "' has no '" + condition.column + "'",
                       spelling_advice(condition.column, columns, "columns"));
    }
    sql += fmt::format(" AND {} {} ?", column_sql(condition.column), condition.comparison);
  }
  auto statement = database.prepare(sql + " ORDER BY " + order);
  statement.bind(study).bind(question.quantity);
  for (const auto& condition : question.conditions) {
    bind_value(statement, condition.value);
  }
  return answer_of(std::move(statement));
}

bool is_sql(std::string_view text) {
  std::string first;
  for (const char c : text.substr(0, 7)) {
    first += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return first.starts_with("select ") || first.starts_with("select\n") || first.starts_with("with ");
}

std::string cell(const Json& value) {
  if (value.is_null()) {
    return "";
  }
  if (value.is_number_float()) {
    return fmt::format("{:.10g}", value.get<double>());
  }
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

Answer query(const std::filesystem::path& store, const std::filesystem::path& study_file,
             const std::string& question) {
  const auto path = store / "index.sqlite";
  if (!std::filesystem::exists(path)) {
    throw InputError(study_file.string(), "the study was not run yet", "no " + path.string(),
                     "run it first: nacre run " + study_file.string());
  }
  Database database(path, Database::Mode::read);
  database.forbid_writing();
  const auto begin = question.find_first_not_of(" \t\r\n");
  const std::string text = begin == std::string::npos ? "" : question.substr(begin);
  if (text.empty()) {
    return overview(database, study_id(study_file));
  }
  return is_sql(text) ? answer_of(database.prepare(text)) : simple(database, study_id(study_file), text);
}

Json to_json(const Answer& answer) {
  Json rows = Json::array();
  for (const auto& row : answer.rows) {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      object[answer.columns[i]] = row[i];
    }
    rows.push_back(std::move(object));
  }
  return {{"columns", answer.columns}, {"rows", std::move(rows)}};
}

std::string to_csv(const Answer& answer) {
  std::string text;
  const auto line = [&](const auto& cells, const auto& text_of) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string value = text_of(cells[i]);
      if (value.find_first_of(",\"\r\n") != std::string::npos) {
        std::string quoted = "\"";
        for (const char c : value) {
          quoted += c == '"' ? "\"\"" : std::string(1, c);
        }
        value = quoted + "\"";
      }
      text += (i == 0 ? "" : ",") + value;
    }
    text += '\n';
  };
  line(answer.columns, [](const std::string& name) { return name; });
  for (const auto& row : answer.rows) {
    // Every digit: 17 of them give back the same number.
    line(row, [](const Json& v) { return v.is_number_float() ? v.dump() : cell(v); });
  }
  return text;
}

std::string to_text(const Answer& answer) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < answer.columns.size(); ++i) {
    widths.push_back(answer.columns[i].size());
    for (const auto& row : answer.rows) {
      widths[i] = std::max(widths[i], cell(row[i]).size());
    }
  }
  std::string text;
  const auto add = [&](std::size_t i, const std::string& value, bool right) {
    text += (i == 0 ? "" : "  ") +
            (right ? fmt::format("{:>{}}", value, widths[i]) : fmt::format("{:<{}}", value, widths[i]));
  };
  const auto end_line = [&] {
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  };
  for (std::size_t i = 0; i < answer.columns.size(); ++i) {
    add(i, answer.columns[i], !answer.rows.empty() && answer.rows.front()[i].is_number());
  }
  end_line();
  for (const auto& row : answer.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      add(i, cell(row[i]), row[i].is_number());
    }
    end_line();
  }
  return text;
}

}  // namespace nacre::study
