// XML inside pattern files, through pugixml.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::patterns {

// A file of more bytes is refused: its tree takes many times as much memory.
inline constexpr std::size_t xml_limit = std::size_t{128} << 20U;

// Reads the tree. complete: false where the file is damaged and `salvage` asks for what came before. Throws
// InputError with the byte of the damage, or for too large a file.
struct Xml {
  pugi::xml_document document;
  bool complete = true;
};
void read_xml(const Source& source, bool salvage, Xml& xml);

// The numbers in the text of a node, blanks between. Throws InputError with the byte where anything else
// stands.
Numbers numbers_in(const Source& source, const pugi::xml_node& node);

// The whole text as one number, or missing.
double number_in(const pugi::xml_node& node);

std::string text_in(const pugi::xml_node& node);

// The first node of that name below the root, or none.
pugi::xml_node find_node(const pugi::xml_node& root, std::string_view name);

}  // namespace nacre::formats::patterns
