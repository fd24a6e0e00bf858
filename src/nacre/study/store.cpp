#include "nacre/study/store.hpp"

#include <chrono>

#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/base/version.hpp"

namespace nacre::study {
namespace {

constexpr std::string_view magic = "nacre-object 1 ";
constexpr std::size_t digest_size = 64;
constexpr std::size_t header_size = magic.size() + digest_size + 1;

std::filesystem::path made(std::filesystem::path folder) {
  std::error_code code;
  std::filesystem::create_directories(folder / "objects", code);
  if (code) {
    throw Error(folder.string() + ": the store cannot be made (" + code.message() + ")",
                "give another folder with --store DIR");
  }
  return folder;
}

// Removes what a killed run left half written. A part younger than an hour may still be in the making.
void sweep(const std::filesystem::path& objects) {
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::error_code ignored;  // another run may be sweeping too
  for (std::filesystem::recursive_directory_iterator entry(objects, ignored), end; entry != end;
       entry.increment(ignored)) {
    const auto& path = entry->path();
    if (path.filename().string().find(".part-") != std::string::npos &&
        std::filesystem::last_write_time(path, ignored) < old) {
      std::filesystem::remove(path, ignored);
    }
  }
}

}  // namespace

std::string canonical(const Json& json) {
  return nlohmann::json(json).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Store::Store(std::filesystem::path folder)
    : folder_(made(std::move(folder))), index_(folder_ / "index.sqlite") {
  sweep(folder_ / "objects");
}

std::string Store::key(const StepInput& input) {
  return sha256(canonical({{"step", input.kind},
                           {"inputs", input.inputs},
                           {"options", input.options},
                           {"nacre", version()},
                           {"source", source_digest()}}));
}

std::filesystem::path Store::object_path(const std::string& key) const {
  return folder_ / "objects" / key.substr(0, 2) / key.substr(2);
}

std::optional<Object> Store::find(const std::string& key) const {
  std::string bytes;
  try {
    bytes = read_file(object_path(key));
  } catch (const InputError&) {
    return {};
  }
  if (bytes.size() < header_size || !bytes.starts_with(magic) || bytes[header_size - 1] != '\n') {
    return {};
  }
  Object object;
  object.digest = bytes.substr(magic.size(), digest_size);
  const std::string payload = bytes.substr(header_size);
  object.bytes = payload.size();
  if (sha256(key + payload) != object.digest) {
    return {};
  }
  object.result = Json::from_cbor(payload, true, false);
  return object.result.is_discarded() ? std::nullopt : std::optional(std::move(object));
}

Object Store::put(const std::string& key, const Json& result) const {
  std::string payload;
  Json::to_cbor(result, payload);
  Object object;
  object.digest = sha256(key + payload);
  object.bytes = payload.size();
  write_file_atomic(object_path(key), std::string(magic) + object.digest + "\n" + payload);
  object.result = Json::from_cbor(payload);
  return object;
}

}  // namespace nacre::study
