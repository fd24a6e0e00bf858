// Plain text made safe for each place in which a report puts it. Names of samples come from users and files:
// none of them may reach HTML, gnuplot, CSV or a file system as anything but text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nacre::report {

// The text with control characters taken out and bytes that are not UTF-8 replaced by U+FFFD.
std::string clean(std::string_view text);

// A stretch of text on the line, above it or below it: "g⁻¹" is "g" and, raised, "−1".
struct Run {
  enum class Place { line, raised, lowered } place = Place::line;
  std::string text;
};
// The text split at Unicode superscripts and subscripts, which few fonts have in full.
std::vector<Run> runs(std::string_view text);

// For element content and quoted attributes.
std::string html(std::string_view text);
// For element content only, with superscripts and subscripts as elements. The texts of plotly.js are of this
// kind: it knows the entities of &, < and >, but not those of quotes.
std::string html_raised(std::string_view text);
// A quoted string of gnuplot, for its enhanced text mode.
std::string gnuplot_string(std::string_view text);
// One cell of a CSV file (RFC 4180).
std::string csv_cell(std::string_view text);
// JSON text that may stand inside a script element.
std::string script_safe(std::string_view json);

// Lower-case letters, digits and hyphens: names a file and an anchor. "NFM-333/a" becomes "nfm-333-a".
std::string slug(std::string_view text);
bool is_slug(std::string_view text);

// The text cut to so many characters, the last an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t characters);
// Number of characters (code points).
std::size_t length(std::string_view text);

// A number for people: so many decimals, a true minus sign; an en dash where it is not determined.
std::string decimal(double value, int decimals);
// So many significant digits.
std::string significant(double value, int digits);
// "10.132 ± 0.004": the uncertainty to two digits; without one, five significant digits.
std::string with_uncertainty(double value, double std);

}  // namespace nacre::report
