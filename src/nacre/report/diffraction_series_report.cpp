#include "nacre/report/diffraction_series_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "nacre/report/diffraction_report.hpp"
#include "nacre/report/diffraction_series_parts.hpp"

namespace nacre::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Section diffraction_series_section(const DiffractionSeriesRecord& record) {
  const auto& series = *record.series;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  const auto count = series.points.size();
  section.key_numbers = {{"Patterns", static_cast<double>(count), nan, "", "",
                          static_cast<int>(fmt::formatted_size("{}", count))}};
  if (!series.points.empty()) {
    const auto [best, worst] = std::ranges::minmax(
        series.points, {}, [](const diffraction::SeriesPoint& point) { return point.r.Rwp_percent; });
    section.key_numbers.push_back({"Largest Rwp", worst.r.Rwp_percent, nan, "%",
                                   fmt::format("{}; smallest {:.2f} %", worst.name, best.r.Rwp_percent), 3});
  }
  section.figures = series_course_figures(record, prefix);
  if (auto map = series_map_figure(record, prefix); !map.empty()) {
    section.figures.insert(section.figures.begin(), std::move(map));
  }
  section.tables = series_tables(record, prefix);
  return section;
}

Method diffraction_series_method(const DiffractionSeriesRecord& record) {
  Method method{"Powder patterns of a series: " + record.name};
  method.paragraphs = {
      "The first pattern went through the default strategy. Each next one refined the same variables from "
      "the best of several starts, tried side by side: where the one before it ended, its cells carried on "
      "along their last changes and, where two axes had come close, the two exchanged; where the misfit "
      "stayed above what the series had so far, the default strategy was asked again.",
      "A phase counts as seen where its scale stands above three standard uncertainties. Where it is not, "
      "its weight is zero and its cell is not drawn."};
  method.options = {{"along", record.along}, {"phases", record.series->phases}};
  return method;
}

Document diffraction_series_document(const DiffractionSeriesRecord& record,
                                     const std::vector<InputFile>& inputs,
                                     const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre xrd series", inputs, warnings, result);
  document.title = "Powder diffraction: " + record.name;
  document.description = "A series of powder patterns, refined one after another.";
  const DiffractionRecord first{"The pattern refined first",
                                record.id.empty() ? "first" : record.id + "-first", &record.series->first};
  document.sections = {diffraction_series_section(record), diffraction_section(first)};
  document.methods = {diffraction_series_method(record), diffraction_method(first)};
  return document;
}

}  // namespace nacre::report
