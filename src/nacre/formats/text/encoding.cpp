#include "nacre/formats/text/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace nacre::formats::text {
namespace {

void append_utf8(std::string& text, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0U | point >> 6U);
    put(0x80U | (point & 0x3fU));
  } else if (point < 0x10000) {
    put(0xe0U | point >> 12U);
    put(0x80U | (point >> 6U & 0x3fU));
    put(0x80U | (point & 0x3fU));
  } else {
    put(0xf0U | point >> 18U);
    put(0x80U | (point >> 12U & 0x3fU));
    put(0x80U | (point >> 6U & 0x3fU));
    put(0x80U | (point & 0x3fU));
  }
}

std::string from_utf16(std::string_view bytes, bool little) {
  std::string text;
  text.reserve(bytes.size() / 2 + bytes.size() / 16);
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(little ? first | second << 8U : first << 8U | second);
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t point = unit(at);
    if (point >= 0xd800 && point < 0xdc00 && at + 3 < bytes.size()) {
      const std::uint32_t low = unit(at + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        point = 0x10000U + ((point - 0xd800U) << 10U) + (low - 0xdc00U);
        at += 2;
      }
    }
    append_utf8(text, point >= 0xd800 && point < 0xe000 ? 0xfffdU : point);
  }
  return text;
}

// Text of the Latin scripts in UTF-16 has a zero in every second byte.
bool zeros_at(std::string_view bytes, std::size_t parity) {
  const std::size_t count = std::min<std::size_t>(bytes.size() / 2, 32);
  if (count < 2) {
    return false;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (bytes[2 * i + parity] != '\0' || bytes[2 * i + 1 - parity] == '\0') {
      return false;
    }
  }
  return true;
}

bool is_high(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }

// Characters of GB2312 are pairs of bytes from 0xa1 on.
bool high_bytes_in_pairs(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (is_high(bytes[i])) {
      if (i + 1 == bytes.size() || static_cast<unsigned char>(bytes[i]) < 0xa1 ||
          static_cast<unsigned char>(bytes[i + 1]) < 0xa1) {
        return false;
      }
      ++i;
    }
  }
  return true;
}

std::string from_gb18030(std::string_view bytes) {
  // iconv_t is a pointer by another name, and -1 says that the C library lacks the table.
  const iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == reinterpret_cast<iconv_t>(-1)) {  // NOLINT(performance-no-int-to-ptr)
    return {};
  }
  std::string text(2 * bytes.size() + 4, '\0');
  std::string input(bytes);
  char* from = input.data();
  std::size_t left = input.size();
  char* to = text.data();
  std::size_t room = text.size();
  const bool good = iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1);
  iconv_close(converter);
  text.resize(good ? text.size() - room : 0);
  return text;
}

}  // namespace

Decoded decode(std::string_view bytes) {
  Decoded decoded;
  const bool little = bytes.starts_with("\xff\xfe") || zeros_at(bytes, 1);
  if (little || bytes.starts_with("\xfe\xff") || zeros_at(bytes, 0)) {
    decoded.encoding = little ? "UTF-16LE" : "UTF-16BE";
    const bool marked = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
    decoded.owner = std::make_shared<const std::string>(from_utf16(bytes.substr(marked ? 2 : 0), little));
    decoded.text = *decoded.owner;
    return decoded;
  }
  const bool marked = bytes.starts_with("\xef\xbb\xbf");
  // The first bytes tell; the window may end inside a character.
  const auto window = bytes.substr(0, std::size_t{1} << 18U);
  const bool utf8 = is_utf8(window.substr(0, window.find_last_of('\n')));
  decoded.encoding = marked ? "UTF-8 with byte order mark"
                     : utf8 ? "UTF-8"
                            : "8-bit, taken as Latin-1 or GB18030";
  decoded.text = bytes.substr(marked ? 3 : 0);
  if (bytes.find('\n') == std::string_view::npos && bytes.find('\r') != std::string_view::npos) {
    std::string lines(decoded.text);  // the line ends of old Macs
    std::replace(lines.begin(), lines.end(), '\r', '\n');
    decoded.owner = std::make_shared<const std::string>(std::move(lines));
    decoded.text = *decoded.owner;
  }
  return decoded;
}

bool looks_like_text(std::string_view head) {
  std::size_t odd = 0;
  for (const char c : head) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) {
      return false;
    }
    odd += static_cast<std::size_t>(byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  }
  return !head.empty() && odd <= head.size() / 100;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = byte < 0x80                   ? 1
                               : byte >= 0xc2 && byte < 0xe0 ? 2
                               : byte >= 0xe0 && byte < 0xf0 ? 3
                               : byte >= 0xf0 && byte < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || i + length > bytes.size()) {
      return false;
    }
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(bytes[i + k]) & 0xc0U) != 0x80U) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  if (is_utf8(bytes)) {
    return std::string(bytes);
  }
  if (high_bytes_in_pairs(bytes)) {
    if (auto text = from_gb18030(bytes); !text.empty()) {
      return text;
    }
  }
  std::string text;
  for (const char c : bytes) {
    append_utf8(text, static_cast<unsigned char>(c));
  }
  return text;
}

}  // namespace nacre::formats::text
