#include "nacre/report/html.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/plotly.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

constexpr std::size_t most_rows_shown = 200;  // longer tables go on in their CSV file

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string head(const std::string& title, const std::string& base) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" "
      "href=\"{}assets/report.css\">\n</head>\n",
      html(title), base);
}

std::string scripts(const std::string& base) {
  return fmt::format(
      "<script src=\"{0}assets/plotly.min.js\"></script>\n<script src=\"{0}assets/report.js\"></script>\n",
      base);
}

std::string paragraphs(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) {
    out += "<p>" + html_raised(text) + "</p>\n";
  }
  return out;
}

// A wide figure is a strip unless it asks to be higher.
const char* width_class(const Figure& figure) {
  return figure.width == Width::single ? "single" : figure.aspect > 0.5 ? "full tall" : "full";
}

// Columns of unlike widths, where the screen is wide enough for columns at all.
std::string column_style(const Figure& figure) {
  std::string tracks;
  for (const double share : figure.column_shares) {
    tracks += fmt::format(" minmax(0, {:g}fr)", share);
  }
  return tracks.empty() ? "" : fmt::format(" style=\"--columns:{}\"", tracks);
}

std::string figure_html(const Figure& figure, std::size_t number, const std::string& base,
                        const char* heading) {
  std::string plots;
  for (const auto& panel : figure.panels) {
    plots += fmt::format(
        "<div>{}<div class=\"plot\"></div></div>",
        panel.title.empty() ? "" : "<p class=\"panel-title\">" + html_raised(panel.title) + "</p>");
  }
  const std::string files = base + "figures/" + figure.id;
  const std::string own_page = base.empty() ? fmt::format("<a href=\"{}.html\">Interactive</a>", files) : "";
  return fmt::format(
      "<figure class=\"figure {0}\" id=\"{1}\">\n<{9} class=\"figure-title\">{2}</{9}>\n"
      "<div class=\"plots columns-{3}\"{12} role=\"img\" aria-label=\"{4}\">{5}</div>\n"
      "<img class=\"printed\" src=\"{6}.svg\" alt=\"{4}\">\n"
      "<script type=\"application/json\">{7}</script>\n"
      "<figcaption><b>Figure {10}.</b> {8}</figcaption>\n"
      "<p class=\"downloads\">{11}<a href=\"{6}.svg\">SVG</a><a href=\"{6}.pdf\">PDF</a>"
      "<a href=\"{6}.csv\">CSV</a><a href=\"{6}.gp\">gnuplot</a></p>\n</figure>\n",
      width_class(figure), figure.id, html_raised(figure.title), std::min<std::size_t>(figure.columns, 3),
      html(alternative_text(figure)), plots, files, script_safe(dump(to_plotly(figure))),
      html_raised(figure.caption), heading, number, own_page, column_style(figure));
}

int decimals_of(const TableColumn& column) {
  double largest = 0;
  bool whole = true;
  for (const double value : column.values) {
    if (std::isfinite(value)) {
      largest = std::max(largest, std::fabs(value));
      whole = whole && value == std::round(value);
    }
  }
  if (whole || largest == 0) {
    return 0;
  }
  return std::clamp(4 - static_cast<int>(std::floor(std::log10(largest))), 0, 7);
}

