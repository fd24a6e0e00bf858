#include "nacre/report/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace nacre::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view minus = "\xE2\x88\x92";        // U+2212

// The length of the well-formed UTF-8 sequence at the start of text, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return 0;
    }
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool beyond = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> raised{{{"⁰", "0"},
                                                                                {"¹", "1"},
                                                                                {"²", "2"},
                                                                                {"³", "3"},
                                                                                {"⁴", "4"},
                                                                                {"⁵", "5"},
                                                                                {"⁶", "6"},
                                                                                {"⁷", "7"},
                                                                                {"⁸", "8"},
                                                                                {"⁹", "9"},
                                                                                {"⁺", "+"},
                                                                                {"⁻", minus}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> lowered{{{"₀", "0"},
                                                                                 {"₁", "1"},
                                                                                 {"₂", "2"},
                                                                                 {"₃", "3"},
                                                                                 {"₄", "4"},
                                                                                 {"₅", "5"},
                                                                                 {"₆", "6"},
                                                                                 {"₇", "7"},
                                                                                 {"₈", "8"},
                                                                                 {"₉", "9"}}};

template <std::size_t size>
const std::string_view* plain(const std::array<std::pair<std::string_view, std::string_view>, size>& signs,
                              std::string_view character) {
  const auto found =
      std::find_if(signs.begin(), signs.end(), [&](const auto& sign) { return sign.first == character; });
  return found == signs.end() ? nullptr : &found->second;
}

std::string html_content(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return out;
}

std::string gnuplot_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "''";  // a quote within single quotes
    } else if (std::string_view("\\{}^_@&~").find(c) != std::string_view::npos) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string clean(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto count = sequence_length(text);
    if (count == 0) {
      out += replacement;
    } else if (count > 1 || (static_cast<std::uint8_t>(text[0]) >= 0x20 && text[0] != 0x7F)) {
      out += text.substr(0, count);
    } else if (text[0] == '\n' || text[0] == '\t') {
      out += ' ';
    }
    text.remove_prefix(std::max<std::size_t>(count, 1));
  }
  return out;
}

std::vector<Run> runs(std::string_view text) {
  const std::string safe = clean(text);
  std::vector<Run> out;
  for (std::string_view rest = safe; !rest.empty();) {
    const std::string_view character = rest.substr(0, sequence_length(rest));
    Run next{Run::Place::line, std::string(character)};
    if (const auto* sign = plain(raised, character)) {
      next = {Run::Place::raised, std::string(*sign)};
    } else if (const auto* below = plain(lowered, character)) {
      next = {Run::Place::lowered, std::string(*below)};
    }
    if (!out.empty() && out.back().place == next.place) {
      out.back().text += next.text;
    } else {
      out.push_back(std::move(next));
    }
    rest.remove_prefix(character.size());
  }
  return out;
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : html_content(clean(text))) {
    out += c == '"' ? "&quot;" : c == '\'' ? "&#39;" : std::string(1, c);
  }
  return out;
}

std::string html_raised(std::string_view text) {
  std::string out;
  for (const auto& run : runs(text)) {
    const char* tag = run.place == Run::Place::raised ? "sup" : "sub";
    const std::string content = html_content(run.text);
    out += run.place == Run::Place::line ? content : fmt::format("<{0}>{1}</{0}>", tag, content);
  }
  return out;
}

std::string gnuplot_string(std::string_view text) {
  std::string out = "'";
  for (const auto& run : runs(text)) {
    const char* sign = run.place == Run::Place::raised ? "^" : "_";
    const std::string escaped = gnuplot_escaped(run.text);
    out += run.place == Run::Place::line ? escaped : fmt::format("{}{{{}}}", sign, escaped);
  }
  return out + "'";
}

std::string csv_cell(std::string_view text) {
  std::string safe = clean(text);
  if (safe.find_first_of(",\"") == std::string::npos) {
    return safe;
  }
  std::string out = "\"";
  for (const char c : safe) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  return out + "\"";
}

std::string script_safe(std::string_view json) {
  // Within JSON a "<" stands only inside strings, where its escape means the same.
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  out.resize(std::min<std::size_t>(out.size(), 80));
  while (out.ends_with('-')) {
    out.pop_back();
  }
  return out.empty() ? "x" : out;
}

bool is_slug(std::string_view text) { return !text.empty() && slug(text) == text; }

std::size_t length(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80; }));
}

std::string shortened(std::string_view text, std::size_t characters) {
  std::string safe = clean(text);
  if (length(safe) <= characters) {
    return safe;
  }
  std::string_view rest = safe;
  for (std::size_t i = 0; i + 1 < characters; ++i) {
    rest.remove_prefix(sequence_length(rest));
  }
  safe.resize(safe.size() - rest.size());
  return safe + "…";
}

std::string decimal(double value, int decimals) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "–" : value > 0 ? "∞" : std::string(minus) + "∞";
  }
  const std::string digits = fmt::format("{:.{}f}", std::fabs(value), std::clamp(decimals, 0, 15));
  const bool negative = value < 0 && digits.find_first_not_of("0.") != std::string::npos;  // no negative zero
  return (negative ? std::string(minus) : std::string()) + digits;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value) || value == 0) {
    return decimal(value, 0);
  }
  const int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  if (exponent < -4 || exponent > 6) {
    const double mantissa = value / std::pow(10.0, exponent);
    std::string power;
    for (const char c : fmt::format("{}", exponent)) {
      power += c == '-' ? "⁻" : std::string(raised[static_cast<std::size_t>(c - '0')].first);
    }
    return decimal(mantissa, digits - 1) + " × 10" + power;
  }
  return decimal(value, std::max(0, digits - 1 - exponent));
}

// A longer number says no more to a reader: a record without noise has a fade known to nine digits.
constexpr int most_digits = 7;

std::string with_uncertainty(double value, double std) {
  if (!std::isfinite(value) || !std::isfinite(std) || std <= 0) {
    return significant(value, 5);
  }
  const int exponent = static_cast<int>(std::floor(std::log10(std)));
  const double largest = std::max(std::fabs(value), std);
  const int digits = static_cast<int>(std::floor(std::log10(largest))) - exponent + 2;
  if (exponent < -8 || exponent > 6 || digits > most_digits) {
    return significant(value, std::min(digits, 6)) + " ± " + significant(std, 2);
  }
  const int decimals = std::max(0, 1 - exponent);
  return decimal(value, decimals) + " ± " + decimal(std, decimals);
}

}  // namespace nacre::report
