#include "nacre/formats/members.hpp"

#include <algorithm>
#include <cctype>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/salvage.hpp"

namespace nacre::formats {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
int lower(char c) { return std::tolower(static_cast<unsigned char>(c)); }

// The digits at the front, without zeros before them; taken off.
std::string_view take_digits(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  auto digits = text.substr(0, end);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  text.remove_prefix(end);
  return digits;
}

bool is_file(std::string_view name) { return !name.ends_with('/') && !name.starts_with("__MACOSX/"); }

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const auto whole_a = a;
  const auto whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto digits_a = take_digits(a);
      const auto digits_b = take_digits(b);
      if (digits_a.size() != digits_b.size()) {
        return digits_a.size() < digits_b.size();
      }
      if (digits_a != digits_b) {
        return digits_a < digits_b;
      }
      continue;
    }
    if (lower(a.front()) != lower(b.front())) {
      return lower(a.front()) < lower(b.front());
    }
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() != b.size() ? a.size() < b.size() : whole_a < whole_b;
}

bool holds_member(const Source& source, std::string_view ending) {
  if (!is_zip(source.bytes())) {
    return false;
  }
  try {
    const ZipArchive archive(source);
    return std::ranges::any_of(
        archive.members(), [&](const ZipArchive::Member& member) { return member.name.ends_with(ending); });
  } catch (const InputError&) {
    return source.bytes().find(ending) != std::string_view::npos;
  }
}

std::vector<UnpackedMember> unpack_members(const Source& source, bool salvage,
                                           const std::function<bool(std::string_view name)>& wanted) {
  std::vector<UnpackedMember> members;
  const auto add = [&](const std::string& name, Bytes bytes, bool complete) {
    members.push_back({name, Source::from_memory(source.path() + ":" + name, std::move(bytes)), complete});
  };
  if (salvage) {
    for (auto& member : salvage_members(source)) {
      if (is_file(member.name) && wanted(member.name)) {
        add(member.name, std::move(member.bytes), member.complete);
      }
    }
  } else {
    const ZipArchive archive(source);
    std::size_t unpacked = 0;
    for (std::size_t i = 0; i < archive.members().size(); ++i) {
      const auto& member = archive.members()[i];
      if (!is_file(member.name) || !wanted(member.name)) {
        continue;
      }
      unpacked += std::min(member.size, unpacked_limit + 1);
      if (unpacked > unpacked_limit) {
        source.fail("unpacks to more than " + std::to_string(unpacked_limit) + " bytes",
                    "member " + member.name, "unpack it and read its files one by one");
      }
      add(member.name, archive.extract(static_cast<int>(i)), true);
    }
  }
  std::stable_sort(members.begin(), members.end(),
                   [](const auto& a, const auto& b) { return natural_less(a.name, b.name); });
  return members;
}

}  // namespace nacre::formats