std::string table_html(const DataTable& table, std::size_t number) {
  std::string out = fmt::format(
      "<figure class=\"table\" id=\"{}\">\n<figcaption><b>Table {}.</b> {}{}</figcaption>\n", table.id,
      number, html_raised(table.title), table.caption.empty() ? "" : ". " + html_raised(table.caption));
  out += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n<thead><tr>",
      html(table.title));
  for (const auto& column : table.columns) {
    out += fmt::format(
        "<th scope=\"col\"{}>{}{}</th>", column.texts.empty() ? "" : " class=\"text\"",
        html_raised(column.label),
        column.unit.empty() ? "" : "<br><span class=\"unit\">" + html_raised(column.unit) + "</span>");
  }
  out += "</tr></thead>\n<tbody>\n";
  std::vector<int> decimals;
  for (const auto& column : table.columns) {
    decimals.push_back(column.decimals.value_or(decimals_of(column)));
  }
  const std::size_t shown = std::min(table.rows(), most_rows_shown);
  for (std::size_t row = 0; row < shown; ++row) {
    const bool marked =
        std::find(table.marked_rows.begin(), table.marked_rows.end(), row) != table.marked_rows.end();
    out += marked ? "<tr class=\"marked\">" : "<tr>";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const auto& column = table.columns[c];
      if (!column.texts.empty()) {
        const std::size_t size = length(column.texts[row]);
        out += fmt::format("<td class=\"text{}\">{}</td>",
                           size > 40   ? " long"
                           : size > 18 ? ""
                                       : " short",
                           html_raised(column.texts[row]));
      } else if (!column.std.empty() && std::isfinite(column.std[row])) {
        out += "<td>" + html(with_uncertainty(column.values[row], column.std[row])) + "</td>";
      } else {
        out += "<td>" + html(decimal(column.values[row], decimals[c])) + "</td>";
      }
    }
    out += "</tr>\n";
  }
  out += "</tbody>\n</table></div>\n<p class=\"downloads\">";
  if (shown < table.rows()) {
    out += fmt::format("<span>{} of {} rows shown; all are in the file.</span>", shown, table.rows());
  }
  return out + fmt::format("<a href=\"tables/{}.csv\">CSV</a></p>\n</figure>\n", table.id);
}

std::string key_numbers(const std::vector<KeyNumber>& numbers) {
  if (numbers.empty()) {
    return "";
  }
  std::string out = "<dl class=\"numbers\">\n";
  for (const auto& number : numbers) {
    const std::string value = std::isfinite(number.std) ? with_uncertainty(number.value, number.std)
                                                        : significant(number.value, number.digits);
    out += fmt::format(
        "<div><dt>{}</dt><dd><b>{}</b>{}{}</dd></div>\n", html_raised(number.label), html_raised(value),
        number.unit.empty() ? "" : " <span class=\"unit\">" + html_raised(number.unit) + "</span>",
        number.note.empty() ? "" : "<small>" + html_raised(number.note) + "</small>");
  }
  return out + "</dl>\n";
}

std::string warnings(const std::vector<std::string>& texts) {
  if (texts.empty()) {
    return "";
  }
  std::string out = fmt::format(
      "<section class=\"warnings\" aria-labelledby=\"warnings\">\n<h2 id=\"warnings\">{} "
      "warning{}</h2>\n<ul>\n",
      texts.size(), texts.size() == 1 ? "" : "s");
  for (const auto& text : texts) {
    out += "<li>" + html_raised(text) + "</li>\n";
  }
  return out + "</ul>\n</section>\n";
}

std::string option_value(const Json& value) {
  if (value.is_null()) {
    return "not given";
  }
  return html(value.is_string() ? value.get<std::string>() : dump(value));
}

std::string methods(const std::vector<Method>& list) {
  std::string out = "<section aria-labelledby=\"methods\">\n<h2 id=\"methods\">Methods</h2>\n";
  for (const auto& method : list) {
    out += "<h3>" + html_raised(method.title) + "</h3>\n" + paragraphs(method.paragraphs);
    if (!method.options.empty()) {
      out += "<details><summary>Every option with its value</summary>\n<dl class=\"options\">\n";
      for (const auto& [key, value] : method.options.items()) {
        out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html(key), option_value(value));
      }
      out += "</dl>\n</details>\n";
    }
  }
  return out + "</section>\n";
}

