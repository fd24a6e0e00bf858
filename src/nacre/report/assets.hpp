// The files that every report carries with it, built into the program (CMakeLists.txt).
#pragma once

#include <string_view>

namespace nacre::report::assets {

std::string_view plotly();          // plotly.js, the cartesian bundle, with its licence notice at the top
std::string_view plotly_licence();  // MIT
std::string_view script();
std::string_view style();

}  // namespace nacre::report::assets
