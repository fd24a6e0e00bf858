#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "nacre/report/gnuplot.hpp"
#include "nacre/report/plan.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

constexpr std::size_t longest_name = 44;
constexpr std::size_t crowded = 80;  // from so many points on, symbols are small

int point_type(Symbol symbol, bool open) {
  switch (symbol) {
    case Symbol::circle:
      return open ? 6 : 7;
    case Symbol::square:
      return open ? 4 : 5;
    case Symbol::diamond:
      return open ? 12 : 13;
    case Symbol::triangle:
      return open ? 8 : 9;
    case Symbol::triangle_down:
      return open ? 10 : 11;
  }
  return 7;
}

int dash_type(Dash dash) { return dash == Dash::solid ? 1 : dash == Dash::dashed ? 2 : 3; }

std::string data_name(std::size_t panel, const char* kind, std::size_t index) {
  return fmt::format("$p{}{}{}", panel, kind, index);
}

// A blank line breaks the curve; several would start a new data set, so that gaps are never doubled.
std::string block(const std::string& name, const std::vector<const std::vector<double>*>& columns) {
  std::string out = name + " << EOD\n";
  bool gap = true;
  bool any = false;
  for (std::size_t i = 0; i < columns[0]->size(); ++i) {
    const bool finite = std::all_of(columns.begin(), columns.end(),
                                    [i](const auto* column) { return std::isfinite((*column)[i]); });
    if (!finite) {
      out += gap ? "" : "\n";
      gap = true;
      continue;
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      out += fmt::format("{}{:.7g}", c == 0 ? "" : " ", (*columns[c])[i]);
    }
    out += "\n";
    gap = false;
    any = true;
  }
  return out +
         (any ? ""
              : "NaN" + std::string(columns.size() > 1 ? " NaN" : "") + (columns.size() > 2 ? " NaN" : "") +
                    "\n") +
         "EOD\n";
}

std::string data_blocks(const Figure& figure) {
  std::string out;
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    for (std::size_t i = 0; i < panel.bands.size(); ++i) {
      const Band& band = panel.bands[i];
      out += block(data_name(p, "band", i), {&band.x, &band.lower, &band.upper});
    }
    for (std::size_t i = 0; i < panel.series.size(); ++i) {
      const Series& series = panel.series[i];
      std::vector<const std::vector<double>*> columns{&series.x, &series.y};
      if (!series.y_std.empty()) {
        columns.push_back(&series.y_std);
      }
      out += block(data_name(p, "series", i), columns);
    }
    if (panel.map) {
      std::vector<double> xs;
      std::vector<double> ys;
      for (const double y : panel.map->y) {
        for (const double x : panel.map->x) {
          xs.push_back(x);
          ys.push_back(y);
        }
      }
      out += data_name(p, "map", 0) + " << EOD\n";
      for (std::size_t i = 0; i < xs.size(); ++i) {
        const double z = panel.map->z[i];
        out += fmt::format("{:.7g} {:.7g} {}\n", xs[i], ys[i],
                           std::isfinite(z) ? fmt::format("{:.7g}", z) : "NaN");
      }
      out += "EOD\n";
    }
  }
  return out;
}

