#include "support/pattern_rows.hpp"

#include <fmt/format.h>

namespace nacre::testing {
namespace {

std::string bank_line(int number, std::size_t per_line, std::string_view format) {
  const auto points = pattern_points().size();
  return fmt::format("BANK {} {} {} CONST 1000 2 0 0 {}\r\n", number, points,
                     (points + per_line - 1) / per_line, format);
}

}  // namespace

std::string gsas_counts_text(int banks) {
  std::string text = "A title\r\n";
  for (int bank = 1; bank <= banks; ++bank) {
    text += bank_line(bank, 10, bank == 1 ? "STD" : "");
    text += in_lines(10, [](const auto& p) { return fmt::format("{:8}", p.counts); });
  }
  return text;
}

std::string gsas_counters_text(int counters) {
  return "A title\r\n" + bank_line(1, 10, "") +
         in_lines(10, [&](const auto& p) { return fmt::format("{:2}{:6}", counters, p.counts); });
}

std::string gsas_esd_text() {
  return "A title\r\n" + bank_line(1, 5, "ESD") +
         in_lines(5, [](const auto& p) { return fmt::format("{:8.1f}{:8.3f}", p.counts, deviation(p)); });
}

std::string gsas_fxye_text() {
  return "A title\n# Temp (K) =              298.5\n# Time per step (sec) =   0.1\n"
         "# Calibrated wavelength = 0.413909\n" +
         bank_line(1, 1, "FXYE") + each([](const auto& p) {
           return fmt::format("{:15.6g} {:14.6g} {:11.9g}\n", 100 * p.two_theta_deg, p.counts, deviation(p));
         });
}

}  // namespace nacre::testing
