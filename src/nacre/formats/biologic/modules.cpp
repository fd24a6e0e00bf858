#include "nacre/formats/biologic/modules.hpp"

namespace nacre::formats::biologic {
namespace {

constexpr std::string_view signature("BIO-LOGIC MODULAR FILE\x1a");
constexpr std::size_t first_module = 0x34;
constexpr std::string_view module_mark("MODULE");
constexpr std::size_t names_end = 41;  // mark, short name, long name
constexpr std::size_t old_header = 57;
constexpr std::size_t new_header = 65;
constexpr std::uint32_t new_header_mark = 0xffffffff;

std::string without_padding(std::string_view text) {
  const auto end = text.find_last_not_of(std::string_view(" \0", 2));
  return std::string(text.substr(0, end == std::string_view::npos ? 0 : end + 1));
}

}  // namespace

const Module* Modules::find(std::string_view name) const noexcept {
  for (const auto& module : list) {
    if (module.name == name) {
      return &module;
    }
  }
  return nullptr;
}

bool is_mpr(std::string_view bytes) { return bytes.starts_with(signature); }

Modules read_modules(const Source& source) {
  Modules modules;
  const auto bytes = source.bytes();
  const auto damaged = [&](std::size_t offset, std::string what) {
    modules.damage = std::move(what);
    modules.where = at_byte(offset);
  };
  for (std::size_t at = first_module; at < bytes.size();) {
    const auto rest = bytes.substr(at);
    if (!rest.starts_with(module_mark.substr(0, rest.size()))) {
      damaged(at, "has no module where one should begin");
      break;
    }
    const bool is_new =
        rest.size() >= names_end + 4 && source.load<std::uint32_t>(at + names_end) == new_header_mark;
    const std::size_t header = is_new ? new_header : old_header;
    if (rest.size() < header) {
      damaged(bytes.size(), "ends inside the header of a module");
      break;
    }
    const std::size_t numbers = at + names_end + (is_new ? 4 : 0);
    Module module;
    module.name = without_padding(rest.substr(6, 10));
    module.length = source.load<std::uint32_t>(numbers);
    module.version = source.load<std::uint32_t>(numbers + (is_new ? 8 : 4));
    module.date = without_padding(rest.substr(header - 8, 8));
    module.offset = at + header;
    module.body = rest.substr(header, module.length);
    const bool complete = module.complete();
    at = module.offset + module.length;
    if (!complete) {
      damaged(bytes.size(), "ends inside module " + module.name + ", which should have " +
                                std::to_string(module.length) + " bytes and has " +
                                std::to_string(module.body.size()));
    }
    modules.list.push_back(std::move(module));
  }
  return modules;
}

}  // namespace nacre::formats::biologic
