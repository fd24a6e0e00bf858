#include "nacre/formats/patterns/statements.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {
namespace {

enum class Fact {
  none,
  wavelength,
  wavelength_2,
  ratio,
  anode,
  count_time,
  temperature,
  title,
  start_time,
  radiation,
  radius,
  slit,
  counted,
};

struct Word {
  std::string_view key;  // lower case, letters and digits alone, without a unit in brackets
  Fact fact;
};

constexpr std::array words = {
    Word{"wavelength", Fact::wavelength},
    Word{"calibratedwavelength", Fact::wavelength},
    Word{"lambda", Fact::wavelength},
    Word{"wl", Fact::wavelength},
    Word{"wl1", Fact::wavelength},
    Word{"lambda1", Fact::wavelength},
    Word{"wavelength1", Fact::wavelength},
    Word{"alpha1", Fact::wavelength},
    Word{"kalpha1", Fact::wavelength},
    Word{"labdaalpha1", Fact::wavelength},
    Word{"hwxgwavelengthalpha1", Fact::wavelength},
    Word{"kalpha1wavelength", Fact::wavelength},
    Word{"wavelengthalpha1", Fact::wavelength},
    Word{"kalpha2wavelength", Fact::wavelength_2},
    Word{"wavelengthalpha2", Fact::wavelength_2},
    Word{"wl2", Fact::wavelength_2},
    Word{"lambda2", Fact::wavelength_2},
    Word{"wavelength2", Fact::wavelength_2},
    Word{"alpha2", Fact::wavelength_2},
    Word{"kalpha2", Fact::wavelength_2},
    Word{"labdaalpha2", Fact::wavelength_2},
    Word{"hwxgwavelengthalpha2", Fact::wavelength_2},
    Word{"ratio", Fact::ratio},
    Word{"ratiokalpha2kalpha1", Fact::ratio},
    Word{"wlratio", Fact::ratio},
    Word{"ratioalpha21", Fact::ratio},
    Word{"alpha21ratio", Fact::ratio},
    Word{"anode", Fact::anode},
    Word{"anodematerial", Fact::anode},
    Word{"hwxgtargetname", Fact::anode},
    Word{"target", Fact::anode},
    Word{"steptime", Fact::count_time},
    Word{"timeperstep", Fact::count_time},
    Word{"counttime", Fact::count_time},
    Word{"countingtime", Fact::count_time},
    Word{"scansteptime", Fact::count_time},
    Word{"temperature", Fact::temperature},
    Word{"temp", Fact::temperature},
    Word{"usersamplename", Fact::title},
    Word{"samplename", Fact::title},
    Word{"sampleidentification", Fact::title},
    Word{"sampleident", Fact::title},
    Word{"sample", Fact::title},
    Word{"title", Fact::title},
    Word{"filesample", Fact::title},
    Word{"scantime", Fact::start_time},
    Word{"measuredatetime", Fact::start_time},
    Word{"datemeasured", Fact::start_time},
    Word{"starttime", Fact::start_time},
    Word{"date", Fact::start_time},
    Word{"filedatetime", Fact::start_time},
    Word{"measscanstarttime", Fact::start_time},
    Word{"radiation", Fact::radiation},
    Word{"goniometerradius", Fact::radius},
    Word{"divergenceslit", Fact::slit},
    Word{"yunit", Fact::counted},
};

// Words of the Philips programs that stand before their values without a mark between.
constexpr std::array<std::string_view, 14> bare_words = {
    "SampleIdent",   "DataFileName",   "DiffrType", "GeneratorVoltage", "TubeCurrent",       "Anode",
    "Alpha1",        "Alpha2",         "Ratio",     "StepTime",         "MonochromatorUsed", "DivergenceSlit",
    "ReceivingSlit", "MeasureDateTime"};

constexpr std::size_t most_statements = 1000;
constexpr std::size_t longest = 400;

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

Fact fact_of(std::string_view key) {
  std::string simple;
  for (const char c : lower(key.substr(0, key.find_first_of("([")))) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      simple += c;
    }
  }
  const auto word = std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.key == simple; });
  return word == words.end() ? Fact::none : word->fact;
}

// "(nm)" in a key, or what follows the number in a value: "nm".
std::string unit_in(std::string_view key, std::string_view value) {
  const auto number_end = std::min(value.find_first_not_of("0123456789.+-eE"), value.size());
  std::string unit = lower(text::trim(value.substr(number_end)));
  if (const auto open = key.find_first_of("(["); unit.empty() && open != std::string_view::npos) {
    const auto inside = key.substr(open + 1);
    unit = lower(inside.substr(0, inside.find_first_of(")]")));
  }
  return unit;
}

std::optional<double> number_in(std::string_view value) {
  double number = 0;
  const auto end = std::min(value.find_first_not_of("0123456789.+-eE"), value.size());
  return read_field(value.substr(0, end), number) ? if_positive(number) : std::nullopt;
}

std::optional<double> wavelength_in(std::string_view key, std::string_view value) {
  const auto number = number_in(value);
  if (!number) {
    return std::nullopt;
  }
  const std::string unit = unit_in(key, value);
  const double scale = unit == "m" ? 1e10 : unit == "nm" ? 10 : unit == "pm" ? 0.01 : 1;
  const double angstrom = *number * scale;
  constexpr double least = 0.01;
  constexpr double most = 100;
  return angstrom >= least && angstrom <= most ? std::optional(angstrom) : std::nullopt;
}

