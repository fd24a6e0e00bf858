// The store: results of steps under the hash of all that decides them, so that nothing is computed twice.
//
//   <store>/objects/ab/cdef...   one file per result, named by the key of its step
//   <store>/index.sqlite         what lies there, for queries (index.hpp)
//
// key = SHA-256 of the kind of step, the SHA-256 of its inputs, its options with sorted keys, and the version
// and source digest of nacre. An object is the line "nacre-object 1 DIGEST" and then the result as CBOR
// (RFC 8949); DIGEST is the SHA-256 of the key and the CBOR. An object that does not match its digest counts
// as absent. Objects are written beside, flushed and renamed, so that a killed run leaves whole ones only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "nacre/base/json.hpp"
#include "nacre/study/index.hpp"

namespace nacre::study {

struct Object {
  Json result;
  std::string digest;     // SHA-256 of the key and the CBOR
  std::size_t bytes = 0;  // of the CBOR
};

// Safe to use from several threads and processes at once.
class Store {
 public:
  // Opens or makes the store in a folder. Throws Error where it cannot be written to.
  explicit Store(std::filesystem::path folder);

  static std::string key(const StepInput& input);

  // The result of a step; nothing where it was never computed, or its object is damaged.
  std::optional<Object> find(const std::string& key) const;

  // Keeps a result and returns it as find() would, so that a fresh result and a found one are the same.
  // Throws Error where it cannot be written.
  Object put(const std::string& key, const Json& result) const;

  Index& index() noexcept { return index_; }
  const std::filesystem::path& folder() const noexcept { return folder_; }
  std::filesystem::path object_path(const std::string& key) const;

 private:
  std::filesystem::path folder_;
  Index index_;
};

// JSON as one text whatever the order in which its keys were written.
std::string canonical(const Json& json);

}  // namespace nacre::study
