// Delimited text, from the bytes in memory to the finished table, on one core.
#include <benchmark/benchmark.h>

#include <cmath>

#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"
#include "nacre/formats/text/number.hpp"
#include "support/reference.hpp"
#include "support/text_files.hpp"

namespace nacre::formats {
namespace {

// The rows of a text again and again behind its heading, until there are `size` bytes.
std::string repeated(std::string_view text, std::string_view heading_holds, std::size_t size) {
  const auto heading = text.find('\n', text.find(heading_holds)) + 1;
  std::string rows(text.substr(heading));
  rows += rows.ends_with('\n') ? "" : "\n";
  std::string result(text.substr(0, heading));
  while (result.size() < size) {
    result += rows;
  }
  return result;
}

void read_repeated(benchmark::State& state, std::string_view text, std::string_view heading_holds) {
  const auto source = Source::from_memory("x.csv", repeated(text, heading_holds, 64U << 20U));
  std::size_t rows = 0;
  for (auto _ : state) {
    const Table table = read_table(source);
    rows = table.rows();
    benchmark::DoNotOptimize(table.numbers("voltage_V").data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(source.bytes().size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(rows));
}

void read_reference(benchmark::State& state, const char* relative, std::string_view heading_holds) {
  const auto folder = nacre::testing::reference_folder();
  const auto path = folder / "cycling" / relative;
  if (folder.empty() || !std::filesystem::exists(path)) {
    state.SkipWithError("no reference file");
    return;
  }
  read_repeated(state, Source::open(path).bytes(), heading_holds);
}

void landt(benchmark::State& state) {
  read_reference(state, "battery-data-alliance__battery-data-format/LiGrR2032_Landt.csv.gz", "test_time_s");
}
void bdf(benchmark::State& state) {
  read_reference(state, "battery-data-alliance__battery-data-format/hina_nacr32140_2C.bdf.csv.gz",
                 "Test Time");
}
void bdf_short_numbers(benchmark::State& state) {
  read_reference(state, "battery-data-alliance__battery-data-format/LiGrR2032_Landt.bdf.csv.gz",
                 "test_time_second");
}
void neware(benchmark::State& state) {
  read_reference(state, "jepegit__cellpy/neware_uio.csv.gz", "DataPoint");
}
void maccor(benchmark::State& state) { read_reference(state, "jepegit__cellpy/maccor_001.txt", "Rec#"); }
void synthetic_landt(benchmark::State& state) {
  read_repeated(state, nacre::testing::landt_text(), "test_time_s");
}
void synthetic_bdf(benchmark::State& state) {
  read_repeated(state, nacre::testing::bdf_text(false), "Test Time");
}
BENCHMARK(landt)->Unit(benchmark::kMillisecond);
BENCHMARK(bdf)->Unit(benchmark::kMillisecond);
BENCHMARK(bdf_short_numbers)->Unit(benchmark::kMillisecond);
BENCHMARK(neware)->Unit(benchmark::kMillisecond);
BENCHMARK(maccor)->Unit(benchmark::kMillisecond);
BENCHMARK(synthetic_landt)->Unit(benchmark::kMillisecond);
BENCHMARK(synthetic_bdf)->Unit(benchmark::kMillisecond);

void number(benchmark::State& state, const char* text) {
  double value = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(text);
    text::read_number(text, '.', 0, value);
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK_CAPTURE(number, six_digits, "3.1415\n");
BENCHMARK_CAPTURE(number, seventeen_digits, "18000.034854955737\n");
BENCHMARK_CAPTURE(number, twenty_digits, "18000.0348549557371234\n");

void csv(benchmark::State& state) {
  Table table;
  for (int c = 0; c < 10; ++c) {
    Numbers numbers(100'000);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = c < 2 ? static_cast<double>(i)
                         : std::round(1e4 * (3 + std::sin(1e-3 * static_cast<double>(i)))) / 1e4;
    }
    table.add("column " + std::to_string(c), "V", std::move(numbers));
  }
  std::size_t size = 0;
  for (auto _ : state) {
    size = 0;
    write_csv(table, [&](std::string_view block) {
      size += block.size();
      return true;
    });
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}
BENCHMARK(csv)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::formats
