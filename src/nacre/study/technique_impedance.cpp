// Impedance spectra as a study sees them.
#include "nacre/impedance/record.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

Json resolve(const Json& given, const Sample&) {
  return impedance::to_json(impedance::record_options_from_json(given));
}

Analysed run(std::span<const formats::Table> tables, const Json& options, const std::filesystem::path&) {
  const auto analysis =
      impedance::analyse_record(tables.front(), impedance::record_options_from_json(options));
  return {impedance::archive(analysis), impedance::to_json(analysis), impedance::quantities(analysis),
          analysis.warnings};
}

std::span<const QuantityKind> quantities() {
  static const std::vector<QuantityKind> kinds{
      {"ohmic_resistance", "ohm", {"spectrum"}},
      {"polarization_resistance", "ohm", {"spectrum"}},
      {"band_resistance", "ohm", {"spectrum", "band"}},
      {"process_time", "s", {"spectrum", "process"}},
      {"process_resistance", "ohm", {"spectrum", "process"}},
      {"circuit_parameter", "", {"spectrum", "parameter"}},
      {"kramers_kronig_residual", "percent", {"spectrum"}},
      {"activation_energy", "eV", {"band"}},
  };
  return kinds;
}

}  // namespace

extern const Technique impedance_technique;
const Technique impedance_technique{
    "impedance", "impedance spectra: Kramers-Kronig, circuits, relaxation times along a series", &resolve,
    &run, &quantities};

}  // namespace nacre::study
