#include "nacre/study/check.hpp"

#include "nacre/formats/source.hpp"

namespace nacre::study {

std::vector<InputError> check(const Loaded& loaded) {
  auto problems = loaded.problems;
  for (const auto& measurement : loaded.study.measurements) {
    for (const auto& file : measurement.files) {
      try {
        formats::recognise(formats::Source::open(file), measurement.read);
      } catch (const InputError& error) {
        problems.push_back(error);
      } catch (const UsageError&) {  // the reader's name: study.toml has been told so
      }
    }
  }
  return problems;
}

}  // namespace nacre::study
