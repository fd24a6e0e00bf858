#include "nacre/report/assets.hpp"

// The assembler takes in each file as it is; CMakeLists.txt says where they lie.
#define NACRE_ASSET(name, file)               \
  asm(".pushsection .rodata\n"                \
      ".global nacre_asset_" #name            \
      "\n"                                    \
      ".global nacre_asset_" #name            \
      "_end\n"                                \
      "nacre_asset_" #name                    \
      ":\n"                                   \
      ".incbin \"" file                       \
      "\"\n"                                  \
      "nacre_asset_" #name                    \
      "_end:\n"                               \
      ".byte 0\n"                             \
      ".popsection\n");                       \
  extern "C" const char nacre_asset_##name[]; \
  extern "C" const char nacre_asset_##name##_end[];

NACRE_ASSET(plotly, NACRE_PLOTLY_FOLDER "/plotly-cartesian.min.js")
NACRE_ASSET(plotly_licence, NACRE_PLOTLY_FOLDER "/LICENSE")
NACRE_ASSET(script, NACRE_ASSETS_FOLDER "/report.js")
NACRE_ASSET(style, NACRE_ASSETS_FOLDER "/report.css")

namespace nacre::report::assets {

std::string_view plotly() { return {nacre_asset_plotly, nacre_asset_plotly_end}; }
std::string_view plotly_licence() { return {nacre_asset_plotly_licence, nacre_asset_plotly_licence_end}; }
std::string_view script() { return {nacre_asset_script, nacre_asset_script_end}; }
std::string_view style() { return {nacre_asset_style, nacre_asset_style_end}; }

}  // namespace nacre::report::assets
