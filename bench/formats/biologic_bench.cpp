// Speed of the BioLogic and Arbin readers, from the bytes in memory to the finished table; one core.
//
// A repeated read fills memory that the tables before it gave back; the first one must get it from the system
// as well. Both are timed, because on a virtual machine the second can take many times as long.
#include <benchmark/benchmark.h>

#include "nacre/formats/reader.hpp"
#include "support/biologic_files.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

void read_repeatedly(benchmark::State& state, const Source& source) {
  std::size_t rows = 0;
  const std::size_t columns =
      read_table(source).columns().size();  // fetches the memory that the timed reads fill
  for (auto _ : state) {
    const Table table = read_table(source);
    rows += table.rows();
    benchmark::DoNotOptimize(table.columns().data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * source.bytes().size()));
  state.counters["columns"] = static_cast<double>(columns);
}

void read_reference(benchmark::State& state, const char* relative) {
  const auto path = testing::reference_folder() / relative;
  if (!std::filesystem::exists(path)) {
    state.SkipWithError("no reference file");
    return;
  }
  read_repeatedly(state, Source::open(path));
}

// A GCPL record of 16 stored columns, as many rows as a long cycling test has.
Source gcpl(const benchmark::State& state) {
  return Source::from_memory(
      "x.mpr", testing::write_mpr(testing::synthetic_gcpl(static_cast<std::size_t>(state.range(0)))));
}

void biologic_gcpl(benchmark::State& state) { read_repeatedly(state, gcpl(state)); }
BENCHMARK(biologic_gcpl)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

// No table is given back before the last one is read.
void biologic_gcpl_first_read(benchmark::State& state) {
  const Source source = gcpl(state);
  std::vector<Table> tables;
  for (auto _ : state) {
    tables.push_back(read_table(source));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(tables.size() * tables.front().rows()));
}
BENCHMARK(biologic_gcpl_first_read)->Arg(1'000'000)->Iterations(8)->Unit(benchmark::kMillisecond);

// 23,561 rows of 153 bytes.
void biologic_reference(benchmark::State& state) {
  read_reference(state, "cycling/jepegit__cellpy/biol.mpr");
}
BENCHMARK(biologic_reference)->Unit(benchmark::kMillisecond);

void biologic_text(benchmark::State& state) { read_reference(state, "biologic/dgbowl__yadg/cv.mpt"); }
BENCHMARK(biologic_text)->Unit(benchmark::kMillisecond);

void arbin_res(benchmark::State& state) {
  read_reference(state, "cycling/jepegit__cellpy/20160805_test001_45_cc_01.res");
}
BENCHMARK(arbin_res)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::formats