std::string provenance(const Document& document) {
  const auto& from = document.provenance;
  std::string out = "<section aria-labelledby=\"provenance\">\n<h2 id=\"provenance\">Provenance</h2>\n";
  out += fmt::format(
      "<p>Made by nacre {} (sources {}) with <code>{}</code>. The folder is a research object: "
      "<a href=\"ro-crate-metadata.json\">ro-crate-metadata.json</a> names every file in it with its "
      "SHA-256, and "
      "<a href=\"result.json\">result.json</a> holds the numbers.</p>\n",
      html(from.version), html(from.source_digest), html(from.command));
  if (!from.inputs.empty()) {
    out +=
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Input files\"><table>\n<thead><tr>"
        "<th scope=\"col\" class=\"text\">Input</th><th scope=\"col\" class=\"text\">Reader</th>"
        "<th scope=\"col\">Size<br><span class=\"unit\">bytes</span></th>"
        "<th scope=\"col\" class=\"text\">SHA-256</th></tr></thead>\n<tbody>\n";
    for (const auto& input : from.inputs) {
      out += fmt::format(
          "<tr><td class=\"text\">{}</td><td class=\"text\">{}</td><td>{}</td><td class=\"text "
          "hash\">{}</td></tr>\n",
          html(input.file), html(input.reader), input.bytes, html(input.sha256));
    }
    out += "</tbody>\n</table></div>\n";
  }
  return out + "</section>\n";
}

std::string contents(const Document& document) {
  std::string out = "<nav aria-label=\"Contents\"><ul>\n";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    out += fmt::format("<li><a href=\"#section-{}\">{}</a></li>\n", i + 1,
                       html_raised(document.sections[i].title));
  }
  return out +
         "<li><a href=\"#methods\">Methods</a></li>\n<li><a "
         "href=\"#provenance\">Provenance</a></li>\n</ul></nav>\n";
}

}  // namespace

std::string alternative_text(const Figure& figure) {
  std::string out = figure.title;
  for (const auto& panel : figure.panels) {
    out += fmt::format(". {} against {}", panel.y.heading(), panel.x.heading());
    std::string names;
    for (const auto& series : panel.series) {
      if (series.in_legend && !series.name.empty()) {
        names += (names.empty() ? ": " : ", ") + series.name;
      }
    }
    out += names;
  }
  return out;
}

std::string index_page(const Document& document) {
  std::string out = head(document.title, "");
  out += fmt::format("<body>\n<header><div>\n<h1>{}</h1>\n{}</div></header>\n<main>\n",
                     html_raised(document.title),
                     document.subtitle.empty() ? "" : "<p>" + html_raised(document.subtitle) + "</p>\n");
  out += warnings(document.warnings);
  if (!document.description.empty()) {
    out += "<p class=\"description\">" + html_raised(document.description) + "</p>\n";
  }
  out += contents(document);
  out +=
      "<noscript><p>The interactive figures need JavaScript; the same figures lie in the folder figures as "
      "SVG and "
      "PDF.</p></noscript>\n";
  std::size_t figure_number = 0;
  std::size_t table_number = 0;
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    const Section& section = document.sections[i];
    const std::string id = fmt::format("section-{}", i + 1);
    out += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id,
                       html_raised(section.title));
    out += paragraphs(section.paragraphs) + key_numbers(section.key_numbers);
    if (!section.figures.empty()) {
      out += "<div class=\"figures\">\n";
      for (const auto& figure : section.figures) {
        out += figure_html(figure, ++figure_number, "", "h3");
      }
      out += "</div>\n";
    }
    for (const auto& table : section.tables) {
      out += table_html(table, ++table_number);
    }
    out += "</section>\n";
  }
  out += methods(document.methods) + provenance(document);
  return out + "</main>\n" + scripts("") + "</body>\n</html>\n";
}

std::string figure_page(const Figure& figure, std::size_t number) {
  return head(figure.title, "../") + "<body class=\"alone\">\n<main>\n" +
         figure_html(figure, number, "../", "h1") + "</main>\n" + scripts("../") + "</body>\n</html>\n";
}

}  // namespace nacre::report
