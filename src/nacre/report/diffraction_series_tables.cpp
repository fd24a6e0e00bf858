#include <fmt/format.h>

#include <algorithm>

#include "nacre/report/along.hpp"
#include "nacre/report/diffraction_series_parts.hpp"
#include "nacre/report/diffraction_tables.hpp"
#include "nacre/report/ids.hpp"

namespace nacre::report {
namespace {

using diffraction::PhaseResult;
using diffraction::Region;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<TableColumn> leading_columns(const DiffractionSeriesRecord& record) {
  TableColumn name{"pattern", "Pattern"};
  for (const auto& point : record.series->points) {
    name.texts.push_back(point.name);
  }
  const auto axis = along_axis(record.along);
  const bool number = record.along == "pattern";
  std::vector<TableColumn> columns{name,
                                   {number ? "number" : record.along, number ? "Number" : axis.label,
                                    axis.unit, coordinates(*record.series)}};
  if (auto values = voltages(*record.series); !values.empty()) {
    columns.push_back({"voltage_V", "Voltage", "V", std::move(values)});
  }
  return columns;
}

DataTable phase_table(const DiffractionSeriesRecord& record, std::size_t phase, const std::string& id) {
  DataTable table{id, record.series->phases[phase] + " along the series", "Empty where it is not seen."};
  table.columns = leading_columns(record);
  TableColumn weight{"weight_percent", "Weight fraction", "%"};
  TableColumn strain{"strain_1e6", "Strain", "10⁻⁶"}, size{"size_um", "Size", "µm"};
  std::vector<const PhaseResult*> seen;
  for (const auto& point : record.series->points) {
    const auto& result = point.phases[phase];
    const bool there = point.seen[phase];
    seen.push_back(there ? &result : nullptr);
    weight.values.push_back(100.0 * result.weight.value);
    weight.std.push_back(100.0 * result.weight.std);
    strain.values.push_back(there ? result.strain : nan);
    strain.std.push_back(there && result.strain_std > 0.0 ? result.strain_std : nan);
    size.values.push_back(there ? result.size_um : nan);
    size.std.push_back(there && result.size_std > 0.0 ? result.size_std : nan);
  }
  for (auto& column : cell_columns(seen)) {
    table.columns.push_back(std::move(column));
  }
  table.columns.insert(table.columns.end(), {weight, strain, size});
  return table;
}

DataTable pattern_table(const DiffractionSeriesRecord& record, const std::string& prefix) {
  DataTable table{prefix + "patterns", "Patterns",
                  "Start: which of the starts that were tried side by side led to the answer. Doubts: why a "
                  "pattern is not to be trusted."};
  table.columns = leading_columns(record);
  TableColumn rwp{"Rwp_percent", "Rwp", "%"}, rexp{"Rexp_percent", "Rexp", "%"};
  TableColumn gof{"gof", "Goodness of fit"};
  TableColumn rest{"converged", "At rest"}, trusted{"trusted", "Trusted"}, start{"start", "Start"},
      doubts{"doubts", "Doubts"};
  bool any = false;
  for (std::size_t k = 0; k < record.series->points.size(); ++k) {
    const auto& point = record.series->points[k];
    rwp.values.push_back(point.r.Rwp_percent);
    rexp.values.push_back(point.r.Rexp_percent);
    gof.values.push_back(point.r.gof);
    rest.texts.emplace_back(point.converged ? "yes" : "no");
    trusted.texts.emplace_back(point.trusted ? "yes" : "no");
    start.texts.push_back(point.start);
    doubts.texts.push_back(fmt::format("{}", fmt::join(point.warnings, "; ")));
    if (!point.trusted) {
      table.marked_rows.push_back(k);
      any = true;
    }
  }
  for (auto* column : {&rwp, &rexp, &gof}) {
    column->decimals = 2;
    table.columns.push_back(std::move(*column));
  }
  table.columns.insert(table.columns.end(), {rest, trusted, start});
  if (any) {
    table.columns.push_back(std::move(doubts));
  }
  return table;
}

DataTable region_table(const DiffractionSeriesRecord& record, const std::string& prefix) {
  DataTable table{prefix + "regions", "Regions"};
  const auto axis = along_axis(record.along);
  TableColumn region{"region", "Region"}, first{"first_pattern", "First"}, last{"last_pattern", "Last"};
  TableColumn from{"from", "From", axis.unit}, to{"to", "To", axis.unit};
  const auto& points = record.series->points;
  for (const auto& span : record.series->regions) {
    if (span.region == Region::none || span.last >= points.size()) {
      continue;
    }
    region.texts.emplace_back(name_of(span.region));
    first.texts.push_back(points[span.first].name);
    last.texts.push_back(points[span.last].name);
    from.values.push_back(points[span.first].coordinate);
    to.values.push_back(points[span.last].coordinate);
  }
  table.columns = {region, first, last, from, to};
  return table;
}

}  // namespace

std::vector<double> numbers_of_patterns(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t k = 0; k < count; ++k) {
    values[k] = static_cast<double>(k + 1);
  }
  return values;
}

std::vector<double> coordinates(const diffraction::Series& series) {
  std::vector<double> values;
  for (const auto& point : series.points) {
    values.push_back(point.coordinate);
  }
  return values;
}

std::vector<double> voltages(const diffraction::Series& series) {
  std::vector<double> values;
  bool any = false;
  for (const auto& point : series.points) {
    values.push_back(point.voltage_V.value_or(nan));
    any = any || point.voltage_V.has_value();
  }
  return any ? values : std::vector<double>();
}

Along along_of(const DiffractionSeriesRecord& record) {
  Along along{along_axis(record.along), coordinates(*record.series)};
  constexpr double hour_s = 3600.0, many_s = 2.0 * hour_s;
  if (record.along == "time_s" && std::ranges::any_of(along.values, [](double t) { return t > many_s; })) {
    along.axis = along_axis("time_h");
    for (double& value : along.values) {
      value /= hour_s;
    }
  }
  return along;
}

const char* name_of(Region region) {
  return region == Region::two_phase        ? "two phases"
         : region == Region::solid_solution ? "solid solution"
                                            : "";
}

std::vector<DataTable> series_tables(const DiffractionSeriesRecord& record, const std::string& prefix) {
  std::vector<DataTable> all{pattern_table(record, prefix)};
  if (auto regions = region_table(record, prefix); regions.rows() > 0) {
    all.push_back(std::move(regions));
  }
  const auto ids = distinct_ids(record.series->phases);
  for (std::size_t p = 0; p < ids.size(); ++p) {
    all.push_back(phase_table(record, p, prefix + "phase-" + ids[p]));
  }
  return all;
}

}  // namespace nacre::report
