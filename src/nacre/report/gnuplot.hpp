// Figures for the journal: SVG and PDF drawn by gnuplot, which runs as a program of its own.
//
// Columns are 85 mm or 170 mm wide, text is 8 pt of a sans-serif face (embedded in the PDF), ticks point
// inwards. The same figure gives the same bytes: dates are taken out.
#pragma once

#include <filesystem>
#include <string>

#include "nacre/report/figure.hpp"

namespace nacre::report {

// The script that draws the figure as <id>.svg and <id>.pdf in the current folder; it holds its data.
std::string gnuplot_script(const Figure& figure);

// Writes <id>.gp, <id>.svg and <id>.pdf into a folder that exists. gnuplot: the program, found on PATH.
// Throws Error where gnuplot is missing, takes longer than two minutes or fails, with what it said.
void draw_figure(const Figure& figure, const std::filesystem::path& folder,
                 const std::string& gnuplot = "gnuplot");

}  // namespace nacre::report
