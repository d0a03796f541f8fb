#include "progress.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "fluxwalk/visible_text.hpp"

namespace fluxwalk::app {
namespace {

constexpr std::string_view erase_line = "\r\033[K";

void show_text(std::string_view text) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

std::string clock(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  return whole < 3600 ? fmt::format("{}:{:02}", whole / 60, whole % 60)
                      : fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace

std::string with_si_prefix(double value) {
  constexpr std::string_view prefixes[] = {"", "k", "M", "G", "T", "P"};
  std::size_t prefix = 0;
  // 999.5 would be rounded to 1000, a fourth digit.
  while (value >= 999.5 && prefix + 1 < std::size(prefixes)) {
    value /= 1000;
    ++prefix;
  }
  const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, prefixes[prefix]);
}

std::string progress_text(const std::string& label, const Progress& progress) {
  constexpr int width = 24;
  const double part = progress.batches_total > 0 ? static_cast<double>(progress.batches_done) /
                                                       static_cast<double>(progress.batches_total)
                                                 : 1.0;
  const int filled = static_cast<int>(part * width);
  std::string text = fmt::format("{} [{:#<{}}{:.<{}}] {:3.0f} %", label, "", filled, "", width - filled,
                                 std::floor(100 * part));
  if (progress.seconds > 0)
    text += fmt::format("  {}hops/s", with_si_prefix(progress.hops_done / progress.seconds));
  if (part > 0 && part < 1) text += fmt::format("  {} to go", clock(progress.seconds * (1 - part) / part));
  return text;
}

ProgressLine::ProgressLine(std::string label, bool is_shown)
    : label_(visible_text(label)), is_shown_(is_shown) {
  if (is_shown_) show_text(fmt::format("{}{} ...", erase_line, label_));
}

ProgressLine::~ProgressLine() {
  if (is_shown_) show_text(erase_line);
}

void ProgressLine::show(const Progress& progress) {
  if (!is_shown_ || progress.seconds < last_shown_ + 0.1) return;
  last_shown_ = progress.seconds;
  show_text(fmt::format("{}{}", erase_line, progress_text(label_, progress)));
}

}  // namespace fluxwalk::app
