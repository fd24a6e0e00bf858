#include "nacre/formats/patterns/axis.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

#include "nacre/formats/text/simplified.hpp"

namespace nacre::formats::patterns {
namespace {

constexpr std::array<text::Spelling, 7> spellings = {{
    {"\xce\xb8", "theta"},          // theta
    {"\xcf\xb4", "theta"},          // capital theta symbol
    {"\xce\x98", "theta"},          // capital theta
    {"\xc3\x85", "a"},              // angstrom
    {"\xe2\x84\xab", "a"},          // angstrom sign
    {"\xcf\x83", "sigma"},          // sigma
    {"\xe2\x81\xbb\xc2\xb9", "1"},  // to the power of minus one
}};

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 5> angle_starts = {"2theta", "2th", "twotheta", "tth", "pos2th"};
constexpr std::array<std::string_view, 6> angles = {"angle", "angledeg",    "angledegrees",
                                                    "pos",   "position2th", "diffractionangle"};
constexpr std::array<std::string_view, 16> intensities = {"intensity",
                                                          "intensities",
                                                          "i",
                                                          "counts",
                                                          "count",
                                                          "cps",
                                                          "y",
                                                          "yobs",
                                                          "iobs",
                                                          "icounts",
                                                          "int",
                                                          "intensityau",
                                                          "intensityarbunits",
                                                          "intensityarb",
                                                          "intensityau",
                                                          "signal"};
constexpr std::array<std::string_view, 5> counts = {"counts", "count", "icounts", "intensitycounts",
                                                    "intcounts"};
constexpr std::array<std::string_view, 6> rates = {"cps",  "intensitycps", "intensity1s",
                                                   "icps", "countss",      "intensitycountss"};
constexpr std::array<std::string_view, 17> deviations = {"su",          "standarduncertainty",
                                                         "sigma",       "esd",
                                                         "error",       "err",
                                                         "std",         "stddev",
                                                         "uncertainty", "dy",
                                                         "di",          "e",
                                                         "sig",         "sigmai",
                                                         "sigi",        "errors",
                                                         "intensitystd"};

bool is_intensity(std::string_view word) {
  return is_one_of(intensities, word) || is_one_of(counts, word) || is_one_of(rates, word);
}

}  // namespace

std::string simplified(std::string_view heading) {
  return text::simplified(heading, is_letter_or_digit, spellings);
}

std::optional<Axis> axis_of(std::string_view heading) {
  const std::string word = simplified(heading);
  const auto begins = [&](std::string_view start) { return word.starts_with(start); };
  if (std::any_of(angle_starts.begin(), angle_starts.end(), begins) || is_one_of(angles, word)) {
    return Axis::two_theta;
  }
  if (word == "q" || word == "qangle") {
    return Axis::q_without_unit;
  }
  constexpr std::array<std::string_view, 7> per_nm = {
      "qnm1", "q1nm", "qnm", "qinvnm", "qanglenm1", "qangleinversenanometres", "qnm1nm"};
  constexpr std::array<std::string_view, 9> per_angstrom = {
      "qa1", "q1a", "qa", "qinva", "qang1", "q1ang", "q1angstrom", "qangstrom1", "qangleinverseangstroms"};
  if (is_one_of(per_nm, word)) {
    return Axis::q_per_nm;
  }
  if (is_one_of(per_angstrom, word)) {
    return Axis::q_per_angstrom;
  }
  constexpr std::array<std::string_view, 8> spacings = {
      "d", "da", "dspacing", "dspacinga", "dangstrom", "dang", "dspacingangstrom", "dspacingang"};
  return is_one_of(spacings, word) ? std::optional(Axis::d_angstrom) : std::nullopt;
}

std::optional<Columns> find_columns(const std::vector<std::string>& headings) {
  std::vector<std::string> words;
  std::transform(headings.begin(), headings.end(), std::back_inserter(words), simplified);
  Columns columns;
  const auto none = headings.size();
  const auto find = [&](const auto& test) {
    return static_cast<std::size_t>(std::find_if(words.begin(), words.end(), test) - words.begin());
  };
  columns.x = none;
  for (std::size_t c = 0; c < none && columns.x == none; ++c) {
    if (const auto axis = axis_of(headings[c]); axis && (c == 0 || *axis == Axis::two_theta)) {
      columns.axis = *axis;
      columns.x = c;
    }
  }
  if (columns.x == none || none < 2) {
    return std::nullopt;
  }
  columns.intensity = find(is_intensity);
  if (columns.intensity == none) {
    if (columns.axis != Axis::two_theta || columns.x + 1 == none) {
      return std::nullopt;
    }
    columns.intensity = columns.x + 1;
  }
  if (columns.intensity == columns.x) {
    return std::nullopt;
  }
  if (const auto c = find([](const std::string& word) {
        return is_one_of(deviations, word) || word.starts_with("intensitystd");
      });
      c != none && c != columns.x && c != columns.intensity) {
    columns.deviation = c;
  }
  if (const auto c = find([](const std::string& word) { return word == "scan"; });
      c != none && c > columns.intensity) {
    columns.scan = c;
  }
  const std::string& word = words[columns.intensity];
  columns.counted = is_one_of(counts, word)  ? Counted::counts
                    : is_one_of(rates, word) ? Counted::rate
                                             : Counted::unstated;
  return columns;
}

double two_theta_from(Axis axis, double value, double wavelength_angstrom) {
  if (axis == Axis::two_theta) {
    return value;
  }
  const double q_per_angstrom = axis == Axis::q_per_nm ? value / 10 : value;
  const double sine = axis == Axis::d_angstrom
                          ? wavelength_angstrom / (2 * value)
                          : q_per_angstrom * wavelength_angstrom / (4 * std::numbers::pi);
  return std::abs(sine) <= 1 ? 2 * std::asin(sine) * 180 / std::numbers::pi : missing;
}

}  // namespace nacre::formats::patterns
