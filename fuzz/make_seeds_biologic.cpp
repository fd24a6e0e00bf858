#include "make_seeds.hpp"
#include "support/biologic_files.hpp"

namespace nacre::fuzz {

void make_biologic_seeds(const std::filesystem::path& folder) {
  for (const std::uint32_t version : {0U, 2U, 3U, 10U, 11U}) {
    write_seed(folder, "biologic_mpr_fuzz", "gcpl_" + std::to_string(version) + ".mpr",
               testing::write_mpr(testing::synthetic_gcpl(8, version)));
  }
  auto file = testing::synthetic_gcpl(8);
  file.loops = {0, 4, 8};
  file.columns.push_back({777, 'f', std::vector<double>(8, 1)});
  write_seed(folder, "biologic_mpr_fuzz", "unknown.mpr", testing::write_mpr(file));

  testing::MptFile text;
  text.header = {"Acquisition started on : 03/02/2021 16:17:59.000", "Number of loops : 2",
                 "Loop 0 from point number 0 to 1", "Loop 1 from point number 2 to 2",
                 "Is                  0.000               -100.000            "};
  text.columns = {{"mode", {1, 2, 3}},
                  {"ox/red", {1, 0, 0}},
                  {"time/s", {0, 1, 2}},
                  {"Ewe/V", {3, 3.5, 3}},
                  {"dq/mA.h", {0, 1, -1}},
                  {"half cycle", {0, 0, 1}},
                  {"Q charge/discharge/mA.h", {0, 1, -1}},
                  {"-Im(Z)/Ohm", {1, 2, 3}}};
  write_seed(folder, "biologic_mpt_fuzz", "point.mpt", testing::write_mpt(text));
  text.decimal_comma = true;
  write_seed(folder, "biologic_mpt_fuzz", "comma.mpt", testing::write_mpt(text));
  write_seed(folder, "biologic_mpt_fuzz", "dates.mpt",
             "mode\ttime/s\tEwe/V\r\n1\t07/19/2024 16:53:36.5000\t3.0\r\n1\t07/19/2024 16:53:37.5000\t3.1");
}

void make_arbin_seeds(const std::filesystem::path& folder) {
  // A Jet 4 database as far as its first page says so, and pages marked as data, definition and index.
  std::string bytes("\0\1\0\0Standard Jet DB\0\1\0\0\0", 24);
  for (const char kind : {'\1', '\2', '\3', '\4', '\5'}) {
    bytes.resize((bytes.size() + 4095) / 4096 * 4096);
    bytes += kind;
    bytes += '\1';
  }
  bytes.resize(6 * 4096);
  write_seed(folder, "arbin_res_fuzz", "pages.res", bytes);
}

}  // namespace nacre::fuzz
