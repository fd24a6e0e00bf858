// What bench/peers/formats.py runs of nacre: writes the synthetic files, and times reads in the process.
//
//   peers_formats make FOLDER        writes 700,000 rows as .nda and .ndax
//   peers_formats time COUNT FILE    prints the shortest of COUNT reads in seconds, and the number of rows
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string_view>

#include "nacre/formats/reader.hpp"
#include "support/neware_files.hpp"

namespace {

int make(const std::filesystem::path& folder) {
  const auto rows = nacre::testing::neware_rows(700'000, 1000);
  nacre::testing::NewareOptions options;
  options.run_info_every = 4;
  const auto write = [&](const char* name, const std::string& bytes) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  };
  write("synthetic_700k_v14.ndax", ndax_file(rows, 14, options));
  write("synthetic_700k_v11.ndax", ndax_file(rows, 11, options));
  write("synthetic_700k_v29.nda", nda_file(rows, 29));
  return 0;
}

int time_reads(int count, const std::filesystem::path& file) {
  double best = std::numeric_limits<double>::infinity();
  std::size_t rows = 0;
  for (int i = 0; i < count; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    rows = nacre::formats::read_table(file).rows();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::printf("%.9f %zu\n", best, rows);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count == 3 && std::string_view(arguments[1]) == "make") {
      return make(arguments[2]);
    }
    if (count == 4 && std::string_view(arguments[1]) == "time") {
      return time_reads(std::atoi(arguments[2]), arguments[3]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
  std::fputs("usage: peers_formats make FOLDER | time COUNT FILE\n", stderr);
  return 2;
}
