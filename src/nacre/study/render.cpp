// A report is a step too: its result is the list of its files with their SHA-256.
#include "nacre/base/files.hpp"
#include "nacre/base/hash.hpp"
#include "nacre/study/file_lock.hpp"
#include "nacre/study/run.hpp"

namespace nacre::study {
namespace {

Json manifest_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files[entry.path().lexically_relative(folder).generic_string()] = sha256_file(entry.path());
    }
  }
  return {{"files", files}};
}

// Whether every file of the report is there, unchanged. Other files in the folder do not matter.
bool lies_there(const Json& manifest, const std::filesystem::path& folder) {
  try {
    for (const auto& [file, digest] : manifest.at("files").items()) {
      if (sha256_file(folder / file) != digest) {
        return false;
      }
    }
    return true;
  } catch (const InputError&) {  // not there, or not readable
    return false;
  }
}

// A killed run leaves the folder that it was filling. Nobody else is rendering here: the lock says so.
void sweep_parts(const std::filesystem::path& folder) {
  const auto parent = std::filesystem::absolute(folder).parent_path();
  const std::string part = folder.filename().string() + ".part-";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    if (entry.path().filename().string().starts_with(part)) {
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

bool render_if_changed(const Ran& ran, Store& store, const std::filesystem::path& folder,
                       const std::function<void()>& render) {
  StepInput input{"report", ran.keys};
  input.inputs.push_back(sha256(canonical(to_json(ran.outcome))));
  const std::string key = Store::key(input);
  const FileLock lock(store.folder() / "report.lock");
  if (const auto found = store.find(key); found && lies_there(found->result, folder)) {
    return false;
  }
  sweep_parts(folder);
  const auto start = std::chrono::steady_clock::now();
  const auto started = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch());
  render();
  const auto object = store.put(key, manifest_of(folder));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  store.index().enter({key, "report", object.digest, object.bytes, started.count(), seconds}, input, {});
  return true;
}

}  // namespace nacre::study
