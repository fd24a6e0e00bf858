#include "nacre/report/write.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <stdio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <stdexcept>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/report/assets.hpp"
#include "nacre/report/crate.hpp"
#include "nacre/report/csv.hpp"
#include "nacre/report/gnuplot.hpp"
#include "nacre/report/html.hpp"
#include "nacre/report/simplify.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

namespace fs = std::filesystem;

constexpr const char* crate_file = "ro-crate-metadata.json";

// A folder that is to be replaced must be a report: --out must never take somebody's data away.
void check_replaceable(const fs::path& folder) {
  if (!fs::exists(folder)) {
    return;
  }
  const bool ours =
      fs::is_directory(folder) &&
      (fs::is_empty(folder) || (fs::exists(folder / crate_file) && fs::exists(folder / "index.html")));
  if (!ours) {
    throw UsageError(folder.string() + ": exists and is not a report, so it is not replaced",
                     "name a new folder, an empty one or the folder of an earlier report");
  }
}

// Puts the folder `made` at `place`, in one step where the file system can.
void put(const fs::path& made, const fs::path& place) {
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) {
    return;  // the old report now lies where the new one was made and goes with the temporary folder
  }
  if (errno != ENOENT) {  // a file system without exchange: the old report steps aside first
    const fs::path aside = made.string() + "-old";
    if (::rename(place.c_str(), aside.c_str()) == 0) {
      if (::rename(made.c_str(), place.c_str()) == 0) {
        return;
      }
      const int code = errno;
      ::rename(aside.c_str(), place.c_str());
      errno = code;
    }
  } else if (::rename(made.c_str(), place.c_str()) == 0) {
    return;
  }
  throw Error(place.string() + ": cannot be written (" + std::strerror(errno) + ")",
              "check the free space and the permissions of the folder");
}

std::string simplification_note(const Simplification& done) {
  return fmt::format(
      " Lines are drawn with {} of {} points; no point left out lies farther than {:g} % of the axis range "
      "from its "
      "line.",
      done.kept, done.points, 100 * done.bound);
}

// What is drawn: nothing empty, long curves shortened and said so, every id there once.
Document prepared(const Document& document) {
  Document out = document;
  std::set<std::string> ids;
  const auto take_id = [&](const std::string& id) {
    if (!ids.insert(id).second) {
      throw std::logic_error("two parts of a report are called " + id);
    }
  };
  for (auto& section : out.sections) {
    std::erase_if(section.figures, [](const Figure& figure) { return figure.empty(); });
    std::erase_if(section.tables, [](const DataTable& table) { return table.rows() == 0; });
    for (auto& figure : section.figures) {
      figure.check();
      take_id(figure.id);
      if (const auto done = simplify(figure); done.any()) {
        figure.caption += simplification_note(done);
      }
    }
    for (const auto& table : section.tables) {
      table.check();
      take_id("table-" + table.id);
    }
  }
  return out;
}

std::vector<CrateFile> list_files(const fs::path& folder, const Document& document) {
  std::vector<CrateFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      const std::string path = entry.path().lexically_relative(folder).generic_string();
      files.push_back({path, path, entry.file_size(), sha256_file(entry.path())});
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  const auto name_after = [&](const std::string& stem, const std::string& title) {
    for (auto& file : files) {
      if (file.path.starts_with(stem + ".")) {
        file.name = title;
      }
    }
  };
  for (const auto& section : document.sections) {
    for (const auto& figure : section.figures) {
      name_after("figures/" + figure.id, figure.title);
    }
    for (const auto& table : section.tables) {
      name_after("tables/" + table.id, table.title);
    }
  }
  return files;
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

void write_files(const Document& document, const fs::path& folder, const WriteOptions& options) {
  write_file_atomic(folder / "assets/plotly.min.js", assets::plotly());
  write_file_atomic(folder / "assets/plotly-LICENSE.txt", assets::plotly_licence());
  write_file_atomic(folder / "assets/report.js", assets::script());
  write_file_atomic(folder / "assets/report.css", assets::style());
  write_file_atomic(folder / "result.json", dump(document.result));
  write_file_atomic(folder / "index.html", index_page(document));
  for (const auto& [name, content] : document.files) {
    write_file_atomic(folder / name, content);
  }

  std::vector<const Figure*> figures;
  for (const auto& section : document.sections) {
    for (const auto& figure : section.figures) {
      figures.push_back(&figure);
    }
    for (const auto& table : section.tables) {
      write_file_atomic(folder / "tables" / (table.id + ".csv"), to_csv(table));
    }
  }
  const fs::path figure_folder = folder / "figures";
  fs::create_directories(figure_folder);
  parallel_for(figures.size(), [&](std::size_t i) {
    const Figure& figure = *figures[i];
    write_file_atomic(figure_folder / (figure.id + ".html"), figure_page(figure, i + 1));
    write_file_atomic(figure_folder / (figure.id + ".csv"), to_csv(figure));
    draw_figure(figure, figure_folder, options.gnuplot);
  });
  write_file_atomic(folder / crate_file, dump(crate_metadata(document, list_files(folder, document))));
}

}  // namespace

void write_document(const Document& document, const fs::path& folder, const WriteOptions& options) {
  fs::path place = fs::weakly_canonical(fs::absolute(folder));
  if (!place.has_filename()) {
    place = place.parent_path();  // "folder/"
  }
  check_replaceable(place);
  const Document ready = prepared(document);
  fs::create_directories(place.parent_path());
  const TemporaryFolder temporary(place);
  const fs::path made = temporary.path() / "report";
  fs::create_directories(made);
  write_files(ready, made, options);
  put(made, place);
}

}  // namespace nacre::report
