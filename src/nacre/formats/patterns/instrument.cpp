#include "nacre/formats/patterns/instrument.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/text/cell.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

struct Named {
  std::string_view name;
  std::string_view unit;
};

constexpr std::string_view area = "centideg2";
constexpr std::string_view width = "centideg";

// The coefficients of GSAS's profile functions 1 to 4 for constant wavelengths, in their order.
constexpr std::array gaussian = {Named{"U", area},  Named{"V", area}, Named{"W", area},
                                 Named{"asym", ""}, Named{"F1", ""},  Named{"F2", ""}};
constexpr std::array pseudo_voigt = {Named{"U", area},  Named{"V", area},  Named{"W", area},
                                     Named{"X", width}, Named{"Y", width}, Named{"trns", ""},
                                     Named{"asym", ""}, Named{"shft", ""}, Named{"P", area},
                                     Named{"stec", ""}, Named{"ptec", ""}};
constexpr std::array finger = {Named{"U", area},  Named{"V", area},  Named{"W", area},  Named{"P", area},
                               Named{"X", width}, Named{"Y", width}, Named{"S/L", "1"}, Named{"H/L", "1"},
                               Named{"trns", ""}, Named{"shft", ""}, Named{"stec", ""}, Named{"ptec", ""}};

// GSAS-II's names.
constexpr std::array profile_words = {Named{"U", area},  Named{"V", area},  Named{"W", area},
                                      Named{"X", width}, Named{"Y", width}, Named{"Z", width},
                                      Named{"SH/L", "1"}};

constexpr std::array<std::string_view, 6> anodes = {"", "Cr", "Fe", "Cu", "Mo", "Ag"};  // by GSAS's number

Named name_of(int function, std::size_t index) {
  const auto pick = [&](const auto& names) { return index < names.size() ? names[index] : Named{}; };
  switch (function) {
    case 1:
      return pick(gaussian);
    case 2:
      return pick(pseudo_voigt);
    case 3:
      return pick(finger);
    default:
      return {};
  }
}

class Reader {
 public:
  Reader(const Source& source, int bank)
      : source_(source), bank_(bank), decoded_(decode_lines(source.bytes())), lines_(decoded_.text) {}

  Instrument read() {
    const bool gsas_2 = decoded_.text.starts_with("#GSAS-II");
    bool any = false;
    for (std::string_view line; lines_.next(line);) {
      line = line.substr(0, line.find('\r'));
      any = (gsas_2 ? take_statement(line) : take_record(line)) || any;
    }
    if (!any) {
      source_.fail(fmt::format("has no parameters of bank {}", bank_), at_line(1), "name a bank that it has");
    }
    if (!instrument_.wavelength_angstrom) {
      source_.fail("states no wavelength", at_line(lines_.number()),
                   "nacre reads instruments of a constant wavelength");
    }
    return std::move(instrument_);
  }

 private:
  [[noreturn]] void fail_number(std::string_view field) const {
    source_.fail(fmt::format("has '{}' where a number belongs", text::to_utf8(text::trim(field))),
                 at_line(lines_.number()), "the file is damaged");
  }

  // A field of a record; nothing where it is blank.
  std::optional<double> field(std::string_view line, std::size_t at, std::size_t size) const {
    const auto text = text::trim(line.substr(std::min(at, line.size()), size));
    double value = 0;
    if (text.empty()) {
      return std::nullopt;
    }
    if (!read_field(text, value) || !std::isfinite(value)) {
      fail_number(text);
    }
    return value;
  }

  void take_type(std::string_view type) {
    if (type.size() > 2 && type[2] == 'T') {
      source_.fail("is of times of flight", at_line(lines_.number()),
                   "nacre reads instruments of a constant wavelength");
    }
    instrument_.radiation = type.find('N') != std::string_view::npos ? "neutron" : "x-ray";
  }

  // GSAS: whether the line belongs to the bank.
  bool take_record(std::string_view line) {
    constexpr std::size_t key_size = 12;
    if (!line.starts_with("INS")) {
      return false;
    }
    const auto key = line.substr(0, key_size);
    const auto data = line.substr(std::min(key_size, line.size()));
    if (key.substr(3).find("HTYPE") != std::string_view::npos) {
      take_type(text::trim(data));
      return false;
    }
    if (text::read_count(text::trim(key.substr(3, 3))) != static_cast<std::size_t>(bank_)) {
      return false;
    }
    const auto word = text::trim(key.substr(std::min<std::size_t>(6, key.size())));
    if (word == "ICONS") {
      instrument_.wavelength_angstrom = if_positive(field(data, 0, 10).value_or(0));
      instrument_.wavelength_2_angstrom = if_positive(field(data, 10, 10).value_or(0));
      instrument_.zero_deg = field(data, 20, 10).value_or(0) / 100;
      instrument_.polarization = field(data, 40, 10);
      if (instrument_.wavelength_2_angstrom) {
        instrument_.wavelength_ratio = field(data, 55, 10);
      }
    } else if (word == "IRAD") {
      const auto number = field(data, 0, 5).value_or(0);
      instrument_.anode =
          number > 0 && number < anodes.size() ? anodes[static_cast<std::size_t>(number)] : "";
    } else if (word.ends_with("HEAD")) {
      instrument_.title = text::to_utf8(text::trim(data));
    } else if (word.starts_with("PRCF")) {
      take_profile(word.substr(4), data);
    }
    return true;
  }

