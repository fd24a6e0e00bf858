#include "nacre/report/gnuplot.hpp"

#include <fmt/core.h>

#include <chrono>
#include <string_view>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/process.hpp"
#include "nacre/report/plan.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

// The dates that cairo writes into a PDF are the only bytes that change from run to run; the year 1970 is as
// long, so that the table of offsets stays true.
void remove_dates(std::string& pdf) {
  const std::string_view key = "/CreationDate (D:";
  for (auto at = pdf.find(key); at != std::string::npos; at = pdf.find(key, at + key.size())) {
    const auto end = pdf.find(')', at);
    const std::string_view epoch = "19700101000000";
    if (end != std::string::npos && end - at - key.size() >= epoch.size()) {
      pdf.replace(at + key.size(), epoch.size(), epoch);
    }
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// A width in millimetres, fonts that every viewer has, and words for those who cannot see.
void finish_svg(std::string& svg, const Figure& figure, const Plan& plan) {
  replace_all(svg, fmt::format("width=\"{:.0f}\" height=\"{:.0f}\"", plan.width, plan.height),
              fmt::format("width=\"{:.2f}mm\" height=\"{:.2f}mm\" role=\"img\"", plan.width * 25.4 / 72,
                          plan.height * 25.4 / 72));
  replace_all(svg, "font-family=\"Arial\"",
              "font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\"");
  replace_all(svg, "<title>Gnuplot</title>", "<title>" + html(figure.title) + "</title>");
  const auto begin = svg.find("<desc>");
  const auto end = svg.find("</desc>");
  if (begin != std::string::npos && end != std::string::npos) {
    svg.replace(begin, end - begin, "<desc>" + html(figure.caption));
  }
}

}  // namespace

void draw_figure(const Figure& figure, const std::filesystem::path& folder, const std::string& gnuplot) {
  figure.check();
  const std::string script = figure.id + ".gp";
  write_file_atomic(folder / script, gnuplot_script(figure));
  ProcessResult result;
  try {
    // -d: no start-up files of the user's, which could change what is drawn.
    result = run_process({gnuplot, "-d", script}, folder, std::chrono::minutes(2));
  } catch (const Error& error) {
    throw Error(error.what(),
                "figures are drawn by gnuplot: install it (Debian: apt-get install gnuplot-nox)");
  }
  const auto svg_file = folder / (figure.id + ".svg");
  const auto pdf_file = folder / (figure.id + ".pdf");
  if (result.timed_out || result.exit_code != 0 || !std::filesystem::exists(svg_file) ||
      !std::filesystem::exists(pdf_file)) {
    throw Error(fmt::format("gnuplot could not draw figure {} ({})", figure.id,
                            result.timed_out ? "it took longer than two minutes" : clean(result.output)),
                "gnuplot 5.4 or newer with the terminals svg and pdfcairo is needed (Debian: gnuplot-nox)");
  }
  std::string svg = read_file(svg_file);
  finish_svg(svg, figure, plan(figure));
  write_file_atomic(svg_file, svg);
  std::string pdf = read_file(pdf_file);
  remove_dates(pdf);
  write_file_atomic(pdf_file, pdf);
}

}  // namespace nacre::report