std::vector<std::string> plot_items(const Panel& panel, std::size_t p) {
  std::vector<std::string> items;
  if (panel.map) {
    items.push_back(data_name(p, "map", 0) + " using 1:2:3 with image notitle");
  }
  for (std::size_t i = 0; i < panel.bands.size(); ++i) {
    const Band& band = panel.bands[i];
    items.push_back(
        fmt::format("{} using 1:2:3 with filledcurves fc rgb '{}' fs transparent solid 0.2 noborder notitle",
                    data_name(p, "band", i), hex(band.colour)));
  }
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& series = panel.series[i];
    if (series.line_width <= 0 && !series.symbol && series.y_std.empty()) {
      continue;  // its labels are all that is drawn of it
    }
    const std::string axes = series.secondary ? "axes x1y2 " : "";
    const std::string colour = fmt::format("lc rgb '{}'", hex(series.colour));
    const std::string name = data_name(p, "series", i);
    const std::string style = series.line_width > 0
                                  ? fmt::format("lw {:.2f} dt {}", series.line_width, dash_type(series.dash))
                                  : std::string("lw 0.8");
    if (!series.y_std.empty()) {
      items.push_back(fmt::format("{} using 1:($2-$3):(0):(2*$3) {}with vectors nohead {} lw 0.7 notitle",
                                  name, axes, colour));
    }
    const std::string points = series.symbol
                                   ? fmt::format(" pt {} ps {}", point_type(*series.symbol, series.open),
                                                 series.x.size() > crowded ? 0.3 : 0.45)
                                   : "";
    const char* with = series.symbol ? (series.line_width > 0 ? "linespoints" : "points") : "lines";
    items.push_back(
        fmt::format("{} using 1:2 {}with {} {} {}{} notitle", name, axes, with, colour, style, points));
  }
  if (panel.colour_bar && !panel.map) {
    items.push_back("NaN with lines lc palette notitle");
  }
  return items;
}

std::string tick_commands(const std::string& name, const Axis& axis, const Ticks& ticks,
                          const std::string& mirror) {
  std::string out = fmt::format("set {}range [{:.9g}:{:.9g}] noextend\n", name, ticks.lower, ticks.upper);
  const std::string colour = axis.colour ? fmt::format(" tc rgb '{}'", hex(*axis.colour)) : "";
  if (!axis.categories.empty()) {
    out += fmt::format("set {}tics {} scale 0.6 (", name, mirror);
    for (std::size_t i = 0; i < axis.categories.size(); ++i) {
      out += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_string(axis.categories[i]), i);
    }
    return out + ")\n";
  }
  if (!ticks.marks.empty()) {
    out += fmt::format("set logscale {0}\nset {0}tics {1} scale 0.6,0.3{2} (", name, mirror, colour);
    for (std::size_t i = 0; i < ticks.marks.size(); ++i) {
      out += fmt::format("{0}'{1:g}' {1:g}", i == 0 ? "" : ", ", ticks.marks[i]);
    }
    return out + ")\n";
  }
  if (axis.scale == Scale::logarithmic && ticks.step > 1) {
    // Labels at every second or third decade, small ticks at those between: gnuplot would divide linearly.
    out += fmt::format("set logscale {0}\nset format {0} '10^{{%T}}'\nset {0}tics {1} scale 0.6,0.3{2} (",
                       name, mirror, colour);
    const int first = static_cast<int>(std::ceil(std::log10(ticks.lower) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(ticks.upper) + 1e-9));
    const int step = static_cast<int>(ticks.step);
    for (int decade = first; decade <= last; ++decade) {
      const bool labelled = decade % step == 0;
      out += fmt::format("{}{}1e{}{}", decade == first ? "" : ", ", labelled ? "" : "'' ", decade,
                         labelled ? "" : " 1");
    }
    return out + ")\n";
  }
  if (axis.scale == Scale::logarithmic) {
    return out + fmt::format(
                     "set logscale {0}\nset format {0} '10^{{%T}}'\nset {0}tics {1} scale 0.6,0.3 "
                     "{2:g}{3}\nset m{0}tics 10\n",
                     name, mirror, std::pow(10.0, ticks.step), colour);
  }
  return out +
         fmt::format("set format {0} '%.{1}f'\nset {0}tics {2} scale 0.6,0.3 {3:.9g}{4}\nset m{0}tics {5}\n",
                     name, ticks.decimals, mirror, ticks.step, colour, axis.whole && ticks.step == 1 ? 1 : 2);
}

// Labels of axes stand at places of their own: gnuplot puts them beside tick labels whose widths its
// terminals judge differently.
struct Spot {
  double x, y;
};

