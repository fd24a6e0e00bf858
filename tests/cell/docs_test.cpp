// What docs/protocols.md shows must work as it stands there.
#include <gtest/gtest.h>

#include "nacre/base/files.hpp"
#include "nacre/cell/protocol_file.hpp"

namespace nacre::cell {
namespace {

// What stands between `opening` and `closing`, each time.
std::vector<std::string> between(const std::string& text, const std::string& opening,
                                 const std::string& closing) {
  std::vector<std::string> pieces;
  for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
    at += opening.size();
    pieces.push_back(text.substr(at, text.find(closing, at) - at));
  }
  return pieces;
}

TEST(ProtocolDocs, EveryExampleIsRead) {
  const std::string text = read_file(std::filesystem::path(NACRE_CHECKOUT) / "docs" / "protocols.md");
  const auto rows = between(text, "\n| `", "` |");
  EXPECT_EQ(rows.size(), 20U);
  const auto blocks = between(text, "\n```protocol\n", "```");
  EXPECT_EQ(blocks.size(), 2U);
  for (const auto& examples : {rows, blocks}) {
    for (const auto& example : examples) {
      EXPECT_NO_THROW(parse_protocol(example)) << example;
    }
  }
  EXPECT_EQ(parse_protocol(blocks[0]).cycles.size(), 1002U);
  EXPECT_EQ(parse_protocol(blocks[1]).cycles.size(), 1000U);

  const TemporaryFolder folder(std::filesystem::temp_directory_path() / "nacre-docs");
  const auto toml = between(text, "\n```toml\n", "```");
  ASSERT_EQ(toml.size(), 1U);
  write_file_atomic(folder.path() / "life.toml", toml[0]);
  EXPECT_EQ(read_protocol((folder.path() / "life.toml").string()).cycles.size(), 200U);
}

}  // namespace
}  // namespace nacre::cell
