// Steps back to the words of the grammar.
#include <fmt/core.h>

#include <cmath>

#include "nacre/cell/grammar.hpp"

namespace nacre::cell {
namespace {

// In the largest unit of which it is a whole number.
std::string time_text(double seconds) {
  const auto in = [&](double unit_s, std::string_view name) {
    const double number = seconds / unit_s;
    return std::floor(number) == number && number * unit_s == seconds
               ? fmt::format("{} {}{}", number, name, number == 1.0 ? "" : "s")
               : std::string();
  };
  for (const auto& text : {in(3600.0, "hour"), in(60.0, "minute")}) {
    if (!text.empty()) {
      return text;
    }
  }
  return fmt::format("{} {}", seconds, seconds == 1.0 ? "second" : "seconds");
}

std::string termination_text(const Termination& term) {
  const auto* const side = term.side == Termination::Side::below   ? "< "
                           : term.side == Termination::Side::above ? "> "
                                                                   : "";
  const auto* const unit = term.quantity == Termination::Quantity::voltage   ? "V"
                           : term.quantity == Termination::Quantity::current ? "A"
                           : term.quantity == Termination::Quantity::c_rate  ? "C"
                                                                             : "Ah";
  return fmt::format("{}{} {}", side, term.value, unit);
}

std::string file_text(const std::string& name) {
  if (name.find_first_of(" \t\r,;()[]\"'#") == std::string::npos) {
    return name;
  }
  const char quote = name.find('"') == std::string::npos ? '"' : '\'';
  return quote + name + quote;
}

std::string control_text(const Step& step) {
  const auto constant = [&](std::string_view unit) {
    return fmt::format("{} at {} {}", step.charging ? "Charge" : "Discharge", std::abs(step.value), unit);
  };
  switch (step.control) {
    case Control::current:
      return constant("A");
    case Control::c_rate:
      return constant("C");
    case Control::power:
      return constant("W");
    case Control::resistance:
      return constant("Ohm");
    case Control::voltage:
      return fmt::format("Hold at {} V", step.value);
    case Control::sweep:
      return fmt::format("Sweep {}to {} V at {} V/s",
                         step.current_voltage ? "" : fmt::format("from {} V ", step.value), step.sweep_end_V,
                         step.sweep_V_per_s);
    case Control::profile:
      return "Profile " + file_text(step.profile_file);
    case Control::rest:
      break;
  }
  return "Rest";
}

}  // namespace

std::string to_text(const Step& step) {
  std::string text = control_text(step);
  if (std::isfinite(step.duration_s)) {
    text += " for " + time_text(step.duration_s);
  }
  for (std::size_t i = 0; i < step.until.size(); ++i) {
    const bool alternative = i > 0 || std::isfinite(step.duration_s);
    text += alternative ? " or until " : " until ";
    text += termination_text(step.until[i]);
  }
  if (step.temperature_K > 0.0) {
    text += fmt::format(" at {} K", step.temperature_K);
  }
  if (step.period_s > 0.0) {
    text += fmt::format(" ({} period)", time_text(step.period_s));
  }
  return text;
}

}  // namespace nacre::cell