std::optional<double> kelvin_in(std::string_view key, std::string_view value) {
  double number = 0;
  const auto end = std::min(value.find_first_not_of("0123456789.+-eE"), value.size());
  if (!read_field(value.substr(0, end), number)) {
    return std::nullopt;
  }
  const std::string unit = unit_in(key, value);
  const bool kelvin = unit == "k" || unit == "kelvin";
  const bool celsius = unit == "c" || unit == "degc" ||
                       unit ==
                           "\xc2\xb0"
                           "c" ||
                       unit == "celsius";
  return kelvin ? if_positive(number) : celsius ? if_positive(number + 273.15) : std::nullopt;
}

// What is stated first holds. Whether it was taken.
bool set(std::string& text, std::string_view value) {
  const bool taken = text.empty();
  if (taken) {
    text = text::to_utf8(value);
  }
  return taken;
}

bool set(std::optional<double>& number, const std::optional<double>& value) {
  const bool taken = !number && value;
  number = taken ? value : number;
  return taken;
}

bool set_radiation(std::string& radiation, std::string_view value) {
  const auto word = lower(value);
  const bool neutron = word.find("neutron") != std::string::npos;
  const bool x_ray = word.find("x-ray") != std::string::npos || word.find("xray") != std::string::npos;
  return (neutron || x_ray) && set(radiation, neutron ? "neutron" : "x-ray");
}

bool set_slit(std::string& slit, std::string_view value) {
  const auto word = lower(value);
  const bool automatic = word.starts_with("auto");
  const bool fixed = word.starts_with("fix") || number_in(value);
  return (automatic || fixed) && set(slit, automatic ? "automatic" : "fixed") && !number_in(value);
}

bool set_counted(Counted& counted, std::string_view value) {
  const auto word = lower(value);
  counted = word == "cps" ? Counted::rate : word == "counts" ? Counted::counts : counted;
  return counted != Counted::unstated;
}

// Takes a statement into the vocabulary; false where it is not in it, or says more than the vocabulary holds.
bool take(Pattern& pattern, std::string_view key, std::string_view value) {
  switch (fact_of(key)) {
    case Fact::wavelength:
      return set(pattern.wavelength_angstrom, wavelength_in(key, value));
    case Fact::wavelength_2:
      return set(pattern.wavelength_2_angstrom, wavelength_in(key, value));
    case Fact::ratio:
      return set(pattern.wavelength_ratio, number_in(value));
    case Fact::anode:
      return set(pattern.anode, value);
    case Fact::count_time:
      return set(pattern.count_time_s, number_in(value));
    case Fact::temperature:
      return set(pattern.temperature_K, kelvin_in(key, value));
    case Fact::title:
      return set(pattern.title, value);
    case Fact::start_time:
      return set(pattern.start_time, value);
    case Fact::radiation:
      return set_radiation(pattern.radiation, value);
    case Fact::radius:
      return set(pattern.goniometer_radius_mm, number_in(value));
    case Fact::slit:
      return set_slit(pattern.divergence_slit, value);
    case Fact::counted:
      return set_counted(pattern.counted, value);
    case Fact::none:
      return false;
  }
  return false;
}

// key: "value" key: "value" ..., as DIFFRAC.EVA writes them in one line. False: another line.
bool take_quoted(Pattern& pattern, std::string_view line) {
  constexpr std::string_view mark = ": \"";
  const auto second = line.find(mark, line.find(mark) + 1);
  if (line.find(mark) == std::string_view::npos || second == std::string_view::npos) {
    return false;
  }
  for (auto at = line.find(mark); at != std::string_view::npos; at = line.find(mark)) {
    const auto value = line.substr(at + mark.size());
    const auto end = std::min(value.find('"'), value.size());
    state(pattern, line.substr(0, at), value.substr(0, end));
    line = value.substr(std::min(end + 1, value.size()));
  }
  return true;
}

}  // namespace

void state(Pattern& pattern, std::string_view key, std::string_view value) {
  key = text::trim(key).substr(0, longest);
  value = text::trim(value).substr(0, longest);
  if (key.empty() || value.empty() || pattern.metadata.size() >= most_statements) {
    return;
  }
  if (!take(pattern, key, value)) {
    pattern.metadata.emplace_back(text::to_utf8(key), text::to_utf8(value));
  }
}

void take_statements(Pattern& pattern, std::string_view line) {
  constexpr std::string_view marks = "#;!/*'\" \t\r";
  line = line.substr(0, 10 * longest);
  line.remove_prefix(std::min(line.find_first_not_of(marks), line.size()));
  if (take_quoted(pattern, line)) {
    return;
  }
  for (auto mark = line.find_first_of("=:"); mark != std::string_view::npos; mark = line.find('=')) {
    const auto comma = line.find(',', mark);
    const bool several = line[mark] == '=' && comma != std::string_view::npos &&
                         line.find('=', comma) != std::string_view::npos;
    const auto end = several ? comma : line.size();
    state(pattern, line.substr(0, mark), line.substr(mark + 1, end - mark - 1));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

bool take_words(Pattern& pattern, std::string_view line) {
  struct Place {
    std::size_t begin;
    std::size_t end;
  };
  std::vector<Place> places;
  for (const auto word : bare_words) {
    const auto at = line.find(word);
    const bool whole = at != std::string_view::npos && (at == 0 || line[at - 1] == ' ') &&
                       at + word.size() < line.size() && line[at + word.size()] == ' ';
    if (whole) {
      places.push_back({at, at + word.size()});
    }
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.begin < b.begin; });
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto next = i + 1 < places.size() ? places[i + 1].begin : line.size();
    state(pattern, line.substr(places[i].begin, places[i].end - places[i].begin),
          line.substr(places[i].end, next - places[i].end));
  }
  return !places.empty();
}

}  // namespace nacre::formats::patterns
