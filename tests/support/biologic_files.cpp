#include "support/biologic_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace nacre::testing {
namespace {

constexpr std::array<std::pair<std::uint16_t, std::uint8_t>, 6> flag_shifts{
    {{1, 0}, {2, 2}, {3, 3}, {21, 4}, {31, 5}, {65, 7}}};

template <class T>
void append(std::string& bytes, T value) {
  std::array<char, sizeof(T)> raw{};
  std::memcpy(raw.data(), &value, sizeof(T));
  bytes.append(raw.data(), raw.size());
}

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

void put_text(std::string& bytes, std::size_t at, const std::string& text) {
  bytes[at] = static_cast<char>(text.size());
  text.copy(bytes.data() + at + 1, text.size());
}

void append_padded(std::string& bytes, std::string text, std::size_t size) {
  text.resize(size, ' ');
  bytes += text;
}

void append_module(std::string& bytes, const std::string& name, const std::string& long_name,
                   std::uint32_t version, bool is_new, const std::string& body) {
  bytes += "MODULE";
  append_padded(bytes, name, 10);
  append_padded(bytes, long_name, 25);
  if (is_new) {
    append<std::uint32_t>(bytes, 0xffffffff);
  }
  append(bytes, static_cast<std::uint32_t>(body.size()));
  if (is_new) {
    append<std::uint32_t>(bytes, 0);
  }
  append(bytes, version);
  bytes += "03/15/24";
  bytes += body;
}

void append_value(std::string& bytes, char type, double value) {
  switch (type) {
    case 'B':
      append(bytes, static_cast<std::uint8_t>(value));
      break;
    case 'H':
      append(bytes, static_cast<std::uint16_t>(value));
      break;
    case 'I':
      append(bytes, static_cast<std::uint32_t>(value));
      break;
    case 'f':
      append(bytes, static_cast<float>(value));
      break;
    case 'd':
      append(bytes, value);
      break;
    default:
      throw std::logic_error("no such type");
  }
}

std::uint8_t flag_byte(const MprFile& file, std::size_t row) {
  unsigned byte = 0;
  for (const auto& column : file.columns) {
    if (column.type != '?') {
      continue;
    }
    const auto* shift = std::find_if(flag_shifts.begin(), flag_shifts.end(),
                                     [&](const auto& known) { return known.first == column.id; });
    byte |= static_cast<unsigned>(column.values[row]) << shift->second;
  }
  return static_cast<std::uint8_t>(byte);
}

std::string data_body(const MprFile& file) {
  const std::size_t rows = file.columns.front().values.size();
  std::string body;
  append(body, static_cast<std::uint32_t>(rows));
  if (file.version >= 10) {
    append(body, static_cast<std::uint16_t>(file.columns.size()));
  } else {
    append(body, static_cast<std::uint8_t>(file.columns.size()));
  }
  for (const auto& column : file.columns) {
    if (file.version == 0) {
      append(body, static_cast<std::uint8_t>(column.id));
    } else {
      append(body, column.id);
    }
  }
  body.resize(file.version == 0 ? 100 : file.version == 2 ? 405 : file.version == 3 ? 406 : 1007);
  for (std::size_t row = 0; row < rows; ++row) {
    bool flags_done = false;
    for (const auto& column : file.columns) {
      if (column.type != '?') {
        append_value(body, column.type, column.values[row]);
      } else if (!flags_done) {
        append(body, flag_byte(file, row));
        flags_done = true;
      }
    }
  }
  return body;
}

}  // namespace

std::string write_mpr(const MprFile& file) {
  std::string bytes = "BIO-LOGIC MODULAR FILE\x1a";
  bytes.resize(0x30, ' ');
  bytes.resize(0x34, '\0');
  const bool is_new = file.version >= 10;
  const std::uint32_t other_version = is_new ? 10 : 0;

  std::string settings(0x700, '\0');
  settings[0] = static_cast<char>(file.technique);
  put_text(settings, 0x007, file.comments);
  put(settings, 0x107, 12.5F);
  put(settings, 0x24c, 0.25F);
  settings[0x251] = 2;
  append_module(bytes, "VMP Set", "VMP settings", other_version, is_new, settings);
  append_module(bytes, "VMP data", "VMP data", file.version, is_new, data_body(file));
  if (file.start) {
    std::string log(0x900, '\0');
    log[9] = 4;
    put(log, 0x249, *file.start);
    put_text(log, 0x3b7, "11.50");
    append_module(bytes, "VMP LOG", "VMP LOG", other_version, is_new, log);
  }
  if (!file.loops.empty()) {
    std::string loop;
    append(loop, static_cast<std::uint32_t>(file.loops.size()));
    for (const auto row : file.loops) {
      append(loop, row);
    }
    append_module(bytes, "VMP loop", "VMP expt. loop indexes", other_version, is_new, loop);
  }
  return bytes;
}

