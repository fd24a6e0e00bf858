// Any bytes as a CIF: an InputError, or structures whose structure factors can be computed.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"
#include "nacre/crystal/structure_factors.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nacre;
  for (const bool with_sites : {false, true}) {
    try {
      const std::string_view text(reinterpret_cast<const char*>(data), size);
      for (const auto& structure : crystal::parse_structures(text, "fuzz.cif", with_sites)) {
        const auto reflections = crystal::reflections(structure.cell, structure.group,
                                                      0.25 * std::cbrt(structure.cell.volume()), INFINITY);
        const crystal::StructureFactorCalculator calculator(structure, reflections, crystal::Probe::x_ray,
                                                            1.5406);
        for (const double squared : calculator.evaluate(structure, true).squared) {
          if (!(squared >= 0.0)) {
            std::abort();
          }
        }
      }
    } catch (const Error&) {
    }
  }
  return 0;
}
