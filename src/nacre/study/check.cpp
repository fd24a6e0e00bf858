#include "nacre/study/check.hpp"

#include "nacre/formats/source.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

// Whether the measurement can do with the tables of an archive, which no single reader knows.
bool takes_archives(const Measurement& measurement) {
  const auto* technique = find_technique(measurement.technique);
  return technique != nullptr && technique->joins != nullptr && technique->joins(measurement.options);
}

}  // namespace

std::vector<InputError> check(const Loaded& loaded) {
  auto problems = loaded.problems;
  for (const auto& measurement : loaded.study.measurements) {
    for (const auto& file : measurement.files) {
      try {
        try {
          formats::recognise(formats::Source::open(file), measurement.read);
        } catch (const InputError&) {
          if (!takes_archives(measurement)) {
            throw;
          }
          formats::read_tables(file, measurement.read);
        }
      } catch (const InputError& error) {
        problems.push_back(error);
      } catch (const UsageError&) {  // the reader's name: study.toml has been told so
      }
    }
  }
  return problems;
}

}  // namespace nacre::study
