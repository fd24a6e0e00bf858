// Powder patterns, from the bytes in memory to the finished table, on one core; the detection is part of it.
#include <benchmark/benchmark.h>

#include "nacre/formats/reader.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

// The reference file below diffraction/, or nothing with the benchmark skipped.
std::optional<Source> open_reference(benchmark::State& state, const std::string& relative) {
  const auto folder = nacre::testing::reference_folder();
  const auto path = folder / "diffraction" / relative;
  const auto archive = path.string().substr(0, path.string().find(".zip") + 4);
  if (folder.empty() || !(std::filesystem::exists(path) || std::filesystem::exists(archive))) {
    state.SkipWithError("no reference file");
    return std::nullopt;
  }
  return Source::open(path);
}

void read(benchmark::State& state, const std::string& relative) {
  const auto source = open_reference(state, relative);
  if (!source) {
    return;
  }
  std::size_t rows = 0;
  for (auto _ : state) {
    const Table table = read_table(*source);
    rows = table.rows();
    benchmark::DoNotOptimize(table.numbers("intensity").data());
  }
  state.counters["points"] = static_cast<double>(rows);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(source->bytes().size()));
}

const std::string tutorials = "AdvancedPhotonSource__GSAS-II-tutorials/";
BENCHMARK_CAPTURE(read, fxye, tutorials + "SeqTut.zip:OH_00.fxye")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, gsas_std, tutorials + "NIST660CBI.gsas")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, bruker_raw, tutorials + "LaB6_Jan2018.raw")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, steps, std::string("qaemu__rietveld-agent/cpd-1a.dat"))
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, xrdml, std::string("CederGroupHub__dara/NiO_0p6007-Bi2O3_0p4008--8min.xrdml"))
    ->Unit(benchmark::kMillisecond);

void read_archive(benchmark::State& state) {
  const auto source = open_reference(state, tutorials + "SeqTut.zip");
  if (!source) {
    return;
  }
  std::size_t patterns = 0;
  for (auto _ : state) {
    patterns = read_tables(*source).size();
  }
  state.counters["patterns"] = static_cast<double>(patterns);
}
BENCHMARK(read_archive)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::formats
