#pragma once
#include <cstddef>
#include <filesystem>
#include <span>

namespace fluxwalk::store {

/// Puts `bytes` into `file` so that a crash at any instant leaves the old file or the new one: they go to
/// `file.partial-PID` beside it, are flushed to the disc, and are renamed over it. Such files that
/// nobody has locked, of processes that do not run any more, are removed. A symbolic link is followed.
/// \throws Failure if the file cannot be written or is something else than a file; the old one is untouched
/// then.
void replace_file(const std::filesystem::path& file, std::span<const std::byte> bytes);

}  // namespace fluxwalk::store