std::string label_command(int tag, const std::string& text, const std::optional<Colour>& colour, Spot spot,
                          const Plan& plan, const std::string& how) {
  return fmt::format("set label {} {} at screen {:.5f},{:.5f} center {}{}\n", tag, gnuplot_string(text),
                     spot.x / plan.width, spot.y / plan.height, how,
                     colour ? fmt::format(" tc rgb '{}'", hex(*colour)) : "");
}

std::string palette() {
  std::string out = "set palette defined (";
  for (int i = 0; i <= 9; ++i) {
    out += fmt::format("{}{} '{}'", i == 0 ? "" : ", ", i, hex(sequential(i / 9.0)));
  }
  return out + ")\n";
}

std::string colour_bar_commands(const ColourBar& bar, const Box& frame, const Plan& plan) {
  const Axis axis{bar.label, "", Scale::linear, bar.lower, bar.upper};
  const Ticks scale = ticks(axis, {bar.lower, bar.upper}, 5);
  const double right = frame.right + colour_bar_gap + colour_bar_width;
  return palette() +
         fmt::format(
             "set cbrange [{:.9g}:{:.9g}]\nset format cb '%.{}f'\nset cbtics scale 0.4 {:.9g} offset -0.6,0\n"
             "set colorbox user origin screen {:.5f},{:.5f} size screen {:.5f},{:.5f} border\n",
             bar.lower, bar.upper, scale.decimals, scale.step, (right - colour_bar_width) / plan.width,
             frame.bottom / plan.height, colour_bar_width / plan.width,
             (frame.top - frame.bottom) / plan.height) +
         label_command(5, bar.label, {},
                       {right + axis_margin(scale, axis) - label_inset, (frame.bottom + frame.top) / 2}, plan,
                       "rotate by 90");
}

std::string legend_commands(const Legend& legend, const Box& frame, const Plan& plan) {
  std::string out = "unset key\nunset arrow\nunset object\n";
  for (std::size_t i = 0; i < legend.entries.size(); ++i) {
    const LegendEntry& entry = legend.entries[i];
    const double x = frame.left + entry.x;
    const double y = frame.top + 6 + static_cast<double>(legend.rows - 1 - entry.row) * line_height;
    const auto at = [&](double to_right, double up) {
      return fmt::format("screen {:.5f},{:.5f}", (x + to_right) / plan.width, (y + up) / plan.height);
    };
    const std::string colour = hex(entry.colour);
    if (entry.band) {
      out +=
          fmt::format("set object {} rectangle from {} to {} fc rgb '{}' fs transparent solid 0.2 noborder\n",
                      i + 1, at(0, -3), at(legend_sample, 3), colour);
    }
    if (entry.line_width > 0) {
      out += fmt::format("set arrow {} from {} to {} nohead lc rgb '{}' lw {:.2f} dt {}\n", i + 1, at(0, 0),
                         at(legend_sample, 0), colour, entry.line_width, dash_type(entry.dash));
    }
    if (entry.symbol) {
      out += fmt::format("set label {} '' at {} point pt {} ps 0.45 lc rgb '{}'\n", 100 + 2 * i,
                         at(legend_sample / 2, 0), point_type(*entry.symbol, entry.open), colour);
    }
    out += fmt::format("set label {} {} at {} left font ',{}'\n", 101 + 2 * i, gnuplot_string(entry.name),
                       at(legend_sample + 4, 0), legend_text_size);
  }
  return out;
}

std::string point_labels(const Panel& panel) {
  std::string out;
  int tag = 1000;
  for (const auto& series : panel.series) {
    for (std::size_t i = 0; i < series.labels.size(); ++i) {
      const auto& label = series.labels[i];
      const char* align = label.right > 0 ? "left" : label.right < 0 ? "right" : "center";
      if (!label.text.empty() && std::isfinite(series.x[i]) && std::isfinite(series.y[i])) {
        out += fmt::format(
            "set label {} {} at {} {:.7g},{:.7g} {} offset {:.1f},{:.1f} front font ',6' tc rgb '{}'\n",
            tag++, gnuplot_string(label.text), series.secondary ? "second" : "first", series.x[i],
            series.y[i], align, 0.7 * label.right, 0.6 * label.up, hex(series.colour));
      }
    }
  }
  return out;
}

