#include "nacre/formats/spectra/meaning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "nacre/formats/text/simplified.hpp"

namespace nacre::formats::spectra {
namespace {

struct Word {
  std::string_view text;
  Quantity quantity;
};

// Lower case, without blanks, brackets and other marks; a plural "s" at the end is understood.
constexpr std::array words = {
    Word{"f", Quantity::frequency},
    Word{"freq", Quantity::frequency},
    Word{"frequency", Quantity::frequency},
    Word{"frequencie", Quantity::frequency},
    Word{"frequenz", Quantity::frequency},
    Word{"z'", Quantity::real},
    Word{"z'a", Quantity::real},
    Word{"zre", Quantity::real},
    Word{"zreal", Quantity::real},
    Word{"rez", Quantity::real},
    Word{"re", Quantity::real},
    Word{"real", Quantity::real},
    Word{"realz", Quantity::real},
    Word{"realpart", Quantity::real},
    Word{"realimpedance", Quantity::real},
    Word{"impedancereal", Quantity::real},
    Word{"realteil", Quantity::real},
    Word{"z''", Quantity::imaginary},
    Word{"z''b", Quantity::imaginary},
    Word{"zim", Quantity::imaginary},
    Word{"zimag", Quantity::imaginary},
    Word{"zimg", Quantity::imaginary},
    Word{"imz", Quantity::imaginary},
    Word{"im", Quantity::imaginary},
    Word{"imag", Quantity::imaginary},
    Word{"imagz", Quantity::imaginary},
    Word{"imaginary", Quantity::imaginary},
    Word{"imaginarypart", Quantity::imaginary},
    Word{"imaginaryimpedance", Quantity::imaginary},
    Word{"impedanceimaginary", Quantity::imaginary},
    Word{"imagin\xc3\xa4rteil", Quantity::imaginary},
    Word{"|z|", Quantity::modulus},
    Word{"z", Quantity::modulus},
    Word{"zmod", Quantity::modulus},
    Word{"modz", Quantity::modulus},
    Word{"zmag", Quantity::modulus},
    Word{"magz", Quantity::modulus},
    Word{"mag", Quantity::modulus},
    Word{"magnitude", Quantity::modulus},
    Word{"modulu", Quantity::modulus},
    Word{"absz", Quantity::modulus},
    Word{"zabs", Quantity::modulus},
    Word{"impedance", Quantity::modulus},
    Word{"phase", Quantity::phase},
    Word{"phasez", Quantity::phase},
    Word{"phaseangle", Quantity::phase},
    Word{"zphase", Quantity::phase},
    Word{"zphz", Quantity::phase},
    Word{"phz", Quantity::phase},
    Word{"zphi", Quantity::phase},
    Word{"phi", Quantity::phase},
    Word{"theta", Quantity::phase},
    Word{"argz", Quantity::phase},
};

constexpr std::array<std::pair<std::string_view, Angle>, 7> angles = {{
    {"degrees", Angle::degrees},
    {"degree", Angle::degrees},
    {"deg", Angle::degrees},
    {"\xc2\xb0", Angle::degrees},
    {"radians", Angle::radians},
    {"radian", Angle::radians},
    {"rad", Angle::radians},
}};

constexpr std::array<text::Spelling, 13> spellings = {{
    {"\xe2\x80\xb2", "'"},   // prime
    {"\xe2\x80\xb3", "''"},  // double prime
    {"\xe2\x80\x99", "'"},   // closing quotation mark
    {"\xc2\xb4", "'"},       // acute accent
    {"\"", "''"},
    {"\xe2\x88\x92", "-"},  // minus sign
    {"\xe2\x80\x93", "-"},  // en dash
    {"\xcf\x86", "phi"},
    {"\xcf\x95", "phi"},
    {"\xce\xb8", "theta"},
    {"\xce\xa9", "ohm"},
    {"\xc2\xb2", "2"},
    {"\xc2\xb7", ""},  // middle dot
}};

bool is_part_of_name(char c) {
  return std::string_view(" \t_()[]{}#%./*^:").find(c) == std::string_view::npos;
}

std::string simplified(std::string_view name) { return text::simplified(name, is_part_of_name, spellings); }

bool cut_front(std::string_view& word, std::string_view start) {
  const bool found = word.starts_with(start) && word.size() > start.size();
  word.remove_prefix(found ? start.size() : 0);
  return found;
}

bool cut_back(std::string_view& word, std::string_view end) {
  const bool found = word.ends_with(end) && word.size() > end.size();
  word.remove_suffix(found ? end.size() : 0);
  return found;
}

Quantity look_up(std::string_view word) {
  for (int plural = 0; plural < 2; ++plural) {
    for (const auto& known : words) {
      if (known.text == word) {
        return known.quantity;
      }
    }
    if (!cut_back(word, "s")) {
      break;
    }
  }
  return Quantity::none;
}

Meaning meaning_of_name(std::string_view name) {
  const std::string simple = simplified(name);
  std::string_view word = simple;
  Meaning meaning;
  meaning.negated = cut_front(word, "-") || cut_front(word, "minus") || cut_front(word, "negative") ||
                    cut_front(word, "neg");
  for (const auto& [suffix, angle] : angles) {
    if (cut_back(word, suffix)) {
      meaning.angle = angle;
      break;
    }
  }
  meaning.per_area = cut_back(word, "ohmcm2") || cut_back(word, "ohm-cm2");
  meaning.quantity = look_up(word);
  return meaning;
}

}  // namespace

Meaning meaning_of(const text::Heading& heading) {
  Meaning meaning = meaning_of_name(heading.name);
  // A remark in brackets may follow: "Zim_ohm (cell 3)".
  const auto remark = heading.name.find(" (");
  if (meaning.quantity == Quantity::none && remark != std::string::npos) {
    meaning = meaning_of_name(text::interpret_heading(std::string_view(heading.name).substr(0, remark)).name);
  }
  for (const auto& [unit, angle] : angles) {
    if (simplified(heading.unit) == unit) {
      meaning.angle = angle;
    }
  }
  return meaning;
}

Places find_places(const std::vector<text::Heading>& headings) {
  Places places;
  const auto take = [](std::optional<std::size_t>& place, std::size_t c) { place = place.value_or(c); };
  for (std::size_t c = 0; c < headings.size(); ++c) {
    switch (meaning_of(headings[c]).quantity) {
      case Quantity::frequency:
        take(places.frequency, c);
        break;
      case Quantity::real:
        take(places.real, c);
        break;
      case Quantity::imaginary:
        take(places.imaginary, c);
        break;
      case Quantity::modulus:
        take(places.modulus, c);
        break;
      case Quantity::phase:
        take(places.phase, c);
        break;
      case Quantity::none:
        break;
    }
  }
  return places;
}

namespace {

// Most steps of the logarithm are alike, in size and direction.
bool evenly_spaced_in_decades(const std::vector<double>& values) {
  constexpr double least_span = 20;
  constexpr double most = 0.85;
  constexpr std::size_t fewest = 5;
  if (values.size() < fewest ||
      !std::all_of(values.begin(), values.end(), [](double value) { return value > 0; })) {
    return false;
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*high < least_span * *low) {
    return false;
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) {
    steps.push_back(std::log(values[i] / values[i - 1]));
  }
  auto sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const auto alike = std::count_if(steps.begin(), steps.end(),
                                   [&](double step) { return step / *middle > 0.5 && step / *middle < 2; });
  return *middle != 0 && static_cast<double>(alike) >= most * static_cast<double>(steps.size());
}

bool counts_rows(const std::vector<double>& values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] != values[i - 1] + 1) {
      return false;
    }
  }
  return values.front() == 0 || values.front() == 1;
}

