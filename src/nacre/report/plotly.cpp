#include "nacre/report/plotly.hpp"

#include <fmt/core.h>

#include <cmath>
#include <string>
#include <vector>

#include "nacre/report/text.hpp"
#include "nacre/report/ticks.hpp"

namespace nacre::report {
namespace {

constexpr const char* ink = "#1c2733";
constexpr const char* faint = "#eef1f4";
constexpr std::size_t longest_name = 34;  // in a legend on a phone; hovering shows all of it
constexpr double pixels_per_point = 1.5;  // screens show thin lines badly

const char* symbol_name(Symbol symbol) {
  switch (symbol) {
    case Symbol::circle:
      return "circle";
    case Symbol::square:
      return "square";
    case Symbol::diamond:
      return "diamond";
    case Symbol::triangle:
      return "triangle-up";
    case Symbol::triangle_down:
      return "triangle-down";
  }
  return "circle";
}

const char* dash_name(Dash dash) {
  return dash == Dash::solid ? "solid" : dash == Dash::dashed ? "dash" : "dot";
}

std::string translucent(Colour colour, double opacity) {
  return fmt::format("rgba({},{},{},{})", colour.red, colour.green, colour.blue, opacity);
}

// Values that JSON and the scale can show; null breaks the line.
Json numbers(const std::vector<double>& values, Scale scale) {
  Json out = Json::array();
  for (const double value : values) {
    const bool shown = std::isfinite(value) && (scale == Scale::linear || value > 0);
    out.push_back(shown ? Json(value) : Json(nullptr));
  }
  return out;
}

std::string legend_name(const std::string& name) { return html_raised(shortened(name, longest_name)); }

std::string quantity_in_hover(const Axis& axis, const std::string& variable) {
  const std::string unit = axis.unit.empty() ? "" : " " + html_raised(axis.unit);
  const std::string label = html_raised(axis.label);
  return axis.categories.empty() ? fmt::format("{}: %{{{}:.5~g}}{}", label, variable, unit)
                                 : fmt::format("{}: %{{{}}}", label, variable);
}

Json trace(const Panel& panel, const Series& series) {
  const Axis& y_axis = series.secondary ? *panel.secondary : panel.y;
  const bool line = series.line_width > 0;
  Json out{{"type", "scatter"},
           {"mode", line && series.symbol ? "lines+markers"
                    : line                ? "lines"
                    : series.symbol       ? "markers"
                                          : "none"},
           {"name", legend_name(series.name)},
           {"meta", html_raised(series.name)},
           {"x", numbers(series.x, panel.x.scale)},
           {"y", numbers(series.y, y_axis.scale)},
           {"connectgaps", false},
           {"showlegend", series.in_legend && !series.name.empty()}};
  if (line) {
    out["line"] = {{"color", hex(series.colour)},
                   {"width", series.line_width * pixels_per_point},
                   {"dash", dash_name(series.dash)}};
  }
  if (series.symbol) {
    out["marker"] = {{"color", hex(series.colour)},
                     {"size", series.x.size() > 80 ? 4 : 6},
                     {"symbol", std::string(symbol_name(*series.symbol)) + (series.open ? "-open" : "")},
                     {"line", {{"width", 1.5}, {"color", hex(series.colour)}}}};
  }
  if (!series.labels.empty()) {
    out["mode"] = line || series.symbol ? out["mode"].get<std::string>() + "+text" : "text";
    for (const auto& label : series.labels) {
      out["text"].push_back(label.text);
      out["textposition"].push_back(std::string(label.up > 0   ? "top "
                                                : label.up < 0 ? "bottom "
                                                               : "middle ") +
                                    (label.right > 0   ? "right"
                                     : label.right < 0 ? "left"
                                                       : "center"));
    }
    out["textfont"] = {{"size", 10}, {"color", hex(series.colour)}};
  }
  if (!series.y_std.empty()) {
    out["error_y"] = {{"type", "data"},
                      {"array", numbers(series.y_std, Scale::linear)},
                      {"color", hex(series.colour)},
                      {"thickness", 1},
                      {"width", 3}};
  }
  if (series.secondary) {
    out["yaxis"] = "y2";
  }
  const std::string heading = series.name.empty() ? "" : "<b>%{fullData.meta}</b><br>";
  out["hovertemplate"] =
      heading + quantity_in_hover(panel.x, "x") + "<br>" + quantity_in_hover(y_axis, "y") + "<extra></extra>";
  return out;
}

void add_band(Json& data, const Panel& panel, const Band& band) {
  const Json xs = numbers(band.x, panel.x.scale);
  const Json edge{{"width", 0}};
  data.push_back({{"type", "scatter"},
                  {"mode", "lines"},
                  {"x", xs},
                  {"y", numbers(band.lower, panel.y.scale)},
                  {"line", edge},
                  {"hoverinfo", "skip"},
                  {"showlegend", false}});
  data.push_back({{"type", "scatter"},
                  {"mode", "lines"},
                  {"name", legend_name(band.name)},
                  {"x", xs},
                  {"y", numbers(band.upper, panel.y.scale)},
                  {"line", edge},
                  {"fill", "tonexty"},
                  {"fillcolor", translucent(band.colour, 0.2)},
                  {"hoverinfo", "skip"},
                  {"showlegend", !band.name.empty()}});
}

Json colour_scale() {
  Json scale = Json::array();
  for (int i = 0; i <= 9; ++i) {
    const double fraction = i / 9.0;
    scale.push_back({fraction, hex(sequential(fraction))});
  }
  return scale;
}

Json colour_bar(const ColourBar& bar) {
  return {{"title", {{"text", html_raised(bar.label)}, {"side", "right"}}},
          {"thickness", 12},
          {"outlinewidth", 0},
          {"ticks", "outside"},
          {"len", 1},
          {"lenmode", "fraction"}};
}

// A trace without points, whose only purpose is to bring the colour bar.
Json colour_bar_trace(const ColourBar& bar) {
  return {{"type", "scatter"},
          {"mode", "markers"},
          {"x", {nullptr}},
          {"y", {nullptr}},
          {"showlegend", false},
          {"hoverinfo", "skip"},
          {"marker",
           {{"color", {bar.lower}},
            {"cmin", bar.lower},
            {"cmax", bar.upper},
            {"colorscale", colour_scale()},
            {"showscale", true},
            {"colorbar", colour_bar(bar)}}}};
}

Json map_trace(const Map& map, const ColourBar& bar) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < map.y.size(); ++row) {
    const auto begin = map.z.begin() + static_cast<std::ptrdiff_t>(row * map.x.size());
    rows.push_back(numbers({begin, begin + static_cast<std::ptrdiff_t>(map.x.size())}, Scale::linear));
  }
  return {{"type", "heatmap"},
          {"x", map.x},
          {"y", map.y},
          {"z", rows},
          {"zmin", bar.lower},
          {"zmax", bar.upper},
          {"colorscale", colour_scale()},
          {"colorbar", colour_bar(bar)}};
}

