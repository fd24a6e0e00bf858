// A document as one folder that opens without a network:
//   index.html, assets/ (plotly.js, script, style), figures/<id>.svg .pdf .html .csv .gp, tables/<id>.csv,
//   result.json, ro-crate-metadata.json.
#pragma once

#include <filesystem>
#include <string>

#include "nacre/report/document.hpp"

namespace nacre::report {

struct WriteOptions {
  std::string gnuplot = "gnuplot";
};

// Writes the folder beside its place and puts it there in one step: whoever looks sees the old report or the
// new one, whole. The same document gives the same bytes. Throws UsageError where the folder exists and holds
// anything but a report or nothing; Error where it cannot be written or gnuplot fails.
void write_document(const Document& document, const std::filesystem::path& folder,
                    const WriteOptions& options = {});

}  // namespace nacre::report