std::string write_mpt(const MptFile& file) {
  // Two lines at the head, the technique between empty lines, an empty line and the headings at the end.
  const std::size_t lines = 2 + 3 + file.header.size() + 2;
  std::string text =
      "EC-Lab ASCII FILE\r\nNb header lines : " + std::to_string(lines) + "                          \r\n";
  text += "\r\n" + file.technique + "\r\n\r\n";
  for (const auto& line : file.header) {
    text += line + "\r\n";
  }
  text += "\r\n";
  for (const auto& [heading, values] : file.columns) {
    text += heading + "\t";
  }
  text += "\r\n";
  for (std::size_t row = 0; row < file.columns.front().second.size(); ++row) {
    for (const auto& [heading, values] : file.columns) {
      std::array<char, 40> number{};
      std::snprintf(number.data(), number.size(), "%.15E\t", values[row]);
      if (file.decimal_comma) {
        std::replace(number.begin(), number.end(), '.', ',');
      }
      text += number.data();
    }
    text.back() = '\r';
    text += '\n';
  }
  return text;
}

MprFile synthetic_gcpl(std::size_t rows, std::uint32_t version) {
  MprFile file;
  file.version = version;
  file.start = 45366.5;  // 2024-03-15 12:00
  const auto add = [&](std::uint16_t id, char type, auto value) {
    MprColumn column{id, type, std::vector<double>(rows)};
    for (std::size_t row = 0; row < rows; ++row) {
      // Four quarters: rest, charge, rest, discharge.
      const auto quarter = static_cast<int>(4 * row / std::max<std::size_t>(rows, 1));
      column.values[row] = value(static_cast<double>(row), quarter);
    }
    file.columns.push_back(std::move(column));
  };
  const double n = static_cast<double>(std::max<std::size_t>(rows / 4, 1));
  add(1, '?', [](double, int quarter) { return quarter % 2 == 0 ? 3.0 : 1.0; });
  add(2, '?', [](double, int quarter) { return quarter == 1 ? 1.0 : 0.0; });
  add(3, '?', [](double, int) { return 0.0; });
  add(21, '?', [](double row, int) { return row == 0 ? 1.0 : 0.0; });
  add(31, '?', [](double row, int) { return row == 0 ? 1.0 : 0.0; });
  add(65, '?', [](double, int) { return 0.0; });
  if (version != 0) {
    add(131, 'H', [](double, int quarter) { return quarter; });
  }
  add(4, 'd', [](double row, int) { return 10 * row; });
  add(7, 'd', [](double, int quarter) { return quarter == 1 ? 1 / 360.0 : quarter == 3 ? -1 / 360.0 : 0.0; });
  add(13, 'd', [](double row, int) { return row / 360; });
  add(20, 'f', [](double, int quarter) { return quarter == 1 ? 1.0 : quarter == 3 ? -1.0 : 0.0; });
  add(6, 'f', [n](double row, int quarter) {
    const double part = (row - quarter * n) / n;
    return quarter == 0 ? 2 : quarter == 1 ? 2 + 2 * part : quarter == 2 ? 4 : 4 - 2 * part;
  });
  if (version != 0) {
    add(39, 'H', [](double, int) { return 41; });
    add(467, 'd', [n](double row, int quarter) {
      const double charge = (row - quarter * n) / 360;
      return quarter == 0 ? 0 : quarter == 1 ? charge : quarter == 2 ? (n - 1) / 360 : -charge;
    });
    add(468, 'I', [](double, int quarter) { return quarter == 3 ? 1 : 0; });
  }
  add(70, 'f', [](double, int quarter) { return quarter % 2 == 0 ? 0.0 : 3e-3; });
  return file;
}

}  // namespace nacre::testing
