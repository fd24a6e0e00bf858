// The pages of a report: one for reading, and one for each figure on its own.
#pragma once

#include <cstddef>
#include <string>

#include "nacre/report/document.hpp"

namespace nacre::report {

// index.html; loads assets/report.css, assets/plotly.min.js and assets/report.js, and nothing else.
std::string index_page(const Document& document);

// figures/<id>.html; the same assets, one folder up. number: of the figure in the report, from 1.
std::string figure_page(const Figure& figure, std::size_t number);

// The words that a figure is described by to those who cannot see it.
std::string alternative_text(const Figure& figure);

}  // namespace nacre::report