  // number: "1" opens the first profile, "12" is its second line of coefficients.
  void take_profile(std::string_view number, std::string_view data) {
    if (number.size() < 2) {
      Profile profile;
      profile.function = static_cast<int>(std::clamp(field(data, 0, 5).value_or(0), 0.0, 99.0));
      announced_ = static_cast<std::size_t>(std::clamp(field(data, 5, 5).value_or(0), 0.0, 99.0));
      profile.cutoff = field(data, 10, 10).value_or(0);
      instrument_.profiles.push_back(std::move(profile));
      return;
    }
    constexpr std::size_t size = 15;
    constexpr std::size_t per_line = 4;
    if (instrument_.profiles.empty()) {
      return;
    }
    auto& profile = instrument_.profiles.back();
    for (std::size_t i = 0; i < per_line && profile.coefficients.size() < announced_; ++i) {
      const auto value = field(data, i * size, size);
      if (!value) {
        break;
      }
      const auto index = profile.coefficients.size();
      const Named named = name_of(profile.function, index);
      profile.coefficients.push_back(
          {named.name.empty() ? std::to_string(index + 1) : std::string(named.name), std::string(named.unit),
           *value});
    }
  }

  // GSAS-II: "U:2.0".
  bool take_statement(std::string_view line) {
    const auto colon = line.find(':');
    if (line.starts_with('#') || colon == std::string_view::npos) {
      return false;
    }
    const auto key = text::trim(line.substr(0, colon));
    const auto value = text::trim(line.substr(colon + 1));
    if (key == "Bank") {
      current_ = static_cast<int>(std::clamp(number(value), 0.0, 1e6));
      return false;
    }
    if (current_ != bank_ && key != "Type") {
      return false;
    }
    if (key == "Type") {
      take_type(value);
    } else if (key == "Lam" || key == "Lam1") {
      instrument_.wavelength_angstrom = if_positive(number(value));
    } else if (key == "Lam2") {
      instrument_.wavelength_2_angstrom = if_positive(number(value));
    } else if (key == "I(L2)/I(L1)") {
      instrument_.wavelength_ratio = number(value);
    } else if (key == "Zero") {
      instrument_.zero_deg = number(value);
    } else if (key == "Polariz.") {
      instrument_.polarization = number(value);
    } else if (key == "Source") {
      instrument_.anode = value.ends_with("Ka") ? text::to_utf8(value.substr(0, value.size() - 2)) : "";
    } else if (const auto named = std::find_if(profile_words.begin(), profile_words.end(),
                                               [&](const Named& word) { return word.name == key; });
               named != profile_words.end()) {
      if (instrument_.profiles.empty()) {
        instrument_.profiles.emplace_back();
      }
      instrument_.profiles.front().coefficients.push_back(
          {std::string(key), std::string(named->unit), number(value)});
    }
    return true;
  }

  double number(std::string_view text) const {
    double value = 0;
    if (!read_field(text, value) || !std::isfinite(value)) {
      fail_number(text);
    }
    return value;
  }

  const Source& source_;
  int bank_;
  text::Decoded decoded_;
  text::Lines lines_;
  Instrument instrument_;
  std::size_t announced_ = 0;  // coefficients of the profile
  int current_ = 1;
};

}  // namespace

std::optional<double> Profile::find(std::string_view name) const {
  const auto found = std::find_if(coefficients.begin(), coefficients.end(),
                                  [&](const Coefficient& coefficient) { return coefficient.name == name; });
  return found == coefficients.end() ? std::nullopt : std::optional(found->value);
}

bool is_instrument_file(const Source& source) {
  const auto head = text::decode(source.bytes().substr(0, 4096));
  return head.text.starts_with("#GSAS-II instrument") || head.text.starts_with("INS ") ||
         head.text.find("\nINS ") != std::string_view::npos;
}

Instrument read_instrument(const Source& source, int bank) {
  if (!is_instrument_file(source)) {
    source.fail("is no instrument parameter file of GSAS or GSAS-II", at_line(1),
                "its lines begin with INS, or its first with #GSAS-II instrument");
  }
  return Reader(source, bank).read();
}

}  // namespace nacre::formats::patterns
