// .ndax files: an archive of .ndc members, whose records lie in pages.
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "support/neware_record.hpp"
#include "support/packing.hpp"

namespace nacre::testing {
namespace {

// Words of an .ndc file; several versions share them.
std::string ndc_words(unsigned version, unsigned kind) {
  const std::string counters =
      "charge*3600@:i8 discharge*3600@:i8 charge_energy*3600@:i8 discharge_energy*3600@:i8 ";
  const bool milli = version == 9 || version == 11 || version == 13 || version == 16;
  if (kind == 7) {
    return version >= 16 ? "cycle0:u4 step_index:u4 -16 type:u1 -8 index:u4 -63"
                         : "cycle0:u4 step_index:u4 -16 type:u1 -12";
  }
  if (kind == 18) {
    const std::string factor = milli ? "*3.6e6" : "";
    std::string words = "step_time*1e3:u4 -1 charge" + factor + ":f4 discharge" + factor +
                        ":f4 charge_energy" + factor + ":f4 discharge_energy" + factor + ":f4 ";
    words += version == 8 ? "-5 " : "-8 ";
    words += "=1000:i4 unix_whole:u4 step:u4 index:u4 ";
    return words + (version <= 9    ? ""
                    : version <= 12 ? "unix_rest*1e3:u2"
                    : version <= 14 ? "unix_rest*1e3:u2 -8"
                                    : "unix_rest*1e3:u2 -53");
  }
  if (kind == 5) {
    switch (version) {
      case 2:
      case 4:
        return "=116:u1 -7 index:u4 -19 voltage*1e4:i4 -6 temperature*10:i2 =300:i2 -49";
      case 5:
        return "=101:u1 index:u4 -19 voltage*1e4:i4 -6 temperature*10:i2 -51";
      case 7:
        return "index:u4 temperature*10:i2";
      case 9:
        return "=116:u1 index:u4 -30 temperature*10:i2 -51";
      case 11:
      case 13:
      case 16:
        return "=101:u1 voltage*1e4:f4 temperature*10:i2";
      default:
        return "temperature:f4";
    }
  }
  switch (version) {
    case 1:
    case 3:
      return "=85:u1 -7 index:u4 cycle0:u4 step_index:u1 type:u1 -2 step_time*1e3:u8 voltage*1e4:i4 "
             "current@:i4 -4 " +
             counters + "unix:date RANGE";
    case 2:
    case 4:
      return "=85:u1 =1:u1 =1:u1 -5 index:u4 cycle0:u4 step_index:u1 type:u1 -5 step_time*1e3:u8 "
             "voltage*1e4:i4 "
             "current@:i4 -4 " +
             counters + "unix:date RANGE -8";
    case 5:
      return "=85:u1 index:u4 cycle0:u4 step_index:u1 type:u1 -5 step_time*1e3:u8 voltage*1e4:i4 current@:i4 "
             "-4 " +
             counters + "unix:date RANGE -8";
    case 6:
      return "step_time*1e3:u4 -1 voltage:f4 current:f4 charge:f4 discharge:f4 charge_energy:f4 "
             "discharge_energy:f4 "
             "-1 unix:u4 step:u4";
    case 7:
      return "index:u4 cycle0:u4 step_index:u1 type:u1 -1 step_time*1e3:u8 voltage*1e4:i4 current*1e3:i4 "
             "charge*3.6e6:i8 discharge*3.6e6:i8 charge_energy*3.6e6:i8 discharge_energy*3.6e6:i8 "
             "unix_whole:date "
             "unix_rest*1e3:u2";
    case 15:
      return "=85:u2 step_index:u1 type:u1 -4 index:u4 time:ns current*1e3:f4 voltage:f4 capacity*3.6e6:f4 "
             "energy*3.6e6:f4 unix:ns step_time:ns charge*3.6e6:f4 discharge*-3.6e6:f4";
    default:
      return milli ? "voltage*1e4:f4 current*1e3:f4" : "voltage:f4 current:f4";
  }
}

// The header of versions 7 and 15 lists the fields.
void write_field_list(std::string& header, unsigned version, unsigned kind, std::size_t record_size) {
  if (version == 7) {
    const std::vector<std::int32_t> codes =
        kind == 5 ? std::vector<std::int32_t>{6, 16}
                  : std::vector<std::int32_t>{6, 7, 8, 9, 10, 12, 13, 14, 17, 18, 19, 20, 21, 53};
    for (std::size_t i = 0; i < codes.size(); ++i) {
      put(header, 13 + 4 * i, codes[i]);
    }
  } else if (version == 15) {
    put(header, 516, static_cast<std::uint32_t>(record_size));
    const std::array<std::pair<std::int32_t, std::int32_t>, 4> fields{{{15, 36}, {65, 44}, {5, 52}, {6, 56}}};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      put(header, 520 + 9 * i, fields[i].first);
      header[520 + 9 * i + 4] = 1;
      put(header, 520 + 9 * i + 5, fields[i].second);
    }
  }
}

}  // namespace

