#pragma once
/// \file
/// Standard output and standard error: checked writes, and whether they are a terminal.

#include <atomic>
#include <optional>
#include <string>
#include <string_view>

namespace fluxwalk::app {

/// Opens descriptors 0, 1 and 2 on /dev/null if the caller closed them, so that no other file gets these
/// numbers. Makes a closed pipe and a limit on the size of files errors of the write instead of signals. Must
/// be called once, at the beginning.
void prepare_streams();

/// Writes the visible_text() to standard output; with `may_have_colour`, its colours too. \throws FileError
/// if not everything could be written.
void print(std::string_view text, bool may_have_colour = false);

/// Writes a line on standard error, as visible_text(); failures are ignored, because there is no other place
/// to report them.
void complain(std::string_view line) noexcept;

/// Asks the person at the terminal, on standard error, and waits for a line. Nothing if standard input and
/// standard error are not both a terminal that this program may read from, at the end of the input, or once
/// `is_over`.
std::optional<std::string> ask(std::string_view question, const std::atomic<bool>& is_over);

/// True if standard output, or standard error, is a terminal.
bool is_output_terminal() noexcept;
bool is_error_terminal() noexcept;

/// True if standard output may be coloured: a terminal that can, and NO_COLOR is not set.
bool has_colour() noexcept;

}  // namespace fluxwalk::app
