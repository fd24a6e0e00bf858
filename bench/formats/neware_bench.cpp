// Neware readers on 700,000 synthetic rows, from opening the file to the table. Goal: under 0.15 s each.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>

#include "nacre/base/files.hpp"
#include "nacre/formats/reader.hpp"
#include "support/neware_files.hpp"

namespace nacre::formats {
namespace {

constexpr std::size_t row_count = 700'000;

void read_file(benchmark::State& state, const std::string& name, const std::string& bytes) {
  const TemporaryFolder folder(std::filesystem::temp_directory_path() / "neware_bench");
  const auto path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << bytes;
  std::size_t rows = 0;
  for (auto _ : state) {
    const Table table = read_table(path);
    rows = table.rows();
    benchmark::DoNotOptimize(table.columns().data());
  }
  if (rows != row_count) {
    state.SkipWithError("rows are missing");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
  state.counters["file_MB"] = static_cast<double>(bytes.size()) / 1e6;
}

// Argument 0: the version of the .ndc files; 1: rows to a run-info record.
void ndax(benchmark::State& state) {
  testing::NewareOptions options;
  options.run_info_every = static_cast<std::uint32_t>(state.range(1));
  const auto rows = testing::neware_rows(row_count, 1000);
  read_file(state, "a.ndax", ndax_file(rows, static_cast<unsigned>(state.range(0)), options));
}
BENCHMARK(ndax)->Args({14, 4})->Args({14, 1})->Args({11, 4})->Args({17, 4})->Args({5, 1})->Unit(
    benchmark::kMillisecond);

void nda(benchmark::State& state) {
  const auto rows = testing::neware_rows(row_count, 1000);
  read_file(state, "a.nda", nda_file(rows, static_cast<unsigned>(state.range(0))));
}
BENCHMARK(nda)->Arg(29)->Arg(22)->Arg(130)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::formats
