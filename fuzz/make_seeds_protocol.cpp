#include "make_seeds.hpp"

namespace nacre::fuzz {

void make_protocol_seeds(const std::filesystem::path& folder) {
  int number = 0;
  for (const char* text : {
           "Discharge at C/3 for 2 hours or until 2.5 V at 25oC (1 minute period)",
           "Charge at 200 mW until 4.1 V or < 50 mA or C/50 or 10 mAh",
           "Hold at 4.1 V until I < 50 mA; Rest for 1 h x 3",
           "Discharge at 4 Ohm for 90 seconds at 298.15 K # comment\nRest for 10 min",
           "(\"Discharge at 1C until 2.5 V\", 'Rest for 1 hour') * 10",
           "experiment = pybamm.Experiment([(\"Rest for 1 s\",)] * 3 + [\"Rest for 2 s\"], period=\"1 "
           "minute\", "
           "temperature=\"25oC\", termination=[\"80% capacity\", \"4 Ah capacity\", \"2.5 V\", \"9 h\"])",
           "Sweep from 2 V to 4 V to -1e-3 V at 0.1 mV/s, Sweep to 4 V at 6 mV/min until 1 A",
           "CV between 2 V and 4 V at 0.1 mV/s, 3 cycles",
           "GITT charge at 0.1C for 10 minutes, rest for 1 hour, until 4.0 V at 25 \xC2\xB0\x43",
           "Profile \"my drive.csv\" for 1 hour until 2.5 V; Profile a.csv",
           "period: 10 s\ntemperature = 45 oC\ntermination = 80% capacity or 2 V\n[['Rest for 1 s']]",
       }) {
    write_seed(folder, "protocol_fuzz", std::to_string(++number), text);
  }
}

}  // namespace nacre::fuzz
