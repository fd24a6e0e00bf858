// Furnace runs and scans as a store keeps them: whole, and back.
#pragma once

#include "nacre/base/json.hpp"
#include "nacre/process/furnace_run.hpp"
#include "nacre/process/scan.hpp"

namespace nacre::process {

// Everything but the parameter files, which to_json tells of.
Json archive(const FurnaceRun& run);
// Throws InputError where the archive is of another kind or version.
FurnaceRun furnace_run_from_archive(const Json& json);

// The numbers of each point's material, without profiles and places.
Json archive(const Scan& scan);
Scan scan_from_archive(const Json& json);

}  // namespace nacre::process