Json axis(const Axis& from, const Ticks& ticks) {
  const std::string colour = from.colour ? hex(*from.colour) : ink;
  Json out{{"title",
            {{"text", html_raised(from.heading())},
             {"standoff", 10},
             {"font", {{"color", colour}, {"size", 13}}}}},
           {"type", from.scale == Scale::logarithmic ? "log" : "linear"},
           {"showline", true},
           {"linecolor", ink},
           {"linewidth", 1},
           {"mirror", true},
           {"ticks", "inside"},
           {"ticklen", 5},
           {"tickcolor", ink},
           {"tickfont", {{"color", colour}}},
           {"gridcolor", faint},
           {"zeroline", false},
           {"automargin", true}};
  if (from.scale == Scale::logarithmic) {
    out["exponentformat"] = "power";
    out["dtick"] = 1;
  }
  if (!from.categories.empty()) {
    Json names = Json::array();
    Json places = Json::array();
    for (std::size_t i = 0; i < from.categories.size(); ++i) {
      places.push_back(i);
      names.push_back(html_raised(from.categories[i]));
    }
    out["tickmode"] = "array";
    out["tickvals"] = places;
    out["ticktext"] = names;
  }
  if (from.whole) {
    out["dtick"] = ticks.step;
  }
  const auto limit = [&](double value) {
    return from.scale == Scale::logarithmic ? std::log10(value) : value;
  };
  out["range"] = {limit(ticks.lower), limit(ticks.upper)};
  return out;
}

Json layout(const Panel& panel) {
  const PanelTicks places = ticks(panel, 6);
  Json out{
      {"autosize", true},
      {"margin", {{"l", 60}, {"r", panel.secondary ? 60 : 14}, {"t", 14}, {"b", 50}}},
      {"paper_bgcolor", "#ffffff"},
      {"plot_bgcolor", "#ffffff"},
      {"font", {{"family", "Helvetica, Arial, 'Liberation Sans', sans-serif"}, {"size", 13}, {"color", ink}}},
      {"hovermode", "closest"},
      {"hoverlabel", {{"bgcolor", "#ffffff"}, {"font", {{"color", ink}}}, {"namelength", -1}}},
      {"legend",
       {{"orientation", "h"},
        {"x", 0},
        {"xanchor", "left"},
        {"y", 1.02},
        {"yanchor", "bottom"},
        {"font", {{"size", 12}}}}},
      {"xaxis", axis(panel.x, places.x)},
      {"yaxis", axis(panel.y, places.y)}};
  if (panel.secondary) {
    out["yaxis"]["mirror"] = false;
    out["yaxis2"] = axis(*panel.secondary, places.secondary);
    out["yaxis2"]["overlaying"] = "y";
    out["yaxis2"]["tickmode"] = "auto";  // round numbers, rather than those beside the ticks on the left
    out["yaxis2"]["side"] = "right";
    out["yaxis2"]["mirror"] = false;
    out["yaxis2"]["showgrid"] = false;
  }
  if (panel.equal_aspect) {
    out["yaxis"]["scaleanchor"] = "x";
    out["yaxis"]["scaleratio"] = 1;
  }
  return out;
}

}  // namespace

Json to_plotly(const Figure& figure) {
  Json panels = Json::array();
  for (const auto& panel : figure.panels) {
    Json data = Json::array();
    for (const auto& band : panel.bands) {
      add_band(data, panel, band);
    }
    if (panel.map) {
      data.push_back(map_trace(*panel.map, *panel.colour_bar));
    }
    for (const auto& series : panel.series) {
      data.push_back(trace(panel, series));
    }
    if (panel.colour_bar && !panel.map) {
      data.push_back(colour_bar_trace(*panel.colour_bar));
    }
    panels.push_back({{"data", data}, {"layout", layout(panel)}});
  }
  return {{"panels", panels}, {"shared_x", figure.shared_x}};
}

}  // namespace nacre::report
