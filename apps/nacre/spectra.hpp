// The impedance spectra of the files that a command was given.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/spectrum.hpp"

namespace nacre::app {

struct NamedSpectrum {
  std::string name;  // for people: the file, and which of its spectra
  impedance::Spectrum spectrum;
};

struct ReadSpectra {
  std::vector<InputFile> inputs;
  std::vector<std::string> warnings;  // of the files
  std::vector<NamedSpectrum> spectra;

  // A warning about a spectrum, with its name where there are several.
  std::string warning_of(const NamedSpectrum& spectrum, const std::string& warning) const {
    return spectra.size() > 1 ? spectrum.name + ": " + warning : warning;
  }
};

// Throws InputError for the first file that cannot be read or holds no spectrum.
ReadSpectra read_spectra(const std::vector<std::string>& files, const formats::ReadOptions& options,
                         const Output& output);

}  // namespace nacre::app
