#include "support/pattern_files.hpp"

#include <cmath>

#include "support/pattern_rows.hpp"

namespace nacre::testing {

std::vector<PatternPoint> pattern_points() {
  std::vector<PatternPoint> points;
  for (int i = 0; i <= 120; ++i) {
    const double away = (i - 50) / 8.0;
    points.push_back({(1000 + 2 * i) / 100.0, std::round(50 + 1000 * std::exp(-away * away))});
  }
  return points;
}

double deviation(const PatternPoint& p) { return 2 * std::sqrt(p.counts); }

std::string each(const std::function<std::string(const PatternPoint&)>& row) {
  std::string text;
  for (const auto& p : pattern_points()) {
    text += row(p);
  }
  return text;
}

std::string in_lines(std::size_t per_line, const std::function<std::string(const PatternPoint&)>& field) {
  std::string text;
  std::size_t count = 0;
  for (const auto& p : pattern_points()) {
    text += field(p);
    text += ++count % per_line == 0 ? "\r\n" : "";
  }
  return text + (count % per_line == 0 ? "" : "\r\n");
}

std::vector<TextFile> all_pattern_files() {
  return {{"counts.gsas", gsas_counts_text()},  {"counters.cwn", gsas_counters_text(4)},
          {"esd.gsas", gsas_esd_text()},        {"synchrotron.fxye", gsas_fxye_text()},
          {"lhpm.dat", stepped_text()},         {"hrpt.dat", stepped_text_with_deviations()},
          {"blanks.xy", xy_text(" ", false)},   {"tabs.txt", xy_text("\t", true)},
          {"commas.csv", xy_text(",", true)},   {"three.xye", xye_text()},
          {"fit2d.chi", chi_text_of_pattern()}, {"pyfai_angle.dat", pyfai_text(false)},
          {"pyfai_q.dat", pyfai_text(true)},    {"fullprof.dat", xydata_text()},
          {"highscore.csv", highscore_text()},  {"malvern.xrdml", xrdml_text()},
          {"first.raw", bruker_raw_bytes(1)},   {"second.raw", bruker_raw_bytes(2)},
          {"third.raw", bruker_raw_bytes(3)},   {"fourth.raw", bruker_raw_bytes(4)},
          {"bruker.brml", brml_bytes()},        {"eva.raw", eva_raw_bytes()},
          {"frame.brml", brml_frame_bytes()},   {"counts.uxd", uxd_text(false)},
          {"pairs.uxd", uxd_text(true)},        {"rigaku.ras", ras_text()},
          {"rigaku.rasx", rasx_bytes()},        {"philips.udf", udf_text()},
          {"sietronics.cpi", cpi_text()}};
}

}  // namespace nacre::testing