bool mostly_positive(const std::vector<double>& values) {
  const auto positive = std::count_if(values.begin(), values.end(), [](double value) { return value > 0; });
  return 2 * static_cast<std::size_t>(positive) > values.size();
}

}  // namespace

Places guess_places(const std::vector<std::vector<double>>& rows) {
  Places places;
  const std::size_t width = rows.empty() ? 0 : rows.front().size();
  std::vector<std::vector<double>> columns(width);
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < width; ++c) {
      columns[c].push_back(c < row.size() ? row[c] : std::nan(""));
    }
  }
  std::vector<std::size_t> others;
  for (std::size_t c = 0; c < width; ++c) {
    if (!places.frequency && evenly_spaced_in_decades(columns[c])) {
      places.frequency = c;
    } else if (!counts_rows(columns[c]) && std::all_of(columns[c].begin(), columns[c].end(),
                                                       [](double value) { return std::isfinite(value); })) {
      others.push_back(c);
    }
  }
  if (places.frequency && others.size() >= 2) {
    const bool swapped = !mostly_positive(columns[others[0]]) && mostly_positive(columns[others[1]]);
    places.real = others[swapped ? 1 : 0];
    places.imaginary = others[swapped ? 0 : 1];
  }
  return places;
}

}  // namespace nacre::formats::spectra
