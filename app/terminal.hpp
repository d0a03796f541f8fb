#pragma once
/// \file
/// Standard output and standard error: checked writes, and whether a person is looking.

#include <string_view>

namespace fluxwalk::app {

/// Opens descriptors 0, 1 and 2 on /dev/null where the caller closed them, so that no file of ours takes
/// their place, and lets a closed pipe be an error of the write instead of a signal. Call once, first thing.
void prepare_streams();

/// Writes the visible_text() to standard output; with `may_have_colour`, its colours too. \throws FileError
/// if not everything could be written.
void print(std::string_view text, bool may_have_colour = false);

/// A line on standard error, as visible_text(); failures are ignored, there is nowhere to tell them.
void complain(std::string_view line) noexcept;

/// True if standard output, or standard error, is a terminal.
bool is_output_terminal() noexcept;
bool is_error_terminal() noexcept;

/// True if standard output may be coloured: a terminal that can, and NO_COLOR is not set.
bool has_colour() noexcept;

}  // namespace fluxwalk::app