std::string ndc_file(const std::vector<NewareRow>& rows, unsigned version, unsigned kind,
                     const NewareOptions& options) {
  const NewareRecord writer(ndc_words(version, kind), options.current_range);
  const bool old = version <= 4;
  const std::size_t page_size = old ? 512 : 4096;
  const std::size_t data_begin = old ? 5 : 132;
  const std::size_t per_page = (page_size - data_begin - 4) / writer.size();
  std::string file(page_size, '\0');
  file[0] = static_cast<char>(kind);
  file[2] = static_cast<char>(version);
  write_field_list(file, version, kind, writer.size());
  for (std::size_t begin = 0; begin < rows.size(); begin += per_page) {
    const std::size_t count = std::min(per_page, rows.size() - begin);
    std::string page(page_size, '\0');
    page[0] = static_cast<char>(kind + 1);
    put(page, 2, static_cast<std::uint16_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      page[4 + (old ? 0 : i / 8)] = static_cast<char>(page[4 + (old ? 0 : i / 8)] | 1 << i % 8);
      page.replace(data_begin + i * writer.size(), writer.size(), writer.write(rows[begin + i]));
    }
    put(page, page_size - 4, libdeflate_crc32(0, page.data(), page_size - 4));
    file += page;
  }
  return file;
}

std::vector<std::pair<std::string, std::string>> ndax_members(const std::vector<NewareRow>& rows,
                                                              unsigned version,
                                                              const NewareOptions& options) {
  std::string info =
      "<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<root><config><TestInfo StartTime=\"2023-11-14 "
      "22:13:20\" Barcode=\"&lt;synthetic&gt;\" AuxCount=\"" +
      std::to_string(options.channels) + "\">";
  for (int i = 1; i <= options.channels; ++i) {
    info += "<Aux" + std::to_string(i) + " AuxID=\"" + std::to_string(i) + "\" RealChlID=\"" +
            std::to_string(i + 8) + "\" ChlType=\"103\" />";
  }
  info += "</TestInfo></config></root>\n";
  std::vector<std::pair<std::string, std::string>> members{{"TestInfo.xml", info}};
  members.emplace_back("data.ndc", ndc_file(rows, version, 1, options));
  const bool split = version >= 8 && version != 15;
  if (split || version == 6) {
    std::vector<NewareRow> steps;
    for (const auto& row : rows) {
      if (steps.empty() || steps.back().step != row.step) {
        steps.push_back(row);
      }
    }
    members.emplace_back("data_step.ndc", ndc_file(steps, version, 7, options));
  }
  if (split) {
    std::vector<NewareRow> sparse;
    std::uint32_t step = 0;
    for (const auto& row : rows) {
      if ((row.index - 1) % options.run_info_every == 0 || row.step != step) {
        sparse.push_back(row);
      }
      step = row.step;
    }
    members.emplace_back("data_runInfo.ndc", ndc_file(sparse, version, 18, options));
  }
  auto warmer = rows;
  for (int i = 1; i <= options.channels; ++i) {
    for (auto& row : warmer) {
      row.temperature_C += 10;
    }
    members.emplace_back("data_AUX_" + std::to_string(i + 8) + "_3_1.ndc",
                         ndc_file(warmer, version, 5, options));
  }
  return members;
}

std::string ndax_file(const std::vector<NewareRow>& rows, unsigned version, const NewareOptions& options) {
  return zip_bytes(ndax_members(rows, version, options));
}

}  // namespace nacre::testing
