// Figures for the screen: what plotly.js draws (https://plotly.com/javascript/reference/).
#pragma once

#include "nacre/base/json.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

// {"panels": [{"data": [...], "layout": {...}}, ...], "shared_x": bool}: one plot per panel, so that panels
// that stand side by side on a desk stand one below the other on a phone.
Json to_plotly(const Figure& figure);

}  // namespace nacre::report