std::string panel_commands(const Figure& figure, std::size_t p, const Plan& plan) {
  const Panel& panel = figure.panels[p];
  const PanelPlace& place = plan.panels[p];
  const Box& frame = place.frame;
  std::string out = fmt::format(
      "set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\nset bmargin at screen {:.5f}\nset tmargin "
      "at screen {:.5f}\n",
      frame.left / plan.width, frame.right / plan.width, frame.bottom / plan.height, frame.top / plan.height);
  out += "unset logscale\nunset y2tics\nunset my2tics\nunset label\nunset colorbox\nset size noratio\n";
  const double middle = (frame.left + frame.right) / 2;
  const double half_way = (frame.bottom + frame.top) / 2;
  out += tick_commands("x", panel.x, place.x, "mirror") +
         label_command(1, panel.x.heading(), panel.x.colour,
                       {middle, frame.bottom - place.bottom + label_inset}, plan, "");
  out += tick_commands("y", panel.y, place.y, panel.secondary ? "nomirror" : "mirror") +
         label_command(2, panel.y.heading(), panel.y.colour,
                       {frame.left - axis_margin(place.y, panel.y) + label_inset, half_way}, plan,
                       "rotate by 90");
  if (panel.secondary) {
    out +=
        tick_commands("y2", *panel.secondary, place.secondary, "") +
        label_command(3, panel.secondary->heading(), panel.secondary->colour,
                      {frame.right + axis_margin(place.secondary, *panel.secondary) - label_inset, half_way},
                      plan, "rotate by 90");
  }
  if (panel.equal_aspect) {
    out += "set size ratio -1\n";
  }
  if (panel.colour_bar) {
    out += colour_bar_commands(*panel.colour_bar, frame, plan);
  }
  if (!panel.title.empty()) {
    const double legend =
        static_cast<double>(place.legend.rows) * line_height + (place.legend.rows > 0 ? 2 : 0);
    out += label_command(4, shortened(panel.title, longest_name), {}, {middle, frame.top + legend + 7}, plan,
                         "");
  }
  out += legend_commands(place.legend, frame, plan) + point_labels(panel);
  out += "plot ";
  const auto items = plot_items(panel, p);
  for (std::size_t i = 0; i < items.size(); ++i) {
    out += (i == 0 ? "" : ", \\\n     ") + items[i];
  }
  return out + (items.empty() ? "NaN notitle\n" : "\n");
}

}  // namespace

std::string gnuplot_script(const Figure& figure) {
  const Plan layout = plan(figure);
  std::string panels;
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    panels += panel_commands(figure, p, layout);
  }
  std::string out = "# Draws one figure of a report of nacre as SVG and PDF: gnuplot " + figure.id + ".gp\n" +
                    "set encoding utf8\nset minussign\n" + data_blocks(figure);
  const auto pass = [&](const std::string& terminal, const std::string& extension) {
    out += fmt::format(
        "reset\nset terminal {}\nset output '{}.{}'\nset minussign\nset border lw 0.7\nset multiplot\n{}"
        "unset multiplot\nset output\n",
        terminal, figure.id, extension, panels);
  };
  pass(fmt::format("svg enhanced size {:.0f},{:.0f} font 'Arial,{}' background '#ffffff'", layout.width,
                   layout.height, font_size),
       "svg");
  pass(fmt::format("pdfcairo enhanced size {:.4f}in,{:.4f}in font 'Arial,{}' fontscale 0.75 linewidth 2 "
                   "pointscale 1.1",
                   layout.width / 72, layout.height / 72, font_size),
       "pdf");
  return out;
}

}  // namespace nacre::report
