#include "spectra.hpp"

#include <fmt/core.h>

#include <filesystem>

#include "nacre/base/hash.hpp"

namespace nacre::app {

ReadSpectra read_spectra(const std::vector<std::string>& files, const formats::ReadOptions& options,
                         const Output& output) {
  ReadSpectra result;
  for (const auto& file : files) {
    const auto source = formats::Source::open(file);
    const auto table = formats::read_table(source, options);
    result.inputs.push_back({file, table.reader, output.wants_result() ? sha256(source.packed_bytes()) : ""});
    const auto stem = std::filesystem::path(file).filename().string();
    for (const auto& warning : table.warnings) {
      result.warnings.push_back(files.size() > 1 ? fmt::format("{}: {}", stem, warning) : warning);
    }
    for (auto& spectrum : impedance::spectra(table)) {
      const auto name = spectrum.label.empty() ? stem : fmt::format("{} {}", stem, spectrum.label);
      result.spectra.push_back({name, std::move(spectrum)});
    }
  }
  return result;
}

}  // namespace nacre::app
