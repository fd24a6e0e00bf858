// A document that holds one of everything a report can show, made from formulas.
#pragma once

#include <string>

#include "nacre/report/document.hpp"

namespace nacre::report::testing {

// A name that means harm to HTML, JavaScript, gnuplot, shells, CSV and paths at once.
inline const std::string hostile =
    "</script><img src=x onerror=alert(1)>'\"`touch hurt`$(touch hurt) a_b^{c}@&~\\n \\101 ../../x, \"q\"; "
    "%s\n#";

// Voltage curves coloured by cycle, capacity with efficiency on a second axis, a band, error bars, a map,
// logarithmic axes, categories, panels side by side, gaps, open symbols. name: of the sample, in every place
// where a name is shown.
Document synthetic_document(const std::string& name = "NFM333");

}  // namespace nacre::report::testing
